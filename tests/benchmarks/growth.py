"""How claim alignment and claims by place grow with an event: invented reports of growing number; part of `make bench`.

Sentences are drawn from a small grammar, so that many say nearly the same and most do not; they stand for no news.
"""

from __future__ import annotations

import random
import resource
import sys
import time

import pandas as pd

from analysis import schema
from analysis.measures import narratives

SIZES = (10, 20, 40)
SENTENCES = 100
# Reports, and claims in each, that are looked for in headlines and leads.
PLACED, CLAIMS = 1500, 20
_NAMES = [first + last for first in "Or Tol Bra Ve Kas Lu Mi Ran Sel Dor".split() for last in "ling mar vik dun sten ra by holm".split()]
_VERBS = "opened closed visited praised sold repaired blamed warned thanked inspected flooded guarded".split()
_THINGS = [f"{kind} {thing}" for kind in "old new stone northern narrow royal empty".split()
           for thing in "bridge dam mill ferry market school archive lighthouse railway canal".split()]
_TAILS = ["on Monday", "on Friday morning", "after heavy rain", "because the council had asked for it", "and left before noon",
          "while fishermen looked on", "for the third time this year", "which nobody had expected"]


def invent(n: int) -> dict[str, str]:
    """Some reports of one invented event."""
    rng = random.Random(11)
    reports = {}
    for number in range(n):
        sentences = [f"{rng.choice(_NAMES)} {rng.choice(_VERBS)} the {rng.choice(_THINGS)} of {rng.choice(_NAMES)} {rng.choice(_TAILS)}."
                     for _ in range(SENTENCES)]
        reports[f"r{number:02}"] = "\n\n".join(" ".join(sentences[start:start + 4]) for start in range(0, SENTENCES, 4))
    return reports


def measure() -> list[tuple[str, float, str]]:
    """CPU seconds of alignment for each size, the growth's exponent, and the memory it took."""
    import math

    from analysis.reading.claims import claims
    from analysis.reading.text import language

    nothing = schema.build("attributions", []), schema.build("mentions", [])
    rows, spent = [], []
    for n in SIZES:
        readings = language.read_reports(invent(n))
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        claims.align_claims(readings, *nothing, event="invented")
        spent.append(time.process_time() - began)
        taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / (1024 ** 2 if sys.platform == "darwin" else 1024)
        rows.append((f"claims of {n} reports, {n * SENTENCES} sentences, beside the parse", spent[-1], "CPU s"))
        rows.append((f"claims of {n} reports, memory beyond the parse", taken, "MB"))
    growth = math.log(spent[-1] / spent[0]) / math.log(SIZES[-1] / SIZES[0])
    return [*rows, ("claims, growth: seconds rise as sentences to the power of", growth, ""), _measure_places()]


def _measure_places() -> tuple[str, float, str]:
    """CPU seconds of telling whether each claim of many reports stands in headline, lead or body."""
    reports = pd.DataFrame({"report": [f"r{number:04}" for number in range(PLACED)]})
    zones = [(report, 50 * place, 50 * place + 49, zone)
             for report in reports["report"] for place, zone in enumerate(("headline", "body", "body"))]
    made = [(report, 150 * place // CLAIMS, "own_voice") for report in reports["report"] for place in range(CLAIMS)]
    zones, made = pd.DataFrame(zones, columns=["report", "start", "end", "zone"]), pd.DataFrame(made, columns=["report", "start", "status"])
    began = time.process_time()
    narratives.status_by_place(made, zones, reports)
    return f"status by place, {PLACED} reports of {CLAIMS} claims", time.process_time() - began, "CPU s"


if __name__ == "__main__":
    for what, value, unit in measure():
        print(f"{what:62} {value:10.3g} {unit}")
