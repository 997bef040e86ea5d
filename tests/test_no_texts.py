"""No run of eight words of a copyrighted text stands in any file of the project, and no name of a machine either."""

from __future__ import annotations

import re
import subprocess

import pytest
from conftest import PROJECT, SHARED_DATA

RUN = 8
WORD = re.compile(r"\w+(?:['’]\w+)*")
BINARY = (".onnx", ".png", ".pdf", ".parquet")


def tracked_files():
    """Files that git tracks, or would once added."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=PROJECT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [PROJECT / name for name in sorted(set(listed.stdout.decode().split("\0"))) if name and (PROJECT / name).is_file()]


def runs(text):
    """Every run of eight words of a text, in lower case."""
    words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
    return {" ".join(words[start:start + RUN]) for start in range(len(words) - RUN + 1)}


def test_the_comparison_finds_a_planted_sentence():
    source = "The quick brown fox jumps over the lazy dog near Lorvik."
    assert runs(source) & runs("note: the quick, brown fox\njumps over the LAZY dog")
    assert not runs(source) & runs("the quick brown fox jumps over a lazy dog near Lorvik")


@pytest.mark.texts
def test_no_tracked_file_shares_eight_words_with_a_seed_text():
    seeds = {file.name: runs(file.read_text(encoding="utf-8")) for file in sorted((SHARED_DATA / "seeds").glob("*.txt"))}
    assert len(seeds) == 5 and all(seeds.values())
    for file in tracked_files():
        if file.suffix not in BINARY:
            found = runs(file.read_text(encoding="utf-8", errors="replace"))
            for name, known in seeds.items():
                assert not found & known, f"{file.relative_to(PROJECT)} holds a run of {RUN} words of {name}"


def test_no_tracked_file_names_a_machine_or_an_index():
    paths = ["/(?:work|root)/[a-z.]", "/home/[a-z]", "--(?:extra-)?index[-]url [a-z]", "files[.]pythonhosted[.]org/"]
    forbidden = re.compile("|".join(paths))
    for file in tracked_files():
        if file.suffix not in BINARY:
            found = forbidden.search(file.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{file.relative_to(PROJECT)} holds {found.group()}"
