"""Which names of persons are one person: full names across reports, and the parts of names that follow them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping
from itertools import pairwise

from rapidfuzz import fuzz

from analysis.reading.gazetteer import fold, sound
from analysis.reading.names.vocabulary import FAMILY_FIRST, HONOURS, PARTICLES, PLAIN_TITLES, POST_NOMINALS, SON_OF, SUFFIXES
from analysis.reading.words import word_pairs

# English short forms of given names.
_SHORT = word_pairs("short_given")
# Transliterations that stand too far apart to be told by their letters: `Volodymyr` and `Vladimir`.
_SPELLINGS = word_pairs("given_spelling")
# The Arabic article before a family name, which news writes, ties or drops.
_ARTICLES = frozenset(("al", "el"))
_CROWNS = frozenset("prince king queen".split())
SIMILAR_GIVEN = 82
SIMILAR_FAMILY = 87
# A part of a name means the one of two people whom the event names in full this many times as often.
DOMINANCE = 3


def parts(name: str) -> tuple[str, ...]:
    """A person's name in comparable parts, a nickname in quotes among them, without titles, letters of honour and Arabic articles."""
    tied = re.match(r"(?:al|el)[-‐‑–]", name, re.IGNORECASE)
    spelt = fold(re.sub(r"[,\"“”]", " ", name)).split()
    words = tuple(word for place, word in enumerate(spelt)
                  if word not in SUFFIXES and not (word in _ARTICLES and (place or tied))) or (fold(name),)
    while (n := _n_titles(words)) < len(words) and (n or len(words) > 1 and words[-1] in POST_NOMINALS):
        words = words[n:] if n else words[:-1]
    return words


def _n_titles(words: tuple[str, ...]) -> int:
    """How many words of a name are a title in front of it; a prince's is one where his father is named, too: `Prince Harith bin Osman`."""
    prince = words[0] in _CROWNS and not SON_OF.isdisjoint(words)
    return 2 if words[:2] in HONOURS else int(words[0] in PLAIN_TITLES or prince or words[0] == "crown")


def family_of(words: tuple[str, ...]) -> str:
    """The family name in a full name."""
    return words[0] if _family_first(words) else words[-1]


def _family_first(words: tuple[str, ...]) -> bool:
    """Whether a full name begins with the family name."""
    return words[0] in FAMILY_FIRST and (len(words) == 3 or words[-1] not in FAMILY_FIRST) and max(map(len, words)) <= 9


def match_people(names: Mapping[int, tuple[str, str]], *, titles: Mapping[int, str], genders: Mapping[int, str],
                 scopes: Mapping[int, tuple[Hashable, ...]]) -> dict[int, tuple[str, ...]]:
    """Which person each name means.

    Parameters
    ----------
    names : mapping
        Place in the order of reading to (report, name as written).
    titles : mapping
        Place to the title before the name. A part of a name means the only one of that title whom the event names in full.
    genders : mapping
        Place to the gender that a title or noun beside the name tells.
    scopes : mapping
        Place to what it stands in, the narrowest first: its sentence, its paragraph.

    Returns
    -------
    dict
        Place to the person: the parts of one full name, the same for all of a person's names. A part of a name that fits two
        people of the report introduced by then, or none there and two of the event, means the one of its gender, or whom alone
        its sentence or paragraph names in full before it; else it stays a person of its own unless one of the two is named in
        full `DOMINANCE` times as often.
    """
    split = _split_names(names)
    reports: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for place, (report, _) in names.items():
        if len(split[place]) > 1:
            reports[split[place]].add(report)
    person = _merge_full(reports)
    forms: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    everyone: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in sorted(person):
        forms[person[form]].append(form)
        for word in form:
            everyone[word[:3]].append(person[form])
    whole = {place: person[split[place]] for place in sorted(names) if len(split[place]) > 1}
    for place, namesake in _namesakes(names, whole).items():
        forms[namesake] = forms[whole[place]]
        for word in namesake[:-1]:
            everyone[word[:3]].append(namesake)
        whole[place] = namesake
    whole |= _by_title(split, whole, titles)
    weight = Counter(whole.values())
    told = {(whole[place], gender) for place, gender in genders.items() if place in whole}
    present: dict[Hashable, dict[tuple[str, ...], int]] = defaultdict(dict)
    for place in sorted(whole):
        for scope in (names[place][0], *scopes.get(place, ())):
            present[scope].setdefault(whole[place], place)

    def choose(fits: list[tuple[str, ...]], place: int) -> tuple[str, ...]:
        """The one of several people whom a part of a name means, or nobody."""
        if place in genders:
            mine = [full for full in fits if (full, genders[place]) in told]
            fits = mine or [full for full in fits if all(person != full for person, _ in told)]
        for scope in scopes.get(place, ()):
            near = [full for full in fits if present[scope].get(full, place) < place]
            fits = near if len(near) == 1 else fits
        first, second = sorted([*fits, (), ()], key=lambda full: -weight[full])[:2]
        return first if weight[first] >= DOMINANCE * weight[second] else ()

    return {place: whole.get(place) or _by_part(split[place][0], place, present[report], everyone, forms, choose)
            for place, (report, _) in names.items()}


def _split_names(names: Mapping[int, tuple[str, str]]) -> dict[int, tuple[str, ...]]:
    """Place to the parts of its name; a particle that begins it is left out where the event has it inside a longer name."""
    inside = {b for _, name in names.values() for a, b in pairwise(fold(name).split()[1:]) if a in PARTICLES}
    split = {place: parts(name) for place, (_, name) in names.items()}
    return {place: words[1:] if len(words) == 2 and words[0] in PARTICLES and words[1] in inside else words
            for place, words in split.items()}


def _namesakes(names: Mapping[int, tuple[str, str]], whole: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Place to the person where a father or son bears the name with a suffix (`Jr.`) that the event gives less often than another."""
    told = {place: last for place in whole if (last := f" {fold(names[place][1])}".split(" ")[-1]) in SUFFIXES}
    suffixes: dict[tuple[str, ...], Counter] = defaultdict(Counter)
    for place, suffix in told.items():
        suffixes[whole[place]][suffix] += 1
    main = {person: max(sorted(counter), key=counter.get) for person, counter in suffixes.items()}
    return {place: (*whole[place], suffix) for place, suffix in told.items() if suffix != main[whole[place]]}


def _by_title(split: Mapping[int, tuple[str, ...]], whole: Mapping[int, tuple[str, ...]],
              titles: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    """Place of a titled part of a name to the person, where the event gives one person of that name the title."""
    bearers: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for place in sorted(titles.keys() & whole.keys()):
        for word in split[place]:
            bearers[titles[place], word].add(whole[place])
    fits = {place: bearers[titles[place], split[place][0]] for place in sorted(titles.keys() - whole.keys())}
    return {place: min(people) for place, people in fits.items() if len(people) == 1}


def _merge_full(reports: Mapping[tuple[str, ...], set[str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Full name to the full name that stands for the person."""
    chosen: dict[tuple[str, ...], tuple[str, ...]] = {}
    block: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    # A family name of one letter comes last, as it may fit two.
    for form in sorted(reports, key=lambda words: (len(family_of(words)) == 1, -len(reports[words]), -len(words), words)):
        near = {other for key in _block_keys(form) for other in block[key]}
        fits = {chosen[other] for other in near if same_person(form, other, apart=reports[form].isdisjoint(reports[other]))}
        chosen[form] = min(fits) if len(fits) == 1 else form
        for key in _block_keys(form):
            block[key].append(form)
    return chosen


def _block_keys(words: tuple[str, ...]) -> set[str]:
    """Beginnings of a name's outer words: names that share none are not compared."""
    return {words[0][:3], words[-1][:3], family_of(words)[:3]}


def same_person(a: tuple[str, ...], b: tuple[str, ...], *, apart: bool) -> bool:
    """Whether two full names may be one person's; spelling variants are allowed only where no report has both (`apart`)."""
    # The family name may stand at the other end, and the given name be divided otherwise.
    turned = "".join(a) in ("".join(b), "".join(b[1:] + b[:1]), "".join(b[-1:] + b[:-1]))
    turned |= apart and sound("".join(a)) == sound("".join(b))
    if turned or _is_inside(a, b) or _is_inside(b, a):
        return True
    if apart and 1 in (len(family_of(a)), len(family_of(b))):
        # Some papers shorten the family names of those who are accused, or hurt: `Hilde P.`.
        return family_of(a)[0] == family_of(b)[0] and _given(a) == _given(b)
    least = 4 if _given(a) == _given(b) and len("".join(_given(a))) > 3 else 5
    if family_of(a) != family_of(b) and not (apart and _is_variant(family_of(a), family_of(b), least=least)):
        return False
    return _same_given(_given(a), _given(b), apart=apart)


def _is_inside(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a full name is the other one without what stands before it, or behind the first of two family names.

    `José Luis Brod` is `José Luis Brod Arribas`, and `Prince Harith` is `Harith bin Osman`.
    """
    crowned = short[0] in _CROWNS and short[1:] == full[:1] and full[1] in SON_OF
    return crowned or full[-len(short):] == short or len(short) > 2 and full[:len(short)] == short


def _is_variant(a: str, b: str, *, least: int = 5) -> bool:
    """Whether two family names may be spellings of one; `Chen` and `Cheng` are two, `Anna Holm` and `Anna Holme` may be one."""
    return min(len(a), len(b)) >= least and (fuzz.ratio(a, b) >= SIMILAR_FAMILY or sound(a) == sound(b))


def _given(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if _family_first(words) else words[:-1]


def _same_given(a: tuple[str, ...], b: tuple[str, ...], *, apart: bool) -> bool:
    """Whether given names agree: equal, an initial, a middle name more, or a variant spelling."""
    if "".join(a) == "".join(b):
        return True
    short, long = sorted((a[1:], b[1:]), key=len)
    rest = iter(long)
    return _same_word(a[0], b[0], apart=apart) and all(any(_same_word(word, other, apart=apart) for other in rest) for word in short)


def _same_word(a: str, b: str, *, apart: bool) -> bool:
    """Whether two given names agree."""
    if (len(a) == 1 or len(b) == 1) and a[0] == b[0] or _SHORT.get(a, a) == _SHORT.get(b, b):
        return True
    close = a[0] == b[0] and fuzz.ratio(a, b) >= SIMILAR_GIVEN
    alike = close or sound(a) == sound(b) or _SPELLINGS.get(a, a) == _SPELLINGS.get(b, b)
    return apart and min(len(a), len(b)) >= 4 and alike


def _by_part(word: str, place: int, present: Mapping[tuple[str, ...], int], everyone: Mapping[str, list[tuple[str, ...]]],
             forms: Mapping[tuple[str, ...], list[tuple[str, ...]]],
             choose: Callable[[list[tuple[str, ...]], int], tuple[str, ...]]) -> tuple[str, ...]:
    """The person whom one part of a name means."""
    is_like = (lambda form: word == family_of(form), lambda form: word in form,
               lambda form: _is_variant(word, family_of(form)))
    for candidates in ([full for full in present if present[full] < place], list(present), everyone.get(word[:3], [])):
        for test in is_like:
            fits = sorted({full for full in candidates if any(map(test, forms[full]))})
            chosen = choose(fits, place) if fits else ()
            if chosen or len(fits) > 1:
                return chosen or (word,)
    return (word,)
