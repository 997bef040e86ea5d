"""Notebooks through papermill: what is refused, what a failure leaves behind, what a run writes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import running, schema
from analysis.corpus import DEFAULT_CORPUS, PROJECT, write_tables
from analysis.publishing.records import read_folder

PARAMETERS = 'corpus: str = "seeds/pyongyang-2023-07"  # corpus\nleast: int = 3  # smallest count\nshare: float = 0.5  # share'
WRITE_FIGURE = """import json, os, pathlib
folder = pathlib.Path(os.environ["PARALLAX_FIGURES"])
record = {"figure": "NAME", "notebook": "NAME", "event": "fair", "caption": "Boats, by colour.",
          "files": {"csv": "1a", "svg": "2b", "pdf": "3c"}}
_ = [(folder / f"NAME.{kind}").write_text(f"{least}\\n") for kind in ("csv", "svg", "pdf")]
_ = (folder / "NAME.json").write_text(json.dumps(record))
_ = (folder / "facts").mkdir(exist_ok=True), (folder / "facts" / "NAME.json").write_text(json.dumps({"least": least}))"""


def notebook(*cells: str) -> dict:
    """A notebook with a parameters cell and these code cells."""
    code = [{"cell_type": "code", "id": f"x{number}", "metadata": {"tags": ["parameters"]} if number == 0 else {},
             "source": source, "execution_count": None, "outputs": []} for number, source in enumerate((PARAMETERS, *cells))]
    return {"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write_project(folder: Path, notebooks: dict[str, tuple[str, ...]]) -> Path:
    """A project in `folder` with a corpus `fair`, of whose two reports the tables tell nothing; returns its notebooks' folder."""
    (folder / "fair").mkdir(parents=True)
    (folder / "fair" / "manifest.csv").write_text("report,event\na,fair\nb,fair\n", encoding="utf-8")
    reports = [{"report": report, "event": "fair", "outlet": "", "published": "", "language": "", "agency": "", "n_characters": 1,
                "n_words": 1, "n_sentences": 1, "sha256": "0" * 64} for report in ("a", "b")]
    write_tables({name: schema.build(name, reports if name == "reports" else []) for name in schema.TABLES}, folder / "fair" / "tables")
    (folder / "notebooks").mkdir()
    for name, cells in notebooks.items():
        source = notebook(*(cell.replace("NAME", name) for cell in cells))
        (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps(source), encoding="utf-8")
    return folder / "notebooks"


def run(directory: Path, **options: object) -> dict[str, list[str]]:
    """Run the notebooks in `directory` on the corpus beside it."""
    return running.run_notebooks(directory.parent / "fair", notebooks_dir=directory, **options)


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when anything is about to run."""
    monkeypatch.setattr(running, "_run_tasks", lambda *arguments, **options: pytest.fail("a kernel would have started"))


@pytest.mark.parametrize(("options", "words"), [
    ({"parameters": {"last": 3}}, ["'last'", "least: int, share: float"]),
    ({"parameters": {"least": "3"}}, ["least", "'3'", "type int", "least: int, share: float"]),
    ({"parameters": {"least": True}}, ["least", "'True'", "type int"]),
    ({"parameters": {"least": 2.0}}, ["least", "'2.0'", "type int"]),
    ({"parameters": {"share": None}}, ["share", "'None'", "type float"]),
    ({"parameters": {"corpus": "fair"}}, ["corpus is an argument", "least: int, share: float"]),
    ({"parameters": {"least": 0}}, ["least must be from 1 to 10000, found 0"]),
    ({"parameters": {"least": -1}}, ["least must be from 1 to 10000, found -1"]),
    ({"parameters": {"share": -0.5}}, ["share must be a number above 0, found -0.5"]),
    ({"parameters": {"share": float("nan")}}, ["share must be a number above 0, found nan"]),
    ({"only": ["10-boat"]}, ["'10-boat'", "10-boats, 20-kites"]),
])
def test_a_bad_request_is_refused_in_one_line_before_a_kernel_starts(tmp_path, no_kernel, options, words):
    directory = write_project(tmp_path, {"10-boats": ("1 + 1",), "20-kites": ()})
    with pytest.raises(ValueError, match=".") as problem:
        run(directory, **options)
    assert "\n" not in str(problem.value)
    assert all(word in str(problem.value) for word in words), str(problem.value)


AGAIN = r".*; read the corpus again with: python -m analysis read"
READING = {"event": "fair", "tables": {}, "texts": {}, "models": {}, "versions": {"spacy": "3.8"}}
CORRECTIONS = "aliases.csv is not the one with which the corpus was read"


@pytest.mark.parametrize(("written", "words"), [
    ({"out": "notes"}, "out: is a file, and a folder of figures is to be there"),
    ({"out/facts": "notes"}, "facts: is a file, and a folder of figures is to be there"),
    ({"fair/tables/terms.csv": ""}, r"terms\.csv: empty"),
    ({"fair/texts/b.txt": "The ferry sank."}, f"b: the tables were read from another text{AGAIN}"),
    ({"fair/manifest.csv": "report,event\na,fair\nb,fair\nc,fair\n"}, f"'c' is in the manifest only{AGAIN}"),
    ({"fair/manifest.csv": "report,event,outlet\na,fair,Kite Post\nb,fair,\n"},
     f"a: outlet is another in the manifest than when the corpus was read{AGAIN}"),
    ({"fair/manifest.csv": f"report,event,sha256\na,fair,{'1' * 64}\nb,fair,\n"}, f"a: the tables were read from another text{AGAIN}"),
    ({"fair/tables/reading.json": json.dumps(READING)}, rf"\.csv: is not the file that reading wrote{AGAIN}"),
    ({"fair/tables/reading.json": json.dumps(READING | {"corrections": ""}), "fair/aliases.csv": "alias,entity\nHald,Anna Hald\n"},
     f"{CORRECTIONS}{AGAIN}"),
    ({"fair/tables/reading.json": json.dumps(READING | {"corrections": "1" * 64})}, f"{CORRECTIONS}{AGAIN}"),
])
def test_what_cannot_be_drawn_or_written_is_told_before_a_kernel_starts(tmp_path, no_kernel, written, words):
    directory = write_project(tmp_path, {"10-boats": ()})
    for name, content in written.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        run(directory, figures=tmp_path / "out")


def test_a_workplace_is_gone_though_a_kernel_goes_on_writing(tmp_path):
    import threading
    from contextlib import suppress

    stop = threading.Event()

    def write(place):
        while not stop.wait(0.001):
            with suppress(OSError):
                place.mkdir(exist_ok=True)
                (place / "late").write_text("x")

    with running._workplace(tmp_path) as place:
        writer = threading.Thread(target=write, args=(place / "figures",))
        writer.start()
        threading.Timer(0.6, stop.set).start()
    writer.join()
    assert list(tmp_path.iterdir()) == []


def test_a_run_shows_no_texts_as_it_would_keep_them(tmp_path, no_kernel):
    directory = write_project(tmp_path, {"10-boats": ()})
    source = notebook()
    source["cells"][0]["source"] += "\nshow_texts: bool = False"
    (directory / "10-boats.ipynb").write_text(json.dumps(source), encoding="utf-8")
    with pytest.raises(running.RunError, match="show_texts: a run would keep the texts in its notebooks; open a notebook in JupyterLab"):
        run(directory, parameters={"show_texts": True})


@pytest.mark.parametrize(("line", "words"), [
    ("least = 3", "line 2: expected name: type = literal"),
    ("least: int | None = 3", "line 2: expected name: type = literal"),
    ("least: int = len('abc')", "malformed"),
])
def test_a_parameters_cell_that_is_not_typed_literals_is_refused(tmp_path, no_kernel, line, words):
    directory = write_project(tmp_path, {"10-boats": ()})
    source = notebook()
    source["cells"][0]["source"] = f'corpus: str = "fair"\n{line}'
    (directory / "10-boats.ipynb").write_text(json.dumps(source), encoding="utf-8")
    with pytest.raises(running.RunError, match=words):
        run(directory)


def test_a_notebook_without_a_corpus_parameter_or_that_is_no_notebook_is_refused(tmp_path, no_kernel):
    directory = write_project(tmp_path, {"10-boats": ()})
    source = notebook()
    source["cells"][0]["metadata"] = {}
    (directory / "10-boats.ipynb").write_text(json.dumps(source), encoding="utf-8")
    with pytest.raises(running.RunError, match="10-boats: its parameters cell has no corpus"):
        run(directory)
    (directory / "10-boats.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(running.RunError, match="10-boats.ipynb: not a readable notebook"):
        run(directory)


@pytest.mark.parametrize(("cell", "words"), [
    ("raise ValueError('no boats\\nbring a boat')", "20-kites, code cell 3: ValueError: bring a boat"),
    ("import os; os._exit(3)", "20-kites, code cell 3: the kernel died"),
    ("assert 1 > 2", "20-kites, code cell 3: AssertionError: the tables' counts do not fit together"),
    ("import sys; sys.exit(0)", "20-kites, code cell 3: SystemExit"),
    ("import time; time.sleep(60)", "20-kites, code cell 3: took longer than 1 s"),
])
def test_a_failed_run_names_notebook_and_cell_and_leaves_nothing(tmp_path, capfd, cell, words):
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE,), "20-kites": (WRITE_FIGURE, cell, "1 + 1")})
    before = read_folder(tmp_path)
    with pytest.raises(running.RunError) as problem:
        run(directory, timeout=1 if "sleep" in cell else 60, parameters={"least": 4})
    assert str(problem.value).startswith(words) and "\n" not in str(problem.value)
    assert read_folder(tmp_path) == before
    assert not list(tmp_path.rglob(".running-*"))
    assert capfd.readouterr().err == ""


def test_an_ordinary_run_writes_figures_facts_index_and_notebooks_and_leaves_the_sources_alone(tmp_path):
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE, "least"), "20-kites": (WRITE_FIGURE,)})
    before = read_folder(directory)
    calls = []
    results = run(directory, parameters={"least": 4}, progress=calls.append)
    target = tmp_path / "figures" / "runs" / "fair"
    assert read_folder(directory) == before
    assert sorted(read_folder(target)) == sorted([
        *(f"{name}.{kind}" for name in ("10-boats", "20-kites") for kind in ("csv", "svg", "pdf", "json")), "facts.json",
        "facts/10-boats.json", "facts/20-kites.json", "index.csv", "notebooks/10-boats.ipynb", "notebooks/20-kites.ipynb"])
    assert json.loads((target / "facts.json").read_text()) == {"10-boats": {"least": 4}, "20-kites": {"least": 4}}
    assert (target / "index.csv").read_text().splitlines() == [
        "figure,kind,notebook,caption,csv_sha256,svg_sha256,pdf_sha256,tex_sha256",
        '10-boats,figure,10-boats,"Boats, by colour.",1a,2b,3c,', '20-kites,figure,20-kites,"Boats, by colour.",1a,2b,3c,']
    assert results == {"10-boats": ["10-boats"], "20-kites": ["20-kites"]}
    assert sorted(calls) == running.notebook_names(directory) == ["10-boats", "20-kites"]
    executed = json.loads((target / "notebooks" / "10-boats.ipynb").read_text())
    assert [cell["id"] for cell in executed["cells"]] == ["c00", "injected", "c01", "c02"]
    assert "least = 4" in "".join(executed["cells"][1]["source"])
    assert executed["cells"][3]["outputs"][0]["data"]["text/plain"] == ["4"]


@pytest.mark.parametrize(("only", "linked"), [((), True), (("10-boats", "20-kites"), True), (("10-boats",), False)])
def test_links_between_notebooks_stay_where_all_of_them_run(tmp_path, monkeypatch, only, linked):
    directory = write_project(tmp_path, {"10-boats": (), "20-kites": ()})
    source = json.loads((directory / "10-boats.ipynb").read_text())
    head = "# Boats\n\nNext: [`20-kites`](20-kites.ipynb)."
    source["cells"].insert(0, {"cell_type": "markdown", "id": "head", "metadata": {}, "source": head})
    (directory / "10-boats.ipynb").write_text(json.dumps(source))
    seen = []
    monkeypatch.setattr(running, "_run_tasks", lambda tasks, **_: seen.extend(tasks))
    monkeypatch.setattr(running, "_put_in_place", lambda *_, **__: {})
    run(directory, only=only)
    assert ("20-kites.ipynb" in seen[0].source["cells"][0]["source"]) == linked


def test_figures_of_another_event_and_the_notebooks_that_run_are_not_overwritten(tmp_path):
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE,)})
    target = tmp_path / "out"
    target.mkdir()
    record = {"figure": "10-far", "event": "elsewhere", "caption": "Old.", "notebook": "10-boats", "files": {}}
    (target / "10-far.json").write_text(json.dumps(record))
    before = read_folder(tmp_path)
    with pytest.raises(running.RunError, match="out: holds the figures of another event, elsewhere; give another folder"):
        run(directory, figures=target)
    # Another corpus under the same event's name, with reports of the same names.
    (target / "10-far.json").write_text(json.dumps(record | {"event": "fair", "texts": {"a": "1" * 64, "b": "2" * 64}}))
    before = read_folder(tmp_path)
    with pytest.raises(running.RunError, match="out: holds the figures of other texts under the same name, fair; take it away"):
        run(directory, figures=target)
    with pytest.raises(running.RunError, match="its notebooks are those that run; give another folder"):
        run(directory, figures=tmp_path)
    assert read_folder(tmp_path) == before


def test_a_figure_that_a_notebook_no_longer_makes_goes_and_those_of_others_stay(tmp_path):
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE,), "20-kites": (WRITE_FIGURE,)})
    target = tmp_path / "out"
    target.mkdir()
    record = {"event": "fair", "caption": "Old.", "files": {"csv": "1a", "svg": "2b", "pdf": "3c"}}
    for figure, changes in (("10-old", {"notebook": "10-boats"}), ("20-old", {"notebook": "20-kites"})):
        (target / f"{figure}.json").write_text(json.dumps({**record, "figure": figure, **changes}))
        (target / f"{figure}.csv").write_text("old")
    (target / "notes.json").write_text("[]")
    run(directory, figures=target, only=["10-boats"])
    kept = ["10-boats.csv", "10-boats.json", "20-old.csv", "20-old.json", "notes.json"]
    assert sorted(path.name for path in target.glob("*-*.[cj]s*")) + ["notes.json"] == kept
    assert (target / "notes.json").exists()
    index = (target / "index.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in index] == ["figure", "10-boats", "20-old"]


@pytest.mark.parametrize("failures", [2, 3])
def test_a_kernel_that_dies_before_it_answers_is_started_again_twice(tmp_path, monkeypatch, failures):
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE,)})
    starts = tmp_path / "starts"
    begin = f"""import os, sys
with open({str(starts)!r}, "a") as file: file.write("1")
if os.path.getsize({str(starts)!r}) <= {failures}: sys.exit(1)
sys.argv.pop(0)
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()"""

    def write(folder: Path, **_: object) -> None:
        """A kernel whose first starts end as one does whose ports another process has taken."""
        folder.mkdir(parents=True)
        argv = [sys.executable, "-c", begin, "-", "-f", "{connection_file}"]
        (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))

    monkeypatch.setattr("ipykernel.kernelspec.write_kernel_spec", write)
    if failures == 2:
        assert run(directory) == {"10-boats": ["10-boats"]}
    else:
        with pytest.raises(running.RunError, match="^10-boats, code cell 0: the kernel died before it answered"):
            run(directory)
    assert starts.read_text() == "111"


@pytest.mark.parametrize("full", ["20-kites.csv", "20-kites.ipynb", "index.csv", "10-boats.html"])
def test_a_disk_that_is_full_when_results_are_put_in_place_leaves_those_of_the_run_before(tmp_path, monkeypatch, full):
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE,), "20-kites": (WRITE_FIGURE,)})
    run(directory, html=True)
    page = (tmp_path / "figures" / "runs" / "fair" / "html" / "10-boats.html").read_text(encoding="utf-8")
    assert str(tmp_path) not in page and "fair" in page
    before = read_folder(tmp_path)

    class Full(type(Path())):
        """A path that no file of the name `full` can be written to."""

        def __truediv__(self, name: str) -> Path:
            return Path("/dev/full") if name == full else super().__truediv__(name)

    # Where files are gathered before they are renamed.
    monkeypatch.setattr("analysis.corpus.Path", lambda path: Full(path) if ".writing-" in str(path) else Path(path))
    with pytest.raises(OSError, match="No space left"):
        run(directory, parameters={"least": 4}, figures=tmp_path / "figures" / "runs" / "fair", html=True)
    assert read_folder(tmp_path) == before


def test_a_folder_where_a_file_belongs_stops_a_run_before_anything_is_put_in_place(tmp_path):
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE,)})
    (tmp_path / "out" / "10-boats.svg").mkdir(parents=True)
    before = read_folder(tmp_path)
    with pytest.raises(OSError, match=r"10-boats\.svg: is a folder, and a file is to be written there; take it away"):
        run(directory, figures=tmp_path / "out")
    assert read_folder(tmp_path) == before


def test_the_default_run_writes_notebooks_in_place_without_a_trace_of_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.corpus.DEFAULT_CORPUS", str(tmp_path / "fair"))
    directory = write_project(tmp_path, {"10-boats": (WRITE_FIGURE, "print(1)\nprint(2)", "least")})
    run(directory)
    first = read_folder(tmp_path)
    run(directory)
    assert read_folder(tmp_path) == first
    stored = json.loads(first["notebooks/10-boats.ipynb"])
    assert "figures/10-boats.csv" in first and "figures/runs" not in " ".join(first)
    assert [cell["id"] for cell in stored["cells"]] == ["c00", "c01", "c02", "c03"]
    assert [cell["execution_count"] for cell in stored["cells"]] == [1, 2, 3, 4]
    assert [cell["metadata"] for cell in stored["cells"]] == [{"tags": ["parameters"]}, {}, {}, {}]
    assert stored["cells"][2]["outputs"] == [{"name": "stdout", "output_type": "stream", "text": ["1\n", "2\n"]}]
    assert sorted(stored["metadata"]) == ["kernelspec", "language_info"]
    assert "version" not in stored["metadata"]["language_info"]


def test_jobs_and_hash_seed_change_no_byte(tmp_path):
    cells = (WRITE_FIGURE, "sorted({'oar', 'sail', 'keel'})", "import os; os.environ['OMP_NUM_THREADS']")
    directory = write_project(tmp_path, {"10-boats": cells, "20-kites": cells})
    run(directory, figures=tmp_path / "a", jobs=1)
    code = ("import sys; from analysis.running import run_notebooks\n"
            "run_notebooks(sys.argv[1], notebooks_dir=sys.argv[2], figures=sys.argv[3])")
    subprocess.run([sys.executable, "-c", code, tmp_path / "fair", directory, tmp_path / "b"], check=True, cwd=PROJECT,
                   env={**os.environ, "PYTHONHASHSEED": "7"})
    assert read_folder(tmp_path / "a") == read_folder(tmp_path / "b")
    assert b"'1'" in read_folder(tmp_path / "a")["notebooks/10-boats.ipynb"]


def test_the_kernel_is_this_interpreter_with_this_package_from_any_folder(tmp_path, monkeypatch):
    cell = "import sys, analysis\nassert sys.prefix == {!r}\nassert analysis.__file__ == {!r}"
    directory = write_project(tmp_path / "with {braces}", {
        "10-boats": (cell.format(sys.prefix, str(PROJECT / "analysis" / "__init__.py")),)})
    monkeypatch.chdir(tmp_path)
    running.run_notebooks("with {braces}/fair", notebooks_dir=directory, figures="out")
    assert (tmp_path / "out" / "notebooks" / "10-boats.ipynb").is_file()


def test_the_declared_parameters_are_those_that_papermill_sees():
    import papermill

    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        seen = papermill.inspect_notebook(path)
        declared = running.read_parameters(json.loads(path.read_text(encoding="utf-8")), name=path.stem)
        assert {name: found["inferred_type_name"] for name, found in seen.items()} == {
            name: found.type for name, found in declared.items()}
        assert declared["corpus"].default == DEFAULT_CORPUS


def test_whoever_stops_a_run_gets_the_prompt_back_and_nothing_is_left(tmp_path: Path, monkeypatch) -> None:
    started = tmp_path / "started"
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    cell = f"import os, pathlib, time; pathlib.Path({str(started)!r}).write_text(str(os.getpid())); time.sleep(600)"
    directory = write_project(tmp_path, dict.fromkeys(("10-kites", "20-boats", "30-bikes"), (cell,)))
    # Whoever runs the tests in the background has SIGINT ignored, and processes inherit that.
    code = ("import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
            f" from analysis import running; running.run_notebooks({str(tmp_path / 'fair')!r}, notebooks_dir={str(directory)!r},"
            f" figures={str(tmp_path / 'out' / 'figures')!r})")
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL, start_new_session=True, cwd=PROJECT)
    wait_for(lambda: started.is_file() and started.read_text(encoding="utf-8"))
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=60) != 0
    assert not list((tmp_path / "out").iterdir()) and not list((tmp_path / "temporary").iterdir())
    wait_for(lambda: not Path(f"/proc/{started.read_text(encoding='utf-8')}").exists())


def wait_for(holds: Callable[[], object]) -> None:
    """Return once something holds, which it must within two minutes."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
