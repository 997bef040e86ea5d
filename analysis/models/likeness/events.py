"""Invented events: reports that no outlet ever printed, with the claims that each sentence carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

EVENTS = Path(__file__).with_name("events.txt")
_HEADER, _GLOSS = re.compile(r"# (\w+) (train|test):"), re.compile(r"= \d+ \S")
_CODED = re.compile(r"((?![#@=] )\S[^\t]*)\t(-|\d+(?: \d+)*)$")


@dataclass(frozen=True)
class Invented:
    """One event: its name, whether it is kept for testing, its reports' texts, and of each report start, end and claims of its sentences."""

    name: str
    held_out: bool
    texts: dict[str, str] = field(default_factory=dict)
    sentences: dict[str, list[tuple[int, int, frozenset[str]]]] = field(default_factory=dict)

    def claims_at(self, report: str, start: int, end: int) -> frozenset[str]:
        """The claims of the sentences that a span of a report touches."""
        return frozenset().union(*(claims for first, last, claims in self.sentences[report] if first < end and start < last))


def read_events(path: Path = EVENTS) -> list[Invented]:
    """The events of a file.

    Parameters
    ----------
    path
        Lines `# NAME train: what happened` or `# NAME test: ...` begin an event and `@ what kind of outlet` a report; a sentence stands
        on a line, followed by a tab and the numbers of its claims (`-` if it has none); `= NUMBER gloss` says what a claim is.

    Raises
    ------
    ValueError
        A line is none of these.
    """
    events: list[Invented] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = line.partition(" ")[0]
        if header := _HEADER.match(line):
            events.append(Invented(header[1], header[2] == "test"))
        elif mark == "@" and events:
            report = f"{events[-1].name}_{len(events[-1].texts) + 1}"
            events[-1].texts[report], events[-1].sentences[report] = "", []
        elif events and events[-1].texts and (coded := _CODED.match(line)):
            _add_sentence(events[-1], *coded.groups())
        elif line and not (events and _GLOSS.match(line)):
            raise ValueError(f"{path.name}, line {number}: not `# NAME train:`, `# NAME test:`, `@ ...` or `= NUMBER ...`, nor a sentence, "
                             "a tab and the numbers of its claims")
    return events


def _add_sentence(event: Invented, sentence: str, claims: str) -> None:
    """One more paragraph of the last report."""
    report, text = next(reversed(event.texts.items()))
    start = len(text)
    event.texts[report] = f"{text}{sentence}\n\n"
    event.sentences[report].append((start, start + len(sentence), frozenset(claims.split()) - {"-"}))


def coded_sentences(event: Invented) -> Iterator[tuple[str, str, int]]:
    """Claim, report and start of each sentence that carries a claim."""
    for report, sentences in event.sentences.items():
        for start, _, claims in sentences:
            for claim in sorted(claims):
                yield claim, report, start
