"""No run of eight words of a copyrighted text stands in any file of the project, and no name of a machine either."""

from __future__ import annotations

import re
import subprocess

import pytest
from conftest import PROJECT, SHARED_DATA

from analysis.publishing.leaks import BINARY, find_sentences


def tracked_files():
    """Files that git tracks, or would once added."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=PROJECT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [PROJECT / name for name in sorted(set(listed.stdout.decode().split("\0"))) if name and (PROJECT / name).is_file()]


@pytest.mark.texts
def test_no_tracked_file_shares_eight_words_with_a_seed_text():
    seeds = {file.stem: file.read_text(encoding="utf-8") for file in sorted((SHARED_DATA / "seeds").glob("*.txt"))}
    files = {file.relative_to(PROJECT).as_posix(): file.read_bytes() for file in tracked_files() if file.suffix not in BINARY}
    assert len(seeds) == 5 and find_sentences(files, seeds) == []


def test_no_tracked_file_names_a_machine_or_an_index():
    paths = ["/(?:work|root)/[a-z.]", "/home/[a-z]", "--(?:extra-)?index[-]url [a-z]", "files[.]pythonhosted[.]org/"]
    forbidden = re.compile("|".join(paths))
    for file in tracked_files():
        if file.suffix not in BINARY:
            found = forbidden.search(file.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{file.relative_to(PROJECT)} holds {found.group()}"
