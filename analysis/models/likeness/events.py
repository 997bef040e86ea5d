"""Invented events: reports that no outlet ever printed, with the claims that each sentence carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

EVENTS = Path(__file__).with_name("events.txt")


@dataclass(frozen=True)
class Invented:
    """One event: its name, whether it is kept for testing, its reports' texts, and start, end and claims of each report's sentences."""

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
    """
    events: list[Invented] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            name, use = line[2:].partition(":")[0].split()
            events.append(Invented(name, use == "test"))
        elif line.startswith("@ "):
            report = f"{events[-1].name}_{len(events[-1].texts) + 1}"
            events[-1].texts[report], events[-1].sentences[report] = "", []
        elif "\t" in line:
            sentence, claims = line.split("\t")
            start = len(events[-1].texts[report])
            events[-1].texts[report] += f"{sentence}\n\n"
            events[-1].sentences[report].append((start, start + len(sentence), frozenset(claims.split()) - {"-"}))
    return events
