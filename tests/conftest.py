"""What several tests share: where the gold data is, a small corpus, and the command line in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SHARED_DATA = PROJECT.parent / "shared" / "data"
HARBOUR = PROJECT / "seeds" / "harbour"
PYONGYANG = PROJECT / "seeds" / "pyongyang-2023-07"

FIRST = """Minister opens bridge in Lorvik

Transport Minister Anna Hald opened the new bridge in Lorvik on Monday. "It will carry nine thousand cars a day," Hald said.

The builder, Norr Construction, said that the work had cost 40 million crowns.
"""
SECOND = """Lorvik bridge opens after long delay

The bridge in Lorvik opened on Monday, two years late. Transport Minister Anna Hald said it would carry nine thousand cars a day.

According to residents, the work cost 60 million crowns.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `texts` run only where the gold data is."""
    if not SHARED_DATA.is_dir():
        for item in items:
            if item.get_closest_marker("texts"):
                item.add_marker(pytest.mark.skip(reason="needs the gold data beside the checkout"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two short invented reports."""
    path = tmp_path / "bridge"
    path.mkdir()
    (path / "first.txt").write_text(FIRST, encoding="utf-8")
    (path / "second.txt").write_text(SECOND, encoding="utf-8")
    return path


@pytest.fixture
def command():
    """`python -m analysis ...` in its own process; returns it completed, output as text."""
    def run(*arguments: object, cwd: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "analysis", *map(str, arguments)], cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **environment}, capture_output=True, text=True, timeout=300,
            check=False)
    return run
