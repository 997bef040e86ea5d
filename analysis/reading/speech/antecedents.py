"""Whom a pronoun means: the voice that it takes up again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.reading.roles import MEDIA
from analysis.reading.speech.backgrounds import Known, Setting, Voice
from analysis.reading.text.pages import Spans, within
from analysis.reading.text.trees import Token
from analysis.reading.words import word_list

_MASCULINE = word_list("masculine") | {"he", "him", "his", "mr."}
_FEMININE = word_list("feminine") | {"she", "her", "hers", "mrs.", "ms."}
_BODIES = (*MEDIA, "document", "government", "military", "party", "intelligence", "international_organisation")
_CALLED = word_list("body") | word_list("firm") | word_list("concern")
_SUBJECTS = ("nsubj", "nsubjpass")
# One word for several people, whom reports call `they`.
_COLLECTIVE = word_list("collective")


def find_antecedent(setting: Setting, pronoun: Token, contents: Spans) -> Voice | None:
    """The voice that a pronoun takes up again, at the place where that voice stands; None where no voice fits.

    Parameters
    ----------
    setting
        The report, with the voices heard before the pronoun.
    pronoun
        The source's pronoun.
    contents
        What the pronoun is said to say; nobody named there is meant.

    Notes
    -----
    Candidates are, likeliest first: who spoke last in the paragraph, subjects named before in it, who spoke in it or in the two
    paragraphs before, and, for a person, others named in it and whom the paragraph before tells of. Known bias: nothing but
    number, gender and type is compared.
    """
    word = pronoun.lower_
    person, several = word in _MASCULINE | _FEMININE, word in ("they", "them", "their")
    if not person and not several and word not in ("it", "its"):
        return None
    nameless = None
    # Whoever a content calls by name is not who says it: people say `I` of themselves, and reports `he` for them.
    meant = {mention.entity for mention in setting.mentions if within(mention.start, contents)} if person else set()
    for voice in _candidates(setting, pronoun, contents, person=person):
        fits = _is_one_person(setting.known, voice, word) if person else _is_body(setting.known, voice, pronoun, several=several)
        if not fits or voice.source in meant:
            continue
        if person and voice.source not in setting.known.types and voice.at.paragraph is not pronoun.paragraph:
            nameless = nameless or voice
            continue
        # Whose document it was is not one.
        owner = voice.source_type == "document" and voice.naming == "named" and not person
        kind = "" if owner else voice.source_type
        return replace(voice, source_type=kind or setting.known.type_of(voice.source)[0], singular=True)
    # Somebody without a name who spoke in a paragraph before is meant only where no named person can be.
    return nameless


def _is_one_person(known: Known, voice: Voice, word: str) -> bool:
    """Whether `he` or `she` can mean a voice: a person's name, or a role of one, of which nothing tells another gender."""
    kind = known.types.get(voice.source, "")
    group = not voice.singular or voice.source_type in (*MEDIA, "document") or _noun_of(voice) in word_list("body")
    return (kind == "PERSON" or not kind and not group) and _gender_fits(known, voice.source, word)


def _is_body(known: Known, voice: Voice, pronoun: Token, *, several: bool) -> bool:
    """Whether `it`, or `they` of `several`, can mean a voice: a body's name, or a role of one, or of several people."""
    kind = known.types.get(voice.source, "")
    if kind or not several:
        called = voice.source_type in _BODIES or _noun_of(voice) in _CALLED
        return kind != "PERSON" and (bool(kind) or called and voice.singular)
    single = voice.singular and _noun_of(voice) not in _COLLECTIVE
    return voice.source_type != "document" and not (single and voice.at.paragraph is not pronoun.paragraph)


def _noun_of(voice: Voice) -> str:
    """The noun that a role ends in."""
    return voice.source.split(" ")[-1].casefold()


def _candidates(setting: Setting, pronoun: Token, contents: Spans, *, person: bool) -> Iterator[Voice]:
    """Voices that a pronoun may mean, in the order that `find_antecedent` tells."""
    position, paragraph = pronoun.start, setting.paragraph_of(pronoun)
    spoken = [voice for voice in reversed(setting.voices) if voice.source and voice.at.start < position
              and paragraph - setting.paragraph_of(voice.at) <= 2]
    yield from [voice for voice in spoken if voice.at.paragraph is pronoun.paragraph][:1]
    wanted = ("PERSON",) if person else ("ORG", "GPE")
    others = []
    for mention in reversed(setting.mentions[:setting.mentions_before(position)]):
        if mention.type not in wanted or within(mention.start, contents):
            continue
        tokens, root = setting.tokens_in(mention.start, mention.end), setting.head_of([(mention.start, mention.end)])
        if root is None or paragraph > setting.paragraph_of(root):
            break
        if _is_subject(root):
            yield setting.named(mention.entity, tokens, pronoun)
        else:
            others.append((mention.entity, tokens))
    yield from spoken
    if person:
        yield from (setting.named(entity, tokens, pronoun) for entity, tokens in others)
        yield from _told_of_before(setting, pronoun)


def _told_of_before(setting: Setting, pronoun: Token) -> Iterator[Voice]:
    """Whom the paragraph before a pronoun's names last, if as a subject somewhere there."""
    before, last = setting.paragraph_of(pronoun) - 1, ""
    for mention in reversed(setting.mentions[:setting.mentions_before(pronoun.start)]):
        root = setting.head_of([(mention.start, mention.end)]) if mention.type == "PERSON" else None
        if root is None or setting.paragraph_of(root) > before:
            continue
        if setting.paragraph_of(root) < before:
            return
        last = last or mention.entity
        if mention.entity == last and _is_subject(root):
            yield setting.named(mention.entity, setting.tokens_in(mention.start, mention.end), pronoun)
            return


def _is_subject(root: Token) -> bool:
    """Whether a name is a subject or set beside one."""
    return root.dep_ in _SUBJECTS or root.dep_ == "appos" and root.head.dep_ in _SUBJECTS


def _gender_fits(known: Known, entity: str, word: str) -> bool:
    """Whether nothing beside an entity's names speaks against a pronoun's gender."""
    nouns = set(known.nouns[entity]) | set(re.split("[ -]", entity.casefold()))
    mine, other = (_MASCULINE, _FEMININE) if word in _MASCULINE else (_FEMININE, _MASCULINE)
    return not (nouns & other and not nouns & mine)
