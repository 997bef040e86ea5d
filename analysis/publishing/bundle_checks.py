"""Whether a bundle is whole and its parts belong together: every file, figure, table, notebook cell and code file, offline.

A bundle comes from a stranger. Its files are compared, parsed as data and unpacked to a temporary folder; nothing in it is run.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus import REPORT_ID, Corpus, CorpusError, open_corpus
from analysis.publishing import bundle as making
from analysis.publishing import leaks, records, summaries
from analysis.publishing.archive import BundleError, check_name, read_archive, write_files
from analysis.publishing.figure_checks import check_figures
from analysis.publishing.verification import verify_corpus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Bundle:
    """A bundle, opened: its files by name, and what bundle.json says of them."""

    files: dict[str, bytes]
    event: str
    corpus: str
    parameters: dict[str, dict]
    digests: dict[str, str]
    cells: dict[str, list[str]]

    def below(self, folder: str) -> dict[str, bytes]:
        """The files in a folder, by their name there."""
        return {name.removeprefix(f"{folder}/"): content for name, content in self.files.items() if name.startswith(f"{folder}/")}

    @property
    def notebooks(self) -> dict[str, bytes]:
        """The notebooks by stem."""
        return {name.removesuffix(".ipynb"): content for name, content in self.below("notebooks").items()}

    @property
    def reports(self) -> list[str]:
        """The report ids in the manifest, as far as it can be read."""
        table = self.files.get(f"{self.corpus}/manifest.csv", b"").decode("utf-8-sig", errors="replace")
        try:
            found = [unicodedata.normalize("NFC", row.get("report") or "") for row in csv.DictReader(io.StringIO(table, newline=""))]
        except csv.Error:
            return []
        return [report for report in found if REPORT_ID.fullmatch(report)]


def open_bundle(path: Path) -> Bundle:
    """A bundle from its file, with bundle.json checked for its form.

    Raises
    ------
    BundleError
        Not a zip archive that a bundle may be, or not a bundle.
    """
    files = read_archive(path)
    try:
        said = json.loads(files[making.CONTENTS])
        if said["bundle"] != making.FORMAT:
            raise BundleError(f"{path.name}: a bundle of format {said['bundle']!r}; this version reads format {making.FORMAT}")
        opened = Bundle(files, said["event"], said["corpus"], said["parameters"], said["files"], said["cells"])
        making.check_folder(opened.corpus, opened.below(opened.corpus))
        sound = (isinstance(opened.event, str) and REPORT_ID.fullmatch(opened.event)
                 and all(isinstance(values, dict) for values in opened.parameters.values())
                 and all(isinstance(digest, str) for digest in opened.digests.values())
                 and all(isinstance(digests, list) for digests in opened.cells.values()))
        if not sound:
            raise KeyError
        for name in opened.digests:
            check_name(name)
    except BundleError:
        raise
    except records.MALFORMED:
        raise BundleError(f"{path.name}: holds no {making.CONTENTS} that describes a bundle") from None
    return opened


def verify_bundle(bundle: Bundle, *, texts: Path | None = None, jobs: int = 1, other_code: bool = False,
                  reread: Callable[..., dict[str, pd.DataFrame]] | None = None) -> list[str]:
    """What is wrong with a bundle, one line each, beginning with the file; an empty list when everything holds.

    Parameters
    ----------
    bundle
        An opened bundle.
    texts
        Folder with the texts: then every row of the tables is compared with what reading them gives, and every file is searched
        for their sentences.
    jobs, reread
        As for `verification.verify_corpus`.
    other_code
        Accept a bundle that other code than the installed made; its own parts must still belong together.
    """
    problems = list(_check_digests(bundle))
    if not other_code:
        problems += _check_installed(bundle)
    with tempfile.TemporaryDirectory(prefix="parallax-") as name:
        folder = Path(name).resolve()
        write_files(bundle.below(bundle.corpus), folder / bundle.corpus)
        try:
            corpus = open_corpus(folder / bundle.corpus)
            problems += verify_corpus(corpus, texts=texts, jobs=jobs, reread=None if problems or texts is None else reread)
            problems += _check_chain(bundle, corpus)
        except (CorpusError, BundleError, OSError) as problem:
            problems.append(str(problem))
        except records.MALFORMED as problem:
            problems.append(f"{making.CONTENTS}: a record or notebook is not as a run writes it ({type(problem).__name__})")
    if texts is not None:
        problems += leaks.find_sentences(bundle.files, making.texts_at_hand(bundle.reports, texts))
    return list(dict.fromkeys(problem.replace(f"{folder}/", "") for problem in problems))


def _check_digests(bundle: Bundle) -> Iterator[str]:
    """Every file against bundle.json, a changed notebook by its cells."""
    for name in sorted({*bundle.files, *bundle.digests} - {making.CONTENTS}):
        if name not in bundle.files:
            yield f"{name}: is missing"
        elif name not in bundle.digests:
            yield f"{name}: is not listed in {making.CONTENTS}"
        elif records.digest(bundle.files[name]) != bundle.digests[name]:
            yield f"{name}: {_changed(bundle, name)} not what {making.CONTENTS} says"


def _changed(bundle: Bundle, name: str) -> str:
    """Which part of a file was changed."""
    try:
        found = making.cell_digests(bundle.files[name]) if name.endswith(".ipynb") else []
    except records.MALFORMED:
        found = []
    known = bundle.cells.get(name, [])
    cells = [str(number) for number, (one, other) in enumerate(zip(found, known, strict=False), 1) if one != other]
    return f"cell {', '.join(cells)} is" if cells and len(found) == len(known) else "is"


def _check_installed(bundle: Bundle) -> Iterator[str]:
    """The bundle's code and notebooks against the installed ones, file by file."""
    installed = making.shipped_code()
    shipped = {f"analysis/{name}": content for name, content in bundle.below("analysis").items()}
    for name in sorted({*installed, *shipped}):
        if installed.get(name) != shipped.get(name):
            where = "differs from" if name in installed and name in shipped else "is not in" if name in shipped else "is only in"
            yield f"{name}: {where} the code installed here"


def _check_chain(bundle: Bundle, corpus: Corpus) -> Iterator[str]:
    """Figures back to tables, texts, notebooks and code of the bundle itself, and bundle.json against all of them."""
    code = {name: records.digest(content) for name, content in sorted(bundle.below("analysis").items())
            if name.endswith(".py") and records.belongs(name)}
    origin = making.origin_of(corpus, bundle.notebooks, code=records.code_digest(code))
    figures = bundle.below("figures")
    problems = check_figures(figures, origin)
    yield from (problem if problem.split(":")[0].endswith(".ipynb") else f"figures/{problem}" for problem in problems)
    if not problems:
        found = summaries.find_records(figures, event=corpus.event)
        said = making.contents(bundle.files, event=corpus.event, corpus=bundle.corpus, parameters=making.parameters_of(found))
        if said != bundle.files[making.CONTENTS]:
            yield f"{making.CONTENTS}: is not what the files of the bundle give"
