"""RO-Crate 1.1: what is in a bundle, said so that archives and search engines understand it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from analysis.publishing.citing import author_name
from analysis.publishing.records import digest, json_bytes

METADATA = "ro-crate-metadata.json"
CC_BY, MIT = "https://creativecommons.org/licenses/by/4.0/", "https://spdx.org/licenses/MIT"
CODE_FOLDERS = ("analysis", "notebooks")
_TYPES = {".ipynb": "application/x-ipynb+json", ".csv": "text/csv", ".json": "application/json", ".md": "text/markdown",
          ".py": "text/x-python", ".cff": "application/yaml", ".yml": "application/yaml", ".bib": "application/x-bibtex",
          ".tex": "application/x-tex", ".svg": "image/svg+xml", ".pdf": "application/pdf",
          ".parquet": "application/vnd.apache.parquet"}


def crate_metadata(files: Mapping[str, bytes], *, about: Mapping[str, str], software: Mapping[str, object],
                   records: Mapping[str, Mapping[str, object]], tables: str) -> bytes:
    """`ro-crate-metadata.json` for the files of a bundle.

    Parameters
    ----------
    files
        Every other file, by name.
    about
        `name` and `description` of the whole.
    software
        CITATION.cff.
    records
        Record of each figure and result table, by the name of its JSON file in the bundle.
    tables
        Folder of the corpus's tables in the bundle.
    """
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    crate = ROCrate(gen_preview=False, version="1.1")
    crate.name, crate.description = about["name"], about["description"]
    # The crate has no clock: it is dated like the software that made it.
    crate.datePublished = str(software["date-released"])
    for address, name in ((CC_BY, "CC BY 4.0"), (MIT, "MIT License")):
        crate.add(ContextEntity(crate, address, properties={"@type": "CreativeWork", "name": name}))
    crate.license = {"@id": CC_BY}
    authors = [crate.add(ContextEntity(crate, f"#author-{number}", properties={
        "@type": "Organization" if "name" in author else "Person", "name": author_name(author)}))
        for number, author in enumerate(software["authors"], 1)]
    crate.root_dataset["creator"] = authors
    tool = crate.add(ContextEntity(crate, "#parallax", properties={
        "@type": "SoftwareApplication", "name": software["title"], "version": str(software["version"]),
        "license": {"@id": MIT}}))
    entities = {name: crate.add_file(dest_path=name, properties=_properties(name, files[name])) for name in sorted(files)}
    folder = crate.add_dataset(dest_path=f"{tables}/", properties={"name": "tables of the corpus", "license": {"@id": CC_BY}})
    folder["hasPart"] = [entity for name, entity in entities.items() if name.startswith(f"{tables}/")]
    for name, record in sorted(records.items()):
        made = [entities[f"{name.removesuffix('.json')}.{kind}"] for kind in sorted(record["files"])]
        for entity in made:
            entity["description"] = record["caption"]
        crate.add_action(tool, identifier=f"#{record['figure']}", result=[*made, entities[name]],
                         object=[folder, entities[f"notebooks/{record['notebook']}.ipynb"]], properties={
            "@type": "CreateAction", "name": f"{record['figure']}: {json.dumps(record['parameters'], sort_keys=True)}"})
    graph = crate.metadata.generate()
    graph["@graph"] = sorted(graph["@graph"], key=lambda entity: (entity["@id"] not in ("./", METADATA), entity["@id"]))
    return json_bytes(graph)


def _properties(name: str, content: bytes) -> dict[str, object]:
    """What is said of one file."""
    path = PurePosixPath(name)
    # What the machine takes a suffix for differs between machines.
    kind = _TYPES.get(path.suffix, "text/plain")
    return {"name": path.name, "encodingFormat": kind, "contentSize": str(len(content)), "sha256": digest(content),
            "license": {"@id": MIT if path.parts[0] in CODE_FOLDERS else CC_BY}}
