"""Texts with their names, attributions, claims and conflicts marked: for a person who has the texts, never part of a figure."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis import schema
from analysis.figures.style import BLUE, GREY, NAVY, ORANGE, PALE_BLUE

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

# Each layer shows by its form as well as by its colour: boxes, bold, lines below; numbers tie the parts of an attribution together.
_STYLE = f"""
.plx {{ line-height: 1.9; max-width: 46em; }}
.plx p {{ white-space: pre-wrap; }}
.plx mark {{ background: {PALE_BLUE}; color: inherit; border: 1px solid {BLUE}; border-radius: 2px; padding: 0 2px; }}
.plx mark.metonym {{ border-style: dashed; }}
.plx .source {{ border-bottom: 3px double {NAVY}; }}
.plx .cue {{ font-weight: bold; }}
.plx .content {{ border-bottom: 2px solid {ORANGE}; }}
.plx .claim {{ background: rgba(0, 0, 0, 0.05); }}
.plx sup {{ color: {GREY}; font-size: 0.7em; padding: 0 1px; }}
.plx [tabindex]:focus {{ outline: 3px solid {NAVY}; }}
"""
# Conflicts that are shown, and characters around each of their positions.
MOST_CONFLICTS, AROUND = 40, 160


@dataclass(frozen=True)
class ShownTexts:
    """Reports or pairs of passages with their marks: a line of text, and HTML for the eye."""

    words: str
    body: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        """The marked texts for Jupyter."""
        return f"<style>{_STYLE}</style>{self.body}"


def show_texts(corpus: Corpus, tables: dict[str, pd.DataFrame], *, show: bool) -> ShownTexts | None:
    """All reports of a corpus with their marks, or nothing at all.

    Parameters
    ----------
    corpus : Corpus
        An opened corpus; its texts are read only to be shown.
    tables : dict
        mentions, attributions, claim_mentions, claims.
    show : bool
        False shows nothing and needs no text, so that a run is the same with the texts and without.

    Raises
    ------
    CorpusError
        `show` is set and a text is missing or not the one that was read.
    """
    if not show:
        return None
    parts = [mark_report(report, corpus.read_text(report), tables) for report in corpus.reports]
    return ShownTexts(f"reports shown: {len(parts)}", "".join(parts))


def mark_report(report: str, text: str, tables: dict[str, pd.DataFrame]) -> str:
    """One report as HTML: names as boxes, sources, cues and contents numbered by attribution, claims by their place in a list below.

    Everything that carries a mark can be reached by the tab key and has its meaning as a label, which screen readers read.
    """
    own = {name: tables[name][tables[name]["report"] == report] for name in ("mentions", "attributions", "claim_mentions")}
    layers: list[tuple[int, int, str, str]] = []
    notes: list[tuple[int, str]] = []
    for row in own["attributions"].itertuples():
        said = f"attribution {row.attribution}: {row.source or 'no source'}, {row.cue or 'no cue'}, {row.stance}"
        for part in ("source", "cue", "content"):
            spans = schema.text_to_spans(getattr(row, f"{part}_spans"))
            layers += [(*span, part, "") for span in spans]
            notes += [(start, _note(f"{row.attribution}{part[0]}", f"{part} of {said}")) for start, _ in spans[:1]]
    labels = dict(zip(tables["claims"]["claim"], tables["claims"]["label"], strict=True))
    numbers = {claim: number for number, claim in enumerate(dict.fromkeys(own["claim_mentions"]["claim"]), 1)}
    for row in own["claim_mentions"].itertuples():
        name = f"claim {numbers[row.claim]}"
        layers.append((row.start, row.end, "claim", ""))
        notes.append((row.start, _note(name, f"{name}: {labels.get(row.claim, '')}, {row.status}")))
    for row in own["mentions"].itertuples():
        meant = ", for its government" if row.metonym else ""
        layers.append((row.start, row.end, "metonym" if row.metonym else "name", f"{row.entity}, {row.type}{meant}"))
    listed = "".join(f"<li>{html.escape(labels.get(claim, ''))}</li>" for claim in numbers)
    title, marked = html.escape(report), _runs(text, layers, notes)
    return (f'<section class="plx" aria-label="{title}"><h3>{title}</h3><p>{marked}</p>'
            f"<details><summary>Claims</summary><ol>{listed}</ol></details></section>")


def _note(shown: str, label: str) -> str:
    """A small number that can be focused and says what begins here."""
    return f'<sup tabindex="0" title="{html.escape(label)}" aria-label="{html.escape(label)}">{html.escape(shown)}</sup>'


def _runs(text: str, layers: list[tuple[int, int, str, str]], notes: list[tuple[int, str]]) -> str:
    """The text, escaped, cut wherever a mark begins or ends, so that marks which overlap need no nesting."""
    cuts = sorted({0, len(text), *(end for layer in layers for end in layer[:2]), *(start for start, _ in notes)})
    pieces = []
    for start, end in pairwise([*cuts, len(text)]):
        pieces += [note for place, note in notes if place == start]
        marks = [(kind, label) for first, last, kind, label in layers if first <= start < last]
        piece = html.escape(text[start:end])
        for kind, label in [mark for mark in marks if mark[1]][:1]:
            said = html.escape(label)
            piece = f'<mark class="{kind}" tabindex="0" title="{said}" aria-label="{piece}: {said}">{piece}</mark>'
        kinds = sorted({kind for kind, label in marks if not label})
        pieces.append(f'<span class="{" ".join(kinds)}">{piece}</span>' if kinds else piece)
    return "".join(pieces)


def show_conflicts(corpus: Corpus, conflicts: pd.DataFrame, *, outlets: Mapping[str, str], show: bool) -> ShownTexts | None:
    """The candidates for a conflict with the words of both reports side by side, the best-scored first, or nothing at all.

    Parameters
    ----------
    corpus : an opened corpus; its texts are read only to be shown.
    conflicts : the table, or rows of it.
    outlets : report id to label.
    show : False shows nothing and needs no text, so that a run is the same with the texts and without.

    Raises
    ------
    CorpusError
        `show` is set and a text is missing or not the one that was read.
    """
    if not show:
        return None
    ranked = conflicts.sort_values(["score", "kind", "report_a", "start_a"], ascending=[False, True, True, True]).head(MOST_CONFLICTS)
    texts = {report: corpus.read_text(report) for report in sorted({*ranked["report_a"], *ranked["report_b"]})}
    rows = []
    for row in ranked.itertuples():
        cells = "".join(f"<td>{html.escape(outlets.get(report, report))}<br>{_around(texts[report], start, end)}</td>"
                        for report, start, end in ((row.report_a, row.start_a, row.end_a), (row.report_b, row.start_b, row.end_b)))
        rows.append(f"<tr><th scope='row'>{html.escape(row.kind)}<br>{row.score:.2f}</th>{cells}</tr>")
    return ShownTexts(f"{len(ranked)} of {len(conflicts)} candidates are shown", f"<table>{''.join(rows)}</table>")


def _around(text: str, start: int, end: int) -> str:
    """A position's words, marked, with some of what stands around them in the same paragraph."""
    before = text[max(start - AROUND, 0):start].rpartition("\n\n")[2]
    behind = text[end:end + AROUND].partition("\n\n")[0]
    return f"{html.escape(before)}<mark>{html.escape(text[start:end])}</mark>{html.escape(behind)}"
