"""What a notebook opens first: checked parameters, the corpus's tables, and the one way to save a figure or a number."""

from __future__ import annotations

import base64
import hashlib
import html
import math
import operator
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus import DEFAULT_CORPUS, PROJECT, Corpus, CorpusError, open_corpus, replace_files
from analysis.figures.tables import one_line, show_table
from analysis.publishing import records

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure

    from analysis.figures.tables import ShownTable

FIGURES_VARIABLE = "PARALLAX_FIGURES"
INVENTED = "Invented event, invented place: a demonstration."
INVENTED_NOTE = "invented demonstration corpus"
# What whole numbers among the parameters may be: these, and any other, which is a count.
BOUNDS = {"random_seed": (0, 2**63 - 1), "resamples": (100, 100_000)}
MOST_COUNT = 10_000
SHOWN_DPI = 128
# Parameters that change what is shown beside the figures and no number.
DISPLAY = ("show_texts",)
# Columns of result tables that hold a report's id.
_OF_REPORTS = ("report", "report_a", "report_b", "derives_from", "group", "other")


@dataclass(frozen=True)
class SavedFigure:
    """A figure on the disk: its text is `name sha256:...` (of its CSV and SVG), its picture a PNG described by the caption."""

    name: str
    digest: str
    caption: str
    png: bytes = field(repr=False)
    width: int = field(repr=False)

    def __repr__(self) -> str:
        return f"{self.name} sha256:{self.digest[:16]}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:
        """The picture for Jupyter, in type near the size of its tables, and the text that stored outputs are compared by."""
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self.png).decode("ascii")}
        return data, {"image/png": {"alt": self.caption, "width": self.width}}


class Facts(dict):
    """A notebook's numbers, as saved; its text has one `name: value` a line."""

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {'' if value is None else value}" for name, value in self.items())


@dataclass(frozen=True)
class SavedTable:
    """A result table on the disk: what `show_table` makes of it, and below `name sha256:...` (of its CSV and LaTeX)."""

    name: str
    digest: str
    shown: ShownTable

    def __repr__(self) -> str:
        return f"{self.shown!r}\n{self.name} sha256:{self.digest[:16]}"

    def _repr_html_(self) -> str:
        """The table for Jupyter, and where its files are."""
        return f"{self.shown._repr_html_()}<p><small>{html.escape(self.name)} sha256:{self.digest[:16]}</small></p>"


@dataclass(frozen=True)
class Study:
    """A corpus's tables with what one notebook's numbers depend on, `parameters`, as records keep them; made by `open_study`."""

    notebook: str
    corpus: Corpus
    tables: dict[str, pd.DataFrame]
    figures: Path
    parameters: dict[str, object]

    @property
    def event(self) -> str:
        """The event that the reports are about."""
        return self.corpus.event

    @property
    def invented(self) -> bool:
        """True for a corpus about an invented event."""
        return self.corpus.invented

    @property
    def reports(self) -> pd.DataFrame:
        """The `reports` table."""
        return self.tables["reports"]

    @cached_property
    def outlets(self) -> dict[str, str]:
        """Report id to a short label for figures: the outlet, or the id; no two the same."""
        from analysis.figures.grid import label_reports

        return label_reports(self.reports)

    def rng(self, name: str) -> np.random.Generator:
        """A random generator of its own for each use, so that cells give the same numbers in any order.

        Parameters
        ----------
        name
            What it is for, such as `source mix`; the same name and seed give the same numbers.
        """
        import numpy as np

        return np.random.default_rng([self.parameters["random_seed"], int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")])

    def counts(self) -> pd.DataFrame:
        """What was measured and what was left out, as `measures.scope.count_measured` says."""
        from analysis.measures.scope import count_measured

        return count_measured(self.tables, event=f"event {self.event}" + (", invented for a demonstration" if self.invented else ""))

    @cached_property
    def measured(self) -> tuple[pd.Series, str]:
        """What was measured, by name, and the reports in words for a caption: `5 reports (4 outlets, latest 2031-03-06)`.

        Raises
        ------
        CorpusError
            The tables disagree on which reports there are, or how many words they have.
        """
        counts, sentences = self.counts().set_index("count")["n"], self.tables["sentences"]
        if set(sentences["report"]) != set(self.reports["report"]) or counts["words"] != self.reports["n_words"].sum():
            raise CorpusError(f"{self.corpus.path}: the tables reports and sentences do not have the same reports and words; "
                              f"{self.corpus.read_again}")
        n_reports, n_outlets = (_counted(counts[name], name) for name in ("reports", "outlets"))
        return counts, f"{n_reports} ({n_outlets}, latest {self.reports['published'].max() or 'undated'})"

    def accuracy(self, *figures: str) -> pd.DataFrame:
        """How well tables of other news are read: what a number can be off by beside its interval, which knows of chance alone.

        Parameters
        ----------
        figures
            Names of rows of `measured.csv`, such as `relation`.

        Returns
        -------
        what, measure, value (0-1; low and high are the ends of its 95 % interval over units, empty where they are few), n (units), of
        (what a unit is, and the coded set), coders.

        Raises
        ------
        ValueError
            A figure is not measured.
        """
        import pandas as pd

        from analysis.publishing.methods import read_measured

        measured = read_measured()
        if missing := [figure for figure in figures if figure not in measured]:
            raise ValueError(f"figure {missing[0]!r} is not measured; name some of {', '.join(measured)}")
        return pd.DataFrame([measured[figure] for figure in figures])

    def save(self, figure: Figure, data: pd.DataFrame, *, name: str, caption: str, n: Mapping[str, int]) -> SavedFigure:
        """Write a figure as svg, pdf, csv (the plotted data) and json (its record), all or none, and show it.

        Parameters
        ----------
        figure
            From a `draw_*` function; emptied afterwards.
        data
            The rows that were drawn, in a total order.
        name
            Such as `10-source-mix`, beginning with the notebook's number; other corpora than the default add `-<event>`.
        caption
            What is measured, on what, what marks and intervals are, and the one caveat.
        n
            What was counted, such as `{"reports": 5, "attributions": 210}`.

        Raises
        ------
        ValueError
            The name is not one of this notebook's figures, or there is no caption.
        """
        name, caption, n = self._described(name, caption, n)
        note = INVENTED_NOTE if self.invented else ""
        picture = {kind: records.render(figure, kind, title=caption, note=note) for kind in ("svg", "pdf", "png")}
        width = round(figure.get_size_inches()[0] * SHOWN_DPI)
        figure.clear()
        files = {"svg": picture["svg"], "pdf": picture["pdf"], "csv": records.csv_bytes(data)}
        self._write(name, files, kind="figure", caption=caption, n=n)
        return SavedFigure(name, records.digest(files["csv"] + files["svg"]), caption, picture["png"], width)

    def show_table(self, frame: pd.DataFrame, *, name: str, caption: str, n: Mapping[str, int], method: str = "",
                   interval: str = "", most: int = 20) -> SavedTable:
        """Write a result table as csv (all rows), tex (the rows shown, for a paper) and json (its record), and show it.

        Parameters
        ----------
        frame
            The rows, in a total order; reports in them are shown by `outlets`, unless the outlet stands beside them.
        name, caption, n
            As for `save`.
        method
            A sentence for the note below the LaTeX table: how the numbers came about.
        interval
            The sentence that says what interval it is; by default that it is the bootstrap's.
        most
            As for `figures.tables.show_table`.

        Notes
        -----
        The note names n and, where columns hold the ends of an interval (`..._low`, `..._high`), what interval it is.
        """
        from analysis.figures.latex import latex_table

        name, caption, n = self._described(name, caption, n)
        if "outlet" not in frame.columns:
            frame = frame.replace({column: self.outlets for column in _OF_REPORTS if column in frame.columns})
        shown = show_table(frame, most=most)
        if not interval and any(str(column).endswith("_low") for column in frame.columns):
            interval = ("Low and high: 95 % bootstrap interval, {resamples:,} resamples, seed {random_seed}, at least as wide as "
                        "Wilson's.".format(**self.parameters))
        note = _note(n, method=method, left_out=shown.left_out, interval=interval)
        latex = latex_table(shown, label=name, caption=caption, note=note)
        files = {"csv": records.csv_bytes(frame), "tex": latex.encode("utf-8")}
        self._write(name, files, kind="table", caption=caption, n=n)
        return SavedTable(name, records.digest(files["csv"] + files["tex"]), shown)

    @cached_property
    def _code(self) -> str:
        """The digest of the package's code."""
        return records.code_digest(records.package_files())

    @cached_property
    def _origin(self) -> dict[str, object]:
        """The digests of what the numbers come from."""
        return records.find_origin(self.corpus, self.reports)

    def _write(self, name: str, files: Mapping[str, bytes], *, kind: str, caption: str, n: Mapping[str, int]) -> None:
        """The files of a figure or table, and their record."""
        # Whoever works in a notebook saves it in between: its cells are read each time.
        notebook = PROJECT / "notebooks" / f"{self.notebook}.ipynb"
        code = {"analysis": self._code, "notebook": records.notebook_digest(notebook.read_bytes()) if notebook.is_file() else ""}
        record = self._origin | {
            "figure": name, "kind": kind, "caption": caption, "notebook": self.notebook, "parameters": self.parameters, "n": n,
            "code": code, "versions": records.versions(),
            "random_seed": self.parameters["random_seed"], "invented": self.invented, "event": self.event,
            "files": {ending: records.digest(content) for ending, content in files.items()},
        }
        written = {**files, "json": records.json_bytes(record)}
        replace_files({self.figures / f"{name}.{ending}": content for ending, content in written.items()})

    def facts(self, **numbers: object) -> Facts:
        """Save the numbers that the prose quotes, in `<figures>/facts/<notebook>.json`.

        Parameters
        ----------
        numbers
            Text, numbers or flags; numbers are kept at six digits, NaN as null.

        Raises
        ------
        ValueError
            A value is neither text, number nor flag.
        """
        values = {name: _plain(name, value) for name, value in numbers.items()}
        replace_files({self.figures / "facts" / f"{self.notebook}.json": records.json_bytes(values)})
        return Facts(values)

    def _described(self, name: str, caption: str, n: Mapping[str, int]) -> tuple[str, str, dict[str, int]]:
        """File name, caption and counts of a figure or table, checked; the name with the event for any corpus but the default one."""
        number = self.notebook[:2]
        if not re.fullmatch(number + r"(-[a-z0-9]+)+", name):
            raise ValueError(f"figure name {name!r} is not like '{number}-source-mix' (the notebook's number, small letters)")
        if not caption.strip():
            raise ValueError(f"figure {name}: its caption is empty")
        caption = one_line(caption)
        if self.invented and not caption.startswith(INVENTED):
            caption = f"{INVENTED} {caption}"
        return (name if self.corpus.is_default else f"{name}-{event_slug(self.event)}", caption,
                {key: operator.index(value) for key, value in n.items()})


def open_study(notebook: str, *, corpus: str, figures: str = "", random_seed: int = 20230727, resamples: int = 2000,
               **thresholds: str | int | float | bool | list[str]) -> Study:
    """The tables of a corpus and the checked parameters of one notebook.

    Parameters
    ----------
    notebook
        The notebook's file name without its ending, such as `10-sourcing`.
    corpus
        Corpus folder; a relative one is looked for from the working directory, then from the project.
    figures
        Folder for figures, a relative one below the project; empty: `figures/` for the default corpus, `figures/runs/<event>/`
        for others. The environment variable `PARALLAX_FIGURES` overrides it.
    random_seed, resamples
        Seed of every interval; bootstrap resamples from 100 to 100,000.
    thresholds
        The notebook's own parameters: text, counts from 1 to 10,000, numbers above 0, flags or lists of text. They enter the figures'
        records.

    Raises
    ------
    ValueError
        One line: which parameter, what was found, what is accepted; or what is wrong with the corpus.
    """
    for name, value in (("notebook", notebook), ("corpus", corpus), ("figures", figures)):
        if not isinstance(value, str):
            raise ValueError(f"parameter {name} must be text, found {value!r}")
    parameters = {"random_seed": random_seed, "resamples": resamples, **thresholds}
    for name, value in parameters.items():
        check_parameter(name, value)
    if not re.fullmatch(r"\d\d(-[a-z0-9]+)+", notebook):
        raise ValueError(f"notebook {notebook!r} is not a notebook's name such as '10-sourcing'")
    if not corpus.strip():
        raise ValueError(f"parameter corpus is empty; name a corpus folder such as {DEFAULT_CORPUS!r}")
    opened = open_corpus(corpus)
    tables = opened.read_tables()
    differ = sorted(set(opened.reports) ^ set(tables["reports"]["report"]))
    if differ:
        raise CorpusError(f"{opened.path}: manifest and tables differ about report {differ[0]!r}; {opened.read_again}")
    own = "figures" if opened.is_default else f"figures/runs/{event_slug(opened.event)}"
    folder = PROJECT / (os.environ.get(FIGURES_VARIABLE) or figures or own)
    depends = {"corpus": records.portable_path(opened.path), **parameters}
    return Study(notebook, opened, tables, folder, {name: value for name, value in depends.items() if name not in DISPLAY})


def check_parameter(name: str, value: object) -> object:
    """A parameter of a notebook; ValueError for a type that notebooks' parameters cannot have, or a number out of bounds."""
    if name in BOUNDS and type(value) is not int:
        raise ValueError(f"parameter {name} must be a whole number, found {value!r}")
    if isinstance(value, int) and not isinstance(value, bool):
        least, most = BOUNDS.get(name, (1, MOST_COUNT))
        if not least <= value <= most:
            raise ValueError(f"parameter {name} must be from {least} to {most}, found {str(value)[:60]}")
    elif isinstance(value, float):
        if not math.isfinite(value) or value <= 0:
            raise ValueError(f"parameter {name} must be a number above 0, found {value!r}")
    elif not isinstance(value, (str, bool)) and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        raise ValueError(f"parameter {name} must be text, a number, true/false or a list of text, found {value!r}")
    return value


def event_slug(event: str) -> str:
    """An event's name as part of a file name."""
    return re.sub(r"\s+", "-", event.strip())


def _counted(n: int, what: str) -> str:
    """A number and what it counts, which is given in the plural.

    Examples
    --------
    >>> _counted(1, "reports"), _counted(1200, "words")
    ('1 report', '1,200 words')
    """
    return f"{n:,} {what.removesuffix('s') if n == 1 else what}"


def _note(n: Mapping[str, int], *, method: str, left_out: int, interval: str) -> str:
    """What stands below a table in a paper."""
    counted = ", ".join(_counted(value, key.replace("_", " ")) for key, value in n.items())
    rows = f"{_counted(left_out, 'more rows')} in the table's data." if left_out else ""
    return " ".join(filter(None, [f"N: {counted}." if counted else "", interval, " ".join(method.split()), rows]))


def _plain(name: str, value: object) -> object:
    """A fact as JSON keeps it: six digits, no NaN."""
    if hasattr(value, "item"):
        value = value.item()
    if type(value).__name__ == "NAType":
        return None
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    raise ValueError(f"fact {name} must be text, a number or true/false, found {value!r}")
