"""Which paragraphs of a report are the story: headline and body, against captions, credits and site furniture.

Pure text rules, no model: the marks that English news sites all over the world put on what is not the story. Only headline and
body are measured afterwards (`schema.MEASURED_ZONES`). The marks are data, `marks.csv`, written for this project: the zone they
show, where in a paragraph they stand (`line`: all of it, `start`, `within`; `slash`: within, around a slash, which is looked for
first as that is quicker; `section`: a heading above a list of other stories; `alone`: an agency and nothing else, `signed`: one
behind the last sentence) and a regular expression, in which `<name>` stands for the fragment of that name. A `dateline` is no zone, but what stands before the first words of the story.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from analysis.reading import gazetteer
from analysis.reading.roles import MEDIA, body_role
from analysis.reading.words import read_rows, word_list

LONGEST_WRAPPED_LINE = 130
LONGEST_HEADLINE = 30  # words
LONGEST_STOPPED_HEADLINE = 14
LONGEST_NOTICE = 70  # words; a paragraph beyond this is read as story whatever it mentions
LONGEST_CAPTION = 90
LONGEST_KICKER = 3
LONGEST_TAIL = 8
LONGEST_LINE = 40
LONGEST_FURNITURE = 25
LONGEST_MARKED = 1200  # characters; longer paragraphs are not searched for marks

FINAL_STOP = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
ANY_STOP = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)")
WORD = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?")
# All that `str.isspace` calls a blank, and marks without width.
EDGE = (" \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
        "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff")

# What stands before the items of a list.
_BULLETS = "•*·▪●►▶→>–—- "


class Zone(NamedTuple):
    """One paragraph: its place in the text and what it is (one of `schema.ZONES`)."""

    start: int
    end: int
    zone: str


def find_zones(text: str) -> list[Zone]:
    """Which paragraphs of a report are headline, body, caption, credit or boilerplate.

    Parameters
    ----------
    text : str
        A report's text as decoded from UTF-8; a byte order mark and Windows line ends are allowed.

    Returns
    -------
    list[Zone]
        One a paragraph, in order, without the space around it; positions are into `text`.

    Notes
    -----
    Paragraphs are parted by blank lines, or are single lines where a text is not wrapped at a fixed width. The rules are
    marks of English-language news sites; furniture worded like the story itself stays in the body.
    """
    spans = _paragraphs(text)
    texts = [" ".join(text[start:end].strip(EDGE).split()) for start, end in spans]
    zones = [_classify(paragraph) for paragraph in texts]
    _mark_captions(texts, zones)
    _mark_headline(texts, zones)
    _mark_lines(texts, zones)
    _mark_repeats(texts, zones)
    _mark_tail(texts, zones)
    return [Zone(start, end, zone) for (start, end), zone in zip(spans, zones, strict=True)]


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Places of paragraphs without the space around them."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    spans: list[tuple[int, int]] = []
    gap = True
    for start, end in lines:
        if start == end:
            gap = True
            continue
        if not gap and _continues(text[spans[-1][0]:spans[-1][1]], text[start:end], width=width):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        gap = False
    return spans


def _lines(text: str) -> list[tuple[int, int]]:
    """Places of lines without the space around them; a blank line is an empty place."""
    places = []
    for match in re.finditer(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|$)", text):
        line = match.group()
        start = match.end() - len(line.lstrip(EDGE))
        places.append((start, max(start, match.start() + len(line.rstrip(EDGE)))))
    return places


def _wrap_width(text: str, lines: list[tuple[int, int]]) -> int:
    """The width at which a text's lines are wrapped, 0 where lines are paragraphs."""
    pairs = [(a, b) for a, b in zip(lines, lines[1:]) if a[0] < a[1] and b[0] < b[1]]
    if not pairs:
        return 0
    width = max(end - start for pair in pairs for start, end in pair)
    if width > LONGEST_WRAPPED_LINE:
        return 0
    full = [(a, b) for a, b in pairs if _fills(text[a[0]:a[1]], text[b[0]:b[1]], width=width)]
    open_ended = sum(not FINAL_STOP.search(text[a[0]:a[1]]) for a, _ in full)
    return width if len(full) >= 2 and 2 * len(full) > len(pairs) and 2 * open_ended > len(full) else 0


def _fills(line: str, following: str, *, width: int) -> bool:
    """True when the following line's first word would not have fitted on this line."""
    return len(line) + 1 + len(following.split()[0]) > 0.94 * width


def _continues(paragraph: str, line: str, *, width: int) -> bool:
    """True when a line without a blank line above goes on with the paragraph there."""
    last = re.split(r"[\r\n\u2028\u2029]", paragraph)[-1].strip(EDGE)
    if width and _fills(last, line, width=width):
        return True
    return (line[0].islower() and not FINAL_STOP.search(last) and max(len(last), len(line)) <= LONGEST_WRAPPED_LINE
            and _classify(line) == "body")


def find_dateline(paragraph: str) -> re.Match | None:
    """What stands before a story's first words: the place, its region, date and agency (groups of those names, and `other`).

    It has an agency, a date, a place in capitals before a bracket, or one that is known before a dash or colon; without a
    place it is a date and an agency (`day` and `wire`).
    """
    found = _marks()["dateline", "start"].match(paragraph)
    outlet = body_role(found["other"]) if found and found["other"] else None
    if not found or found["agency"] or found["wire"] or outlet is not None and outlet.source_type in MEDIA:
        return found
    place = found["place"]
    if word_list("kicker").intersection(place.casefold().split()) or not (place.isupper() or found["date"]):
        return None
    # Of `HALDVIK, Norway` the country is known.
    known = any(gazetteer.sense_of(name) or gazetteer.home_of(name) for name in (place, found["region"]) if name)
    return found if known or ":" not in found[0] and (found["other"] or found["date"]) else None


@lru_cache(maxsize=1)
def _marks() -> dict[tuple[str, str], re.Pattern]:
    """One pattern for each zone and place of marks.csv, and `agencies` for a run of news agencies."""
    fragments: dict[str, str] = {}
    patterns: dict[tuple[str, str], list[str]] = {}
    for row in read_rows("marks.csv"):
        whole = re.sub(r"(?<!\(\?P)<(\w+)>", lambda match: fragments[match[1]], row["pattern"])
        if row["zone"] == "fragment":
            fragments[row["place"]] = whole
        else:
            patterns.setdefault((row["zone"], row["place"]), []).append(f"(?:{whole})")
    tail = rf"(?P<text>.*?\S)\s*(?:[-–—|•]\s*|\(\s*){fragments['agencies']}\s*[)\]]?\.?"
    patterns["credit", "tail"] = [tail]
    return {key: re.compile("|".join(alternatives)) for key, alternatives in patterns.items()}


def _classify(paragraph: str) -> str:
    """The zone of one paragraph by its own words."""
    n_words, marks = _count_words(paragraph), _marks()
    if len(paragraph) > LONGEST_MARKED:
        return "body"
    if n_words <= LONGEST_LINE and marks["credit", "line"].fullmatch(paragraph):
        return "credit"
    if n_words <= LONGEST_FURNITURE and marks["boilerplate", "line"].fullmatch(paragraph.lstrip(_BULLETS) or paragraph):
        return "boilerplate"
    if n_words <= LONGEST_NOTICE and marks["boilerplate", "within"].search(paragraph):
        return "boilerplate"
    shown = (marks["caption", "start"].match(paragraph) or marks["caption", "within"].search(paragraph)
             or "/" in paragraph and marks["caption", "slash"].search(paragraph))
    return "caption" if shown and n_words <= LONGEST_CAPTION else "body"


def _count_words(paragraph: str) -> int:
    """How many words a paragraph has."""
    return len(WORD.findall(paragraph))


def _mark_captions(texts: list[str], zones: list[str]) -> None:
    """Captions that show by a credit at their end, or by standing beside the same words with one."""
    last = max((index for index, zone in enumerate(zones) if zone == "body"), default=-1)
    for index, paragraph in enumerate(texts):
        if zones[index] != "body" or _count_words(paragraph) > LONGEST_CAPTION or len(paragraph) > LONGEST_MARKED:
            continue
        tail = _marks()["credit", "tail"].fullmatch(paragraph)
        # A wire story may close with its agency behind the last full stop: that paragraph is story.
        if tail and (index < last or not FINAL_STOP.search(tail["text"])):
            zones[index] = "caption"
    for index, paragraph in enumerate(texts):
        beside = [other for other in (index - 1, index + 1) if 0 <= other < len(texts) and zones[other] == "caption"]
        if index and zones[index] == "body" and (
                any(_is_cut_of(paragraph, texts[other]) for other in beside)
                or index + 1 in beside and _is_captioned(paragraph, texts[index + 1])
                and _key(paragraph) not in map(_key, texts[:index])):
            zones[index] = "caption"


def _is_captioned(paragraph: str, following: str) -> bool:
    """True for one sentence at most, a line or two long, above a line that only names who took a picture.

    The BBC names them before its captions: `Image source, Reuters`.
    """
    first = following.lower().startswith(("image source", "image copyright"))
    if first or _count_words(following) > 8 or re.search(r"[a-z]\.$", following) or not _marks()["caption", "start"].match(following):
        return False
    return _count_words(paragraph) <= 30 and len(ANY_STOP.findall(paragraph)) <= 1


def _is_cut_of(paragraph: str, caption: str) -> bool:
    """True when a caption is a paragraph's words with a credit behind them."""
    short, long = _key(paragraph), _key(caption)
    return len(short) >= 12 and long.startswith(short) and len(long) - len(short) <= 60


def _key(paragraph: str) -> str:
    """A paragraph's letters and digits alone, to compare repeats."""
    return "".join(character for character in paragraph.casefold() if character.isalnum())


def _mark_headline(texts: list[str], zones: list[str]) -> None:
    """The first title at the head that is more than a kicker, else the first; menu words above and short lines below are furniture."""
    story = (index for index, zone in enumerate(zones) if zone == "body")
    head = list(takewhile(lambda index: _count_words(texts[index]) <= LONGEST_HEADLINE and _is_title(texts[index], opens=index == 0), story))
    headline = next((index for index in head if _count_words(texts[index]) > LONGEST_KICKER), min(head, default=-1))
    for index in head:
        # Anywhere else a name and a place could be the story's.
        by = _marks()["credit", "under_headline"].fullmatch(texts[index])
        named = by and (by["place"] or zones[index + 1:index + 2] == ["credit"])
        if index == headline:
            zones[index] = "headline"
        elif index > headline and named:
            zones[index] = "credit"
        elif index < headline or _count_words(texts[index]) <= LONGEST_KICKER:
            zones[index] = "boilerplate"


def _is_title(paragraph: str, *, opens: bool = False) -> bool:
    """True for a line without a final full stop, one written as a title, or a short sentence that `opens` the text."""
    if not re.search(r"[.:;,][\"'”’)\]]*$", paragraph):
        return True
    if opens and len(ANY_STOP.findall(paragraph)) == 1 and _count_words(paragraph) <= LONGEST_STOPPED_HEADLINE:
        return True
    words = [word for word in WORD.findall(paragraph) if len(word) > 3]
    n_capital = sum(word[0].isupper() or word[0].isdigit() for word in words)
    return len(ANY_STOP.findall(paragraph)) <= 1 and len(words) > 2 and n_capital >= 0.8 * len(words)


def _mark_repeats(texts: list[str], zones: list[str]) -> None:
    """Repeats of the headline anywhere, of the short lines above the story at its head, and of whole paragraphs."""
    seen: dict[str, str] = {}
    at_head = True
    for index, paragraph in enumerate(texts):
        if zones[index] not in ("headline", "body"):
            continue
        key = _key(paragraph)
        at_head = at_head and not (FINAL_STOP.search(paragraph) and _count_words(paragraph) > 12)
        first = seen.get(key)
        if len(key) >= 12 and (first == "headline" or (first == "head" and at_head) or (first == "story" and len(key) >= 40)):
            zones[index] = "boilerplate"
        elif not first or first == "head":
            seen[key] = "headline" if zones[index] == "headline" else "head" if at_head else "story"


def _mark_lines(texts: list[str], zones: list[str]) -> None:
    """Lines below the headline: what stands below a picture's agency is its caption, titles below the heading of a list furniture."""
    begun, listed = "headline" not in zones, False
    for index in range(1 if begun else zones.index("headline") + 1, len(texts)):
        paragraph = texts[index]
        if zones[index] != "body":
            listed = begun and (listed or bool(_marks()["boilerplate", "section"].fullmatch(paragraph)))
            continue
        short, ended = _count_words(paragraph) <= LONGEST_HEADLINE, FINAL_STOP.search(paragraph)
        if short and not ended and zones[index - 1] == "credit" and _marks()["credit", "alone"].fullmatch(texts[index - 1]):
            zones[index] = "caption"
        elif listed and short and _is_title(paragraph):
            zones[index] = "boilerplate"
        else:
            begun, listed = begun or bool(ended), False


def _mark_tail(texts: list[str], zones: list[str]) -> None:
    """Short lines behind the last full sentence, which an agency may have signed, are furniture."""
    first = zones.index("body") if "body" in zones else len(texts)
    for index in range(len(texts) - 1, first, -1):
        if zones[index] != "body":
            continue
        ended = FINAL_STOP.search(texts[index]) or _marks()["credit", "signed"].fullmatch(texts[index])
        if ended or _count_words(texts[index]) > LONGEST_TAIL:
            return
        zones[index] = "boilerplate"
