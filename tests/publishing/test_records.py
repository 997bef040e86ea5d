"""Records: bytes that repeat, cells that run nothing, files that appear whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest

from analysis.corpus import PROJECT
from analysis.figures import style
from analysis.publishing import records


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "-1+1"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert records.disarm(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["Harbour Post", "-0.5", "+3e-7", "", "a=b", -0.5, 7, None])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert records.disarm(cell) == cell


def test_csv_has_six_digits_plain_flags_and_the_frames_order() -> None:
    frame = pd.DataFrame({
        "n": [2, 1], "x": [-1 / 3, float("nan")], "flag": [True, False], "m": pd.array([1, None], dtype="Int64"),
        "name": ["caf\u00e9, b", "-\u2013"]}, index=[9, 4])
    before = frame.copy()
    assert records.csv_bytes(frame).decode() == 'n,x,flag,m,name\n2,-0.333333,true,1,"caf\u00e9, b"\n1,,false,,\'-\u2013\n'
    pd.testing.assert_frame_equal(frame, before)


def test_records_are_sorted_json_that_refuses_nan() -> None:
    assert records.json_bytes({"b": 1, "a": "\u00e9"}) == "{\n  \"a\": \"\u00e9\",\n  \"b\": 1\n}\n".encode()
    with pytest.raises(ValueError, match="JSON"):
        records.json_bytes({"a": float("nan")})


def test_a_notebooks_digest_is_of_its_code_alone(tmp_path: Path) -> None:
    def write(*cells: dict) -> str:
        file = tmp_path / "10-x.ipynb"
        file.write_text(json.dumps({"cells": list(cells)}), encoding="utf-8")
        return records.notebook_digest(file.read_bytes())

    code = {"cell_type": "code", "source": ["a = 1\n", "a"], "outputs": [], "metadata": {"tags": ["parameters"]}}
    first = write(code)
    injected = {"cell_type": "code", "source": "a = 2", "outputs": [], "metadata": {"tags": ["injected-parameters"]}}
    assert first == write({"cell_type": "markdown", "source": "words"}, code | {"source": "a = 1\na", "outputs": [1]}, injected)
    assert first != write(code | {"source": "a = 3"})
    assert records.notebook_digest(b"{}") == ""


def test_the_code_digest_is_of_measures_figures_and_what_saves_them() -> None:
    package = PROJECT / "analysis"
    names = ["__init__.py", "schema.py", "corpus.py", "plaintext.py", *(f"publishing/{name}.py" for name in (
        "__init__", "records", "study"))]
    for folder in ("measures", "figures"):
        names += [path.relative_to(package).as_posix() for path in (package / folder).rglob("*.py")]
    lines = "".join(f"{name} {hashlib.sha256((package / name).read_bytes()).hexdigest()}\n" for name in sorted(names))
    assert records.code_digest(records.package_files()) == hashlib.sha256(lines.encode()).hexdigest()


def test_a_path_outside_the_project_keeps_its_last_part_only(tmp_path: Path) -> None:
    assert records.portable_path(tmp_path / "event") == "event"
    assert records.portable_path(PROJECT / "seeds" / "harbour") == "seeds/harbour"


def test_versions_name_what_numbers_and_pictures_depend_on() -> None:
    assert sorted(records.versions()) == ["matplotlib", "numpy", "pandas", "parallax", "python", "scipy"]


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_picture_has_the_same_bytes_whatever_the_users_settings(kind: str) -> None:
    def draw() -> bytes:
        with style.settings():
            page = style.Page(85, 20)
            page.box(10, 5, 30, 5, style.BLUE, hatch="/")
            page.text(10, 15, "words & $5_2")
        return records.render(page.figure, kind, title="A caption & <more>", note="invented demonstration corpus")

    first = draw()
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "none", "savefig.bbox": "tight", "svg.hashsalt": None}):
        assert draw() == first
    assert b"Matplotlib" not in first


def test_the_note_stands_below_the_figure_and_leaves_it_unchanged() -> None:
    with style.settings():
        page = style.Page(85, 20)
    plain = records.render(page.figure, "svg", title="x").decode()
    noted = records.render(page.figure, "svg", title="x", note="invented").decode()
    # 20 mm are 56.693 points; the note adds 3.6 mm.
    assert 'height="56.69' in plain and 'height="66.89' in noted
    assert not page.figure.texts
