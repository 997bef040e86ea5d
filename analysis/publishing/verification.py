"""Whether a corpus's texts, manifest and tables are what they say, and reading the texts gives the tables; and whether figures,
result tables and their records are what they say: the chain from a picture back to tables, texts and code."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import schema
from analysis.corpus import Corpus, CorpusError, find_text, table_file, table_to_csv
from analysis.publishing import records
from analysis.publishing.records import MALFORMED, READING, digest, file_digest, table_digests

if TYPE_CHECKING:
    import pandas as pd

MOST_DIFFERENCES = 20
# Numbers this near are told together; this share of rows can differ by the processor.
NEAR, FEW = 0.05, 0.02
# What each column of the name points to, and then pairs of columns: (table, its columns, the table they point to, its columns).
_POINTERS = {"report": "reports", "report_a": "reports", "report_b": "reports", "entity": "entities", "claim": "claims"}
_PAIRS = (
    ("mentions", ("report", "sentence"), "sentences", ("report", "sentence")),
    ("claim_mentions", ("report", "sentence"), "sentences", ("report", "sentence")),
    ("roles", ("report", "start"), "mentions", ("report", "start")),
    ("claim_mentions", ("report", "attribution"), "attributions", ("report", "attribution")),
    ("attributions", ("report", "parent"), "attributions", ("report", "attribution")))
# Files of a figure or result table, and how a notebook's output ends that shows one.
MADE = re.compile(r"\d\d-[^/]+\.(csv|svg|pdf|tex|json)")
_SHOWN = re.compile(r"(?:.*\n)?(\d\d-[a-z0-9-][^\n]*?) sha256:([0-9a-f]{16})", re.DOTALL)


def verify_corpus(corpus: Corpus, *, texts: Path | None = None, jobs: int = 1) -> list[str]:
    """What is wrong with a corpus, one line each; an empty list when everything holds.

    Parameters
    ----------
    corpus
        An opened corpus.
    texts
        Folder with the texts; default the corpus's own. Without texts, only manifest and tables are checked.
    jobs
        Processes that parse.

    Returns
    -------
    list of str
        Differences: digests of texts against the manifest, tables against their schema, references between tables, positions
        against lengths, and, with all texts at hand, every row against a full re-reading.
    """
    if texts is not None:
        corpus = replace(corpus, texts=texts)
    _, problems = corpus.read_texts()
    if texts is not None and len(corpus.missing_texts()) == len(corpus.reports):
        problems.append(f"{texts}: holds none of the texts; they are named {corpus.reports[0]}.txt and so on")
    tables: dict[str, pd.DataFrame] = {}
    for name in schema.TABLES:
        try:
            tables[name] = corpus.read_table(name)
        except CorpusError as problem:
            problems.append(str(problem))
    if len(tables) < len(schema.TABLES):
        return list(dict.fromkeys(problems))
    problems += [f"{problem}; {corpus.read_again}" for problem in _check_manifest(corpus, tables["reports"])]
    problems += _check_digests(corpus, tables["reports"])
    problems += check_references(tables)
    if not problems and not corpus.missing_texts():
        # A machine without the texts needs no language model.
        from analysis.reading import reader

        problems += compare_tables(tables, reader.read_corpus(corpus, jobs=jobs))
    return problems + list(_check_reading(corpus.tables, tables["reports"]))


def _check_manifest(corpus: Corpus, reports: pd.DataFrame) -> Iterator[str]:
    """The reports table against the manifest: which reports, and what a manifest says of each."""
    listed, found = set(corpus.reports), set(reports["report"])
    for report in sorted(listed ^ found):
        yield f"reports: {report!r} is in {'the manifest' if report in listed else 'the table'} only"
    # Of a folder of texts reading finds the agencies itself; an empty cell of a manifest says that there is none.
    told = [name for name in schema.MANIFEST.names if name not in ("report", "sha256")] if corpus.has_manifest else []
    both = corpus.manifest[["report", *told]].merge(reports[["report", *told]], on="report", suffixes=("", " of the table"))
    for row in both.to_dict("records"):
        for column in told:
            if row[column] != row[f"{column} of the table"]:
                yield f"reports: {row['report']}: {column} is another in the manifest than when the corpus was read"


def _check_digests(corpus: Corpus, reports: pd.DataFrame) -> Iterator[str]:
    """The digests in the reports table against those in the manifest and of the texts at hand."""
    known = corpus.manifest.set_index("report")
    for row in reports[reports["report"].isin(known.index)].itertuples():
        named = (known.loc[row.report, "sha256"], file_digest(find_text(corpus.texts, row.report)))
        expected = next((sha for sha in named if sha not in ("", row.sha256)), "")
        if expected:
            yield f"reports: {row.report}: the tables were read from another text (sha256 {row.sha256[:12]}, expected {expected[:12]})"


def require_current(corpus: Corpus) -> None:
    """CorpusError where a corpus's tables are not what reading made of the texts, the manifest and the corrections at hand."""
    reports = corpus.read_tables()["reports"]
    record, at_hand = read_reading(corpus.tables), file_digest(corpus.path / "aliases.csv")
    problems = [*_check_manifest(corpus, reports), *_check_digests(corpus, reports)]
    if record is not None and record.get("corrections", at_hand) != at_hand:
        problems.append("aliases.csv is not the one with which the corpus was read")
    problems += _check_reading(corpus.tables, reports)
    if problems:
        raise CorpusError(f"{corpus.path}: {problems[0]}; {corpus.read_again}")


def _check_reading(directory: Path, reports: pd.DataFrame) -> Iterator[str]:
    """The record that reading left, where there is one, against the tables' files and the texts' digests."""
    try:
        record = read_reading(directory)
    except CorpusError as problem:
        yield str(problem)
        return
    if record is None:
        return
    for name, found in table_digests(directory).items():
        if record["tables"].get(name) != found:
            yield f"{table_file(directory, name)}: is not the file that reading wrote, as {READING} names it"
    if record["texts"] != dict(zip(reports["report"], reports["sha256"], strict=True)):
        yield f"{directory / READING}: names other texts than the table reports"


def read_reading(directory: Path) -> dict | None:
    """The record that reading left beside its tables, None where there is none; CorpusError for a file that is no such record."""
    file = directory / READING
    if not file.is_file():
        return None
    try:
        record = json.loads(file.read_bytes())
        parts = [record[name] for name in ("tables", "texts", "models", "versions")]
        if not all(isinstance(part, dict) for part in parts) or not isinstance(record["versions"]["spacy"], str):
            raise TypeError
    except MALFORMED:
        raise CorpusError(f"{file}: not a readable record of a reading; read the corpus again") from None
    return record


def check_references(tables: dict[str, pd.DataFrame]) -> list[str]:
    """References between tables that lead nowhere and positions outside their report, one line each."""
    return [*_check_keys(tables), *_check_positions(tables)]


def _check_keys(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """The first row of each reference that leads nowhere; an empty cell points nowhere."""
    single = [(name, (column,), target, (column.partition("_")[0],)) for name, definition in schema.TABLES.items()
              for column, target in _POINTERS.items() if column in definition.names and name != target]
    for name, columns, target, keys in (*single, *_PAIRS):
        known = set(tables[target][list(keys)].itertuples(index=False, name=None))
        frame = tables[name][list(columns)]
        frame = frame[frame[columns[-1]].notna() & (frame[columns[-1]].astype("str") != "")]
        lost = [row for row in frame.itertuples(name=None) if row[1:] not in known]
        if lost:
            row, *values = lost[0]
            said = f"{', '.join(columns)} {' '.join(map(str, values))}"
            yield f"{name}: row {row + 1}: {said} is not in {target} ({len(lost)} such rows)"


def _check_positions(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """The first row of each table whose start and end are not inside its report, and every such cell of spans."""
    lengths = tables["reports"].set_index("report")["n_characters"].to_dict()
    for name, definition in schema.TABLES.items():
        for side in [side for side in ("", "_a", "_b") if f"start{side}" in definition.names]:
            for row, report, start, end in tables[name][[f"report{side}", f"start{side}", f"end{side}"]].itertuples(name=None):
                if not 0 <= start < end <= lengths.get(report, end):
                    yield f"{name}: row {row + 1}: {start}-{end} is no span of {report}, which has {lengths.get(report)} characters"
                    break
    for row in tables["attributions"].itertuples():
        for cell in (row.source_spans, row.cue_spans, row.content_spans):
            spans = schema.text_to_spans(cell)
            if any(start >= end for start, end in spans) or (spans and spans[-1][1] > lengths.get(row.report, spans[-1][1])):
                yield f"attributions: row {row.Index + 1}: {cell} are no spans of {row.report}"


def compare_tables(shipped: dict[str, pd.DataFrame], read: dict[str, pd.DataFrame]) -> list[str]:
    """Rows that differ between the shipped tables and a re-reading, by key; at most `MOST_DIFFERENCES` a table, then their number.

    Scores and confidences that differ by no more than `NEAR` are counted, a line a column. Another kind of processor than that of the
    first reading can move these and now and then a row; where no more than `FEW` of the rows differ, a last line says so.
    """
    problems = []
    n_rows, n_apart = 0, 0
    for name, definition in schema.TABLES.items():
        rows = [_as_written(tables[name]) for tables in (shipped, read)]
        apart, near = _compare_table(definition, *rows)
        differences = [f"{name}: {line}" for lines in apart.values() for line in lines]
        problems += differences[:MOST_DIFFERENCES]
        if len(differences) > MOST_DIFFERENCES:
            problems.append(f"{name}: {len(differences) - MOST_DIFFERENCES} more differences")
        problems += [f"{name}: {column} differs by at most {max(by):.4f} in {len(by)} rows" for column, by in near.items()]
        n_rows, n_apart = n_rows + len(rows[0]), n_apart + len(apart)
    if problems and n_apart <= FEW * n_rows:
        problems.append(f"{n_apart} of {n_rows} rows differ in more than a score; another kind of processor than that of the first reading "
                        "can be the cause (README, Limits)")
    return problems


def _as_written(frame: pd.DataFrame) -> list[dict[str, str]]:
    """A table's rows as the cells that its file holds."""
    return list(csv.DictReader(io.StringIO(table_to_csv(frame).decode("utf-8"), newline="")))


def _compare_table(
    definition: schema.Table, shipped: list[dict[str, str]], read: list[dict[str, str]],
) -> tuple[dict[tuple, list[str]], dict[str, list[float]]]:
    """What differs: by row, a line for each that only one side has and each cell; and by column, by how much numbers that are near do."""
    left, right = ({tuple(row[column] for column in definition.key): row for row in rows} for rows in (shipped, read))
    numbers = {column.name for column in definition.columns if column.kind == "number"}
    apart: dict[tuple, list[str]] = defaultdict(list)
    near: dict[str, list[float]] = defaultdict(list)
    for row in dict.fromkeys([*left, *right]):
        where = ", ".join(f"{column} {value}" for column, value in zip(definition.key, row, strict=True))
        if row not in right:
            apart[row].append(f"{where}: is shipped, but reading the texts does not give it")
        elif row not in left:
            apart[row].append(f"{where}: reading the texts gives it, but it is not shipped")
        else:
            for column, ours in left[row].items():
                theirs = right[row][column]
                if column in numbers and ours and theirs and 0 < abs(float(ours) - float(theirs)) <= NEAR:
                    near[column].append(abs(float(ours) - float(theirs)))
                elif ours != theirs:
                    apart[row].append(f"{where}: {column} is {ours!r}, reading the texts gives {theirs!r}")
    return apart, near


def check_figures(files: Mapping[str, bytes], corpus: Corpus, notebooks: Mapping[str, bytes], *, code: str = "") -> list[str]:
    """What is wrong with a folder of figures, one line each, beginning with the file.

    Parameters
    ----------
    files
        The folder's files by name, `facts/` included; files that no run writes are not looked at.
    corpus
        The corpus that they are of; figures of other events are compared with their own records alone.
    notebooks
        The executed notebooks, by stem.
    code
        Digest of the code that made them; default the installed one.
    """
    try:
        found = records.find_records(files)
    except ValueError as problem:
        return [str(problem)]
    origin = records.find_origin(corpus, corpus.read_table("reports"))
    origin["code"] = code or records.code_digest(records.package_files())
    problems = []
    for figure, record in found.items():
        problems += _check_files(figure, record, files)
        if record["event"] == corpus.event:
            problems += _check_origin(figure, record, origin, notebook=notebooks.get(record["notebook"], b""))
    known = {f"{figure}.{kind}" for figure, record in found.items() for kind in (*record["files"], "json")}
    problems += [f"{name}: no record names it" for name in sorted(files) if MADE.fullmatch(name) and name not in known]
    problems += _check_summaries(files, found)
    for name, content in sorted(notebooks.items()):
        for figure, expected in _shown_digests(content):
            if figure in found and found[figure]["event"] == corpus.event:
                picture = records.picture_of(found[figure])
                if digest(b"".join(files.get(f"{figure}.{kind}", b"") for kind in ("csv", picture)))[:16] != expected:
                    problems.append(f"{name}.ipynb: shows another {figure} than {figure}.{picture} and its data are")
    return problems


def _check_files(figure: str, record: Mapping, files: Mapping[str, bytes]) -> Iterator[str]:
    """A figure's files against the digests in its record."""
    for kind, expected in sorted(record["files"].items()):
        name = f"{figure}.{kind}"
        if name not in files:
            yield f"{name}: is missing"
        elif digest(files[name]) != expected:
            yield f"{name}: is not the file that its record names"


def _check_origin(figure: str, record: Mapping, origin: Mapping, *, notebook: bytes) -> Iterator[str]:
    """A figure's record against the tables, texts, code and notebook at hand."""
    for key in ("tables", "texts"):
        said, found = record.get(key, {}), origin[key]
        other = sorted(name for name in {*said, *found} if said.get(name) != found.get(name))
        if other:
            yield f"{figure}.json: was made from other {key} than are here ({', '.join(other[:3])})"
    if record.get("reading") != origin["reading"]:
        yield f"{figure}.json: was made from tables that another reading wrote"
    code = record.get("code", {})
    if code.get("analysis") != origin["code"]:
        yield f"{figure}.json: was made by other code of the package than is here"
    if not (own := records.notebook_digest(notebook)) or code.get("notebook") != own:
        yield f"{figure}.json: was made by other code cells than {record['notebook']}.ipynb has"


def _check_summaries(files: Mapping[str, bytes], found: Mapping[str, Mapping]) -> Iterator[str]:
    """index.csv and facts.json against what they sum up."""
    if files.get("index.csv") != records.index_csv(found):
        yield "index.csv: does not list the records that are here"
    try:
        facts = records.facts_json({Path(name).stem: content for name, content in files.items() if name.startswith("facts/")})
    except MALFORMED:
        facts = b""
    if not facts or files.get("facts.json") != facts:
        yield "facts.json: does not hold the numbers that are in facts/"


def _shown_digests(notebook: bytes) -> list[tuple[str, str]]:
    """Name and digest of each figure or table that an executed notebook shows."""
    try:
        texts = ["".join(output["data"]["text/plain"]) for cell in json.loads(notebook)["cells"] for output in cell.get("outputs", ())
                 if "text/plain" in output.get("data", {})]
    except MALFORMED:
        return []
    return [match.groups() for text in texts if (match := _SHOWN.fullmatch(text))]
