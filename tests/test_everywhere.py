"""The same figures everywhere: other Pythons, locales, time zones, folders, hash seeds, numbers of jobs and font caches."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import PROJECT, PYONGYANG

PYTHONS = ("3.11", "3.12", "3.13")
ODD = [{"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"}, {"LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "2"},
       {"LC_ALL": "POSIX", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "3"}]
NEW_PYTHON = os.environ.get("PARALLAX_PYTHONS", "")


def find_python(version: str) -> str | None:
    """An interpreter of this version: in `PARALLAX_PYTHONS` (folders of environments), on the path, or of pyenv."""
    places = [Path(folder) / "bin" / "python" for folder in NEW_PYTHON.split(os.pathsep) if folder]
    places += [Path(found) for found in [shutil.which(f"python{version}")] if found]
    places += sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    for place in places:
        done = subprocess.run([place, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip() == version:
            return str(place)
    return None


def environment_of(python: str, folder: Path) -> str:
    """A Python with the locked packages: the given one when it has them, else a new environment."""
    if subprocess.run([python, "-c", "import papermill, rocrate, matplotlib"], capture_output=True, check=False).returncode == 0:
        return python
    subprocess.run([python, "-m", "venv", folder], check=True)
    made = str(folder / "bin" / "python")
    subprocess.run([made, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", PROJECT / "requirements.lock"], check=True)
    return made


@pytest.mark.everywhere
@pytest.mark.parametrize(("version", "odd"), [*zip(PYTHONS, ODD, strict=True)], ids=PYTHONS)
def test_the_committed_figures_have_the_same_bytes(version: str, odd: dict[str, str], tmp_path: Path) -> None:
    found = find_python(version)
    if not found:
        pytest.skip(f"Python {version} is not installed")
    python = environment_of(found, tmp_path / "environment")
    (tmp_path / "fonts").mkdir()
    environment = {**os.environ, **odd, "PYTHONPATH": str(PROJECT), "MPLCONFIGDIR": str(tmp_path / "fonts"), "HOME": str(tmp_path)}
    command = [python, "-m", "analysis", "run", str(PYONGYANG), "--figures", str(tmp_path / "figures"),
               "--jobs", str(1 + PYTHONS.index(version) % 2)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    committed = {path.name: path.read_bytes() for kind in ("csv", "svg", "pdf", "tex") for path in (PROJECT / "figures").glob(f"*.{kind}")}
    made = {name: (tmp_path / "figures" / name).read_bytes() for name in committed}
    assert [name for name in committed if committed[name] != made[name]] == []
