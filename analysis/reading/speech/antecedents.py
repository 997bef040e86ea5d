"""Whom a pronoun, an epithet such as `the 27-year-old` or a shorter phrase means: the voice that it takes up again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from analysis.reading.roles import BODY_NOUNS, MEDIA
from analysis.reading.speech.backgrounds import Known
from analysis.reading.speech.phrases import age_told
from analysis.reading.speech.settings import Setting, Voice
from analysis.reading.text.pages import Mention, Spans, within
from analysis.reading.text.trees import Token
from analysis.reading.words import word_list

_MASCULINE = word_list("masculine") | {"he", "him", "his", "himself", "mr."}
_FEMININE = word_list("feminine") | {"she", "her", "hers", "herself", "mrs.", "ms."}
# Given names that hardly anybody of the other gender bears.
_MEN, _WOMEN = word_list("masculine_given"), word_list("feminine_given")
_BODIES = (*MEDIA, "document", "government", "military", "party", "intelligence", "international_organisation")
_SUBJECTS = ("nsubj", "nsubjpass")
# Who is one more of a kind.
FURTHER = {"another", "other", "second", "third", "fourth", "fifth"}
# Of how many paragraphs before a voice can be taken up again.
_REACH = 2
# How often the one whom a report tells of is named, at the least.
_OFTEN = 3


def find_antecedent(setting: Setting, pronoun: Token, contents: Spans, *, told: Voice | None = None) -> Voice | None:
    """The voice that a pronoun takes up again, at the place where that voice stands; None where no voice fits.

    Parameters
    ----------
    setting
        The report, with the voices heard before the pronoun.
    pronoun
        The source's pronoun.
    contents
        What the pronoun is said to say; nobody named there is meant.
    told
        Whom the sentence before tells of.

    Notes
    -----
    Candidates are, likeliest first: whom the sentence before tells of, who spoke last in the paragraph, subjects named before
    in it, who spoke in it or in the two paragraphs before, and, for a person, others named in it and whom the paragraph before
    tells of, and who is named most before. Known bias: nothing but number, gender and type is compared.
    """
    word = pronoun.lower_
    person, several = word in _MASCULINE | _FEMININE, word in ("they", "them", "their")
    if not person and not several and word not in ("it", "its"):
        return None
    if several and setting.voices and (heard := setting.voices[-1]).beside and _is_near(setting, pronoun, heard):
        # `A minister and a mayor said ... They said`.
        return heard
    nameless = doubted = None
    # Whoever a content calls by name is not who says it: people say `I` of themselves, and reports `he` for them.
    meant = {mention.entity for mention in setting.mentions if within(mention.start, contents)} if person else set()
    for voice in [*([told] if told else []), *_candidates(setting, pronoun, contents, person=person)]:
        fits = _is_one_person(setting, voice, word) if person else _is_body(setting.known, voice, pronoun, several=several)
        if not fits or voice.source in meant:
            continue
        if person and voice.source not in setting.known.types and voice.at.paragraph is not pronoun.paragraph:
            nameless = nameless or voice
            continue
        if person and not _is_called(setting, voice.source, word):
            doubted = doubted or voice
            continue
        return _as_antecedent(setting, voice, several=several)
    # Somebody without a name who spoke in a paragraph before is meant only where no named person can be.
    return (_as_antecedent(setting, doubted, several=False) if doubted is not None else nameless) or (
        _told_of_most(setting, pronoun, meant) if person else None)


def _told_of_most(setting: Setting, pronoun: Token, meant: set[str]) -> Voice | None:
    """The one person of a pronoun's gender whom the report has named often before it, and nobody else more than half as often."""
    counts = Counter(mention.entity for mention in setting.mentions[:setting.mentions_before(pronoun.start)] if mention.type == "PERSON")
    fits = Counter({entity: n for entity, n in counts.items() if gender_fits(setting.known, entity, pronoun.lower_)
                    and _is_called(setting, entity, pronoun.lower_)})
    (first, n), (_, second) = [*fits.most_common(2), ("", 0), ("", 0)][:2]
    return setting.named(first, [pronoun], pronoun) if n >= max(_OFTEN, 2 * second) and first not in meant else None


def _as_antecedent(setting: Setting, voice: Voice, *, several: bool) -> Voice:
    """A voice as a pronoun takes it up, one or `several`: whose document it was is not one."""
    owner = voice.source_type == "document" and voice.naming == "named"
    kind = "" if owner else voice.source_type
    return replace(voice, source_type=kind or setting.known.type_of(voice.source)[0],
                   singular=not several or voice.singular)


def find_of_age(setting: Setting, root: Token, contents: Spans) -> Voice | None:
    """The person named before whom `the 27-year-old` or `the 27-year-old actor` means: the likeliest for a pronoun of any gender.

    Nobody whose own age is told is called by another one.
    """
    behind = any(child.i > root.i and child.dep_ in ("relcl", "acl", "appos") for child in root.children)
    if behind or not age_told(root):
        return None
    known = setting.known
    found = next((voice for voice in _candidates(setting, root, contents, person=True)
                  if known.types.get(voice.source) == "PERSON" and gender_fits(known, voice.source, root.base)
                  and not any(noun.endswith("-year-old") for noun in known.nouns[voice.source])), None)
    return None if found is None else replace(found, at=root, singular=True)


def find_heard(setting: Setting, root: Token, text: str, *, since: int, named: bool) -> Voice | None:
    """The voice that a phrase takes up by less: `the official` of `a port official`, `another official`, too.

    `text` is what the phrase is called; only who speaks behind the position `since` counts, and with a name only where the phrase's
    noun may be `named`: `the army` of `the Finnish army`.
    """
    for voice in reversed(setting.voices):
        if voice.at.pos_ == "PRON" or not since <= voice.at.start < root.start:
            continue
        body = named and voice.naming == "named" and voice.source_type != "document"
        called = voice.at.lower_ == text or voice.source.casefold().endswith(f" {text}")
        if called and (body or voice.naming in ("role", "anonymous") and _is_near(setting, root, voice)):
            return replace(voice, at=root)
    return None


def _is_near(setting: Setting, root: Token, voice: Voice) -> bool:
    """Whether a voice was heard at most so many paragraphs before."""
    return setting.paragraph_of(root) - setting.paragraph_of(voice.at) <= _REACH


def find_another(setting: Setting, root: Token) -> Voice | None:
    """Who spoke last, without a name, of whose kind `another`, `a third` or `others` are."""
    voice, several = next(reversed(setting.voices), None), root.lower_ == "others"
    if voice is None or voice.at.pos_ != "NOUN" or voice.naming not in ("role", "anonymous") or voice.source in setting.known.types:
        return None
    if voice.source_type in ("document", *MEDIA) or voice.at.base in word_list("body") or not _is_near(setting, root, voice):
        return None
    *before, noun = voice.source.split(" ")
    return replace(voice, source=" ".join([*before, noun if several else voice.at.base]), at=root, singular=not several)


def _is_one_person(setting: Setting, voice: Voice, word: str) -> bool:
    """Whether `he` or `she` can mean a voice: a person's name, or a role of one, of which nothing tells another gender."""
    known = setting.known
    if voice.naming == "role" and voice.source in known.types and voice.at.pos_ == "NOUN":
        # Who has no name and speaks for somebody: `a spokeswoman for the union`.
        return voice.singular and gender_fits(known, voice.at.base, word)
    kind = known.types.get(voice.source, "")
    group = not voice.singular or voice.source_type in (*MEDIA, "document") or _noun_of(voice) in word_list("body")
    return (kind == "PERSON" or not kind and not group) and gender_fits(known, voice.source, word)


def _is_body(known: Known, voice: Voice, pronoun: Token, *, several: bool) -> bool:
    """Whether `it`, or `they` of `several`, can mean a voice: a body's name, or a role of one, or of several people."""
    kind = known.types.get(voice.source, "")
    if kind or not several:
        called = voice.source_type in _BODIES or _noun_of(voice) in BODY_NOUNS
        return kind != "PERSON" and (bool(kind) or called and voice.singular)
    return voice.source_type != "document" and not (voice.singular and voice.at.paragraph is not pronoun.paragraph)


def _noun_of(voice: Voice) -> str:
    """The noun that a role ends in."""
    return voice.source.split(" ")[-1].casefold()


def _candidates(setting: Setting, pronoun: Token, contents: Spans, *, person: bool) -> Iterator[Voice]:
    """Voices that a pronoun may mean, in the order that `find_antecedent` tells."""
    position = pronoun.start
    spoken = [voice for voice in reversed(setting.voices) if voice.source and voice.at.start < position
              and _is_near(setting, pronoun, voice)]
    yield from [voice for voice in spoken if voice.at.paragraph is pronoun.paragraph][:1]
    wanted = ("PERSON",) if person else ("ORG", "GPE")
    others = []
    for mention in reversed(_named_between(setting, pronoun.paragraph.start, position, wanted)):
        if within(mention.start, contents):
            continue
        tokens = setting.tokens_in(mention.start, mention.end)
        if _is_subject(setting, mention):
            yield setting.named(mention.entity, tokens, pronoun)
        else:
            others.append((mention.entity, tokens))
    yield from spoken
    if person:
        yield from (setting.named(entity, tokens, pronoun) for entity, tokens in others)
        yield from _told_of_before(setting, pronoun)


def _told_of_before(setting: Setting, pronoun: Token) -> Iterator[Voice]:
    """Whom the paragraph before a pronoun's names last, if as a subject somewhere there."""
    for paragraph in setting.paragraphs[:setting.paragraph_of(pronoun)][-1:]:
        people = _named_between(setting, paragraph.start, paragraph.end, ("PERSON",))
        acting = [mention for mention in people if mention.entity == people[-1].entity and _is_subject(setting, mention)]
        yield from (setting.named(mention.entity, setting.tokens_in(mention.start, mention.end), pronoun) for mention in acting[-1:])


def _named_between(setting: Setting, start: int, end: int, types: tuple[str, ...]) -> list[Mention]:
    """The mentions of some types that begin between two positions."""
    return [mention for mention in setting.mentions[setting.mentions_before(start):setting.mentions_before(end)] if mention.type in types]


def _is_subject(setting: Setting, mention: Mention) -> bool:
    """Whether a name is a subject or set beside one."""
    root = setting.head_of([(mention.start, mention.end)])
    return root is not None and (root.dep_ in _SUBJECTS or root.dep_ == "appos" and root.head.dep_ in _SUBJECTS)


def gender_fits(known: Known, entity: str, word: str) -> bool:
    """Whether no noun beside an entity's names and no given name speaks against the gender of a pronoun or noun, if it has one."""
    if word not in _MASCULINE | _FEMININE:
        return True
    nouns = set(known.nouns[entity]) | set(re.split("[ -]", entity.casefold()))
    mine, other = ((_MASCULINE, _MEN), (_FEMININE, _WOMEN))[::1 if word in _MASCULINE else -1]
    given = entity.casefold().partition(" ")[0]
    return bool(nouns & mine[0]) or not nouns & other[0] and (given in mine[1] or given not in other[1])


def _is_called(setting: Setting, entity: str, word: str) -> bool:
    """Whether a pronoun is of the gender by which an entity was meant before, if it was."""
    told = [voice.at.lower_ for voice in setting.voices if voice.source == entity]
    mine, other = (_MASCULINE, _FEMININE)[::1 if word in _MASCULINE else -1]
    return sum(one in mine for one in told) >= sum(one in other for one in told)
