"""Bundles: what goes in, what is refused, and that one changed byte anywhere is found and named."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from test_study import OUTLETS, write_corpus

from analysis import rebuilding, running
from analysis.corpus import PROJECT, CorpusError, open_corpus
from analysis.publishing import archive, bundle, bundle_checks, leaks, records

SENTENCE = "The ferry to Lorvik left nine minutes early and nobody on the quay could say why."
FIGURE = "figures/00-corpus-lorvik-bridge"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the corpus `bridge`, one text for each report, and the figures of one notebook."""
    folder = tmp_path_factory.mktemp("bundle")
    corpus = write_corpus(folder / "bridge")
    (corpus / "texts").mkdir()
    for report in OUTLETS:
        (corpus / "texts" / f"{report}.txt").write_text(report, encoding="utf-8")
    tables = {file.stem: file.read_bytes() for file in (corpus / "tables").glob("*.csv")}
    (corpus / "tables" / records.READING).write_bytes(records.reading_record(open_corpus(corpus), tables))
    running.run_notebooks(corpus, only=["00-corpus"], figures=folder / "figures", parameters={"resamples": 300}, jobs=1)
    return folder


def make(folder: Path, **options: object) -> dict[str, bytes]:
    """The files of a bundle of the corpus in `folder`."""
    return bundle.make_bundle(open_corpus(folder / "bridge"), figures=folder / "figures",
                              notebooks=folder / "figures" / "notebooks", **options)


@pytest.fixture(scope="module")
def packed(made: Path) -> Path:
    """The bundle as a file."""
    path = made / "bridge.zip"
    path.write_bytes(archive.write_archive(make(made)))
    return path


@pytest.fixture
def opened(packed: Path) -> bundle_checks.Bundle:
    """The bundle, opened."""
    return bundle_checks.open_bundle(packed)


def changed(opened: bundle_checks.Bundle, name: str, place: int | None = None) -> bundle_checks.Bundle:
    """The bundle with one byte of one file changed."""
    content = bytearray(opened.files[name])
    content[len(content) // 2 if place is None else place] ^= 1
    return replace(opened, files={**opened.files, name: bytes(content)})


def listed_again(opened: bundle_checks.Bundle) -> bundle_checks.Bundle:
    """The bundle with digests in bundle.json that fit its files, as a forger would leave it."""
    contents = bundle.contents(opened.files, event=opened.event, corpus=opened.corpus)
    return replace(opened, files={**opened.files, bundle.CONTENTS: contents}, digests=json.loads(contents)["files"])


def test_a_bundle_has_everything_but_the_texts_and_the_weights(opened: bundle_checks.Bundle) -> None:
    names = set(opened.files)
    assert {"README.md", "LICENSE", "CITATION.cff", "requirements.lock", "environment.yml", "ro-crate-metadata.json", "bundle.json",
            "bridge/manifest.csv", "bridge/tables/terms.csv", "bridge/tables/reading.json", "notebooks/00-corpus.ipynb",
            "analysis/codebook.csv", "analysis/measures/sourcing.py", "figures/index.csv", "figures/facts.json",
            f"{FIGURE}.svg", f"{FIGURE}.pdf", f"{FIGURE}.csv", f"{FIGURE}.json"} <= names
    assert not any(name.endswith((".txt", ".onnx")) for name in names)
    assert b"What the reports of one news event (4) were measured to say" in opened.files["README.md"]


def test_a_bundle_has_the_same_bytes_each_time_and_without_the_texts(made: Path, packed: Path, tmp_path: Path) -> None:
    assert archive.write_archive(make(made, texts=tmp_path)) == packed.read_bytes()


def test_a_module_beside_a_bundles_tables_is_refused_as_it_would_be_imported(opened: bundle_checks.Bundle, tmp_path: Path) -> None:
    forged = listed_again(replace(opened, files={**opened.files, "bridge/__init__.py": b"print()\n"}))
    path = tmp_path / "forged.zip"
    path.write_bytes(archive.write_archive(dict(forged.files)))
    with pytest.raises(archive.BundleError, match=r"bridge/__init__\.py: is no file of a corpus"):
        bundle_checks.open_bundle(path)


@pytest.mark.parametrize("name", ["README.md", "aliases.csv", "truth/zones.csv", "manifest.csv"])
def test_a_link_to_a_file_elsewhere_is_not_packed(made: Path, tmp_path: Path, name: str) -> None:
    secret, home = tmp_path / "secret", tmp_path / "bridge"
    shutil.copytree(made / "bridge", home)
    secret.write_bytes((home / name).read_bytes() if (home / name).exists() else b"alias,entity\n")
    (home / name).parent.mkdir(exist_ok=True)
    (home / name).unlink(missing_ok=True)
    (home / name).symlink_to(secret)
    # Opening a corpus refuses a link for a manifest already.
    with pytest.raises(ValueError, match="outside the corpus"):
        bundle.corpus_files(open_corpus(home))


@pytest.mark.parametrize("content", ["{", "[]", '{"cells": [{}]}', '{"cells": 5}', r'{"cells": [{"source": "\ud800"}]}'])
def test_what_is_no_notebook_and_a_folder_of_texts_that_is_none_are_told(made: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "20-entities.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(archive.BundleError, match=r"20-entities\.ipynb is no notebook that a run left; run it again"):
        bundle.make_bundle(open_corpus(made / "bridge"), figures=made / "figures", notebooks=tmp_path)
    with pytest.raises(archive.BundleError, match="nowhere: no such folder of texts"):
        bundle.make_bundle(open_corpus(made / "bridge"), figures=made / "figures", notebooks=tmp_path, texts=tmp_path / "nowhere")


def test_a_notebook_that_shows_texts_is_not_packed_even_where_no_text_is_at_hand(made: Path, tmp_path: Path) -> None:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    content = json.loads((made / "figures" / "notebooks" / "00-corpus.ipynb").read_text(encoding="utf-8"))
    content["cells"][1]["source"] = ["show_texts: bool = True  # shown\n"]
    (notebooks / "00-corpus.ipynb").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(archive.BundleError, match=r"notebooks/00-corpus\.ipynb was run with show_texts"):
        bundle.make_bundle(open_corpus(made / "bridge"), figures=made / "figures", notebooks=notebooks)


def test_other_files_beside_the_texts_are_nobodys_sentences(opened: bundle_checks.Bundle, tmp_path: Path) -> None:
    (tmp_path / "LICENSE.txt").write_bytes(opened.files["LICENSE"])
    (tmp_path / "old.txt").mkdir()
    assert bundle.texts_at_hand(opened.reports, tmp_path) == {}


def test_what_the_project_does_not_know_stays_out(made: Path, packed: Path) -> None:
    strays = [made / "figures" / "notes.csv", made / "bridge" / "tables" / "draft.csv", made / "bridge" / "secret.md"]
    for stray in strays:
        stray.write_text("x", encoding="utf-8")
    try:
        assert archive.write_archive(make(made)) == packed.read_bytes()
    finally:
        for stray in strays:
            stray.unlink()


def test_a_whole_bundle_verifies_with_and_without_the_texts(made: Path, opened: bundle_checks.Bundle, monkeypatch) -> None:
    tables = open_corpus(made / "bridge").read_tables()
    monkeypatch.setattr("analysis.reading.reader.read_corpus", lambda *_, **__: tables)
    assert bundle_checks.verify_bundle(opened) == []
    assert bundle_checks.verify_bundle(opened, texts=made / "bridge" / "texts") == []


@pytest.mark.parametrize("name", [
    "bridge/tables/sentences.csv", "bridge/manifest.csv", "analysis/measures/sourcing.py", f"{FIGURE}.svg", f"{FIGURE}.json",
    "figures/facts.json", "notebooks/00-corpus.ipynb", "requirements.lock", "bridge/tables/reading.json"])
def test_one_changed_byte_is_found_and_its_file_named(opened: bundle_checks.Bundle, name: str) -> None:
    assert any(problem.startswith(f"{name}: ") for problem in bundle_checks.verify_bundle(changed(opened, name)))


def test_one_changed_byte_in_any_file_is_found(opened: bundle_checks.Bundle) -> None:
    for name in sorted(set(opened.files) - {bundle.CONTENTS}):
        if opened.files[name]:
            problems = list(bundle_checks._check_digests(changed(opened, name)))
            assert len(problems) == 1 and problems[0].startswith(f"{name}: "), name


def test_a_changed_byte_of_bundle_json_names_what_it_says_falsely(packed: Path, tmp_path: Path) -> None:
    files = archive.read_archive(packed)
    said = json.loads(files[bundle.CONTENTS])
    for key, change, name in (("files", {f"{FIGURE}.svg": "0" * 64}, f"{FIGURE}.svg"),
                              ("event", "elsewhere", "bundle.json")):
        spoilt = said | {key: said[key] | change if key == "files" else change}
        (tmp_path / "x.zip").write_bytes(archive.write_archive({**files, bundle.CONTENTS: records.json_bytes(spoilt)}))
        problems = bundle_checks.verify_bundle(bundle_checks.open_bundle(tmp_path / "x.zip"))
        assert any(problem.startswith(f"{name}: ") for problem in problems), key


def test_a_changed_text_is_named(opened: bundle_checks.Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.reading.reader.read_corpus", lambda *_, **__: pytest.fail("read again"))
    for report in OUTLETS:
        (tmp_path / f"{report}.txt").write_text(report + ("." if report == "b" else ""), encoding="utf-8")
    problems = bundle_checks.verify_bundle(opened, texts=tmp_path)
    assert problems and all(problem.startswith("reports: b") for problem in problems)


@pytest.mark.parametrize(("name", "place", "words"), [
    ("bridge/tables/sentences.csv", -2, "bridge/tables/sentences.csv: is not the file that reading wrote"),
    ("bridge/tables/sentences.csv", -2, "figures/00-corpus-lorvik-bridge.json: was made from other tables than are here (sentences)"),
    (f"{FIGURE}.svg", None, f"{FIGURE}.svg: is not the file that its record names"),
    (f"{FIGURE}.csv", -2, f"{FIGURE}.csv: is not the file that its record names"),
    (f"{FIGURE}.csv", -2, "00-corpus.ipynb: shows another 00-corpus-lorvik-bridge than"),
    ("analysis/measures/sourcing.py", None, f"{FIGURE}.json: was made by other code of the package than is here"),
    ("analysis/measures/sourcing.py", None, "analysis/measures/sourcing.py: differs from the code installed here"),
])
def test_a_change_is_found_even_when_the_list_of_digests_was_made_to_fit(opened, name, place, words) -> None:
    assert any(problem.startswith(words) for problem in bundle_checks.verify_bundle(listed_again(changed(opened, name, place))))


def test_a_changed_code_cell_is_found_even_when_the_list_of_digests_was_made_to_fit(opened: bundle_checks.Bundle) -> None:
    name = "notebooks/00-corpus.ipynb"
    content = opened.files[name].replace(b"words_by_zone(tables)", b"words_by_zone( tables)")
    assert content != opened.files[name]
    problems = bundle_checks.verify_bundle(listed_again(replace(opened, files={**opened.files, name: content})))
    assert {f"{FIGURE}.json: was made by other code cells than 00-corpus.ipynb has",
            f"{name}: has other code cells than the notebook installed here"} <= set(problems)


def test_a_file_too_many_or_too_few_is_named(opened: bundle_checks.Bundle) -> None:
    more = replace(opened, files={**opened.files, "figures/10-more.svg": b"x"})
    assert "figures/10-more.svg: is not listed in bundle.json" in bundle_checks.verify_bundle(more)
    less = replace(opened, files={name: content for name, content in opened.files.items() if name != f"{FIGURE}.pdf"})
    assert f"{FIGURE}.pdf: is missing" in bundle_checks.verify_bundle(less)


@pytest.mark.parametrize("name", [
    "typer.py", "conftest.py", "sitecustomize.py", "notebooks/typer.py", "notebooks/sub/10-x.ipynb", "figures/__init__.py",
    "figures/runs/x.csv", "analysis/fast.so", "Makefile", "seeds/other/manifest.csv"])
def test_a_file_that_no_bundle_has_is_refused_even_where_it_is_listed(opened: bundle_checks.Bundle, name: str) -> None:
    planted = listed_again(replace(opened, files={**opened.files, name: b"x"}))
    assert f"{name}: is no file of a bundle" in bundle_checks.verify_bundle(planted, other_code=True)


@pytest.mark.parametrize("name", bundle.PROJECT_FILES)
def test_a_projects_file_that_is_not_the_installed_one_is_named(opened: bundle_checks.Bundle, name: str) -> None:
    changed_file = listed_again(replace(opened, files={**opened.files, name: b"x"}))
    assert f"{name}: differs from the code installed here" in bundle_checks.verify_bundle(changed_file)
    lost = listed_again(replace(opened, files={own: content for own, content in opened.files.items() if own != name}))
    assert f"{name}: is only in the code installed here" in bundle_checks.verify_bundle(lost)


def test_a_sentence_of_a_text_in_a_strangers_bundle_is_found(opened: bundle_checks.Bundle, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    planted = replace(opened, files={**opened.files, "bridge/README.md": SENTENCE.encode()})
    problems = bundle_checks.verify_bundle(planted, texts=tmp_path)
    assert "bridge/README.md: holds 8 words in a row of the text of a" in problems


@pytest.mark.parametrize(("said", "words"), [
    ({"bundle": 1}, "format 1"), ({"bundle": 2}, "describes a bundle"), ([], "describes a bundle"),
    ({"bundle": 2, "corpus": "../x", "event": "e", "files": {}}, "not a path"),
    ({"bundle": 2, "corpus": "x", "event": "../e", "files": {}}, "describes a bundle"),
    ({"bundle": 2, "corpus": "x", "event": "e", "files": []}, "describes a bundle"),
    ({"bundle": 2, "corpus": "x", "event": "e", "files": {"a": "0", "b": 0}}, "describes a bundle")])
def test_what_is_no_bundle_is_one_line(tmp_path: Path, said: object, words: str) -> None:
    (tmp_path / "x.zip").write_bytes(archive.write_archive({"bundle.json": json.dumps(said).encode()}))
    with pytest.raises(archive.BundleError, match=words) as problem:
        bundle_checks.open_bundle(tmp_path / "x.zip")
    assert "\n" not in str(problem.value)


def test_records_that_are_nonsense_are_named_and_break_nothing(opened: bundle_checks.Bundle) -> None:
    surrogate = opened.files[f"{FIGURE}.json"].replace(b'"caption": "', b'"caption": "\\ud800')
    for content in (b"[" * 100_000, b"{}", b'{"figure": "00-corpus-lorvik-bridge"}', b"\xff", surrogate):
        problems = bundle_checks.verify_bundle(replace(opened, files={**opened.files, f"{FIGURE}.json": content}))
        assert any(problem.startswith(f"{FIGURE}.json: ") for problem in problems)


@pytest.mark.parametrize("place", ["bridge/README.md", "figures/facts/00-corpus.json"])
def test_a_planted_sentence_or_path_is_refused(made: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    path = made / place
    before = path.read_bytes() if path.exists() else None
    for planted, words in ((SENTENCE, "holds 8 words in a row of the text of a"), ("/ho" + "me/anna/corpus", "names this or another machine")):
        facts = json.dumps({"event": planted})
        path.write_text({".json": facts}.get(path.suffix, planted))
        index = made / "figures" / "facts.json"
        kept = index.read_bytes()
        if path.suffix == ".json":
            index.write_bytes(records.json_bytes({"00-corpus": json.loads(facts)}))
        try:
            with pytest.raises(archive.BundleError, match=words) as problem:
                make(made, texts=tmp_path)
            assert "ferry" not in str(problem.value)
        finally:
            index.write_bytes(kept)
            path.unlink() if before is None else path.write_bytes(before)


def test_the_users_name_in_a_readme_is_refused(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks.getpass, "getuser", lambda: "bramblewick")
    readme = made / "bridge" / "README.md"
    readme.write_text("Collected by bramblewick.", encoding="utf-8")
    try:
        with pytest.raises(archive.BundleError, match="bridge/README.md: holds 'bramblewick'"):
            make(made)
    finally:
        readme.unlink()


def test_figures_that_are_not_those_of_the_tables_are_refused(made: Path) -> None:
    table = made / "bridge" / "tables" / "terms.csv"
    before = table.read_bytes()
    table.write_bytes(before + b"a,bridge,NOUN,2\n")
    try:
        with pytest.raises(CorpusError, match=r"terms.csv: is not the file that reading wrote.*; read the corpus again with"):
            make(made)
    finally:
        table.write_bytes(before)


def test_the_metadata_are_an_ro_crate_of_every_file(packed: Path, tmp_path: Path) -> None:
    from rocrate.rocrate import ROCrate

    files = archive.read_archive(packed)
    archive.write_files(files, tmp_path)
    crate = ROCrate(tmp_path)
    described = {entity.id: entity for entity in crate.data_entities if entity.type == "File"}
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
    assert sorted(described) == sorted(set(files) - {"ro-crate-metadata.json", "bundle.json"})
    assert all(described[name]["sha256"] == records.digest(files[name]) for name in described)
    assert crate.root_dataset["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    actions = [entity for entity in crate.contextual_entities if entity.type == "CreateAction"]
    assert {action["instrument"].id for action in actions} == {"#parallax"}
    assert [f"{FIGURE}.svg" in {entity.id for entity in action["result"]} for action in actions].count(True) == 1
    ids = [entity["@id"] for entity in json.loads(files["ro-crate-metadata.json"])["@graph"]]
    assert ids[:2] == ["./", "ro-crate-metadata.json"] and "ro-crate-preview.html" not in ids and "#author-1" in ids


def test_a_run_of_the_bundle_gives_the_same_bytes(opened: bundle_checks.Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("PYTHONHASHSEED", "5")
    _, same, differ = rebuilding.rebuild_bundle(opened, figures=tmp_path / "again", jobs=1)
    assert differ == [] and "00-corpus.ipynb" in same and len(same) > 6
    assert (tmp_path / "again" / "00-corpus-lorvik-bridge.svg").read_bytes() == opened.files[f"{FIGURE}.svg"]


def test_a_figure_that_comes_out_otherwise_is_named(opened: bundle_checks.Bundle) -> None:
    made = {**opened.below("figures"), "notebooks/00-corpus.ipynb": opened.files["notebooks/00-corpus.ipynb"]}
    made["00-corpus-lorvik-bridge.svg"] += b" "
    del made["00-corpus-lorvik-bridge.pdf"]
    same, differ = rebuilding.compare_figures(opened, made)
    assert differ == ["00-corpus-lorvik-bridge.pdf", "00-corpus-lorvik-bridge.svg"] and "00-corpus.ipynb" in same


def test_code_of_a_bundle_is_never_run_and_other_code_is_refused(opened: bundle_checks.Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "_run", lambda *_, **__: pytest.fail("a run would have started"))
    spoilt = listed_again(replace(opened, files={**opened.files, "analysis/schema.py": b"raise SystemExit('run')\n"}))
    with pytest.raises(archive.BundleError, match="analysis/schema.py: differs from the code installed here"):
        rebuilding.rebuild_bundle(spoilt)


def test_the_run_has_the_installed_code_and_notebooks_and_the_bundles_tables(opened, tmp_path, monkeypatch) -> None:
    def look(project: Path, arguments: list[str], **_: object) -> None:
        assert (project / "analysis" / "schema.py").read_bytes() == (PROJECT / "analysis" / "schema.py").read_bytes()
        assert (project / "notebooks" / "00-corpus.ipynb").read_bytes() == (PROJECT / "notebooks" / "00-corpus.ipynb").read_bytes()
        assert (project / "bridge" / "tables" / "zones.csv").read_bytes() == opened.files["bridge/tables/zones.csv"]
        assert arguments == ["bridge", "--only", "00-corpus", "-p", "resamples=300"]
        (project / "made").mkdir()

    monkeypatch.setattr(rebuilding, "_run", look)
    assert rebuilding.rebuild_bundle(opened, figures=tmp_path / "again")[1] == []


def test_whoever_stops_the_run_of_a_bundle_has_it_end_its_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = tmp_path / "ended"
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "__init__.py").touch()
    (tmp_path / "analysis" / "__main__.py").write_text(
        "import pathlib, signal, time\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(ended)!r}).touch(), exit()))\n"
        f"pathlib.Path({str(tmp_path / 'started')!r}).touch(); time.sleep(60)\n", encoding="utf-8")

    def interrupt(process: object) -> None:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(rebuilding.subprocess.Popen, "communicate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        rebuilding._run(tmp_path, [], jobs=1, timeout=60)
    assert ended.exists()


def test_a_long_time_is_told_whole_to_the_run(tmp_path: Path) -> None:
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "__init__.py").touch()
    (tmp_path / "analysis" / "__main__.py").write_text("import pathlib, sys; pathlib.Path('told').write_text(sys.argv[-1])", encoding="utf-8")
    rebuilding._run(tmp_path, [], jobs=1, timeout=1_000_000)
    assert (tmp_path / "told").read_text(encoding="utf-8") == "1000000"


@pytest.mark.parametrize(("values", "words"), [
    ({"resampels": 300}, "'resampels'"), ({"resamples": "300"}, "not of type int"), ({"corpus": "/etc"}, "corpus is an argument")])
def test_parameters_of_a_bundle_are_checked_like_any(values: dict, words: str) -> None:
    with pytest.raises(running.RunError, match=words):
        rebuilding._options({"00-corpus": values})


def test_a_folder_of_texts_gets_a_manifest_from_its_tables(made: Path, tmp_path: Path) -> None:
    corpus = open_corpus(made / "bridge")
    plain = replace(corpus, has_manifest=False)
    written = pd.read_csv(_kept(tmp_path, bundle.corpus_files(plain)["manifest.csv"]), keep_default_na=False)
    assert written["report"].tolist() == list(OUTLETS) and set(written["event"]) == {"lorvik-bridge"}
    assert written["sha256"].str.len().eq(64).all()


def _kept(folder: Path, content: bytes) -> Path:
    """A file with this content."""
    (folder / "manifest.csv").write_bytes(content)
    return folder / "manifest.csv"


def test_the_commands_make_verify_and_refuse(made: Path, packed: Path, tmp_path: Path, command) -> None:
    done = command("bundle", made / "bridge", tmp_path / "out.zip", "--figures", made / "figures")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.zip").read_bytes() == packed.read_bytes() and records.digest(packed.read_bytes()) in done.stdout
    assert "searched for sentences of 4 of 4 texts" in done.stdout
    checked = command("verify", tmp_path / "out.zip")
    assert checked.returncode == 0 and "0 of 4 texts at hand" in checked.stdout, checked.stdout + checked.stderr
    files = archive.read_archive(packed)
    files[f"{FIGURE}.svg"] += b" "
    (tmp_path / "spoilt.zip").write_bytes(archive.write_archive(files))
    spoilt = command("verify", tmp_path / "spoilt.zip")
    assert spoilt.returncode == 1 and f"{FIGURE}.svg: is not what bundle.json says" in spoilt.stdout.splitlines()
    (tmp_path / "torn.zip").write_bytes(archive.write_archive({name: files[name] for name in files if name != "bridge/manifest.csv"}))
    torn = command("verify", tmp_path / "torn.zip")
    assert torn.returncode == 1 and "bridge/manifest.csv: is missing" in torn.stdout and torn.stderr == ""
    refused = command("run", tmp_path / "spoilt.zip")
    assert refused.returncode == 1 and len(refused.stderr.strip().splitlines()) == 1 and f"{FIGURE}.svg" in refused.stderr
    cited = command("cite", "00-corpus-lorvik-bridge", "--figures", made / "figures", "--format", "bibtex")
    assert cited.returncode == 0 and cited.stdout.startswith("@misc{parallax-00-corpus-lorvik-bridge,")
