"""A corpus folder: manifest, texts (optional), tables (optional), and whether they are what they say they are.

A corpus is a folder with `manifest.csv` (one row a report), `texts/<report>.txt` (may be missing: news texts are copyrighted) and
`tables/` (what reading made of the texts), or any folder of `.txt` files: then the report id is the file's stem and the event
the folder's name.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import schema
from analysis.plaintext import decode_text

if TYPE_CHECKING:
    import pandas as pd

PROJECT = Path(__file__).resolve().parents[1]
DEFAULT_CORPUS = "seeds/pyongyang-2023-07"
FORMATS = ("csv", "parquet")
# A report is a news story: the longest in the gold sets has 40,000 characters. Beyond this a file is no report.
MOST_BYTES = 2_000_000
MOST_REPORTS = 10_000
# Rows of a parquet table, and bytes that one of its columns takes in memory.
MOST_ROWS, MOST_DECODED = 5_000_000, 2**29
# Seconds after which what a write has not put in its place was left by one that was killed.
ABANDONED = 3600
REPORT_ID = schema.PATTERNS["id"]
# A number as `table_to_csv` writes it.
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,2})?")


class CorpusError(ValueError):
    """What is wrong with a corpus, in one line: which file, which row, what was expected, what to do."""


class FaultyTexts(CorpusError):
    """What is wrong with texts of a corpus: `problems`, one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Corpus:
    """A corpus folder, opened: `manifest` as a DataFrame (columns of `schema.MANIFEST`), nothing else read yet."""

    path: Path
    event: str
    manifest: pd.DataFrame
    texts: Path
    has_manifest: bool

    @property
    def reports(self) -> list[str]:
        """Report ids in order."""
        return list(self.manifest["report"])

    @property
    def invented(self) -> bool:
        """True for a corpus written for a purpose, which carries its own `truth/` tables."""
        return (self.path / "truth").is_dir()

    @property
    def is_default(self) -> bool:
        """True for the project's own corpus, whose figures are committed; one of that name elsewhere is not."""
        return self.path.resolve() == (PROJECT / DEFAULT_CORPUS).resolve()

    def missing_texts(self) -> list[str]:
        """Reports whose text is not at hand."""
        at_hand = texts_in(self.texts, self.reports)
        return [report for report in self.reports if report not in at_hand]

    def left_out(self) -> list[str]:
        """Names of files among the texts, and of folders of texts there, that are no report's."""
        known = {"manifest.csv", "aliases.csv", "CITATION.cff", "README.md"}
        known |= {find_text(self.texts, report).name for report in self.reports}
        return sorted(file.name for file in (self.texts.iterdir() if self.texts.is_dir() else ())
                      if file.name not in known and file.name[:1] != "." and (not file.is_dir() or any(file.glob("*.txt"))))

    def read_text(self, report: str) -> str:
        """The text of one report, exactly as its bytes decode.

        Raises
        ------
        CorpusError
            No such report, no text, one that lies outside the corpus, wrong digest, or not a plain UTF-8 text.
        """
        if report not in self.reports:
            raise CorpusError(f"{self.path}: no report is called {report!r}; the reports are {', '.join(self.reports[:10])}")
        file = find_text(self.texts, report)
        # Another folder of texts is one that somebody named.
        refuse_outside(file, self.path if self.texts.is_relative_to(self.path) else self.texts)
        try:
            if (size := file.stat().st_size) > MOST_BYTES:
                raise ValueError(f"{size:,} bytes are more than the {MOST_BYTES:,} that a report may have; is this one report?")
            data = file.read_bytes()
            expected = self.manifest.loc[self.manifest["report"] == report, "sha256"].item()
            if expected and hashlib.sha256(data).hexdigest() != expected:
                raise ValueError("its SHA-256 is not the one in manifest.csv; restore the text that was coded, or correct the manifest and"
                                 " read again")
            return decode_text(data)
        except OSError as problem:
            raise CorpusError(f"{file}: cannot be read ({problem.strerror}); put the report's text there") from None
        except ValueError as problem:
            raise CorpusError(f"{file}: {problem}") from None

    def read_texts(self) -> tuple[dict[str, str], list[str]]:
        """The texts at hand by report, and what is wrong with others of them, one line each: no text, or the same as another."""
        texts, problems = {}, []
        for report in texts_in(self.texts, self.reports):
            try:
                texts[report] = self.read_text(report)
            except CorpusError as problem:
                problems.append(str(problem))
        return texts, problems + find_duplicates(texts)

    @property
    def tables(self) -> Path:
        """The folder of its tables."""
        return self.path / "tables"

    @property
    def read_again(self) -> str:
        """What to do where its tables are not those of its texts."""
        return f"read the corpus again with: python -m analysis read {self.path}"

    def read_table(self, name: str) -> pd.DataFrame:
        """One table, checked against its schema; CorpusError for a file that breaks it, and where nothing was read."""
        if not self.tables.is_dir():
            raise CorpusError(f"{self.tables}: there are no tables; make them with: python -m analysis read {self.path}")
        return read_table(table_file(self.tables, name), name=name)

    def read_tables(self) -> dict[str, pd.DataFrame]:
        """All tables, each checked against its schema; CorpusError names the first file that breaks it."""
        return {name: self.read_table(name) for name in schema.TABLES}


def open_corpus(path: str | Path) -> Corpus:
    """A corpus folder, found from the working directory or else below the project's root, its manifest read and checked.

    Raises
    ------
    CorpusError
        The folder or its manifest is not what it should be.
    """
    path = Path(path) if Path(path).exists() else PROJECT / path
    if not path.is_dir():
        kind = "bundle" if path.suffix == ".zip" else "folder"
        raise CorpusError(f"{path}: no such {kind}; a corpus is a folder with manifest.csv, or a folder of .txt files")
    if (file := own_file(path, "manifest.csv")):
        manifest = _read_manifest(file)
        return Corpus(path, manifest["event"].iloc[0], manifest, path / "texts", True)
    return _open_folder(path)


def own_file(path: Path, name: str) -> Path | None:
    """A corpus's own file of some name, None where there is none; CorpusError for a folder or a link that leads outside or nowhere."""
    file = path / name
    if not file.exists() and not file.is_symlink():
        return None
    if not file.is_file():
        raise CorpusError(f"{file}: is no file, or a link that leads nowhere; put the file itself there or take it away")
    refuse_outside(file, path)
    return file


def refuse_outside(file: Path, home: Path) -> None:
    """CorpusError for a link that leads out of a folder: a corpus that somebody sent may not have any file of this machine read."""
    if not file.resolve().is_relative_to(home.resolve()):
        raise CorpusError(f"{file}: lies outside the corpus, behind a link; put the file itself there")


def find_text(folder: Path, report: str) -> Path:
    """Where the text of a report is, or would be, in a folder; some systems write `é` in a name as `e` and its accent apart."""
    composed, apart = (folder / f"{unicodedata.normalize(form, report)}.txt" for form in ("NFC", "NFD"))
    return apart if apart.is_file() and not composed.is_file() else composed


def texts_in(folder: Path, reports: Iterable[str]) -> dict[str, Path]:
    """The files of those reports whose text is in a folder."""
    files = {report: find_text(folder, report) for report in reports}
    return {report: file for report, file in files.items() if file.is_file()}


def _open_folder(path: Path) -> Corpus:
    """A folder of .txt files as a corpus without a manifest."""
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".txt" and file.name[:1] != ".")
    if odd := [file.name for file in files if not file.is_file()]:
        raise CorpusError(f"{path / odd[0]}: is no file, or a link that leads nowhere; put the report's text there or take it away")
    if shouted := [file.name for file in files if file.suffix != ".txt"]:
        raise CorpusError(f"{path / shouted[0]}: reports end in .txt in small letters; rename it")
    if not files:
        raise CorpusError(f"{path}: holds neither manifest.csv nor any .txt file; put one report a file there")
    if odd := [file for file in files if not schema.MANIFEST.columns[0].accepts(unicodedata.normalize("NFC", file.stem))]:
        raise CorpusError(f"{path}: file {odd[0].name!r} names its report; rename it with letters, digits, '.', '_', '-' and blanks"
                          f" alone, {schema.LONGEST_ID} bytes at most")
    event = unicodedata.normalize("NFC", path.resolve().name)
    if not REPORT_ID.fullmatch(event):
        raise CorpusError(f"{path}: a folder of texts names its event; rename it with letters, digits, '.', '_', '-' and blanks alone")
    blank = dict.fromkeys(schema.MANIFEST.names, "")
    rows = [blank | {"report": file.stem, "event": event, "language": "en"} for file in files]
    return Corpus(path, event, _check_manifest(rows, where=str(path)), path, False)


def _read_manifest(file: Path) -> pd.DataFrame:
    """manifest.csv as text, its optional columns filled in, checked."""
    frame = _read_csv(file)
    if unknown := [column for column in frame.columns if column not in schema.MANIFEST.names]:
        raise CorpusError(f"{file}: column {unknown[0]!r} is unknown; rename or remove it; expected {', '.join(schema.MANIFEST.names)}")
    for column in ("report", "event"):
        if column not in frame.columns:
            raise CorpusError(f"{file}: column {column!r} is missing; expected {', '.join(schema.MANIFEST.names)}")
    if frame.empty:
        raise CorpusError(f"{file}: holds no report; expected one row a report below the header")
    return _check_manifest(frame.reindex(columns=schema.MANIFEST.names, fill_value="").to_dict("records"), where=str(file))


def _check_manifest(rows: list[dict[str, str]], *, where: str) -> pd.DataFrame:
    """The manifest from its rows, sorted, when ids are safe and unique and one event is named; rows are counted as in the file.

    Ids and event come with letters and accents composed, whatever the file or the system that names the texts has.
    """
    import pandas as pd

    if len(rows) > MOST_REPORTS:
        raise CorpusError(f"{where}: {len(rows)} reports are more than the {MOST_REPORTS} that one event may have")
    # Checked as text: a name that is no UTF-8 cannot stand in a column.
    seen: set[str] = set()
    for row, cells in enumerate(rows, 1):
        cells |= {column: unicodedata.normalize("NFC", cells[column]) for column in ("report", "event")}
        for column in schema.MANIFEST.columns:
            if not column.accepts(cell := cells[column.name]):
                raise CorpusError(f"{where}: row {row}, column {column.name!r}: {cell[:60]!r} found, expected {column.expectation}")
        if schema.POOLED in (cells["report"], cells["outlet"]):
            raise CorpusError(f"{where}: row {row}: {schema.POOLED!r} is the name of all reports together; use another for this one")
        if cells["report"] in seen:
            raise CorpusError(f"{where}: row {row} repeats the key report; remove one of the two")
        seen.add(cells["report"])
    if len(events := sorted({cells["event"] for cells in rows})) > 1:
        raise CorpusError(f"{where}: column 'event' holds {events[:3]}; a corpus is about one event")
    return pd.DataFrame(rows, columns=schema.MANIFEST.names, dtype="str").sort_values("report", kind="stable", ignore_index=True)


def find_duplicates(texts: Mapping[str, str]) -> list[str]:
    """A line for each report that has the text of another: it would count twice in every measure."""
    seen: dict[str, str] = {}
    return [f"{report}.txt: the same text as {first}.txt; take one of the two out of the corpus"
            for report in sorted(texts) if (first := seen.setdefault(texts[report], report)) != report]


def read_corrections(corpus: Corpus) -> pd.DataFrame | None:
    """The corpus's `aliases.csv`, a person's corrections to the register of entities, not yet checked further; None without one."""
    file = own_file(corpus.path, "aliases.csv")
    if file is None:
        return None
    frame = _read_csv(file)
    for row, entity in enumerate(frame.get("entity", ()), 1):
        if ";" in entity:
            raise CorpusError(f"{file}: row {row}: entity {entity[:60]!r} holds a semicolon, which joins names in the tables;"
                              " write it without")
    return frame


def table_file(directory: Path, name: str) -> Path:
    """The file of one table, `.csv` or `.parquet`; CorpusError where both are there, as one of them is old."""
    table, parquet = (directory / f"{name}.{file_format}" for file_format in FORMATS)
    if not parquet.is_file():
        return table
    if table.is_file():
        raise CorpusError(f"{table}: {parquet.name} is there as well; take the older of the two away, or read the corpus again")
    return parquet


def read_table(file: Path, *, name: str) -> pd.DataFrame:
    """One table from its file, typed and checked against its schema.

    Raises
    ------
    CorpusError
        The file is missing, unreadable, or breaks the table's definition.
    """
    if not file.is_file():
        raise CorpusError(f"{file}: the table is missing; read the corpus again, or restore the file")
    frame = _read_parquet(file) if file.suffix == ".parquet" else _read_csv(file, numbers=schema.TABLES[name].columns)
    try:
        return schema.validate(name, frame, where=str(file))
    except ValueError as problem:
        raise CorpusError(str(problem)) from None


def _read_parquet(file: Path) -> pd.DataFrame:
    """A parquet table, if it is no larger in memory than tables of reports are."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(file)
        size, most = source.metadata.num_rows, MOST_ROWS
        text = [field.name for field in source.schema_arrow if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
        if odd := [field for field in source.schema_arrow if field.name not in text and not pa.types.is_primitive(field.type)]:
            raise CorpusError(f"{file}: column {odd[0].name!r} is of {odd[0].type}, expected text, numbers or flags; read the corpus again")
        if size <= most and text:
            # A value that a million rows repeat is stored once: what the rows would take is counted before they are made.
            coded, most = pq.ParquetFile(file, read_dictionary=text).read(columns=text), MOST_DECODED
            size = max(sum(pc.sum(pc.binary_length(chunk.dictionary).take(chunk.indices)).as_py() or 0 for chunk in coded[name].chunks)
                       for name in text)
        if size > most:
            raise CorpusError(f"{file}: {size:,} rows or characters are more than a table of reports has; read the corpus again")
        return pd.read_parquet(file)
    except CorpusError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as problem:
        words = (str(problem).splitlines() or [type(problem).__name__])[0]
        raise CorpusError(f"{file}: not a readable parquet file ({words[:80]}); read the corpus again") from None


def _read_csv(file: Path, *, numbers: Iterable[schema.Column] = ()) -> pd.DataFrame:
    """A CSV file as strings, then the `numbers` columns converted; CorpusError names file, row and column."""
    import pandas as pd

    try:
        text = file.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0]
        if parted := next((name for mark, name in ((";", "semicolons"), ("\t", "tabs")) if mark in first and "," not in first), ""):
            raise CorpusError(f"{file}: its cells are parted by {parted}, expected commas; save it as CSV with commas")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CorpusError(f"{file}: not a readable UTF-8 CSV file ({problem}); save it as one") from None
    if not rows:
        raise CorpusError(f"{file}: empty; expected a header")
    # A spreadsheet may leave rows of commas alone.
    while len(rows) > 1 and not any(rows[-1]):
        rows.pop()
    header, rows = rows[0], rows[1:]
    for number, row in enumerate(rows, 1):
        if not any(row):
            raise CorpusError(f"{file}: row {number} is empty; take it out")
        if len(row) != len(header):
            advice = ("quote cells that hold a comma" if len(row) > len(header)
                      else f"none is there for {', '.join(header[len(row):])}; leave an empty cell between commas where nothing is known")
            raise CorpusError(f"{file}: row {number} has {len(row)} cells, expected {len(header)}; {advice}")
    if len(set(header)) != len(header):
        raise CorpusError(f"{file}: a column name stands twice in the header")
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    for column in numbers:
        if column.name in frame.columns and column.dtype != "str":
            cells = [_convert(cell, column, file, row) for row, cell in enumerate(frame[column.name], 1)]
            frame[column.name] = pd.Series(cells, dtype=column.dtype)
    return frame


def _convert(cell: str, column: schema.Column, file: Path, row: int) -> object:
    """One cell as a number or flag."""
    if column.kind == "flag" and cell in ("true", "false"):
        return cell == "true"
    if column.dtype == "Int64" and not cell:
        return None
    if column.kind == "integer" and re.fullmatch(r"-?[0-9]{1,15}", cell):
        return int(cell)
    if column.kind == "number" and _NUMBER.fullmatch(cell):
        return float(cell)
    raise CorpusError(f"{file}: row {row}, column {column.name!r}: {cell[:60]!r} found, expected {column.expectation}")


def write_tables(tables: Mapping[str, pd.DataFrame], directory: Path, *, file_format: str = "csv",
                 more: Callable[[dict[str, bytes]], Mapping[str, bytes]] | None = None) -> None:
    """Write all tables into `directory`: all of them or, when anything fails, none.

    What `more` makes of the tables' bytes (by table), by file name, is written with them.

    Raises
    ------
    ValueError
        `file_format` is neither csv nor parquet.
    """
    if file_format not in FORMATS:
        raise ValueError(f"format {file_format!r} is not known; expected one of {', '.join(FORMATS)}")
    files = {name: table_to_csv(frame) if file_format == "csv" else frame.to_parquet(index=False) for name, frame in tables.items()}
    beside = more(files) if more else {}
    replace_files({directory / f"{name}.{file_format}": data for name, data in files.items()}
                  | {directory / name: data for name, data in beside.items()},
                  gone=[directory / f"{name}.{other}" for other in FORMATS if other != file_format for name in tables])


def replace_files(files: Mapping[Path, bytes], *, gone: Iterable[Path] = ()) -> None:
    """Write files wherever they belong, then remove those that are `gone`: what fails before all are on the disk changes none.

    What is left after that is a rename each, beside the file's place, as no folder need be on the same disk as another. What a
    killed write left in such a place is cleared away when it is old: another one may be going on.

    Raises
    ------
    OSError
        The disk is full, a folder may not be written to, or where a file belongs there is a folder.
    """
    with ExitStack() as stack:
        staged: dict[Path, Path] = {}
        for file, data in files.items():
            folder = file.parent
            if file.is_dir():
                raise IsADirectoryError(f"{file}: is a folder, and a file is to be written there; take it away")
            if folder not in staged:
                try:
                    folder.mkdir(parents=True, exist_ok=True)
                    _clear_abandoned(folder)
                    staged[folder] = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".writing-", dir=folder)))
                except PermissionError:
                    raise PermissionError(f"{folder}: nothing may be written there; change its rights, or name another folder") from None
            with open(staged[folder] / file.name, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        for file in files:
            os.replace(staged[file.parent] / file.name, file)
        for file in gone:
            file.unlink(missing_ok=True)


def _clear_abandoned(folder: Path) -> None:
    """Take away what killed writes left in a folder, as far as that can be done."""
    for left in folder.glob(".writing-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left)


def table_to_csv(frame: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV bytes: LF, `true`/`false`, numbers at six digits, empty cells for missing values."""
    frame = frame.copy(deep=False)
    for column in frame.columns[frame.dtypes == "bool"]:
        frame[column] = frame[column].map({True: "true", False: "false"})
    return frame.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode("utf-8")
