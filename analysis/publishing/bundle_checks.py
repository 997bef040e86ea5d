"""Whether a bundle is whole and its parts belong together: every file, figure, table, notebook and code file, offline.

A bundle comes from a stranger. Its files are compared, parsed as data and unpacked to a temporary folder; nothing in it is run.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.corpus import PROJECT, REPORT_ID, Corpus, CorpusError, open_corpus
from analysis.publishing import bundle as making
from analysis.publishing import leaks, records
from analysis.publishing.archive import BundleError, check_name, read_archive, write_files
from analysis.publishing.verification import check_figures, verify_corpus


@dataclass(frozen=True)
class Bundle:
    """A bundle, opened: its files by name, and what bundle.json says of them."""

    files: dict[str, bytes]
    event: str
    corpus: str
    digests: dict[str, str]

    def below(self, folder: str) -> dict[str, bytes]:
        """The files in a folder, by their name there."""
        return {name.removeprefix(f"{folder}/"): content for name, content in self.files.items() if name.startswith(f"{folder}/")}

    @property
    def notebooks(self) -> dict[str, bytes]:
        """The notebooks by stem."""
        return {name.removesuffix(".ipynb"): content for name, content in self.below("notebooks").items()}

    @property
    def reports(self) -> list[str]:
        """The report ids in the manifest of a bundle that was verified."""
        table = self.files[f"{self.corpus}/manifest.csv"].decode("utf-8-sig")
        return [unicodedata.normalize("NFC", row["report"]) for row in csv.DictReader(io.StringIO(table, newline=""))]


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
        opened = Bundle(files, said["event"], said["corpus"], said["files"])
        making.check_folder(opened.corpus, opened.below(opened.corpus))
        if not REPORT_ID.fullmatch(opened.event) or not all(isinstance(digest, str) for digest in opened.digests.values()):
            raise KeyError
        for name in opened.digests:
            check_name(name)
    except BundleError:
        raise
    except records.MALFORMED:
        raise BundleError(f"{path.name}: holds no {making.CONTENTS} that describes a bundle") from None
    return opened


def verify_bundle(bundle: Bundle, *, texts: Path | None = None, jobs: int = 1, other_code: bool = False) -> list[str]:
    """What is wrong with a bundle, one line each, beginning with the file; an empty list when everything holds.

    Parameters
    ----------
    bundle
        An opened bundle.
    texts
        Folder with the texts: then every row of the tables is compared with what reading them gives, and every file is searched
        for their sentences.
    jobs
        Processes that parse.
    other_code
        Accept a bundle that other code than the installed made; its own parts must still belong together.
    """
    problems = [f"{name}: is no file of a bundle" for name in making.foreign_files(bundle.files, corpus=bundle.corpus)]
    problems += _check_digests(bundle)
    if not other_code:
        problems += _check_installed(bundle)
    with tempfile.TemporaryDirectory(prefix="parallax-") as name:
        folder = Path(name).resolve()
        write_files(bundle.below(bundle.corpus), folder / bundle.corpus)
        try:
            corpus = open_corpus(folder / bundle.corpus)
            problems += verify_corpus(corpus, texts=texts, jobs=jobs)
            problems += _check_chain(bundle, corpus)
            if texts is not None:
                problems += leaks.find_sentences(bundle.files, making.texts_at_hand(corpus.reports, texts))
        except (CorpusError, BundleError, OSError) as problem:
            problems.append(str(problem))
        except records.MALFORMED as problem:
            problems.append(f"{making.CONTENTS}: a record or notebook is not as a run writes it ({type(problem).__name__})")
    return list(dict.fromkeys(problem.replace(f"{folder}/", "") for problem in problems))


def _check_digests(bundle: Bundle) -> Iterator[str]:
    """Every file against bundle.json."""
    for name in sorted({*bundle.files, *bundle.digests} - {making.CONTENTS}):
        if name not in bundle.files:
            yield f"{name}: is missing"
        elif name not in bundle.digests:
            yield f"{name}: is not listed in {making.CONTENTS}"
        elif records.digest(bundle.files[name]) != bundle.digests[name]:
            yield f"{name}: is not what {making.CONTENTS} says"


def _check_installed(bundle: Bundle) -> Iterator[str]:
    """The bundle's code, the project's files and its notebooks' code cells against the installed ones, file by file."""
    installed = making.installed_files()
    shipped = {name: content for name, content in bundle.files.items() if name in installed or name.startswith("analysis/")}
    for name in sorted({*installed, *shipped}):
        if installed.get(name) != shipped.get(name):
            where = "differs from" if name in installed and name in shipped else "is not in" if name in shipped else "is only in"
            yield f"{name}: {where} the code installed here"
    for name, content in sorted(bundle.below("notebooks").items()):
        own = PROJECT / "notebooks" / name
        if not own.is_file() or records.notebook_digest(own.read_bytes()) != records.notebook_digest(content):
            yield f"notebooks/{name}: has other code cells than the notebook installed here"


def _check_chain(bundle: Bundle, corpus: Corpus) -> Iterator[str]:
    """Figures back to tables, texts, notebooks and code of the bundle itself, and bundle.json against its corpus."""
    problems = check_figures(bundle.below("figures"), corpus, bundle.notebooks, code=records.code_digest(bundle.below("analysis")))
    yield from (problem if problem.split(":")[0].endswith(".ipynb") else f"figures/{problem}" for problem in problems)
    if not problems:
        making.parameters_of(records.find_records(bundle.below("figures")))
        if bundle.files[making.CONTENTS] != making.contents(bundle.files, event=corpus.event, corpus=bundle.corpus):
            yield f"{making.CONTENTS}: is not what the files of the bundle give"
