"""A share-safe package of an event: tables, notebooks, figures, records, code and environment, and none of the texts.

Unpacked it is a small project: the same folders as here, with which everything can be rebuilt. Only files that the project
knows go in; whatever else lies in a folder stays where it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from analysis import schema
from analysis.corpus import PROJECT, Corpus, refuse_outside, table_file, table_to_csv, texts_in
from analysis.publishing import leaks, records
from analysis.publishing.archive import BundleError, check_name
from analysis.publishing.citing import read_software
from analysis.publishing.crate import METADATA, crate_metadata
from analysis.publishing.study import DISPLAY
from analysis.publishing.verification import MADE, check_figures, require_current

CONTENTS = "bundle.json"
# 2: parameters stand in the records alone.
FORMAT = 2
PROJECT_FILES = ("CITATION.cff", "LICENSE", "environment.yml", "pyproject.toml", "references.bib", "requirements.lock")
_SHOWS = re.compile(rf"^(?:{'|'.join(DISPLAY)})\b[^=\n]*=\s*True", re.MULTILINE)
_OWN = ("analysis", "notebooks", "figures")
# Files of a run in a folder of figures: pictures, data, LaTeX, records, facts and summaries.
_FIGURES = re.compile(rf"{MADE.pattern}|facts/[^/]+\.json|facts\.json|index\.csv|methods\.(md|tex)")
# All that a bundle has in these folders: its README has Python run where it lies, which would import or obey whatever else is there.
_PACKED = re.compile(rf"analysis/.+\.(py|csv|md)|notebooks/[^/]+\.ipynb|figures/({_FIGURES.pattern})")
# All that a corpus may bring; a run has its folder on the path, so a module here would be imported.
_HELD = re.compile(r"(manifest|aliases|truth/[^/]+)\.csv|README\.md|tables/(reading\.json|[a-z_]+\.(csv|parquet))")


def make_bundle(corpus: Corpus, *, figures: Path, notebooks: Path, texts: Path | None = None) -> dict[str, bytes]:
    """The files of a corpus's bundle, by name.

    Parameters
    ----------
    corpus
        An opened corpus with tables.
    figures
        Folder of the figures of a run on it.
    notebooks
        Folder of the executed notebooks of that run.
    texts
        Folder with the texts, to check that none of their sentences goes out; default the corpus's own.

    Raises
    ------
    BundleError
        The figures are not what tables, notebooks and code at hand give, the folder of texts is none, or a file holds eight words
        in a row of a text, a path of a machine, or the name of its user.
    CorpusError
        The tables are not what reading wrote, or of other texts, another manifest or other corrections; a file is a link that leads out.
    """
    require_current(corpus)
    if texts is not None and not texts.is_dir():
        raise BundleError(f"{texts}: no such folder of texts")
    home = check_folder(records.portable_path(corpus.path))
    held, made, stored = corpus_files(corpus), figure_files(figures), _notebook_files(notebooks, home)
    found = _checked_records(corpus, figures, made, stored)
    code = installed_files()
    files = {f"{home}/{name}": content for name, content in held.items()}
    files |= {f"figures/{name}": content for name, content in made.items()}
    files |= {f"notebooks/{name}.ipynb": content for name, content in stored.items()} | code
    about = _describe(corpus, found)
    files["README.md"] = _readme(about, home, found)
    files[METADATA] = crate_metadata(files, about=about, software=read_software(), tables=f"{home}/tables",
                                     records={f"figures/{name}.json": record for name, record in found.items()})
    files[CONTENTS] = contents(files, event=corpus.event, corpus=home)
    _refuse_leaks(files, corpus, texts or corpus.texts, own=code)
    return files


def _notebook_files(folder: Path, home: str) -> dict[str, bytes]:
    """The notebooks that a run left, by stem; BundleError for one that is none or shows texts.

    The injected cell names the corpus as the bundle does: a corpus outside the project stands there in full.
    """
    stored = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            content = json.loads(path.read_bytes())
            for cell in content["cells"]:
                if records.is_injected(cell):
                    # Not by the path's text: papermill and JSON spell letters beyond ASCII in different ways.
                    cell["source"] = [f"corpus = {json.dumps(home)}\n" if line.startswith("corpus = ") else line
                                      for line in "".join(cell["source"]).splitlines(keepends=True)]
            shows = any(_SHOWS.search("".join(cell["source"])) for cell in content["cells"])
            stored[path.stem] = (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
        except records.MALFORMED:
            raise BundleError(f"not made, because {path} is no notebook that a run left; run it again") from None
        if shows:
            raise BundleError(f"not made, because notebooks/{path.name} was run with show_texts; run it again without")
    return stored


def _checked_records(
    corpus: Corpus, figures: Path, made: Mapping[str, bytes], notebooks: Mapping[str, bytes],
) -> dict[str, dict]:
    """The records of a corpus's figures; BundleError where these are not what tables, notebooks and code at hand give."""
    if not figures.is_dir():
        raise BundleError(f"{figures}: no such folder of figures")
    problems = check_figures(made, corpus, notebooks)
    found = {} if problems else {name: record for name, record in records.find_records(made).items() if record["event"] == corpus.event}
    if not found:
        first = problems[0] if problems else f"there is no figure of {corpus.event}"
        raise BundleError(f"{figures.name}/{first}; make the figures again with: python -m analysis run {corpus.path},"
                          " and --figures if you gave it here")
    parameters_of(found)
    return found


def parameters_of(found: Mapping[str, Mapping]) -> dict[str, dict]:
    """The parameters of each notebook, from its figures' records; one name has one value in all of them."""
    parameters: dict[str, dict] = {}
    values: dict[str, object] = {}
    for figure, record in sorted(found.items()):
        own = {name: value for name, value in record["parameters"].items() if name != "corpus"}
        for name, value in own.items():
            if values.setdefault(name, value) != value:
                raise BundleError(f"{figure}: made with {name}={value}, others with {values[name]}; run all notebooks together")
        parameters[record["notebook"]] = own
    return parameters


def contents(files: Mapping[str, bytes], *, event: str, corpus: str) -> bytes:
    """bundle.json: what a bundle is about, and the digest of each other file."""
    digests = {name: records.digest(content) for name, content in files.items() if name != CONTENTS}
    return records.json_bytes({"bundle": FORMAT, "event": event, "corpus": corpus, "files": digests})


def check_folder(folder: str, names: Iterable[str] = ()) -> str:
    """A corpus's folder in a bundle, when it is none of the project's own and the `names` of the files in it are a corpus's."""
    if check_name(folder).split("/")[0].casefold() in _OWN or folder in PROJECT_FILES:
        raise BundleError(f"a corpus folder called {folder!r} cannot be bundled; give it another name")
    strange = sorted(name for name in names if not _HELD.fullmatch(name))
    if strange:
        raise BundleError(f"{folder}/{strange[0]}: is no file of a corpus")
    return folder


def installed_files() -> dict[str, bytes]:
    """The package's code and the project's own files, as they stand in every bundle that is made here."""
    return ({f"analysis/{name}": content for name, content in records.package_files().items()}
            | {name: (PROJECT / name).read_bytes() for name in PROJECT_FILES})


def foreign_files(names: Iterable[str], *, corpus: str) -> list[str]:
    """Those of a bundle's files that no bundle has; what is in the folder of its corpus `check_folder` looks at."""
    known = {*PROJECT_FILES, "README.md", METADATA, CONTENTS}
    return sorted(name for name in names if name not in known and not name.startswith(f"{corpus}/") and not _PACKED.fullmatch(name))


def corpus_files(corpus: Corpus) -> dict[str, bytes]:
    """Manifest, tables and, where there are some, corrections, coded truth and README of a corpus: never a text."""
    files = [table_file(corpus.tables, name) for name in schema.TABLES]
    more = (f"tables/{records.READING}", "aliases.csv", "README.md")
    files += [path for name in more if (path := corpus.path / name).is_file()]
    files += sorted((corpus.path / "truth").glob("*.csv"))
    files += [corpus.path / "manifest.csv"] if corpus.has_manifest else []
    for path in files:
        refuse_outside(path, corpus.path)
    found = {path.relative_to(corpus.path).as_posix(): path.read_bytes() for path in files}
    # Without the texts, what reading found of a folder of texts is the only list of its reports.
    return {"manifest.csv": table_to_csv(corpus.read_table("reports")[schema.MANIFEST.names])} | found


def figure_files(folder: Path) -> dict[str, bytes]:
    """Files of a run in a folder of figures, by their name there."""
    names = (path.relative_to(folder).as_posix() for pattern in ("*", "facts/*") for path in folder.glob(pattern) if path.is_file())
    return {name: (folder / name).read_bytes() for name in sorted(names) if _FIGURES.fullmatch(name)}


def texts_at_hand(reports: Iterable[str], folder: Path) -> dict[str, str]:
    """The texts of some reports that are in a folder; other files there are nobody's sentences."""
    return {report: file.read_bytes().decode("utf-8", errors="replace") for report, file in texts_in(folder, reports).items()}


def _refuse_leaks(files: Mapping[str, bytes], corpus: Corpus, texts: Path, *, own: Collection[str]) -> None:
    """BundleError for the first file that holds a sentence of a text or a trace of this machine."""
    problems = leaks.find_sentences(files, texts_at_hand(corpus.reports, texts))
    problems += leaks.find_machine(files, paths=[corpus.path.absolute(), texts.absolute()])
    # Code and lock are the same on every machine. A name that the news holds as well says nothing about who made a bundle.
    problems += leaks.find_user({name: content for name, content in files.items() if name not in own},
                                ordinary=[content for name, content in files.items() if "/tables/" in name])
    if problems:
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BundleError(f"not made, because of {problems[0]}{more}")


def _describe(corpus: Corpus, found: Mapping[str, Mapping]) -> dict[str, str]:
    """Name and description of a bundle."""
    kinds = [record.get("kind", "figure") for record in found.values()]
    what = "an invented event, made up to demonstrate the software" if corpus.invented else "one news event"
    return {"name": f"Parallax bundle: {corpus.event}", "description": (
        f"What the reports of {what} ({len(corpus.reports)}) were measured to say: tables of positions, names, lemmas, codes and"
        f" counts, {kinds.count('figure')} figures and {kinds.count('table')} result tables, and the notebooks and code that made them."
        " The reports' texts are not in it.")}


def _readme(about: Mapping[str, str], home: str, found: Mapping[str, Mapping]) -> bytes:
    """README.md of a bundle."""
    listed = "\n".join(
        f"- `{name}` ({record.get('kind', 'figure')}): {record['caption']}" for name, record in sorted(found.items()))
    tables = "\n".join(f"- `{name}`: {table.row}." for name, table in schema.TABLES.items())
    return f"""# {about['name'].removeprefix('Parallax bundle: ')}

{about['description']}

Whoever has Parallax checks this package, or rebuilds its figures from its tables, with

    python -m analysis verify BUNDLE.zip
    python -m analysis verify BUNDLE.zip --texts FOLDER
    python -m analysis run BUNDLE.zip

`verify` compares every file with its digest and every figure with the tables, texts, notebooks and code that its record names;
with a folder of the texts it reads them again and compares every row. `run` makes all figures anew and compares their bytes.

Unpacked, this is a small project of its own: `pip install --require-hashes -r requirements.lock` in a new environment, then
`python -m analysis run {home}`. That runs the code in `analysis/`, so look at whom it is from first. Models' weights are
not in it; they are needed for reading texts only.

- `{home}/`: the corpus, its tables in `{home}/tables/` (below); `analysis/schema.py` defines them, `analysis/codebook.csv` the coded values
- `notebooks/`: as they were run, with their results
- `figures/`: SVG, PDF, LaTeX, data (CSV) and record (JSON) of each figure and table; `index.csv` lists them
- `{CONTENTS}`: the SHA-256 of every other file; `{METADATA}`: the same for archives, as RO-Crate 1.1

Tables and figures: CC BY 4.0. Code: MIT, see LICENSE. The texts belong to their publishers.

A row of each table is:

{tables}

The figures and result tables:

{listed}
""".encode()
