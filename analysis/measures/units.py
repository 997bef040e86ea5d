"""What the measures count over: the reports in order, and the measured words of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis import schema
from analysis.schema import POOLED


@dataclass(frozen=True)
class MeasuredText:
    """The headline and body of one report: its sentences in text order, with their words."""

    report: str
    numbers: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    n_words: np.ndarray

    @property
    def total(self) -> int:
        """Words of headline and body."""
        return int(self.n_words.sum())

    def words_before(self, positions: Iterable[int]) -> np.ndarray:
        """Measured words before each position; inside a sentence, words are spread evenly over its characters."""
        positions = np.asarray(positions, dtype=float)
        if not len(self.starts):
            return np.zeros(len(positions))
        edges = np.column_stack([self.starts, self.ends]).ravel()
        after = np.cumsum(self.n_words)
        words = np.column_stack([after - self.n_words, after]).ravel()
        return np.interp(positions, edges, words)

    def share_before(self, positions: Iterable[int]) -> np.ndarray:
        """The same as a share of all measured words; NaN for a report without words."""
        words = self.words_before(positions)
        return words / self.total if self.total else np.full(len(words), np.nan)

    def words_by_sentence(self, spans: list[tuple[int, int]]) -> np.ndarray:
        """Estimated words of each sentence inside any of the spans."""
        mask = covered(spans)
        inside = np.array([mask[start:end].sum() for start, end in zip(self.starts, self.ends, strict=True)], dtype=float)
        return inside / np.maximum(self.ends - self.starts, 1) * self.n_words

    def sentences_at(self, positions: Iterable[int]) -> np.ndarray:
        """The number of the measured sentence that holds each position, or the one before it in a gap."""
        if not len(self.starts):
            raise ValueError(f"report {self.report!r} has no sentence in {' or '.join(schema.MEASURED_ZONES)}")
        places = np.searchsorted(self.starts, np.asarray(positions), side="right") - 1
        return self.numbers[np.maximum(places, 0)]


def covered(spans: list[tuple[int, int]]) -> np.ndarray:
    """Whether each character, up to the last that is, is in any of the spans."""
    mask = np.zeros(max((end for _, end in spans), default=0), dtype=bool)
    for start, end in spans:
        mask[start:end] = True
    return mask


def report_ids(reports: pd.DataFrame, *tables: pd.DataFrame) -> list[str]:
    """The reports in order.

    Raises
    ------
    ValueError
        One of `tables` has a row of a report that is not in `reports`, or a report has the name kept for pooled rows.
    """
    ids = sorted(reports["report"])
    if POOLED in ids:
        raise ValueError(f"no report may be called {POOLED!r}: that is the name of the rows of all reports together")
    known = set(ids)
    for table in tables:
        for column in ("report", "report_a", "report_b"):
            unknown = sorted(set(table[column]) - known) if column in table.columns else []
            if unknown:
                raise ValueError(f"{unknown[0]!r} is not a report; the reports are {', '.join(ids) or 'none'}")
    return ids


def outlets_of(reports: pd.DataFrame) -> pd.Series:
    """The outlet of each report, by report; a report without one is an outlet of its own, whatever others are called."""
    outlets = reports.set_index("report")["outlet"]
    return outlets.where(outlets != "", "\0" + outlets.index.to_series())


def measured_sentences(sentences: pd.DataFrame) -> pd.DataFrame:
    """The sentences of headlines and bodies, in order of report and text."""
    return sentences[sentences["zone"].isin(schema.MEASURED_ZONES)].sort_values(["report", "start"], kind="stable")


def measured_texts(sentences: pd.DataFrame, ids: Iterable[str]) -> dict[str, MeasuredText]:
    """The measured text of each report of `ids`, an empty one where it has no measured sentence."""
    measured = measured_sentences(sentences)
    groups, columns = dict(iter(measured.groupby("report"))), ["sentence", "start", "end", "n_words"]
    return {report: MeasuredText(report, *(column.to_numpy() for _, column in groups.get(report, measured[:0])[columns].items()))
            for report in ids}


def typed(columns: str, data: pd.DataFrame | Mapping[str, object] | list[tuple]) -> pd.DataFrame:
    """A result with `columns` (`name:dtype`, or a name alone for float64) in order, from columns or from row tuples."""
    kinds = {name: kind or "float64" for name, _, kind in (column.partition(":") for column in columns.split())}
    return pd.DataFrame(data, columns=list(kinds)).astype(kinds)


def divide(above: float | np.ndarray, below: float | np.ndarray) -> float | np.ndarray:
    """The quotient, of arrays elementwise; NaN where the divisor is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)[()]


def largest_first(totals: pd.Series) -> list:
    """The keys of some totals, the largest first, ties by key."""
    return sorted(totals.index, key=lambda key: (-totals[key], key))


def by_frequency(values: pd.Series) -> list[str]:
    """The distinct values, most frequent first, ties by name."""
    return largest_first(values.value_counts())


def count_by_sentence(
    rows: pd.DataFrame, column: str, values: Sequence[str], *, weights: pd.Series | float = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """The report of each sentence that holds a row, in their order, and sums of `weights` there (sentences x values of a column)."""
    columns = {value: (rows[column] == value) * weights for value in values}
    counts = pd.DataFrame(columns, index=rows.index).groupby([rows["report"], rows["sentence"]], sort=False).sum()
    return counts.index.get_level_values("report").to_numpy(), counts.to_numpy(dtype=float)


def overlaps(rows: pd.DataFrame, column: str, ids: list[str]) -> pd.DataFrame:
    """How many values of a column each two reports share: report_a, report_b, n_a, n_b (of each), n_shared, jaccard (shared of all)."""
    held = {report: set(rows.loc[rows["report"] == report, column]) for report in ids}
    pairs = [(a, b, len(held[a]), len(held[b]), len(held[a] & held[b])) for a, b in combinations(ids, 2)]
    frame = typed("report_a:str report_b:str n_a:int64 n_b:int64 n_shared:int64", pairs)
    return frame.assign(jaccard=divide(frame["n_shared"], frame["n_a"] + frame["n_b"] - frame["n_shared"]))
