"""The committed figures are what the committed tables give, and the seed tables are what the texts give."""

from __future__ import annotations

import json
import re

import pytest
from conftest import HARBOUR, PROJECT, PYONGYANG, SHARED_DATA

from analysis import running
from analysis.corpus import open_corpus


def files_below(folder):
    """Bytes of every file below a folder, but for executed notebooks."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*"))
            if file.is_file() and file.parent.name != "notebooks" and "runs" not in file.relative_to(folder).parts}


def test_the_committed_figures_are_rebuilt_byte_for_byte(tmp_path, command):
    done = command("run", PYONGYANG, "--figures", tmp_path / "figures", "--jobs", 1, PYTHONHASHSEED="7", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    committed, rebuilt = files_below(PROJECT / "figures"), files_below(tmp_path / "figures")
    assert sorted(committed) == sorted(rebuilt)
    assert [name for name in committed if committed[name] != rebuilt[name]] == []


@pytest.mark.texts
def test_the_seed_tables_are_what_the_texts_give(command):
    done = command("verify", PYONGYANG, "--texts", SHARED_DATA / "seeds")
    assert done.returncode == 0 and "every row is what reading the texts gives" in done.stdout, done.stdout


def test_the_readme_names_every_figure_and_only_figures_that_exist():
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\d\d-[a-z-]+)`", text)) - {"10-sourcing"}
    made = {file.stem for file in (PROJECT / "figures").glob("*.svg")}
    assert named == made
    for path in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (PROJECT / path).exists(), path


def test_the_readme_lists_every_parameter_with_its_default():
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)?) \| ([\d., ]+) \|", (PROJECT / "README.md").read_text(encoding="utf-8"), re.M)
    listed = {name.strip("`"): float(value) for names, values in rows for name, value in zip(names.split(", "), values.split(", "), strict=True)}
    declared = {}
    for file in (PROJECT / "notebooks").glob("*.ipynb"):
        for name, parameter in running.read_parameters(json.loads(file.read_text(encoding="utf-8")), name=file.name).items():
            if name not in ("corpus", "figures", "show_texts"):
                declared[name] = float(parameter.default)
    assert listed == declared


def test_the_readme_says_that_texts_are_shown_of_the_corpus_that_is_set():
    text = " ".join((PROJECT / "README.md").read_text(encoding="utf-8").split())
    assert 'set `corpus = "my-event"` and `show_texts = True` in its first cell' in text


def test_the_readme_quotes_the_numbers_of_the_notebooks():
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    facts = json.loads((PROJECT / "figures" / "facts.json").read_text(encoding="utf-8"))
    quoted = re.findall(r"\*\*([\d.]+)(?: %)?\*\*<!-- ([\w-]+)\.(\w+) -->", text)
    assert len(quoted) >= 5
    for number, notebook, name in quoted:
        value = facts[notebook][name]
        shown = f"{100 * value:.0f}" if isinstance(value, float) and value <= 1 else f"{value:g}"
        assert number == shown, f"{notebook}.{name} is {value}"


def test_the_environment_is_the_lock_and_names_no_index():
    environment = (PROJECT / "environment.yml").read_text(encoding="utf-8")
    assert "-r requirements.lock" in environment and "--require-hashes" in environment
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock and re.findall(r"^pandas==\S+", lock, re.M) and "--hash=sha256:" in lock


def test_what_is_invented_says_so_wherever_a_person_meets_it():
    assert "invented" in (HARBOUR / "README.md").read_text(encoding="utf-8").splitlines()[0].lower()
    assert all("demo" in outlet.lower() for outlet in open_corpus(HARBOUR).manifest["outlet"])
