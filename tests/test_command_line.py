"""From a folder of texts to tables, and back through verification: bad input is one line, nothing is half-written."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from conftest import FIRST, PROJECT, SECOND

from analysis import schema
from analysis.corpus import read_table, table_to_csv


def one_line(done):
    """The one line on standard error of a command that failed without a traceback."""
    assert done.returncode == 1, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and "Traceback" not in done.stderr, done.stderr
    return lines[0]


def test_a_folder_of_texts_becomes_all_tables_that_verify(folder, command):
    done = command("read", folder, "--tables", folder / "tables", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in (folder / "tables").iterdir()) == sorted([*(f"{name}.csv" for name in schema.TABLES), "reading.json"])
    checked = command("verify", folder)
    assert checked.returncode == 0 and "every row is what reading the texts gives" in checked.stdout, checked.stdout + checked.stderr


def test_tables_do_not_depend_on_format_jobs_hash_seed_or_working_directory(folder, tmp_path, command):
    for file_format, options in {"csv": {"PYTHONHASHSEED": "1"}, "parquet": {"PYTHONHASHSEED": "2", "cwd": tmp_path}}.items():
        jobs = 1 if file_format == "csv" else 2
        done = command("read", folder, "--tables", tmp_path / file_format, "--format", file_format, "--jobs", jobs, **options)
        assert done.returncode == 0, done.stderr
    for name in schema.TABLES:
        left, right = (read_table(tmp_path / kind / f"{name}.{kind}", name=name) for kind in ("csv", "parquet"))
        assert table_to_csv(left) == table_to_csv(right), name


@pytest.mark.parametrize("data, complaint", [
    (b"caf\xe9 opens", "not UTF-8"), (b"one\0two", "NUL byte"), (b"Word", "1 words of headline and body"),
    (b"x" * 10_000_000, "more than the 2,000,000"), (b"word " * 30_000, "a line of 150,000 characters"), (b"", "holds no word"),
    (FIRST.encode(), "the same text as"),
])
def test_a_bad_report_is_refused_in_one_line_and_nothing_is_written(folder, command, data, complaint):
    (folder / "third.txt").write_bytes(data)
    line = one_line(command("read", folder))
    assert complaint in line and "third.txt" in line
    assert not (folder / "tables").exists()


def test_all_faulty_files_are_told_at_once(folder, command):
    for name, data in (("third", b"caf\xe9 opens"), ("fourth", FIRST.encode()), ("fifth", b"")):
        (folder / f"{name}.txt").write_bytes(data)
    done = command("read", folder)
    assert done.returncode == 1 and not (folder / "tables").exists()
    assert [line.partition(";")[0] for line in done.stderr.splitlines()] == [
        f"{folder / 'fifth.txt'}: holds no word", f"{folder / 'third.txt'}: not UTF-8 (byte 3, in line 1), perhaps Windows-1252", "fourth.txt: the same text as first.txt"]
    (folder / "fourth.txt").unlink()
    for name, words in (("third", "Bridge opens"), ("fifth", "Bridge")):
        (folder / f"{name}.txt").write_text(words, encoding="utf-8")
    done = command("read", folder)
    assert done.returncode == 1 and [line.partition(" of headline")[0] for line in done.stderr.splitlines()] == [
        f"{folder / 'fifth.txt'}: 1 words", f"{folder / 'third.txt'}: 2 words"]


def test_a_near_copy_of_a_report_is_told(folder, command):
    (folder / "third.txt").write_text(FIRST.replace("Monday", "Tuesday"), encoding="utf-8")
    done = command("read", folder)
    assert done.returncode == 0
    assert [re.sub(r"\d+ %", "9x %", line) for line in done.stderr.splitlines() if "leave one" in line] == [
        "first: 9x % of its words stand in third as well, so they count twice; leave one of the two out of the corpus"]


def test_a_surname_that_fits_two_people_is_told(folder, command):
    for name, person in (("first", "Anna Hald met Piet Hald"), ("second", "Hald opened the bridge")):
        (folder / f"{name}.txt").write_text(f"{person} in Lorvik on Monday. The bridge is open to cars again.\n", encoding="utf-8")
    done = command("read", folder)
    assert done.returncode == 0 and "Hald stands alone, as it may be Anna Hald or Piet Hald; settle it in " in done.stderr


def test_a_correction_of_a_name_that_no_report_has_is_told(folder, command):
    for name, opener in (("first", "Anna Hald"), ("second", "The mayor")):
        (folder / f"{name}.txt").write_text(f"{opener} opened the bridge in Lorvik on Monday. It is open to cars again.\n", encoding="utf-8")
    (folder / "aliases.csv").write_text("alias,entity,report\nAnna Hald,Anna Hald-Brod,\nAna Hald,Anna Hald-Brod,\nAnna Hald,Anna Hald-Brod,second\n",
                                        encoding="utf-8")
    done = command("read", folder)
    assert done.returncode == 0
    assert [line for line in done.stderr.splitlines() if "aliases.csv" in line] == [
        f"{folder / 'aliases.csv'}: row {number}: no report has {name!r} for a name; write a name as the report does, capitals and all"
        for number, name in ((2, "Ana Hald"), (3, "Anna Hald"))]


def test_files_that_are_left_out_and_many_corrections_without_a_name_are_told_in_a_few_lines(folder, command):
    (folder / "third.md").write_text("The bridge is open.", encoding="utf-8")
    rows = "".join(f"Person {number},Other {number}\n" for number in range(3_000))
    (folder / "aliases.csv").write_text("alias,entity\n" + rows, encoding="utf-8")
    done = command("read", folder)
    lines = done.stderr.splitlines()
    assert done.returncode == 0 and len(lines) == 12
    assert lines[0] == f"{folder}: left out third.md; reports are its files that end in .txt"
    assert lines[-1] == f"2,990 more rows of {folder / 'aliases.csv'} name what no report has"


def test_marks_and_line_ends_of_other_systems_are_read(folder, command):
    (folder / "second.txt").write_bytes(b"\xef\xbb\xbf" + SECOND.replace("\n", "\r\n").encode())
    assert command("read", folder).returncode == 0


def test_a_missing_folder_text_or_table_is_named(folder, tmp_path, command):
    assert "no such folder" in one_line(command("read", tmp_path / "nowhere"))
    assert "no such bundle" in one_line(command("verify", tmp_path / "nowhere.zip"))
    (tmp_path / "empty").mkdir()
    assert "neither manifest.csv nor any .txt" in one_line(command("read", tmp_path / "empty"))
    assert "there are no tables" in one_line(command("run", folder))
    checked = command("verify", folder)
    assert checked.returncode == 1 and "there are no tables" in checked.stdout
    (folder / "tables").write_text("notes")
    assert "tables: is a file, and a folder of tables is to be there" in one_line(command("read", folder))
    (folder / "tables").unlink()
    (folder / "manifest.csv").write_text("report,event\nfirst,bridge\nfourth,bridge\n")
    (folder / "texts").mkdir()
    (folder / "first.txt").rename(folder / "texts" / "first.txt")
    assert "the text of fourth is missing" in one_line(command("read", folder))


def test_a_changed_table_fails_verification_by_name(folder, command):
    assert command("read", folder).returncode == 0
    file = folder / "tables" / "terms.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    checked = command("verify", folder)
    assert checked.returncode == 1 and "terms.csv: is not the file that reading wrote" in checked.stdout
    (folder / "tables" / "reading.json").unlink()
    checked = command("verify", folder)
    assert checked.returncode == 1 and "terms: " in checked.stdout and "it is not shipped" in checked.stdout


@pytest.mark.parametrize("value, complaint", [
    ("resamples=-1", "resamples must be from 100 to 100000, found -1"), ("random_seed=-1", "random_seed must be from 0 to 9223372036854775807"),
    ("most_sources=0", "most_sources must be from 1 to 10000, found 0"), ("prior_size=0", "prior_size must be a number above 0, found 0.0")])
def test_a_parameter_out_of_bounds_is_told_before_a_notebook_starts(command, value, complaint):
    assert one_line(command("run", "seeds/pyongyang-2023-07", "-p", value)) == f"parameter {complaint}" + (
        ", found -1" if value == "random_seed=-1" else "")


def test_figures_of_other_tables_are_told_with_what_to_do(folder, command, monkeypatch, capsys):
    import typer

    from analysis import __main__ as line

    stale = "figures/10-voices.json: was made from other tables than are here (terms)"
    monkeypatch.setattr(line, "_verify_figures", lambda corpus: [stale])
    assert command("read", folder).returncode == 0
    with pytest.raises(typer.Exit):
        line.verify(folder, texts=None, jobs=1, other_code=False)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (f"{stale}\n", f"make the figures again with: python -m analysis run {folder}\n")


def test_every_command_has_help_with_an_example(command):
    for name in ("read", "run", "verify", "bundle", "cite"):
        done = command(name, "--help")
        assert done.returncode == 0 and f"Example: python -m analysis {name}" in done.stdout


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, analysis; print(sorted({'pandas', 'numpy', 'spacy', 'matplotlib', 'typer'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_whoever_ends_a_command_or_closes_its_terminal_interrupts_it(monkeypatch, name):
    import signal

    from analysis import __main__ as command_line

    before = {end: signal.getsignal(end) for end in (signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    monkeypatch.setattr(command_line, "app", lambda **_: os.kill(os.getpid(), getattr(signal, name)))
    try:
        with pytest.raises(KeyboardInterrupt):
            command_line.main()
    finally:
        for end, handler in before.items():
            signal.signal(end, handler)


def test_letters_that_an_output_lacks_and_names_of_two_lines_are_told(folder, tmp_path):
    where = tmp_path / "łomza"
    where.mkdir()
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    for path, words in ((where, r"\u0142omza/tables: there are no tables"), (tmp_path / "two\nlines", "two lines: no such folder")):
        if path == where:
            for text in folder.glob("*.txt"):
                (where / text.name).write_bytes(text.read_bytes())
        done = subprocess.run([sys.executable, "-m", "analysis", "verify", str(path)], cwd=PROJECT, env=environment, capture_output=True,
                              encoding="latin-1", check=False)
        assert done.returncode == 1 and words in done.stdout + done.stderr and "Traceback" not in done.stderr
