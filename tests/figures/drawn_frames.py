"""Made-up frames with the columns that figures draw, for any number of reports: what the draw functions are tried on."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pandas as pd

from analysis import schema
from analysis.measures.diversity import NUMBERS

LONG = ("The Lorvik Evening Chronicle of the Northern Coast and Islands",
        "The Lorvik Evening Chronicle of the Northern Coast and Valleys", "Norr", "Harbour Post",
        "$5 Dispatch & Co_2", "Agence Internationale de Presse Maritime")
NAMES = ("Anna Hald", "Ministry of Transport and Inland Waterways", "Lorvik", "Norr Construction", "residents",
         "Port Authority", "Jon Vester", "Coastal Weather Service", "analysts",
         "Karla Dunn-Whitfield of the Free Harbour Association", "police", "Eira Moss", "union", "Sund", "officials",
         "Bridge Inquiry Commission", "Ole Brand", "The Harbour Bank", "Vik", "Tor Aas")
WORDS = ("bridge", "delay", "minister", "crown", "resident", "infrastructure", "opening", "carry", "late", "builder",
         "northern", "environmentalist", "cost", "say")
CLAIM = "bridge open Monday two year late minister Anna Hald say nine thousand car"


def table(columns: str, rows: list[tuple]) -> pd.DataFrame:
    """Rows as a frame."""
    return pd.DataFrame(rows, columns=columns.split())


def outlets(n: int) -> dict[str, str]:
    """Labels of `n` reports, long ones among them."""
    return {f"r{place:02d}": LONG[place] if place < len(LONG) else f"Outlet {place}" for place in range(n)}


def _rng(n: int) -> np.random.Generator:
    """Numbers that differ between sizes and never change."""
    return np.random.default_rng(n)


def source_mix(n: int) -> pd.DataFrame:
    """Ten source types; the second report has no source."""
    rng, rows = _rng(n), []
    values = [*schema.SOURCE_TYPES[:9], "unknown"]
    everything = np.zeros(len(values), dtype=int)
    for report in [*outlets(n), "all"]:
        counts = everything if report == "all" else rng.integers(0, 9, len(values)) * (report != "r01")
        everything, total = everything + counts, counts.sum()
        shares = counts / total if total else np.full(len(values), np.nan)
        rows += [(report, value, int(count), share, min(share * 1.2, 1.0), share * 0.5, min(share * 1.7, 1.0))
                 for value, count, share in zip(values, counts, shares, strict=True)]
    return table("report source_type n_attributions share share_words ci_low ci_high", rows)


def source_matrix(n: int) -> pd.DataFrame:
    """Twelve sources."""
    rng = _rng(n)
    rows = [(source, report, int(rng.integers(0, 4) * rng.integers(0, 6))) for source in NAMES[:12] for report in outlets(n)]
    return table("source report n_attributions", rows)


def diversity(n: int) -> pd.DataFrame:
    """Effective numbers of sources with intervals; the second report has no source."""
    rng, rows = _rng(n), []
    for report in outlets(n):
        found = np.sort(rng.uniform(1, 14, 6))[::-1] * (np.nan if report == "r01" else 1)
        rows.append((report, 0 if report == "r01" else 30, 0, 6, *np.outer(found, (1, 0.7, 1.25)).ravel()))
    return table(f"report n_attributions n_without_source rarefied_to {NUMBERS}", rows)


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
    return table("report start end n_words source source_type mode first", rows)


def relay(n: int) -> pd.DataFrame:
    """Chains of one or two carriers."""
    rng, rows = _rng(n), []
    carriers = ("Norr News Agency", "Lorvik Wire", "Ministry of Transport and Inland Waterways", "Coast Radio")
    for place, report in enumerate(outlets(n)):
        for source in sorted(set(rng.choice(NAMES, 3).tolist())):
            near, n = carriers[int(rng.integers(0, 3))], int(rng.integers(1, 4))
            chain = f"{near} < {carriers[3]}" if place % 3 == 1 else near
            rows += [(report, source, chain, carrier, position, n) for position, carrier in enumerate(chain.split(" < "), 1)]
    return table("report source relay carrier position n", rows)


def entity_rates(n: int) -> pd.DataFrame:
    """Fifteen entities."""
    rng, rows = _rng(n), []
    for rank, entity in enumerate(NAMES[:15], 1):
        for report in [*outlets(n), "all"]:
            rate = 40 / rank * rng.uniform(0.0, 1.5) * (rng.uniform() > 0.2 or report == "all")
            rows.append((entity, report, rate, rate * 0.5, rate * 1.6, rank))
    return table("entity report rate_per_1k ci_low ci_high rank", rows)


def co_occurrence(n: int) -> pd.DataFrame:
    """Pairs among the names."""
    rng = _rng(n)
    rows = [(first, second, 12, 12, int(rng.integers(2, 10)), float(rng.uniform(-0.2, 0.9)))
            for first, second in combinations(sorted(NAMES), 2) if rng.uniform() < 0.18]
    return table("entity_a entity_b n_sentences_a n_sentences_b n_together npmi", rows)


def positions(n: int) -> pd.DataFrame:
    """Mentions of twenty names through the reports."""
    rng = _rng(n)
    return table("entity report position", [
        (entity, report, float(position)) for rank, entity in enumerate(NAMES) for report in outlets(n)
        for position in rng.uniform(0, 1, max(1, 8 - rank // 2))])


def role_shares(n: int) -> pd.DataFrame:
    """Fifteen entities; the third has no role in the second report."""
    rng, rows = _rng(n), []
    for rank, entity in enumerate(NAMES[:15], 1):
        for report in [*outlets(n), "all"]:
            agent, patient = rng.integers(0, 9, 2) * (rank != 3 or report != "r01")
            share = agent / (agent + patient) if agent + patient else np.nan
            rows.append((entity, report, int(agent), int(patient), share, share * 0.6, share + (1 - share) * 0.4, rank))
    return table("entity report n_agent n_patient share ci_low ci_high rank", rows)


def label_rates(n: int) -> pd.DataFrame:
    """Six actors with one to six labels; every third report does not name the second actor."""
    rng, rows = _rng(n), []
    words = ("minister", "strongman", "reclusive", "self-declared defender of the coast", "ally", "liar")
    for place, entity in enumerate(NAMES[:6]):
        naming = [report for number, report in enumerate(outlets(n)) if place != 1 or number % 3]
        for label in words[:place + 1]:
            for report in [*naming, "all"]:
                of = int(rng.integers(1, 30))
                count = int(rng.integers(0, of + 1) * (rng.uniform() > 0.4))
                rows.append((entity, label, report, count, of, 100 * count / of))
    return table("entity label report n n_mentions per_100", rows)


def coverage(n: int) -> pd.DataFrame:
    """Forty claims, some made by one report only."""
    rng, rows = _rng(n), []
    for claim in range(40):
        makers = rng.uniform(size=n) < (0.9 - claim / 45)
        for report, made in zip(outlets(n), makers, strict=True):
            status = schema.STATUSES[int(rng.choice(5, p=[0.35, 0.4, 0.1, 0.08, 0.07]))] if made else "absent"
            rank = claim + 1 if made else pd.NA
            rows.append((f"c{claim:02d}", CLAIM[:20 + claim * 2], int(makers.sum()), report, status, rank, claim))
    return table("claim label n_reports report status rank place", rows)


def ladder(n: int) -> pd.DataFrame:
    """Thirty claims on a ladder of five rungs, the widest spread first."""
    rng, rows = _rng(n), []
    for claim in range(30):
        rungs = rng.integers(0, 5, n)
        rows += [(f"c{claim:02d}", CLAIM[:14 + claim], report, rung, int(rungs.max() - rungs.min()))
                 for report, rung in zip(outlets(n), rungs.tolist(), strict=True)]
    return table("claim label report rung spread", rows).sort_values(["spread", "claim", "report"], ascending=[False, True, True])


def lineage_edges(n: int) -> pd.DataFrame:
    """Every third report derives from the one before it; every second credits an agency."""
    reports = list(outlets(n))
    rows = [("Tidewire News Agency", report, "credits", 0.0, 0) for report in reports[::2]]
    rows += [(reports[place - 1], reports[place], "derives", 0.31, 1 + place) for place in range(1, n, 3)]
    return table("source target kind containment n_passages", rows)


def keyness(n: int) -> pd.DataFrame:
    """Fourteen words for each report."""
    rng, rows = _rng(n), []
    for report in outlets(n):
        for word, z in zip(WORDS, sorted(rng.normal(0.8, 1.6, len(WORDS)), reverse=True), strict=True):
            rows.append((report, word, 5, 4, z * 0.5, 0.25, z * 0.5 - 0.98, z * 0.5 + 0.98, z, 0.01 if z > 2 else 0.4))
    return table("group lemma n_group n_rest log_odds variance ci_low ci_high z q", rows)


def claim_order(n: int) -> pd.DataFrame:
    """Rank agreement of all pairs."""
    rng, rows = _rng(n), []
    for pair in combinations(outlets(n), 2):
        shared = int(rng.integers(0, 14))
        rows.append((*pair, shared, float(rng.uniform(-0.6, 1)) if shared > 2 else np.nan))
    return table("report_a report_b n_places tau_b", rows)


def containment(n: int) -> pd.DataFrame:
    """Shared words of all ordered pairs."""
    rng, rows = _rng(n), []
    for pair in permutations(outlets(n), 2):
        share = float(rng.uniform(0, 0.6)) * (rng.uniform() > 0.4)
        quoted = share * 400 * (rng.uniform() > 0.6)
        rows.append((*pair, share * 250 + quoted, share, quoted))
    return table("report_a report_b n_words_shared containment shared_quotation", rows)


def passages(n: int) -> pd.DataFrame:
    """A few passages in every third pair."""
    rng, rows = _rng(n), []
    for a, b in list(combinations(outlets(n), 2))[::3]:
        for place in range(int(rng.integers(1, 6))):
            at, other = sorted(rng.uniform(0, 0.9, 2).tolist())
            long = float(rng.uniform(0.02, 0.1))
            kind = schema.PASSAGE_KINDS[place % 3]
            rows.append((a, at, at + long, b, other, min(other + long * 1.2, 1.0), int(400 * long), kind))
    return table("report_a position_a end_a report_b position_b end_b n_words kind", rows)


def zones(n: int) -> pd.DataFrame:
    """Words by zone."""
    rng = _rng(n)
    rows = [(report, zone, int(rng.integers(0, most))) for report in outlets(n)
            for zone, most in zip(schema.ZONES, (15, 900, 60, 40, 200), strict=True)]
    return table("report zone n_words", rows)
