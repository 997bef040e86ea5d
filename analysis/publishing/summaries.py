"""What sums a folder of figures up: the index of all files that can be cited, and the numbers of all notebooks in one file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from analysis.publishing.records import MALFORMED, json_bytes

INDEX = ("figure", "kind", "notebook", "caption", "csv_sha256", "svg_sha256", "pdf_sha256", "tex_sha256")


def picture_of(record: Mapping) -> str:
    """The ending of the file that shows what a record is of: `svg` for a figure, `tex` for a result table."""
    return "tex" if record.get("kind") == "table" else "svg"


def find_records(files: Mapping[str, bytes], *, event: str | None = None) -> dict[str, dict]:
    """The records among a folder's files (by name), by figure or table; of one event, or of all.

    Raises
    ------
    ValueError
        A record is not JSON, or lacks what every record has.
    """
    found = {}
    for name in sorted(files):
        if name.endswith(".json") and "/" not in name:
            try:
                record = json.loads(files[name])
            except MALFORMED:
                raise ValueError(f"{name}: not a readable record") from None
            if isinstance(record, dict) and record.get("figure") == name.removesuffix(".json"):
                files_of = record.get("files")
                known = isinstance(files_of, dict) and all(isinstance(digest, str) for digest in files_of.values())
                if not known or not all(isinstance(record.get(key), str) for key in ("notebook", "event", "caption")):
                    raise ValueError(f"{name}: not a record of a figure or table")
                if event in (None, record["event"]):
                    found[record["figure"]] = record
    return found


def index_csv(records: Mapping[str, Mapping]) -> bytes:
    """One row a figure or result table, with the digests of its files."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(INDEX)
    for figure, record in sorted(records.items()):
        digests = [record["files"].get(kind, "") for kind in ("csv", "svg", "pdf", "tex")]
        writer.writerow([figure, record.get("kind", "figure"), record["notebook"], record["caption"], *digests])
    return text.getvalue().encode("utf-8")


def facts_json(facts: Mapping[str, bytes]) -> bytes:
    """The numbers of all notebooks in one JSON object, from the file of each."""
    return json_bytes({name: json.loads(content) for name, content in facts.items()})
