"""The command line: `python -m analysis COMMAND`, every command with --help and an example."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from analysis.corpus import DEFAULT_CORPUS, Corpus, CorpusError, open_corpus, read_corrections, replace_files, texts_in, write_tables

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, help=(
    "Measure how several news reports of one event differ: sourcing, entities, narratives."))
# Notes of one kind that reading prints.
MOST_NOTES = 10
CorpusArgument = Annotated[Path, typer.Argument(help="Corpus folder, or any folder of .txt files.")]
SubjectArgument = Annotated[Path, typer.Argument(help="Corpus folder, any folder of .txt files, or a bundle (.zip).")]
OtherCodeOption = Annotated[bool, typer.Option("--other-code", help="Accept a bundle that other code than the installed made.")]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Processes to work with; results do not depend on it.")]


@app.command()
def read(
    corpus: CorpusArgument,
    tables: Annotated[Optional[Path], typer.Option(help="Folder for the tables; default CORPUS/tables.")] = None,
    file_format: Annotated[Literal["csv", "parquet"], typer.Option("--format", help="File format of the tables.")] = "csv",
    jobs: JobsOption = 1,
) -> None:
    """Read a corpus's texts into its tables.

    Example: python -m analysis read seeds/harbour --jobs 2
    """
    from analysis.measures.lineage import near_copies
    from analysis.publishing.records import READING, reading_record
    from analysis.reading.names.corrections import find_ambiguous, find_unused
    from analysis.reading.reader import read_corpus

    opened = open_corpus(corpus)
    directory = tables or opened.tables
    if directory.exists() and not directory.is_dir():
        raise CorpusError(f"{directory}: is a file, and a folder of tables is to be there; take it away, or name another with --tables")
    if others := _first(opened.left_out()):
        reports = "the .txt files that manifest.csv names" if opened.has_manifest else "its files that end in .txt"
        typer.echo(f"{opened.texts}: left out {', '.join(others)}; reports are {reports}", err=True)
    with _progress(len(opened.reports), "reading") as advance:
        found = read_corpus(opened, jobs=jobs, progress=advance)
    write_tables(found, directory, file_format=file_format, more=lambda files: {READING: reading_record(opened, files)})
    counts = ", ".join(f"{name} {len(found[name])}" for name in ("reports", "attributions", "entities", "claims", "passages"))
    typer.echo(f"{directory}: {counts}")
    aliases = opened.path / "aliases.csv"
    alone = [f"{name} stands alone, as it may be {' or '.join(_first(others))}; settle it in {aliases}"
             for name, others in find_ambiguous(found["entities"])]
    unused = [f"{aliases}: row {number}: no report has {alias!r} for a name; write a name as the report does, capitals and all"
              for number, alias in find_unused(read_corrections(opened), found["mentions"])]
    copies = [f"{row.report_a}: {100 * row.containment:.0f} % of its words stand in {row.report_b} as well, so they count twice; "
              "leave one of the two out of the corpus" for row in near_copies(found["passages"], found["reports"]).itertuples()]
    for notes, rest in ((copies, "more pairs share as many words"), (alone, "more names stand alone"),
                        (unused, f"more rows of {aliases} name what no report has")):
        for note in _first(notes, rest):
            typer.echo(note, err=True)


@app.command()
def run(
    corpus: SubjectArgument = Path(DEFAULT_CORPUS),
    only: Annotated[Optional[list[str]], typer.Option(help="A notebook by its stem, such as 10-sourcing; may be repeated.")] = None,
    parameter: Annotated[Optional[list[str]], typer.Option("-p", "--parameter", help="name=value; may be repeated.")] = None,
    figures: Annotated[Optional[Path], typer.Option(
        help="Folder for figures; default figures/, or figures/runs/EVENT for other corpora.")] = None,
    jobs: JobsOption = 2,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that one cell may take.")] = 300,
    html: Annotated[bool, typer.Option(
        "--html", help="Also write each notebook as a page that needs no Jupyter, code folded away.")] = False,
    other_code: OtherCodeOption = False,
) -> None:
    """Run the notebooks on a corpus's tables and write their figures; a bundle's figures are compared with those it holds.

    Example: python -m analysis run seeds/harbour --only 10-sourcing -p resamples=500
    """
    from analysis import running

    if corpus.is_file():
        from analysis.publishing.bundle_checks import open_bundle
        from analysis.rebuilding import rebuild_bundle

        if only or parameter or html:
            raise CorpusError("a bundle is run as it was made; --only, -p and --html are for corpora")
        folder, same, differ = rebuild_bundle(open_bundle(corpus), figures=figures, jobs=jobs, timeout=timeout, other_code=other_code)
        for name in differ:
            typer.echo(f"{name}: is not what the bundle holds")
        typer.echo(f"{corpus}: {len(same)} of {len(same) + len(differ)} files made again with the same bytes, in {folder}")
        raise typer.Exit(1 if differ else 0)
    parameters = dict(_parse_parameter(item) for item in parameter or ())
    with _progress(len(only or running.notebook_names()), "notebooks") as advance:
        made = running.run_notebooks(corpus, only=only or (), parameters=parameters, figures=figures, jobs=jobs, timeout=timeout,
                                     html=html, progress=advance)
    for name, found in made.items():
        typer.echo(f"{name}: {', '.join(found)}")


@app.command()
def verify(
    corpus: SubjectArgument = Path(DEFAULT_CORPUS),
    texts: Annotated[Optional[Path], typer.Option(help="Folder with the texts; default CORPUS/texts.")] = None,
    jobs: JobsOption = 1,
    other_code: OtherCodeOption = False,
) -> None:
    """Check a corpus or a bundle: digests, tables, references, figures, and, with the texts, every row against a re-reading.

    Example: python -m analysis verify seeds/pyongyang-2023-07 --texts my/texts
    """
    from analysis.publishing.verification import verify_corpus

    if corpus.is_file():
        from analysis.publishing.bundle_checks import open_bundle, verify_bundle

        bundle = open_bundle(corpus)
        problems = verify_bundle(bundle, texts=texts, jobs=jobs, other_code=other_code)
        folder, reports = texts, bundle.reports if not problems else []
    else:
        opened = open_corpus(corpus)
        folder, reports = texts or opened.texts, opened.reports
        problems = verify_corpus(opened, texts=texts, jobs=jobs)
        problems += _verify_figures(opened) if not problems else []
    for problem in problems:
        typer.echo(problem)
    if not corpus.is_file() and any(": was made " in problem for problem in problems):
        typer.echo(f"make the figures again with: python -m analysis run {corpus}", err=True)
    if problems:
        raise typer.Exit(1)
    at_hand = len(texts_in(folder, reports)) if folder else 0
    extent = ("every row is what reading the texts gives" if at_hand == len(reports)
              else f"{at_hand} of {len(reports)} texts at hand, so the rows were not read again")
    typer.echo(f"{corpus}: digests, schema and references hold; {extent}")


def _verify_figures(corpus: Corpus) -> list[str]:
    """What is wrong with the figures that the last run on a corpus left; nothing where there was none."""
    from analysis.publishing.bundle import figure_files
    from analysis.publishing.records import portable_path
    from analysis.publishing.verification import check_figures
    from analysis.running import run_folders

    folder, notebooks = run_folders(corpus)
    if not (folder / "index.csv").is_file():
        return []
    stored = {path.stem: path.read_bytes() for path in sorted(notebooks.glob("*.ipynb"))}
    return [f"{portable_path(folder)}/{problem}" for problem in check_figures(figure_files(folder), corpus, stored)]


@app.command()
def bundle(
    corpus: CorpusArgument,
    out: Annotated[Path, typer.Argument(help="The bundle, a file that ends in .zip.")],
    figures: Annotated[Optional[Path], typer.Option(help="Folder of a run on it; default figures/, or figures/runs/EVENT.")] = None,
    texts: Annotated[Optional[Path], typer.Option(
        help="Folder with the texts, none of whose sentences may go out; default CORPUS/texts.")] = None,
) -> None:
    """Pack tables, notebooks, figures, records and code of a corpus, and none of its texts, to be shared.

    Example: python -m analysis bundle seeds/pyongyang-2023-07 pyongyang.zip
    """
    from analysis.publishing.archive import write_archive
    from analysis.publishing.bundle import make_bundle
    from analysis.publishing.records import digest
    from analysis.running import run_folders

    if out.suffix != ".zip":
        raise CorpusError(f"{out}: a bundle is a file that ends in .zip")
    opened = open_corpus(corpus)
    made, notebooks = run_folders(opened, figures=figures)
    files = make_bundle(opened, figures=made, notebooks=notebooks, texts=texts)
    content = write_archive(files)
    replace_files({out.resolve(): content})
    at_hand = len(texts_in(texts or opened.texts, opened.reports))
    typer.echo(f"{out}: {len(files)} files, {len(content):,} bytes, sha256 {digest(content)}")
    typer.echo(f"searched for sentences of {at_hand} of {len(opened.reports)} texts"
               + ("" if at_hand == len(opened.reports) else "; name the folder of the others with --texts before you share it"))


@app.command()
def cite(
    figure: Annotated[str, typer.Argument(help="File stem of a figure or table, such as 10-voices.")],
    output: Annotated[Literal["all", "bibtex", "latex", "markdown", "csl"], typer.Option("--format", help="Print this alone.")] = "all",
    figures: Annotated[Optional[Path], typer.Option(help="Folder of figures; default figures/, then figures/runs/.")] = None,
) -> None:
    """Print a figure's caption, BibTeX, LaTeX and the command that rebuilds it.

    Example: python -m analysis cite 10-voices --format bibtex
    """
    from analysis.publishing import citing
    from analysis.publishing.records import portable_path

    folder, record = citing.find_figure(figure, folder=figures)
    own = citing.read_own(record)
    shown = citing.cite(record, software=citing.read_software(), own=own, folder=portable_path(folder), output=output)
    typer.echo(shown, nl=False)
    if own == {}:
        typer.echo(f"who made it is not known; list the authors in a {citing.OWN} in the corpus, written as the project's own is", err=True)


def _first(items: Sequence[str], rest: str = "more") -> list[str]:
    """The first few of some names or notes, and how many more there are."""
    more = len(items) - MOST_NOTES
    return [*items[:MOST_NOTES], *([f"{more:,} {rest}"] if more > 0 else [])]


def _parse_parameter(item: str) -> tuple[str, object]:
    """`name=value` with the value as a whole number, number, true or false, or text."""
    name, equals, value = item.partition("=")
    if not equals or not name.isidentifier():
        raise CorpusError(f"-p {item}: expected name=value, such as -p resamples=500")
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        return name, value
    return name, parsed if isinstance(parsed, bool | int | float | list | str) else value


@contextmanager
def _progress(total: int, what: str) -> Iterator[object]:
    """A progress bar on a terminal's standard error, nothing elsewhere; yields the function that advances it."""
    from tqdm import tqdm

    with tqdm(total=total, desc=what, unit="", disable=None, leave=False) as bar:
        yield lambda _: bar.update()


def main() -> None:
    """Run the command line; what is wrong with input is one line (of texts, one line each) on standard error and exit code 1."""
    # Whoever ends a run, or closes its terminal, ends its workers, too, and has its temporary files removed; nohup goes on.
    for end in (getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)):
        if signal.getsignal(end) != signal.SIG_IGN:
            signal.signal(end, signal.default_int_handler)
    # What a terminal or file has no letters for is shown by its number.
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="python -m analysis")
    except (ValueError, OSError, RuntimeError) as problem:
        # Errors of these kinds were raised for the reader of their message; others are defects and keep their traceback.
        if not (isinstance(problem, OSError) or type(problem) is ValueError or type(problem).__module__.startswith("analysis.")):
            raise
        for line in getattr(problem, "problems", [problem]):
            typer.echo(" ".join(str(line).splitlines()) or type(problem).__name__, err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
