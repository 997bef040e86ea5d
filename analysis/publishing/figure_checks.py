"""Whether figures, result tables and their records are what they say: the chain from a picture back to tables, texts and code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.publishing import summaries
from analysis.publishing.records import MALFORMED, digest, notebook_digest

MADE = re.compile(r"\d\d-[^/]+\.(csv|svg|pdf|tex|json)")
_SHOWN = re.compile(r"(\d\d-[a-z0-9-][^\n]*?) sha256:([0-9a-f]{16})")


@dataclass(frozen=True)
class Origin:
    """What figures should have been made of: digests by name."""

    event: str
    tables: Mapping[str, str]
    reading: str
    texts: Mapping[str, str]
    code: str
    notebooks: Mapping[str, bytes]


def check_figures(files: Mapping[str, bytes], origin: Origin) -> list[str]:
    """What is wrong with a folder of figures, one line each, beginning with the file.

    Parameters
    ----------
    files
        The folder's files by name, `facts/` included; files that no run writes are not looked at.
    origin
        The corpus's tables, the code and the notebooks at hand.
    """
    try:
        records = summaries.find_records(files)
    except ValueError as problem:
        return [str(problem)]
    problems = []
    for figure, record in records.items():
        problems += _check_files(figure, record, files)
        if record["event"] == origin.event:
            problems += _check_origin(figure, record, origin)
    known = {f"{figure}.{kind}" for figure, record in records.items() for kind in (*record["files"], "json")}
    problems += [f"{name}: no record names it" for name in sorted(files) if MADE.fullmatch(name) and name not in known]
    return problems + list(_check_summaries(files, records)) + list(_check_shown(files, records, origin))


def _check_files(figure: str, record: Mapping, files: Mapping[str, bytes]) -> Iterator[str]:
    """A figure's files against the digests in its record."""
    for kind, expected in sorted(record["files"].items()):
        name = f"{figure}.{kind}"
        if name not in files:
            yield f"{name}: is missing"
        elif digest(files[name]) != expected:
            yield f"{name}: is not the file that its record names"


def _check_origin(figure: str, record: Mapping, origin: Origin) -> Iterator[str]:
    """A figure's record against the tables, texts, code and notebook at hand."""
    for key, found in (("tables", origin.tables), ("texts", origin.texts)):
        said = _part(record, key)
        other = sorted(name for name in {*said, *found} if said.get(name) != found.get(name))
        if other:
            yield f"{figure}.json: was made from other {key} than are here ({', '.join(other[:3])})"
    if record.get("reading") != origin.reading:
        yield f"{figure}.json: was made from tables that another reading wrote"
    code = _part(record, "code")
    if code.get("analysis") != origin.code:
        yield f"{figure}.json: was made by other code of the package than is here"
    notebook = origin.notebooks.get(record["notebook"])
    if notebook is None or code.get("notebook") != _digest_of(notebook):
        yield f"{figure}.json: was made by other code cells than {record['notebook']}.ipynb has"


def _part(record: Mapping, name: str) -> Mapping:
    """A part of a record that has parts of its own; empty where it has none."""
    return part if isinstance(part := record.get(name), dict) else {}


def _digest_of(notebook: bytes) -> str:
    """A notebook's digest; empty for what is no notebook."""
    try:
        return notebook_digest(notebook)
    except MALFORMED:
        return ""


def _check_summaries(files: Mapping[str, bytes], records: Mapping[str, Mapping]) -> Iterator[str]:
    """index.csv and facts.json against what they sum up."""
    if files.get("index.csv") != summaries.index_csv(records):
        yield "index.csv: does not list the records that are here"
    facts = {name.split("/")[1].removesuffix(".json"): content for name, content in files.items()
             if re.fullmatch(r"facts/[^/]+\.json", name)}
    try:
        same = files.get("facts.json") == summaries.facts_json(facts)
    except MALFORMED:
        same = False
    if not same:
        yield "facts.json: does not hold the numbers that are in facts/"


def _check_shown(files: Mapping[str, bytes], records: Mapping[str, Mapping], origin: Origin) -> Iterator[str]:
    """Digests that notebooks show against the files."""
    for name, content in sorted(origin.notebooks.items()):
        for figure, shown in _shown_digests(content):
            record = records.get(figure)
            if record and record["event"] == origin.event:
                picture = summaries.picture_of(record)
                if digest(b"".join(files.get(f"{figure}.{kind}", b"") for kind in ("csv", picture)))[:16] != shown:
                    yield f"{name}.ipynb: shows another {figure} than {figure}.{picture} and its data are"


def _shown_digests(notebook: bytes) -> list[tuple[str, str]]:
    """Figure and digest of each output of a notebook that shows one."""
    try:
        cells = json.loads(notebook)["cells"]
        texts = ["".join(output["data"]["text/plain"]) for cell in cells for output in cell.get("outputs", ())
                 if "text/plain" in output.get("data", {})]
    except MALFORMED:
        return []
    return [match.groups() for text in texts for match in [_SHOWN.fullmatch(text.rsplit("\n", 1)[-1])] if match]
