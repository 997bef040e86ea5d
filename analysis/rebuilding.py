"""A bundle's figures made anew from its tables, and compared byte by byte with those that it holds.

Nothing of the bundle is run. Its tables go into a temporary project with the installed code and the installed notebooks, and
what these make of them is compared; a bundle that other code made is refused, unless it is asked for.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.corpus import PROJECT
from analysis.publishing.archive import BundleError, write_files
from analysis.publishing.bundle_checks import Bundle, verify_bundle
from analysis.publishing.records import notebook_digest
from analysis.publishing.study import event_slug
from analysis.running import RESERVED, RunError, check_parameters, last_line, read_parameters

WEIGHTS = ("*.onnx", "__pycache__")


@dataclass(frozen=True)
class Rebuilt:
    """What came of rebuilding a bundle: files with the same bytes, and files with other ones."""

    figures: Path
    same: tuple[str, ...]
    differ: tuple[str, ...]


def rebuild_bundle(bundle: Bundle, *, figures: Path | None = None, jobs: int = 2, timeout: float = 300,
                   other_code: bool = False) -> Rebuilt:
    """Run the installed notebooks on a bundle's tables and compare what they make with what the bundle holds.

    Parameters
    ----------
    bundle
        An opened bundle; it is verified first.
    figures
        Folder for the figures; default `figures/runs/<event>-again/`, so that a stranger's figures replace none.
    jobs, timeout
        As for `running.run_notebooks`.
    other_code
        Go on where the installed code or notebooks are not those that made the bundle; figures may differ then.

    Raises
    ------
    BundleError
        The bundle is not whole, or other code made it.
    RunError
        A notebook failed.
    """
    problems = verify_bundle(bundle, other_code=other_code)
    if not problems and not other_code:
        problems = _other_notebooks(bundle)
    if problems:
        raise BundleError(f"{problems[0]}" + (f" ({len(problems) - 1} more)" if len(problems) > 1 else ""))
    target = figures or PROJECT / "figures" / "runs" / f"{event_slug(bundle.event)}-again"
    with tempfile.TemporaryDirectory(prefix="parallax-") as name:
        project = Path(name).resolve()
        shutil.copytree(PROJECT / "analysis", project / "analysis", ignore=shutil.ignore_patterns(*WEIGHTS))
        shutil.copytree(PROJECT / "notebooks", project / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        write_files(bundle.below(bundle.corpus), project / bundle.corpus)
        _run(project, _arguments(bundle), jobs=jobs, timeout=timeout)
        made = {path.relative_to(project / "made").as_posix(): path.read_bytes()
                for path in sorted((project / "made").rglob("*")) if path.is_file()}
        shutil.copytree(project / "made", target, dirs_exist_ok=True)
    same, differ = compare_figures(bundle, made)
    return Rebuilt(target, tuple(same), tuple(differ))


def compare_figures(bundle: Bundle, made: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Names of a bundle's figures, data, tables and facts that were made again with the same bytes, and with other or none.

    Records name the versions of Python and packages, which may differ; they and the notebooks are compared without them.
    """
    held = bundle.below("figures")
    same, differ = [], []
    for name, content in sorted(held.items()):
        equal = _without_versions(name, content) == _without_versions(name, made.get(name, b""))
        (same if equal else differ).append(name)
    for name, content in sorted(bundle.notebooks.items()):
        equal = _results(content) == _results(made.get(f"notebooks/{name}.ipynb", b""))
        (same if equal else differ).append(f"{name}.ipynb")
    return same, differ


def _without_versions(name: str, content: bytes) -> object:
    """A record without versions, and without its pictures' digests, which have their own lines; any other file as it is."""
    if not name.endswith(".json") or not content:
        return content
    record = json.loads(content)
    if not isinstance(record, dict):
        return content
    return {key: value for key, value in record.items() if key not in ("versions", "files")}


def _results(notebook: bytes) -> list:
    """Sources and outputs of a notebook's cells, but for parameters that papermill put in."""
    cells = json.loads(notebook)["cells"] if notebook else []
    return [(cell["source"], cell.get("outputs")) for cell in cells if cell.get("id") != "injected"]


def _other_notebooks(bundle: Bundle) -> list[str]:
    """Notebooks whose code cells are not the installed ones."""
    found = []
    for name, content in sorted(bundle.notebooks.items()):
        installed = PROJECT / "notebooks" / f"{name}.ipynb"
        if not installed.is_file() or notebook_digest(installed.read_bytes()) != notebook_digest(content):
            found.append(f"notebooks/{name}.ipynb: has other code cells than the notebook installed here")
    return found


def _arguments(bundle: Bundle) -> list[str]:
    """Arguments of the run: the corpus, the bundle's notebooks, and every parameter that is not a notebook's default."""
    declared = {}
    for name in bundle.parameters:
        file = PROJECT / "notebooks" / f"{name}.ipynb"
        if not file.is_file():
            raise BundleError(f"notebooks/{name}.ipynb: there is no such notebook here to run")
        declared[name] = read_parameters(json.loads(file.read_text(encoding="utf-8")))
    given: dict[str, object] = {}
    for name, values in bundle.parameters.items():
        for key, value in values.items():
            known = declared[name].get(key)
            if key in RESERVED or known is None or known.default != value or type(known.default) is not type(value):
                given[key] = value
    arguments = [bundle.corpus, *(word for name in sorted(declared) for word in ("--only", name))]
    for key, value in sorted(check_parameters(given, declared).items()):
        arguments += ["-p", f"{key}={json.dumps(value)}"]
    return arguments


def _run(project: Path, arguments: list[str], *, jobs: int, timeout: float) -> None:
    """`run` in the temporary project, with its own copy of the installed code."""
    command = [sys.executable, "-m", "analysis", "run", *arguments, "--figures", str(project / "made"), "--jobs", str(jobs),
               "--timeout", f"{timeout:g}"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PARALLAX_")}
    done = subprocess.run(command, cwd=project, env={**environment, "PYTHONPATH": str(project)}, capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise RunError(f"the notebooks did not run on the bundle's tables: {last_line(done.stderr)}")
