"""Notebooks run headless: parameters checked first, each in a kernel of its own, results in place only when all are complete.

papermill executes; what it leaves open is settled here. It only warns of a misspelt parameter and takes any type, so both
are refused before a kernel starts. It writes while it runs, so everything goes to a temporary folder first. It stores times
and paths of the machine, so the executed notebook is written again with what a reader needs and nothing else.
"""

from __future__ import annotations

import ast
import json
import multiprocessing
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from analysis.corpus import PROJECT, Corpus, open_corpus, replace_files
from analysis.publishing.methods import methods_files
from analysis.publishing.pages import notebook_html
from analysis.publishing.records import (
    MALFORMED, facts_json, find_records, index_csv, is_injected, portable_path, read_folder, records_in)
from analysis.publishing.study import DISPLAY, FIGURES_VARIABLE, check_parameter, event_slug
from analysis.publishing.verification import read_reading, require_current

TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list[str]": list}
# The corpus and the folder for figures are arguments of a run, not parameters to pass along.
RESERVED = ("corpus", "figures")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS")
# How jupyter_client says that a kernel ended before it answered, and how often one is started that does.
UNANSWERED = "Kernel died before"
STARTS = 3
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
# The last paragraph of a notebook's first cell leads to the notebooks before and after it.
LINKS = re.compile(r"\n\n(?:Previous|Next): \[`[\w-]+`\]\([\w-]+\.ipynb\)\.[^\n]*\s*$")
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}


class RunError(ValueError):
    """What stopped a run, in one line: which notebook, which code cell, and the last line of the error."""


class Parameter(NamedTuple):
    """What one line of a notebook's parameters cell declares."""

    type: str
    default: object


class _Task(NamedTuple):
    """What a worker needs to run one notebook."""

    name: str
    source: dict
    values: dict
    directory: Path
    output: Path
    figures: Path
    timeout: float


def run_notebooks(corpus: str | Path, *, only: Sequence[str] = (), parameters: Mapping[str, object] | None = None,
                  figures: str | Path | None = None, jobs: int = 2, timeout: float = 300,
                  notebooks_dir: str | Path = PROJECT / "notebooks", html: bool = False,
                  progress: Callable[[str], None] | None = None) -> dict[str, list[str]]:
    """Run the notebooks on a corpus and put figures, facts and executed notebooks in place, all of them or none.

    The default run (default corpus, nothing else given) writes the notebooks where they are and figures to `figures/` beside
    their folder. Any other run leaves the notebooks alone and writes everything to `figures`, or to `figures/runs/<event>/`.

    Parameters
    ----------
    corpus
        Corpus folder, with tables.
    only
        Names of notebooks (`10-sourcing`); empty runs all.
    parameters
        Values for the notebooks' parameters. Each goes to every selected notebook that has a parameter of that name.
    figures
        Folder for figures.
    jobs
        Notebooks that run at the same time.
    timeout
        Seconds that one cell may take.
    notebooks_dir
        Folder of notebooks.
    html
        Also write each executed notebook as a page, `html/<notebook>.html` below the figures.
    progress
        Called with the name of each notebook that is done.

    Returns
    -------
    dict
        The figures and tables that each notebook made, by notebook.

    Raises
    ------
    CorpusError
        The corpus or its tables are not what they should be.
    RunError
        An unknown notebook or parameter, a wrong type, a cell that failed or took too long, a kernel that died.
    """
    from ipykernel.kernelspec import write_kernel_spec

    directory = Path(notebooks_dir).resolve()
    sources = _read_sources(directory, only)
    declared = {name: read_parameters(source, name=name) for name, source in sources.items()}
    values = check_parameters(parameters or {}, declared)
    opened = open_corpus(corpus)
    require_current(opened)
    if shown := [name for name in DISPLAY if values.get(name)]:
        raise RunError(f"parameter {shown[0]}: a run would keep the texts in its notebooks; open a notebook in JupyterLab and set it there")
    target, home = run_folders(opened, figures=figures, directory=directory, changed=bool(parameters))
    in_place = home == directory
    if in_place and figures is not None:
        raise RunError(f"{target}: its notebooks are those that run; give another folder with --figures")
    _check_target(target, opened)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _workplace(target.parent) as temporary:
        # A kernel of this interpreter: one that a user installed under that name may belong to another.
        write_kernel_spec(temporary / "jupyter" / "kernels" / "python3", python_arguments=["-Xfrozen_modules=off"])
        if not opened.is_default:
            # Inside the project by its path there, so that the executed notebook runs elsewhere.
            path = opened.path.resolve()
            values["corpus"] = path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else str(path)
        if len(sources) < len(notebook_names(directory)) and not in_place:
            for source in sources.values():
                source["cells"][0]["source"] = LINKS.sub("", "".join(source["cells"][0]["source"]))
        tasks = [_Task(name, source, {key: value for key, value in values.items() if key in declared[name]},
                       directory, temporary / "notebooks" / f"{name}.ipynb", temporary / "figures" / name, timeout)
                 for name, source in sources.items()]
        _run_tasks(tasks, jobs=jobs, environment=_environment(temporary), progress=progress)
        return _put_in_place(tasks, corpus=opened, target=target, notebooks=home, html=html)


@contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, for a run that was stopped as well, whose kernels may go on writing for a second."""
    try:
        place = Path(tempfile.mkdtemp(prefix=".running-", dir=parent)).resolve()
    except PermissionError:
        raise RunError(f"{parent}: nothing may be written there; name another folder with --figures") from None
    least = 0
    try:
        yield place
    except KeyboardInterrupt:
        # A kernel that was starting makes the folder anew until it sees, a second or two later, that its worker is gone.
        least = 2
        raise
    finally:
        for wait in (0, 0.5, 1, 2, 4):
            time.sleep(wait)
            shutil.rmtree(place, ignore_errors=True)
            if wait >= least and not place.exists():
                break


def notebook_names(directory: str | Path = PROJECT / "notebooks") -> list[str]:
    """Names of the notebooks in a folder, in order."""
    return sorted(path.stem for path in Path(directory).glob("*.ipynb"))


def check_parameters(values: Mapping[str, object], declared: Mapping[str, Mapping[str, Parameter]]) -> dict[str, object]:
    """`values` when some notebook declares each name, with the value's type, and takes the value; else ValueError says what is accepted."""
    accepted = {name: parameter for found in declared.values() for name, parameter in found.items()}
    listed = ", ".join(f"{name}: {accepted[name].type}" for name in sorted(set(accepted) - {*RESERVED, *DISPLAY}))
    checked: dict[str, object] = {}
    for name, value in values.items():
        if name in RESERVED:
            raise RunError(f"{name} is an argument of the run, not a parameter; accepted parameters are {listed}")
        if name not in accepted:
            raise RunError(f"no parameter is called {name!r}; accepted parameters are {listed}")
        kind = accepted[name].type
        if kind == "float" and type(value) is int and abs(value) < 2**63:
            value = float(value)
        if type(value) is not TYPES[kind]:
            raise RunError(f"parameter {name}: {str(value)[:60]!r} is not of type {kind}; accepted parameters are {listed}")
        checked[name] = check_parameter(name, value)
    return checked


def _read_sources(directory: Path, only: Sequence[str]) -> dict[str, dict]:
    """The notebooks to run as JSON, by name and in order."""
    found = notebook_names(directory)
    if not found:
        raise RunError(f"{directory}: there are no notebooks")
    if unknown := [name for name in only if name not in found]:
        raise RunError(f"no notebook is called {unknown[0]!r}; the notebooks are {', '.join(found)}")
    sources = {}
    for name in (name for name in found if not only or name in only):
        try:
            sources[name] = json.loads((directory / f"{name}.ipynb").read_text(encoding="utf-8"))
            if sources[name]["nbformat"] != 4 or not isinstance(sources[name]["cells"], list):
                raise KeyError
        except (OSError, *MALFORMED):
            raise RunError(f"{name}.ipynb: not a readable notebook of format 4") from None
    return sources


def read_parameters(source: Mapping, *, name: str) -> dict[str, Parameter]:
    """The parameters that a notebook declares: lines `name: type = literal` in the cell tagged `parameters`, a corpus among them.

    papermill's own inspection is a pattern over lines that skips what it cannot read; here that is an error.

    Raises
    ------
    RunError
        A line is something else, or there is no corpus.
    """
    found: dict[str, Parameter] = {}
    cells = [cell for cell in source["cells"] if "parameters" in cell["metadata"].get("tags", ())]
    try:
        for node in ast.parse("".join(cells[0]["source"])).body if cells else ():
            kind = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) and node.value is not None else ""
            if kind not in TYPES:
                raise RunError(f"{name}: parameters cell, line {node.lineno}: expected name: type = literal; types are {', '.join(TYPES)}")
            found[ast.unparse(node.target)] = Parameter(kind, ast.literal_eval(node.value))
    except (ValueError, SyntaxError) as problem:
        raise problem if isinstance(problem, RunError) else RunError(f"{name}: {last_line(str(problem))}") from None
    if "corpus" not in found:
        raise RunError(f"{name}: its parameters cell has no corpus: str, so it cannot be run on one")
    return found


def run_folders(corpus: Corpus, *, figures: str | Path | None = None, directory: Path = PROJECT / "notebooks",
                changed: bool = False) -> tuple[Path, Path]:
    """Where a run on a corpus, with its parameters as they are or `changed`, leaves its figures and its executed notebooks."""
    if figures is None and corpus.is_default and not changed:
        return directory.parent / "figures", directory
    folder = Path(figures).resolve() if figures else directory.parent / "figures" / "runs" / event_slug(corpus.event)
    return folder, folder / "notebooks"


def _check_target(target: Path, corpus: Corpus) -> None:
    """ValueError for what would stop the summing up after a run, or belongs to another corpus, before a kernel starts."""
    for folder in (target, target / "facts", target / "notebooks"):
        if folder.exists() and not folder.is_dir():
            raise RunError(f"{folder}: is a file, and a folder of figures is to be there; take it away, or name another with --figures")
    for path in (target / "facts").glob("*.json"):
        try:
            facts_json({path.stem: path.read_bytes()})
        except (ValueError, RecursionError):
            raise RunError(f"{path}: not the facts of a notebook; remove it") from None
    texts = set(corpus.read_table("reports")[["report", "sha256"]].itertuples(index=False, name=None))
    for record in records_in(target).values():
        if record["event"] != corpus.event:
            raise RunError(f"{target}: holds the figures of another event, {record['event']}; give another folder with --figures")
        if "texts" in record and texts.isdisjoint(record["texts"].items()):
            raise RunError(f"{target}: holds the figures of other texts under the same name, {corpus.event}; take it away, or name another"
                           " folder with --figures")


def _environment(temporary: Path) -> dict[str, str]:
    """Variables for workers and kernels: one thread each, this package, no profile or kernel of the user's, no file left elsewhere."""
    paths = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**dict.fromkeys(THREADS, "1"), "PYTHONPATH": os.pathsep.join(paths), "JUPYTER_PATH": str(temporary / "jupyter"),
            "IPYTHONDIR": str(temporary / "ipython"), **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))}


def _run_tasks(tasks: list[_Task], *, jobs: int, environment: dict[str, str],
               progress: Callable[[str], None] | None) -> None:
    """Run all tasks; after a failure start no other and raise the first by name."""
    errors: dict[str, str] = {}
    # A worker imports papermill once and runs many notebooks; each notebook has a kernel of its own.
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=multiprocessing.get_context("spawn"),
                             initializer=_prepare_worker, initargs=(environment,)) as pool:
        try:
            futures = {pool.submit(_run_task, task): task.name for task in tasks}
            for future in as_completed(futures):
                name = futures[future]
                try:
                    error = future.result()
                except CancelledError:
                    continue
                except BrokenProcessPool:
                    error = f"{name}: the process that ran it died; is there enough memory for {jobs} at a time?"
                if error:
                    errors[name] = error
                    pool.shutdown(wait=False, cancel_futures=True)
                elif progress:
                    progress(name)
        except KeyboardInterrupt:
            # Whoever stops a run does not wait for the notebooks that are under way; a kernel ends with its worker.
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - others:
                worker.kill()
                worker.join()
            raise
    if errors:
        raise RunError(errors[min(errors)])


def _prepare_worker(environment: dict[str, str]) -> None:
    """Set a worker up: its environment before numpy is imported, and silence, kernels included: what happened is returned."""
    os.environ.update(environment)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


def _run_task(task: _Task) -> str:
    """Run one notebook in this process; when it failed, why in one line."""
    import nbformat

    os.environ[FIGURES_VARIABLE] = str(task.figures)
    task.output.parent.mkdir(parents=True, exist_ok=True)
    task.figures.mkdir(parents=True)
    error = ""
    try:
        _execute(task)
    except Exception as problem:  # whatever stopped it, the run reports where
        error = _describe(problem, task)
    try:
        executed = nbformat.read(task.output, as_version=4)
    except (OSError, ValueError) as problem:  # a disk that is full leaves no notebook
        return f"{task.name}: {error or last_line(str(problem))}"
    cells = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    # papermill takes sys.exit(0) for success.
    stopped = [shown for cell in cells for shown in cell["outputs"] if shown["output_type"] == "error"]
    if stopped and not error:
        error = f"{stopped[0]['ename']}: the cell stopped the notebook"
    if error:
        started = [cell for cell in cells if cell["metadata"]["papermill"].get("start_time") and not is_injected(cell)]
        return f"{task.name}, code cell {len(started)}: {error}"
    clean = nbformat.from_dict(clean_notebook(executed))
    task.output.write_text(nbformat.writes(clean) + "\n", encoding="utf-8", newline="\n")
    return ""


def _execute(task: _Task) -> None:
    """papermill on one notebook. Ports are chosen before a kernel takes them: one that found them taken has run no cell and starts anew."""
    import nbformat
    import papermill

    # papermill fills braces in a path in.
    output = str(task.output).replace("{", "{{").replace("}", "}}")
    for left in reversed(range(STARTS)):
        try:
            papermill.execute_notebook(
                nbformat.from_dict(clean_notebook(task.source)), output, parameters=task.values,
                kernel_name="python3", progress_bar=False, cwd=task.directory, execution_timeout=task.timeout,
                coalesce_streams=True)
            return
        except RuntimeError as problem:
            if not left or not str(problem).startswith(UNANSWERED):
                raise


def _describe(problem: Exception, task: _Task) -> str:
    """Why a notebook stopped, in one line."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if isinstance(problem, CellTimeoutError):
        return f"took longer than {task.timeout:g} s; allow more time, or give it less to do"
    if isinstance(problem, DeadKernelError):
        return "the kernel died; is there enough memory?"
    if str(problem).startswith(UNANSWERED):
        return f"the kernel died before it answered, {STARTS} times; is there enough memory? Is the environment whole?"
    if isinstance(problem, PapermillExecutionError):
        if problem.ename == "AssertionError" and not problem.evalue.strip():
            return "AssertionError: the tables' counts do not fit together; find out where with: python -m analysis verify"
        return f"{problem.ename}: {last_line(problem.evalue)}"
    return f"{type(problem).__name__}: {last_line(str(problem))}"


def last_line(text: str) -> str:
    """The last line that says something, without colours."""
    lines = [line.strip() for line in re.sub("\x1b\\[[0-9;]*m", "", text).splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


def clean_notebook(notebook: Mapping) -> dict:
    """A notebook with what a reader needs and nothing that differs from run to run.

    Cells are numbered by their place, an injected cell apart; times, paths and versions go; sources and outputs stay.
    """
    cells = []
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        number = f"c{sum(not is_injected(other) for other in cells):02d}"
        clean = {"cell_type": cell["cell_type"], "id": "injected" if is_injected(cell) else number,
                 "metadata": {"tags": list(tags)} if tags else {}, "source": "".join(cell["source"])}
        if cell["cell_type"] == "code":
            clean |= {"execution_count": cell.get("execution_count"), "outputs": list(cell.get("outputs", []))}
        cells.append(clean)
    return {"cells": cells, "metadata": {"kernelspec": KERNELSPEC, "language_info": LANGUAGE}, "nbformat": 4, "nbformat_minor": 5}


def _put_in_place(tasks: list[_Task], *, corpus: Corpus, target: Path, notebooks: Path, html: bool) -> dict[str, list[str]]:
    """Move the results of a complete run to where they belong, with what sums them up, all at once; the figures of each notebook."""
    names = {task.name for task in tasks}
    kept, facts = records_in(target), {path.stem: path.read_bytes() for path in (target / "facts").glob("*.json")}
    old = [figure for figure, record in kept.items() if record["notebook"] in names]
    placed: dict[Path, bytes] = {}
    results: dict[str, list[str]] = {}
    found = {figure: record for figure, record in kept.items() if figure not in old}
    for task in tasks:
        made = read_folder(task.figures)
        own = find_records(made)
        results[task.name], found = list(own), found | own
        facts |= {Path(name).stem: content for name, content in made.items() if name.startswith("facts/")}
        executed = task.output.read_bytes()
        placed |= {target / name: content for name, content in made.items()} | {notebooks / task.output.name: executed}
        if html:
            # Pages are passed on: where the corpus is on this machine is nobody's business. Pictures' bytes stay as they are.
            page = json.loads(executed)
            for cell in page["cells"]:
                cell["source"] = "".join(cell["source"]).replace(str(corpus.path.resolve()), portable_path(corpus.path))
            placed[target / "html" / f"{task.name}.html"] = notebook_html(page, title=task.name).encode()
    gone = [path for figure in old if figure not in found for path in target.glob(f"{figure}.*")]
    found = dict(sorted(found.items()))
    summed = {"facts.json": facts_json(facts), "index.csv": index_csv(found)}
    summed |= methods_files(found, facts, reading=read_reading(corpus.tables))
    gone += [target / name for name in ("methods.md", "methods.tex") if name not in summed]
    replace_files(placed | {target / name: content for name, content in summed.items()}, gone=gone)
    return results
