"""Reports by short names that figures can write and that no two share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LONGEST_LABEL = 28


def label_reports(reports: pd.DataFrame) -> dict[str, str]:
    """Report id to label: the outlet where the figures' font can write it, else the id; an outlet's several are numbered."""
    from analysis.figures.style import printable

    names = {}
    for number, (report, outlet) in enumerate(zip(reports["report"], reports["outlet"], strict=True), 1):
        drawable = [name for name in (" ".join(outlet.split()), report) if name and printable(name) == name]
        names[report] = _cut((drawable or [f"report {number}"])[0])
    labels: dict[str, str] = {}
    for report, name in names.items():
        same = [other for other in names if names[other] == name]
        label = name if len(same) == 1 else f"{name} {same.index(report) + 1}"
        labels[report] = label if label not in labels.values() else report
    return labels


def _cut(name: str) -> str:
    """At most `LONGEST_LABEL` characters, cut at a word where one ends late enough."""
    if len(name) <= LONGEST_LABEL:
        return name
    head = name[:LONGEST_LABEL - 1]
    words = head.rsplit(" ", 1)[0]
    return (words if len(words) > LONGEST_LABEL // 2 else head).rstrip(" ,.-") + "…"
