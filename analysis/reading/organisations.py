"""Which names of organisations are one: acronyms, shorter names, spellings, and offices that every country has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from analysis.reading import gazetteer
from analysis.reading.words import word_list, word_pairs

# What usual acronyms and other names of well-known bodies stand for, and other spellings and forms of the words of offices.
ABBREVIATIONS = word_pairs("abbreviation")
_SPELLINGS = word_pairs("office_spelling")
# Words of offices that every country has: such a name means another body in another country.
GENERIC = word_list("generic_office")
LEGAL_FORMS = word_list("legal_form")
_BODIES = word_list("head_ORG") | {"youth", "branch", "wing"}
# Heads that name no body by themselves, as `the Post` and `the Times` do.
_BARE_BODIES = _BODIES - {"post", "times"}
# What outlets and firms leave out of their names.
_PLAIN = {"agency", "airlines", "airways", "bank", "group", "news", "state"}
_SMALL = frozenset("of the and for in on de del des di do da du la las los e et y & to".split())
SIMILAR = 93
MOST_FREQUENT = 10


def core(name: str) -> tuple[str, str]:
    """An organisation's name in one spelling, and the country that it carries where the rest is an office every country has."""
    words = gazetteer.fold(name).replace("'s ", " 's ").split()
    words = [_SPELLINGS.get(word, word) for word in words]
    words = " ".join(ABBREVIATIONS[word] if word in ("un", "us", "uk", "eu") else word for word in words).replace(" 's", "'s").split()
    n, country = gazetteer.country_in_front(words)
    for name in (words, words[n:]):
        if " ".join(name) in ABBREVIATIONS:
            return ABBREVIATIONS[" ".join(name)], ""
    if country and is_generic(words[n:]):
        return _office(words[n:]), country
    for of in range(len(words) - 2, 0, -1):
        sense = gazetteer.sense_of(" ".join(words[of + 1:])) if words[of] == "of" else None
        if sense and is_generic(words[:of]) and words[:of] not in (["bank"], ["state"]):
            return _office(words[:of]), sense.country
    return (_office(words), "") if is_generic(words) else (" ".join(words), "")


def is_known_body(name: str) -> bool:
    """Whether a name is a body's usual acronym or what that stands for, whatever the model takes it for."""
    folded = gazetteer.fold(name)
    return not gazetteer.sense_of(name) and (folded in ABBREVIATIONS and name.isupper() or folded in ABBREVIATIONS.values())


def divide(name: str, *, places: Container[str]) -> tuple[str, str]:
    """A core name as the office and the place of the event (`place:` and its name) whose office it is; other names whole."""
    words = name.split()
    for n in range(min(4, len(words) - 1), 0, -1):
        place = gazetteer.fold(" ".join(words[:n]))
        if place in places and is_generic(words[n:]):
            return _office(words[n:]), f"place:{place}"
    return name, ""


def is_generic(name: str | Iterable[str]) -> bool:
    """Whether a name is an office that every country has, such as a foreign ministry."""
    words = name.split() if isinstance(name, str) else list(name)
    return bool(words) and all(word in GENERIC for word in words)


def _office(words: list[str]) -> str:
    """An office with its field first: `ministry of defense` as `defense ministry`."""
    if len(words) > 2 and words[0] in ("ministry", "department") and words[1] in ("of", "for"):
        words = [*(word for word in words[2:] if word != "the"), words[0]]
    return " ".join(word for word in words if word != "affairs")


def match_organisations(forms: Counter, *, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Core name to the core name that stands for the organisation.

    Parameters
    ----------
    forms : Counter
        Core names (see `core`) and how often each stands in the event.
    pairs : iterable of (str, str)
        Names that a report puts beside each other as name and acronym.
    """
    parent = {form: form for form in forms}

    def root(form: str) -> str:
        while parent[form] != form:
            form = parent[form]
        return form

    def join(short: str, long: str) -> None:
        if root(short) != root(long):
            parent[root(short)] = root(long)

    for short, long in sorted(pairs):
        if short in parent and long in parent:
            join(short, long)
    bare: dict[str, str] = {}
    for form in sorted(forms, key=lambda form: (-forms[form], form)):
        words = [word for word in form.split() if word not in LEGAL_FORMS]
        # `Ostby & Co`.
        words = words[:-1] if words[-1:] == ["and"] else words
        if words and not is_generic(words) and _BODIES.isdisjoint(words[-1:]) and not gazetteer.sense_of(" ".join(words)):
            join(form, bare.setdefault(" ".join(words), form))
    longer = _by_word(forms)
    # Longer names first, so that an acronym finds them joined.
    for short in sorted(forms, key=lambda form: (-len(form.split()), form)):
        candidates = {long for word in (short.split()[0], short) for long in longer.get(word, ())} - {short}
        fits = sorted({root(long) for long in candidates if _is_short_for(short, long, ratio=forms[short] / forms[long])})
        if len(fits) == 1:
            join(short, fits[0])
    for a, b in _similar(sorted(forms)):
        join(a, b)
    return {form: root(form) for form in forms}


def _by_word(forms: Iterable[str]) -> dict[str, list[str]]:
    """Core names by each of their words, their initials and themselves, so that few pairs need comparing."""
    found: dict[str, list[str]] = defaultdict(list)
    for form in sorted(forms):
        for word in sorted({*form.split(), form, *_initials(form)}):
            found[word].append(form)
    return found


def _similar(forms: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of core names that differ by little more than a spelling."""
    initial: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        if len(form) >= 8 and not re.search(r"\d", form):
            initial[form[:3]].append(form)
    for same in initial.values():
        yield from (pair for pair in combinations(same, 2) if fuzz.ratio(*pair, score_cutoff=SIMILAR))


def _initials(name: str) -> set[str]:
    """The initials of a name, with and without its small words and the country that it begins with."""
    words = name.replace("-", " ").split()
    runs = [run for run in (words, words[gazetteer.country_in_front(words)[0]:]) if len(run) > 1]
    return {"".join(word[0] for word in run if word not in small) for run in runs for small in ((), _SMALL)}


def _is_short_for(short: str, long: str, *, ratio: float) -> bool:
    """Whether one core name is the other's acronym, or the other without its first or last words."""
    if acronym_of(short, long):
        return True
    a, b = [w for w in short.split() if w not in LEGAL_FORMS], [w for w in long.split() if w not in LEGAL_FORMS]
    if not a or a == b:
        return bool(a)
    # A name far more frequent than the longer one is a name of its own, run together there with a neighbour.
    if ratio > MOST_FREQUENT or len(a) >= len(b) or gazetteer.sense_of(short):
        return False
    if len(a) == 1 and a[0] in _BARE_BODIES:
        # `The Ministry` is the only one that the event names.
        return is_generic(short) and (b[-1] == a[0] or b[:2] == [a[0], "of"])
    extra_behind, extra_before = b[len(a):], b[:-len(a)]
    if len(a) > 1 and b[-len(a):] == a and "of" in extra_before[-2:] and extra_before[-1] in ("of", "the"):
        # `The Red Cross` is the Committee of the Red Cross, but no place or university is an institute of it.
        return a[-1] not in _BODIES and gazetteer.fold(short) not in gazetteer.regions()
    if b[:len(a)] == a and extra_behind[0] == "of":
        return len(a) > 1 and a[-1] in _BODIES and not is_generic(a)
    if b[:len(a)] == a:
        # `Kyodo News Agency` is Kyodo, but the council of a party is another body.
        inside = {*_BODIES, "politburo"}.intersection(extra_behind) if not _PLAIN.issuperset(extra_behind) else ()
        return (not inside or extra_behind == ["party"]) and len(short) > 3 and a[-1] not in _SMALL and extra_behind[0] not in _SMALL
    return b[-len(a):] == a and extra_before[-1] not in _SMALL


def is_shorter(name: str, full: str) -> bool:
    """Whether an organisation's name is another name's acronym, or is made of some of its words."""
    short, long = core(name)[0], core(full)[0]
    return acronym_of(short, long) or set(short.split()) < set(long.split()) or short == long and len(name.split()) <= len(full.split())


def acronym_of(short: str, long: str) -> bool:
    """Whether letters are the initials of a longer name, with or without its small words."""
    return short in _initials(long)


def bracketed_pairs(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(short, long) for names of which the second stands in brackets behind the first; an acronym there may have any letters."""
    by_length = (sorted(pair, key=len) for pair in names)
    return [(core(short)[0], core(long)[0]) for short, long in by_length if is_acronym(short)]


def is_acronym(text: str) -> bool:
    """Whether letters may be a body's acronym: two capitals at least, and no country's usual letters."""
    letters = text.replace(".", "")
    return (letters.isalpha() and 2 <= len(letters) <= 8 and sum(map(str.isupper, letters)) >= 2
            and not any(a.islower() and b.islower() for a, b in pairwise(letters))
            and not gazetteer.sense_of(text))
