"""Made-up frames with the measures' columns, for any number of reports: what the draw functions are tried on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import schema

LONG = ("The Lorvik Evening Chronicle of the Northern Coast and Islands",
        "The Lorvik Evening Chronicle of the Northern Coast and Valleys", "Norr", "Harbour Post",
        "$5 Dispatch & Co_2", "Agence Internationale de Presse Maritime")
NAMES = ("Anna Hald", "Ministry of Transport and Inland Waterways", "Lorvik", "Norr Construction", "residents",
         "Port Authority", "Jon Vester", "Coastal Weather Service", "analysts",
         "Karla Dunn-Whitfield of the Free Harbour Association", "police", "Eira Moss", "union", "Sund", "officials",
         "Bridge Inquiry Commission", "Ole Brand", "The Harbour Bank", "Vik", "Tor Aas")
HILLS = [f"{name}_{order}" for name in ("hill", "rarefied") for order in (0, 1, 2)]


def outlets(n: int) -> dict[str, str]:
    """Labels of `n` reports, long ones among them."""
    return {f"r{place:02d}": LONG[place] if place < len(LONG) else f"Outlet {place}" for place in range(n)}


def _rng(n: int) -> np.random.Generator:
    """Numbers that differ between sizes and never change."""
    return np.random.default_rng(n)


def source_mix(n: int) -> pd.DataFrame:
    """Ten source types."""
    rng, rows = _rng(n), []
    values = [*schema.SOURCE_TYPES[:9], "unknown"]
    everything = np.zeros(len(values), dtype=int)
    for report in [*outlets(n), "all"]:
        counts = everything if report == "all" else rng.integers(0, 9, len(values)) * (report != "r01")
        everything, total = everything + counts, counts.sum()
        for value, count in zip(values, counts, strict=True):
            share = count / total if total else np.nan
            top = min(share * 1.7, 1.0)
            rows.append((report, value, int(count), float(count * 20), share, min(share * 1.2, 1.0), share * 0.5, top))
    return pd.DataFrame(rows, columns=["report", "source_type", "n_attributions", "n_words", "share", "share_words", "ci_low",
                                       "ci_high"])


def source_matrix(n: int) -> pd.DataFrame:
    """Twelve sources."""
    rng = _rng(n)
    rows = [(source, report, int(rng.integers(0, 4) * rng.integers(0, 6))) for source in NAMES[:12] for report in outlets(n)]
    return pd.DataFrame(rows, columns=["source", "report", "n_attributions"])


def diversity(n: int) -> pd.DataFrame:
    """Effective numbers of sources with intervals; the second report has no source."""
    rng, rows = _rng(n), []
    for report in outlets(n):
        found = np.sort(rng.uniform(1, 14, 6))[::-1] * (np.nan if report == "r01" else 1)
        rows.append((report, 0 if report == "r01" else 30, 0, 6, *np.outer(found, (1, 0.7, 1.25)).ravel()))
    return pd.DataFrame(rows, columns=["report", "n_attributions", "n_without_source", "rarefied_to",
                                       *(f"{name}{end}" for name in HILLS for end in ("", "_low", "_high"))])


def voices(n: int) -> pd.DataFrame:
    """Sixteen stretches a report, own and others' by turns; the last report has only its own voice."""
    rng, rows = _rng(n), []
    kinds = ["", *schema.SOURCE_TYPES]
    for place, report in enumerate(outlets(n)):
        edges = np.array([0, *np.sort(rng.uniform(0, 1, 15)), 1]) if place < n - 1 else np.array([0, 1])
        heard = set()
        for number, (start, end) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
            who = int(rng.integers(0, len(NAMES)))
            source, kind, mode = NAMES[who], kinds[who % len(kinds)], schema.MODES[who % 3]
            said = (source, kind, mode, source not in heard) if number % 2 else ("", "", "own_voice", False)
            heard.add(said[0])
            rows.append((report, start, end, 300 * (end - start), *said))
    return pd.DataFrame(rows, columns=["report", "start", "end", "n_words", "source", "source_type", "mode", "first"])


def relay(n: int) -> pd.DataFrame:
    """Chains of one or two carriers."""
    rng, rows = _rng(n), []
    carriers = ("Norr News Agency", "Lorvik Wire", "Ministry of Transport and Inland Waterways", "Coast Radio")
    for place, report in enumerate(outlets(n)):
        for source in sorted(set(rng.choice(NAMES, 3).tolist())):
            count = int(rng.integers(1, 4))
            rows.append((report, source, carriers[int(rng.integers(0, 3))], 1, count))
            if place % 3 == 1:
                rows.append((report, source, carriers[3], 2, 1))
    return pd.DataFrame(rows, columns=["report", "source", "carrier", "position", "n"])


def entity_rates(n: int) -> pd.DataFrame:
    """Fifteen entities."""
    rng, rows = _rng(n), []
    for rank, entity in enumerate(NAMES[:15], 1):
        for report in [*outlets(n), "all"]:
            rate = 40 / rank * rng.uniform(0.0, 1.5) * (rng.uniform() > 0.2 or report == "all")
            rows.append((entity, "PERSON", report, int(rate), rate, rate * 0.5, rate * 1.6, rank))
    return pd.DataFrame(rows, columns=["entity", "type", "report", "n_mentions", "rate_per_1k", "ci_low", "ci_high", "rank"])


def co_occurrence(n: int) -> pd.DataFrame:
    """Pairs among the names, most together first."""
    rng, rows = _rng(n), []
    names = sorted(NAMES)
    for place, first in enumerate(names):
        for second in names[place + 1:]:
            if rng.uniform() < 0.18:
                rows.append((first, second, 12, 9, int(rng.integers(2, 10)), float(rng.uniform(-0.2, 0.9))))
    frame = pd.DataFrame(rows, columns=["entity_a", "entity_b", "n_sentences_a", "n_sentences_b", "n_together", "npmi"])
    return frame.sort_values(["n_together", "entity_a", "entity_b"], ascending=[False, True, True], ignore_index=True)


def positions(n: int) -> pd.DataFrame:
    """Mentions of twenty names through the reports."""
    rng = _rng(n)
    rows = [(entity, report, float(position)) for rank, entity in enumerate(NAMES) for report in outlets(n)
            for position in rng.uniform(0, 1, max(1, 8 - rank // 2))]
    return pd.DataFrame(rows, columns=["entity", "report", "position"])


def role_shares(n: int) -> pd.DataFrame:
    """Fifteen entities; the third has no role in the second report."""
    rng, rows = _rng(n), []
    for rank, entity in enumerate(NAMES[:15], 1):
        for report in [*outlets(n), "all"]:
            agent, patient = rng.integers(0, 9, 2) * (rank != 3 or report != "r01")
            share = agent / (agent + patient) if agent + patient else np.nan
            rows.append((entity, report, int(agent), int(patient), share, share * 0.6, share + (1 - share) * 0.4, "say", rank))
    return pd.DataFrame(rows, columns=["entity", "report", "n_agent", "n_patient", "share", "ci_low", "ci_high", "verb", "rank"])


def label_rates(n: int) -> pd.DataFrame:
    """Six actors with one to six labels; every third report does not name the second actor."""
    rng, rows = _rng(n), []
    words = ("minister", "strongman", "reclusive", "self-declared defender of the coast", "ally", "liar")
    for place, entity in enumerate(NAMES[:6]):
        for label in words[:place + 1]:
            naming = [report for number, report in enumerate(outlets(n)) if place != 1 or number % 3]
            for report in [*naming, "all"]:
                of = int(rng.integers(1, 30))
                count = int(rng.integers(0, of + 1) * (rng.uniform() > 0.4))
                rows.append((entity, label, "modifier", report, count, of, 100 * count / of, 10.0, 60.0, n))
    return pd.DataFrame(rows, columns=["entity", "label", "relations", "report", "n", "n_mentions", "per_100", "ci_low", "ci_high",
                                       "n_reports"])


def coverage(n: int) -> pd.DataFrame:
    """Forty claims, some made by one report only."""
    rng, rows = _rng(n), []
    for claim in range(40):
        makers = rng.uniform(size=n) < (0.9 - claim / 45)
        for report, made in zip(outlets(n), makers, strict=True):
            status = schema.STATUSES[int(rng.choice(5, p=[0.35, 0.4, 0.1, 0.08, 0.07]))] if made else "absent"
            label = "bridge open Monday two year late minister Anna Hald say nine thousand car"[:20 + claim * 2]
            rows.append((f"c{claim:02d}", label, int(makers.sum()), report, bool(made), status, claim + 1 if made else pd.NA,
                         pd.NA, int(made), claim))
    frame = pd.DataFrame(rows, columns=["claim", "label", "n_reports", "report", "present", "status", "rank", "attribution",
                                        "n_mentions", "place"])
    return frame.sort_values(["n_reports", "claim", "report"], ascending=[False, True, True], ignore_index=True)


def ladder(n: int) -> pd.DataFrame:
    """Thirty claims on a ladder of five rungs, the widest spread first."""
    rng, rows = _rng(n), []
    for claim in range(30):
        rungs = rng.integers(0, 5, n)
        for report, rung in zip(outlets(n), rungs.tolist(), strict=True):
            rows.append((f"c{claim:02d}", "bridge open Monday two year late minister Anna Hald say"[:14 + claim], n, report,
                         "hedged", rung, int(rungs.max() - rungs.min())))
    frame = pd.DataFrame(rows, columns=["claim", "label", "n_reports", "report", "status", "rung", "spread"])
    return frame.sort_values(["spread", "claim", "report"], ascending=[False, True, True], ignore_index=True)


def lineage_edges(n: int) -> pd.DataFrame:
    """Every third report derives from the one before it; every second credits an agency."""
    reports = list(outlets(n))
    rows = [("Tidewire News Agency", report, "credits", 0.0, 0, 0.0) for report in reports[::2]]
    rows += [(reports[place - 1], reports[place], "derives", 0.31, 1 + place, 40.0) for place in range(1, n, 3)]
    return pd.DataFrame(rows, columns=["source", "target", "kind", "containment", "n_passages", "n_words"])


def keyness(n: int) -> pd.DataFrame:
    """Fourteen words for each report."""
    rng, rows = _rng(n), []
    words = ("bridge", "delay", "minister", "crown", "resident", "infrastructure", "opening", "carry", "late", "builder",
             "northern", "environmentalist", "cost", "say")
    for report in outlets(n):
        for word, z in zip(words, sorted(rng.normal(0.8, 1.6, len(words)), reverse=True), strict=True):
            rows.append((report, word, 5, 4, z * 0.5, 0.25, z, 0.05, 0.01 if z > 2 else 0.4, 3, 0.4))
    return pd.DataFrame(rows, columns=["group", "lemma", "n_group", "n_rest", "log_odds", "variance", "z", "p", "q",
                                       "n_reports", "dp"])


def _pairs(n: int) -> list[tuple[str, str]]:
    """All pairs of reports."""
    reports = list(outlets(n))
    return [(a, b) for place, a in enumerate(reports) for b in reports[place + 1:]]


def claim_order(n: int) -> pd.DataFrame:
    """Rank agreement of all pairs."""
    rng, rows = _rng(n), []
    for a, b in _pairs(n):
        shared = int(rng.integers(0, 14))
        rows.append((a, b, shared, float(rng.uniform(-0.6, 1)) if shared > 2 else np.nan, "too few for a test"))
    return pd.DataFrame(rows, columns=["report_a", "report_b", "n_places", "tau_b", "test"])


def containment(n: int) -> pd.DataFrame:
    """Shared words of all ordered pairs."""
    rng, rows = _rng(n), []
    for a, b in [pair for first in _pairs(n) for pair in (first, first[::-1])]:
        share = float(rng.uniform(0, 0.6)) * (rng.uniform() > 0.4)
        kinds = (share * 200, share * 50, share * 400 * (rng.uniform() > 0.6))
        rows.append((a, b, sum(kinds), share, *kinds))
    return pd.DataFrame(rows, columns=["report_a", "report_b", "n_words_shared", "containment", *schema.PASSAGE_KINDS])


def passages(n: int) -> pd.DataFrame:
    """A few passages in every third pair."""
    rng, rows = _rng(n), []
    for a, b in _pairs(n)[::3]:
        for place in range(int(rng.integers(1, 6))):
            at, other = sorted(rng.uniform(0, 0.9, 2).tolist())
            long = float(rng.uniform(0.02, 0.1))
            kind = schema.PASSAGE_KINDS[place % 3]
            rows.append((a, at, at + long, b, other, min(other + long * 1.2, 1.0), int(400 * long), kind))
    return pd.DataFrame(rows, columns=["report_a", "position_a", "end_a", "report_b", "position_b", "end_b", "n_words", "kind"])


def zones(n: int) -> pd.DataFrame:
    """Words by zone."""
    rng = _rng(n)
    rows = [(report, zone, int(rng.integers(0, most))) for report in outlets(n)
            for zone, most in zip(schema.ZONES, (15, 900, 60, 40, 200), strict=True)]
    return pd.DataFrame(rows, columns=["report", "zone", "n_words"])
