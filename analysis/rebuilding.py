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
from pathlib import Path

from analysis.corpus import PROJECT
from analysis.publishing.archive import BundleError, write_files
from analysis.publishing.bundle import parameters_of
from analysis.publishing.bundle_checks import Bundle, verify_bundle
from analysis.publishing.records import find_records, is_injected, read_folder
from analysis.publishing.study import event_slug
from analysis.running import RESERVED, RunError, check_parameters, last_line, read_parameters

WEIGHTS = ("*.onnx", "__pycache__")


def rebuild_bundle(bundle: Bundle, *, figures: Path | None = None, jobs: int = 2, timeout: int = 300,
                   other_code: bool = False) -> tuple[Path, list[str], list[str]]:
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

    Returns
    -------
    tuple
        The folder of figures, and the names of files that came out with the same bytes, and with others.

    Raises
    ------
    BundleError
        The bundle is not whole, or other code made it.
    RunError
        A notebook failed.
    """
    problems = verify_bundle(bundle, other_code=other_code)
    if problems:
        raise BundleError(f"{problems[0]}" + (f" ({len(problems) - 1} more)" if len(problems) > 1 else ""))
    target = figures or PROJECT / "figures" / "runs" / f"{event_slug(bundle.event)}-again"
    arguments = [bundle.corpus, *_options(parameters_of(find_records(bundle.below("figures"))))]
    with tempfile.TemporaryDirectory(prefix="parallax-") as name:
        project = Path(name).resolve()
        shutil.copytree(PROJECT / "analysis", project / "analysis", ignore=shutil.ignore_patterns(*WEIGHTS))
        shutil.copytree(PROJECT / "notebooks", project / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        write_files(bundle.below(bundle.corpus), project / bundle.corpus)
        _run(project, arguments, jobs=jobs, timeout=timeout)
        made = read_folder(project / "made")
        shutil.copytree(project / "made", target, dirs_exist_ok=True)
    return target, *compare_figures(bundle, made)


def compare_figures(bundle: Bundle, made: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Names of a bundle's figures, data, tables and facts that were made again with the same bytes, and with other or none.

    Records name the versions of Python and packages, which may differ; they and the notebooks are compared without them.
    """
    held = bundle.below("figures") | {f"notebooks/{name}": content for name, content in bundle.below("notebooks").items()}
    equal = {name.removeprefix("notebooks/"): _results(name, content) == _results(name, made.get(name, b""))
             for name, content in sorted(held.items())}
    return [name for name, same in equal.items() if same], [name for name, same in equal.items() if not same]


def _results(name: str, content: bytes) -> object:
    """What is compared: of a record all but versions, and pictures' digests, which have their own lines; of a notebook sources and
    outputs, but for parameters that papermill put in; any other file as it is."""
    if not content or not name.endswith((".json", ".ipynb")):
        return content
    said = json.loads(content)
    if not isinstance(said, dict):
        return said
    if name.endswith(".ipynb"):
        return [(cell["source"], cell.get("outputs")) for cell in said["cells"] if not is_injected(cell)]
    return {key: value for key, value in said.items() if key not in ("versions", "files")}


def _options(parameters: Mapping[str, Mapping]) -> list[str]:
    """Options of the run: the bundle's notebooks, and every parameter that is not a notebook's default."""
    declared, given = {}, {}
    for name, values in parameters.items():
        file = PROJECT / "notebooks" / f"{name}.ipynb"
        if not file.is_file():
            raise BundleError(f"notebooks/{name}.ipynb: there is no such notebook here to run")
        declared[name] = read_parameters(json.loads(file.read_text(encoding="utf-8")), name=name)
        defaults = {key: parameter.default for key, parameter in declared[name].items() if key not in RESERVED}
        given |= {key: value for key, value in values.items() if key not in defaults or json.dumps(value) != json.dumps(defaults[key])}
    options = [word for name in sorted(declared) for word in ("--only", name)]
    for key, value in sorted(check_parameters(given, declared).items()):
        options += ["-p", f"{key}={json.dumps(value)}"]
    return options


def _run(project: Path, arguments: list[str], *, jobs: int, timeout: int) -> None:
    """`run` in the temporary project, with its own copy of the installed code."""
    command = [sys.executable, "-m", "analysis", "run", *arguments, "--figures", str(project / "made"), "--jobs", str(jobs),
               "--timeout", str(timeout)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PARALLAX_")}
    # In a session of its own: it is told once that it is to end, and has the time to end its workers.
    with subprocess.Popen(command, cwd=project, env={**environment, "PYTHONPATH": str(project)}, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            said = process.communicate()[1]
        except KeyboardInterrupt:
            process.terminate()
            raise
    if process.returncode:
        raise RunError(f"the notebooks did not run on the bundle's tables: {last_line(said)}")
