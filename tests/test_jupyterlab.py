"""The notebooks in a real JupyterLab, driven in headless Chromium: they open, run, show what they should, and stay as they were."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROJECT

from analysis import running

pytestmark = pytest.mark.browser
NAMES = running.notebook_names(PROJECT / "notebooks")
# Waits for a promise of JupyterLab's and hands its value, or the error, back to the driver.
ASK = "const done = arguments[arguments.length - 1]; (async () => {{ {} }})().then(done, error => done('failed: ' + error));"
OPEN = """
const app = window.jupyterapp; await app.restored;
const widget = await app.commands.execute('docmanager:open', {path: 'notebooks/NAME.ipynb', factory: 'Notebook'});
await widget.context.ready; await widget.sessionContext.ready; await widget.revealed; return 'opened';"""
STATE = """
const panel = window.jupyterapp.shell.currentWidget; const cells = Array.from(panel.content.model.cells);
const code = cells.filter(cell => cell.type === 'code');
return {counts: code.map(cell => cell.executionCount), busy: panel.sessionContext.session?.kernel?.status,
        errors: code.filter(cell => cell.outputs.toJSON().some(output => output.output_type === 'error')).length};"""
SHOWN = """
const node = window.jupyterapp.shell.currentWidget.node; const width = node.clientWidth;
const pictures = Array.from(node.querySelectorAll('.jp-RenderedImage img')).map(image => [image.naturalWidth, image.clientWidth]);
const tables = Array.from(node.querySelectorAll('.jp-RenderedHTMLCommon table')).map(
    table => [table.parentElement.clientWidth, getComputedStyle(table.parentElement).overflowX]);
const headings = Array.from(node.querySelectorAll('.jp-MarkdownOutput h1, .jp-MarkdownOutput h2')).map(heading => heading.innerText);
const links = Array.from(node.querySelectorAll('.jp-MarkdownOutput a')).map(link => link.innerText);
return {width, pictures, tables, headings, links};"""
SAVE = "await window.jupyterapp.commands.execute('docmanager:save'); return 'saved';"


def ask(address: str, method: str = "GET", body: dict | None = None) -> object:
    """An answer of the driver's."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data=data, method=method, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.loads(answer.read())["value"]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(address: str, seconds: float = 120) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what notebooks need, so that running them changes nothing here."""
    if not shutil.which("chromedriver") or not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("Chromium and its driver are not installed")
    folder = tmp_path_factory.mktemp("lab")
    for name in ("analysis", "notebooks", "seeds"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("*.onnx", "__pycache__", "texts"))
    return folder


@pytest.fixture(scope="module")
def browser(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a browser session that has JupyterLab open; both end with the tests."""
    port, driver_port = free_port(), free_port()
    home = tmp_path_factory.mktemp("home")
    # All cells are in the page, not only those in view.
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")
    lab = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser", f"--port={port}",
           "--IdentityProvider.token=", f"--ServerApp.root_dir={project}", "--ServerApp.port_retries=0", "--LabApp.news_url=",
           "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    environment = {**os.environ, "PYTHONPATH": str(project), "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "OMP_NUM_THREADS": "1",
                   "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    options = {"binary": shutil.which("chromium") or shutil.which("google-chrome"),
               "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1500,1000", "--no-first-run", "--disable-sync",
                        "--disable-background-networking", "--disable-component-update", f"--user-data-dir={home / 'browser'}"]}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(lab, cwd=project, env=environment, **quiet) as server, \
            subprocess.Popen(["chromedriver", f"--port={driver_port}"], **quiet) as driver:
        try:
            wait_for(f"http://127.0.0.1:{port}/api")
            wait_for(f"http://127.0.0.1:{driver_port}/status")
            wanted = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options, "timeouts": {"script": 280_000}}}
            session = ask(f"http://127.0.0.1:{driver_port}/session", "POST", {"capabilities": wanted})["sessionId"]
            address = f"http://127.0.0.1:{driver_port}/session/{session}"
            ask(f"{address}/url", "POST", {"url": f"http://127.0.0.1:{port}/lab?reset"})
            until(address, "return window.jupyterapp ? 'there' : ''", lambda value: value == "there")
            yield address
            ask(address, "DELETE")
        finally:
            driver.terminate()
            server.terminate()


def do(browser: str, script: str) -> object:
    """What a script in the page gives."""
    found = ask(f"{browser}/execute/async", "POST", {"script": ASK.format(script), "args": []})
    assert not str(found).startswith("failed: "), found
    return found


def until(browser: str, script: str, ready, seconds: float = 280) -> object:
    """What a script gives once it is what is waited for."""
    end = time.monotonic() + seconds
    while not ready(found := do(browser, script)):
        assert time.monotonic() < end, found
        time.sleep(0.5)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_opens_runs_and_is_saved_as_it_was(name: str, project: Path, browser: str) -> None:
    file = project / "notebooks" / f"{name}.ipynb"
    stored = json.loads(file.read_text(encoding="utf-8"))
    n_code = sum(cell["cell_type"] == "code" for cell in stored["cells"])
    do(browser, OPEN.replace("NAME", name))
    do(browser, "await window.jupyterapp.commands.execute('notebook:run-all-cells'); return 'ran';")
    state = until(browser, STATE, lambda state: state["busy"] == "idle" and None not in state["counts"])
    assert state["errors"] == 0 and state["counts"] == list(range(1, n_code + 1))
    shown = do(browser, SHOWN)
    assert all(0 < drawn <= shown["width"] and drawn <= natural for natural, drawn in shown["pictures"]), shown["pictures"]
    assert all(box <= shown["width"] and overflow in ("auto", "scroll") for box, overflow in shown["tables"]), shown["tables"]
    assert len(shown["headings"]) == len(set(shown["headings"])) and shown["headings"][0].startswith(name[:2])
    assert {other for other in NAMES if abs(NAMES.index(other) - NAMES.index(name)) == 1} <= set(shown["links"])
    do(browser, SAVE)
    # JupyterLab writes the kernel's version into a notebook; nothing else differs.
    assert running.clean_notebook(json.loads(file.read_text(encoding="utf-8"))) == running.clean_notebook(stored)
