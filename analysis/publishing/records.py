"""What makes a figure citable: its bytes, the digests of everything it came from, and files that appear whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import __version__, schema
from analysis.corpus import PROJECT, table_file, table_to_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# What a notebook's numbers and pictures come from; reading, models and importers have done their work before it starts.
CODE = ("__init__.py", "schema.py", "corpus.py", "measures", "figures", "publishing")
PACKAGES = ("numpy", "pandas", "matplotlib", "scipy")
PNG_DPI = 200
NOTE_MM = 3.6
FORMULA = re.compile(r"[=+\-@\t\r]")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


def digest(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def disarm(cell: object) -> object:
    """A text cell that a spreadsheet would run as a formula, behind an apostrophe; anything else as it came.

    Examples
    --------
    >>> disarm("=HYPERLINK(1)"), disarm("Harbour Post"), disarm("-0.5"), disarm(-0.5)
    ("'=HYPERLINK(1)", 'Harbour Post', '-0.5', -0.5)
    """
    if isinstance(cell, str) and FORMULA.match(cell) and not PLAIN_NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The plotted data as CSV: UTF-8, LF, six digits, rows in the frame's order, no text cell that runs as a formula."""
    safe = frame.reset_index(drop=True).copy()
    for column in safe.columns[~safe.dtypes.map(_is_number)]:
        safe[column] = safe[column].map(disarm)
    return table_to_csv(safe)


def _is_number(dtype: object) -> bool:
    """True for numeric and boolean columns."""
    import pandas as pd

    return pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype)


def render(figure: Figure, file_format: str, *, title: str, note: str = "") -> bytes:
    """A figure's bytes as svg, pdf or png: no clock, host or version inside, the user's matplotlibrc without effect.

    Parameters
    ----------
    title
        The caption, kept in the file as its title.
    note
        Small grey line below the figure, for what a reader must not overlook when the caption is gone.
    """
    from matplotlib.transforms import Bbox

    from analysis.figures import style

    metadata = {
        "svg": {"Title": title, "Creator": "Parallax", "Date": None},
        "pdf": {"Title": title, "Creator": "Parallax", "Producer": None, "CreationDate": None, "ModDate": None},
        "png": {"Title": title, "Software": None},
    }[file_format]
    width, height = figure.get_size_inches()
    below = NOTE_MM / style.INCH if note else 0.0
    stream = io.BytesIO()
    with style.settings():
        line = figure.text(1 - style.MARGIN / style.INCH / width, -below / height / 2, note, ha="right", va="center",
                           size=style.SMALL, color=style.GREY)
        figure.savefig(stream, format=file_format, dpi=PNG_DPI if file_format == "png" else 72, metadata=metadata,
                       bbox_inches=Bbox([[0, -below], [width, height]]), pad_inches=0)
        line.remove()
    return stream.getvalue()


def write_together(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write files into `directory`: each appears whole, and none before all are on the disk."""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=directory) as temporary:
        for name, data in files.items():
            (Path(temporary) / name).write_bytes(data)
        for name in files:
            os.replace(Path(temporary) / name, directory / name)


def json_bytes(record: Mapping[str, object]) -> bytes:
    """A record as JSON: sorted keys, two spaces, LF."""
    return (json.dumps(record, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def table_digests(directory: Path) -> dict[str, str]:
    """SHA-256 of each table file of a corpus."""
    return {name: digest(table_file(directory, name).read_bytes()) for name in schema.TABLES}


def code_digests(notebook: str) -> dict[str, str]:
    """SHA-256 of the code behind a figure: `analysis` (modules that notebooks use), `notebook` (its code cells; or empty)."""
    package = PROJECT / "analysis"
    files = [package / name for name in CODE if name.endswith(".py")]
    files = sorted(files + [file for name in CODE for file in (package / name).rglob("*.py")])
    lines = [f"{file.relative_to(package).as_posix()} {digest(file.read_bytes())}\n" for file in files]
    own = _notebook_digest(PROJECT / "notebooks" / f"{notebook}.ipynb")
    return {"analysis": digest("".join(lines).encode()), "notebook": own}


def _notebook_digest(file: Path) -> str:
    """SHA-256 of a notebook's code cells as their author wrote them, without injected parameters."""
    if not file.is_file():
        return ""
    cells = [cell for cell in json.loads(file.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    own = [cell for cell in cells if "injected-parameters" not in cell.get("metadata", {}).get("tags", [])]
    return digest(json.dumps(["".join(cell["source"]) for cell in own], ensure_ascii=True).encode())


def versions() -> dict[str, str]:
    """Versions of Python (major.minor), this project and the packages that numbers and pictures depend on."""
    found = {name: version(name) for name in PACKAGES}
    return found | {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "parallax": __version__}


def portable_path(path: Path) -> str:
    """A path below the project as text; of a path elsewhere the last part alone, which says nothing about a machine."""
    resolved = path.resolve()
    return resolved.relative_to(PROJECT).as_posix() if resolved.is_relative_to(PROJECT) else resolved.name
