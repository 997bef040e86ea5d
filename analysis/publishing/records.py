"""What makes a figure citable: its bytes, the digests of everything it came from, its record, and an index of all of these."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import __version__, schema
from analysis.corpus import PROJECT, Corpus, find_text, table_file, table_to_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# What a notebook's numbers and pictures come from; reading and models have done their work before it starts, and the rest of
# publishing comes after it.
CODE = ("__init__.py", "schema.py", "corpus.py", "plaintext.py", "measures", "figures", "publishing/__init__.py",
        "publishing/records.py", "publishing/study.py")
PACKAGES = ("numpy", "pandas", "matplotlib", "scipy")
# What tables come from.
READER_CODE = ("__init__.py", "schema.py", "corpus.py", "plaintext.py", "reading", "models")
READER_PACKAGES = ("numpy", "onnxruntime", "rapidfuzz", "spacy", "tokenizers")
READING = "reading.json"
# What looking for something in a JSON file that others wrote can raise.
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
PARTS = ("files", "parameters", "tables", "texts", "code")
INDEX = ["figure", "kind", "notebook", "caption", "csv_sha256", "svg_sha256", "pdf_sha256", "tex_sha256"]
PNG_DPI = 200
NOTE_MM = 3.6
FORMULA = re.compile(r"[=+\-@\t\r]")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


def digest(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_digest(file: Path) -> str:
    """SHA-256 of a file; empty where there is none."""
    return digest(file.read_bytes()) if file.is_file() else ""


def disarm(cell: object) -> object:
    """A text cell that a spreadsheet would run as a formula, behind an apostrophe; anything else as it came.

    Examples
    --------
    >>> disarm("=HYPERLINK(1)"), disarm("Harbour Post"), disarm("-0.5"), disarm(-0.5)
    ("'=HYPERLINK(1)", 'Harbour Post', '-0.5', -0.5)
    """
    if isinstance(cell, str) and FORMULA.match(cell) and not PLAIN_NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The plotted data as CSV: UTF-8, LF, six digits, rows in the frame's order, no text cell that runs as a formula."""
    from pandas.api.types import is_numeric_dtype

    safe = frame.reset_index(drop=True)
    for column in safe.columns[~safe.dtypes.map(is_numeric_dtype)]:
        safe[column] = safe[column].map(disarm)
    return table_to_csv(safe)


def render(figure: Figure, file_format: str, *, title: str, note: str = "") -> bytes:
    """A figure's bytes as svg, pdf or png: no clock, host or version inside, the user's matplotlibrc without effect.

    Parameters
    ----------
    title
        The caption, kept in the file as its title.
    note
        Small grey line below the figure, for what a reader must not overlook when the caption is gone.
    """
    from matplotlib.transforms import Bbox

    from analysis.figures import style

    metadata = {
        "svg": {"Title": title, "Creator": "Parallax", "Date": None},
        "pdf": {"Title": title, "Creator": "Parallax", "Producer": None, "CreationDate": None, "ModDate": None},
        "png": {"Title": title, "Software": None},
    }[file_format]
    width, height = figure.get_size_inches()
    below = NOTE_MM / style.INCH if note else 0.0
    stream = io.BytesIO()
    with style.settings():
        line = figure.text(1 - style.MARGIN / style.INCH / width, -below / height / 2, note, ha="right", va="center",
                           size=style.SMALL, color=style.GREY)
        figure.savefig(stream, format=file_format, dpi=PNG_DPI if file_format == "png" else 72, metadata=metadata,
                       bbox_inches=Bbox([[0, -below], [width, height]]), pad_inches=0)
        line.remove()
    return stream.getvalue()


def json_bytes(record: Mapping[str, object]) -> bytes:
    """A record as JSON: sorted keys, two spaces, LF."""
    return (json.dumps(record, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def table_digests(directory: Path) -> dict[str, str]:
    """SHA-256 of each table file of a corpus."""
    return {name: digest(table_file(directory, name).read_bytes()) for name in schema.TABLES}


def find_origin(corpus: Corpus, reports: pd.DataFrame) -> dict[str, object]:
    """The digests of what figures of a corpus come from: its tables, the record of their reading, and the texts of `reports`."""
    return {"tables": table_digests(corpus.tables), "reading": file_digest(corpus.tables / READING),
            "texts": dict(zip(reports["report"], reports["sha256"], strict=True))}


def reading_record(corpus: Corpus, tables: Mapping[str, bytes]) -> bytes:
    """What stands beside a corpus's tables (their files' bytes, by table): texts, corrections, models and code, each by its digest."""
    from analysis.models import DIGESTS, pinned_digests

    record = {
        "event": corpus.event, "tables": {name: digest(content) for name, content in tables.items()},
        "texts": {report: digest(find_text(corpus.texts, report).read_bytes()) for report in corpus.reports},
        "corrections": file_digest(corpus.path / "aliases.csv"), "pinned": file_digest(DIGESTS),
        "models": {name: list_digest(files) for name, files in pinned_digests().items()},
        "code": code_digest(package_files(), READER_CODE), "versions": versions(READER_PACKAGES)}
    return json_bytes(record)


def read_folder(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def package_files() -> dict[str, bytes]:
    """The package's code and data by path below it; models' weights are none of them."""
    package = PROJECT / "analysis"
    found = sorted(path for kind in (".py", ".csv", ".md") for path in package.rglob(f"*{kind}"))
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in found}


def is_code(name: str, parts: Sequence[str] = CODE) -> bool:
    """Whether a file of the package, by its path there, is code or a list of words that is one of `parts` or below one."""
    return name.endswith((".py", ".csv")) and any(name == part or name.startswith(f"{part}/") for part in parts)


def code_digest(files: Mapping[str, bytes], parts: Sequence[str] = CODE) -> str:
    """One SHA-256 for those of the package's files that belong to `parts`."""
    return list_digest({name: digest(content) for name, content in files.items() if is_code(name, parts)})


def list_digest(digests: Mapping[str, str]) -> str:
    """One SHA-256 for several files: of their `path digest` lines, sorted."""
    return digest("".join(f"{name} {found}\n" for name, found in sorted(digests.items())).encode())


def notebook_digest(content: bytes) -> str:
    """SHA-256 of a notebook's code cells as their author wrote them, without injected parameters; empty for what is no notebook."""
    try:
        cells = [cell for cell in json.loads(content)["cells"] if cell["cell_type"] == "code"]
        return digest(json.dumps(["".join(cell["source"]) for cell in cells if not is_injected(cell)], ensure_ascii=True).encode())
    except MALFORMED:
        return ""


def is_injected(cell: Mapping) -> bool:
    """True for the cell that papermill adds below a notebook's parameters."""
    return "injected-parameters" in cell.get("metadata", {}).get("tags", ())


def versions(packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """Versions of Python (major.minor), this project and the packages that numbers and pictures depend on."""
    found = {name: version(name) for name in packages}
    return found | {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "parallax": __version__}


def portable_path(path: Path) -> str:
    """A path below the project as text; of a path elsewhere the last part alone, which says nothing about a machine."""
    resolved = path.resolve()
    return resolved.relative_to(PROJECT).as_posix() if resolved.is_relative_to(PROJECT) else resolved.name


def picture_of(record: Mapping) -> str:
    """The ending of the file that shows what a record is of: `svg` for a figure, `tex` for a result table."""
    return "tex" if record.get("kind") == "table" else "svg"


def find_records(files: Mapping[str, bytes]) -> dict[str, dict]:
    """The records among a folder's files (by name), by figure or table.

    Raises
    ------
    ValueError
        A record is not JSON, or lacks what every record has.
    """
    found = {}
    for name in sorted(name for name in files if name.endswith(".json") and "/" not in name):
        try:
            record = json.loads(files[name])
            # What could not be written, as half a letter (a lone surrogate), is no run's record.
            json_bytes(record)
        except MALFORMED:
            raise ValueError(f"{name}: not a readable record") from None
        if isinstance(record, dict) and record.get("figure") == name.removesuffix(".json"):
            sound = (all(isinstance(record.get(key), str) for key in ("notebook", "event", "caption")) and "files" in record
                     and all(isinstance(record.get(key, {}), dict) for key in PARTS)
                     and all(isinstance(sha, str) for sha in record["files"].values()))
            if not sound:
                raise ValueError(f"{name}: not a record of a figure or table")
            found[record["figure"]] = record
    return found


def records_in(folder: Path) -> dict[str, dict]:
    """The records of the figures and tables in a folder, by figure; ValueError as for `find_records`."""
    return find_records({path.name: path.read_bytes() for path in folder.glob("*.json")})


def index_csv(records: Mapping[str, Mapping]) -> bytes:
    """One row a figure or result table, with the digests of its files."""
    import pandas as pd

    rows = [(figure, record.get("kind", "figure"), record["notebook"], record["caption"],
             *(record["files"].get(kind, "") for kind in ("csv", "svg", "pdf", "tex"))) for figure, record in sorted(records.items())]
    return table_to_csv(pd.DataFrame(rows, columns=INDEX))


def facts_json(facts: Mapping[str, bytes]) -> bytes:
    """The numbers of all notebooks in one JSON object, from the file of each."""
    return json_bytes({name: json.loads(content) for name, content in facts.items()})
