"""Which paragraphs of a report are the story: headline and body, against captions, credits and site furniture.

Pure text rules, no model: the marks that English news sites all over the world put on what is not the story. Only headline and
body are measured afterwards (`schema.MEASURED_ZONES`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST_WRAPPED_LINE = 130
LONGEST_HEADLINE = 30  # words
LONGEST_STOPPED_HEADLINE = 14
LONGEST_NOTICE = 70  # words; a paragraph beyond this is read as story whatever it mentions
LONGEST_CAPTION = 90
LONGEST_KICKER = 3
LONGEST_TAIL = 8

AGENCIES = (
    r"(?:the )?(?:AP|A\.P\.|AFP|AAP|ANI|PTI|IANS|UPI|UNI|dpa|DPA|EFE|EPA|PA|CP|RIA|TASS|Tass|Itar-Tass|KCNA|CCTV|VCG|ANSA|IRNA|ISNA|WAM|NAN"
    r"|Reuters|REUTERS|Xinhua|Yonhap|Kyodo|Bloomberg|Anadolu|Sputnik|Interfax|Bernama|Antara|Getty(?: Images)?|GETTY(?: IMAGES)?"
    r"|Shutterstock|Alamy|iStock|Zuma|NurPhoto|Imago|Magnum|Handout|Pool|Agencies|AGENCIES|Agency|Wire"
    r"|Associated Press|Agence France-Presse|Press Association|Canadian Press|Press Trust of India|RIA Novosti)"
    r"(?: (?:News|news|Agency|agency|Photo|photo|Images|Wire|Service|Staff))*"
)
_CREDIT_PARTS = rf"{AGENCIES}(?:\s*(?:/|,|&|\+|\||-|–|via|and|with|through)\s*(?:{AGENCIES}|[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){{0,3}}))*"
_NAME = r"(?:[A-Z][\w.'’-]*|[dv][aeiou]n?|al-\w+|bin|de[rl]?|ter)"
_NAMES = rf"{_NAME}(?:\s+{_NAME}){{0,4}}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:(?:(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?,?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?[\s-]+{_MONTH})" \
        r"(?:,?[\s-]+\d{4})?|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})"
_TIME = r"(?:(?:at|,|\||-|–|—|•|·|/|T)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*\(?(?:GMT|BST|UTC|IST|EST|EDT|ET|PT|CET|KST|JST|AEST|[+-]\d+)?\)?)"


class Zone(NamedTuple):
    """One paragraph: its place in the text and what it is (one of `schema.ZONES`)."""

    start: int
    end: int
    zone: str


def _any(*patterns: str, flags: int = re.IGNORECASE) -> re.Pattern:
    """One pattern that matches where any of `patterns` does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


# Whole lines that are furniture: menus, buttons, section marks, counters.
FURNITURE_LINE = _any(
    r"(?:-+\s*)?advertisements?(?:\s*[-–—:].*)?", r"(?:ad|promoted|sponsored|partner) (?:content|feedback|links?|story|stories)", r"sponsored",
    r"(?:story|article|text|content) continues(?: (?:below|after).*)?", r"continue reading.*", r"scroll (?:down )?(?:for|to) .*",
    r"skip (?:to|past|advert|ad\b).*", r"(?:end of|after|skip) (?:newsletter|podcast|ad).*", r"(?:main )?(?:menu|navigation|search|home|close|next|previous|back|more)",
    r"(?:log|sign) ?(?:in|up|out)", r"(?:register|subscribe|subscribe now|login|my account|donate|support us)", r"exit mobile version", r"loading.*",
    r"(?:share|tweet|print|e-?mail|save|copy|comment|like|pin|bookmark|listen|whats ?app|telegram|facebook|twitter|x|linkedin|reddit|pinterest|"
    r"instagram|messenger|viber|line|gift|article|this|link|it|on|via|to|with|by|and|or|post|story|page|friends?|\W|\d)+",
    r"(?:follow|like|join|find|visit) (?:us|me|[\w ]{1,30}) on .*", r"(?:follow|like|join) us.*", r"(?:copy|get) (?:the )?link.*", r"link copied.*",
    r"(?:no |\d+ |view |all |show |read |see |hide |load |post |leave |add |write |join )*(?:a |the |your |more |\d+ )*(?:comments?|repl(?:y|ies)|conversation)(?: .{0,30})?(?: \(\d+\)| ?\d+)?",
    r"(?:previous|next|older|newer) (?:post|article|story|entry|page)\b.*", r"(?:tags?|topics?|filed under|categor(?:y|ies)|keywords|labels|more on this story|in this article)\s*:?(?: .{0,120})?",
    r"(?:read|see|watch|listen|learn|find out|know)(?: also| more| next| it| now| the full)*\s*[:|»>…-].*", r"(?:also|must|further|recommended) (?:read|reading|see|watch|listen)\b.*",
    r"(?:read|see|learn|show|view|load) (?:more|less|all|the rest|also|next|full)(?: .{0,40})?", r"(?:click|tap) (?:here|to|on).*", r"watch (?:live|now|the video|video).*", r"(?:live )?(?:video|audio|podcast|gallery|in pictures|photos)\s*:.*",
    r"(?:related|similar|recommended|suggested|popular|trending|latest|top|other|more)(?: \w+)? (?:articles?|stor(?:y|ies)|news|posts?|topics?|content|headlines|reads?|links?|coverage|videos?)\s*:?.{0,20}",
    r"(?:related|trending|recommended|most (?:read|popular|viewed|shared|commented)|editors?['’]?s? picks?|top stories|breaking news|just in|don['’]t miss|you (?:may|might) (?:also )?(?:like|be interested).*)\s*:?",
    r"(?:related|read also|see also|also read|more)\s*[:|»>-]\s*.*", r"more (?:from|in|on|about) .{1,60}", r"what to (?:read|watch) next.*", r"up next.*",
    r"\d+ ?(?:min(?:ute)?s?|hours?|days?|weeks?)(?: |\.)*(?:read|ago|listen)?", r"(?:reading time|estimated reading)\b.*", r"(?:views?|reads?|shares?|hits)\s*:?\s*[\d,.k]+", r"[\d,.]+[km]? (?:views?|shares?|likes?|reads?)",
    r"(?:privacy policy|terms (?:of|and)|cookie|contact us|about us|advertise with|site ?map|disclaimer|newsletters?|rss|e-?paper|accessibility)(?: .{0,80})?",
    r"(?:accept|reject|manage|allow)(?: all)?(?: cookies| preferences)?", r"(?:back to top|top of page|go back|view (?:original|gallery|image|slideshow)|open image.*|enlarge.*|expand.*|full screen|play video|toggle.*|hide caption|toggle caption)",
    r"[\w&' -]{2,25}(?: ?[>»/|›→] ?[\w&' -]{2,40}){1,6}", r"[\W_\d]+", r"(?:translated by|machine translated).*", r"install app.*", r"download (?:our|the) .*app.*", r"(?:the )?end(?: of (?:story|article))?|ends|###",
)
# Offers and notices in sentences, wherever they stand in the paragraph.
NOTICE = _any(
    r"\b(?:subscribe|sign up|register|log ?in)\b.{0,60}\b(?:newsletters?|inbox|channel|unlimited|access|e-?mails?|alerts?|briefing|to (?:continue|read|keep)|our|premium|for free|today)\b",
    r"\bfree (?:for|trial)\b.{0,60}\b(?:month|week|day|trial|offer|subscri\w+)\b", r"\b(?:start|begin|get) your (?:free )?(?:trial|subscription)\b",
    r"\b(?:your|our) (?:free )?(?:articles?|stories) (?:left|remaining|limit)\b", r"\byou have (?:read|reached|used) .{0,30}(?:free|limit|articles)\b",
    r"\b(?:become a|for) (?:subscribers?|members?|supporters?)\b.{0,30}(?:only|today|now|here|:)", r"\bthis (?:content|article|story) is (?:for|only|available|exclusive|reserved)\b.{0,30}(?:subscribers|members|premium)",
    r"\b(?:support|fund|value|believe in) (?:our|independent|quality|honest|free) .{0,40}\b(?:journalism|newsroom|reporting)\b", r"\baward-winning .{0,30}journalism\b",
    r"\b(?:follow|like|find|join|add|connect with) (?:us|our|me|him|her|the author|@\w+|[A-Z][\w ]{1,30}) (?:\w+ )?on (?:twitter|x\b|facebook|instagram|telegram|whatsapp|linkedin|youtube|google news|tiktok|threads|social media)",
    r"\bjoin (?:our|us on|the) .{0,30}\b(?:whatsapp|telegram|facebook|channel|community|mailing list)\b", r"\b(?:download|install|get) (?:our|the) .{0,30}\bapps?\b",
    r"\b(?:we|this (?:web)?site|our partners) uses? cookies\b", r"\bcookies?\b.{0,60}\b(?:consent|accept|preferences|policy|settings)\b", r"\b(?:by (?:signing up|continuing|clicking|subscribing)|if you continue)\b.{0,60}\b(?:agree|accept|consent)\b",
    r"\byour e-?mail address will not be published\b", r"\brequired fields are marked\b", r"\bsave my name, e-?mail\b", r"\b(?:enable|disable|turn on) (?:javascript|your ad ?blocker|cookies)\b", r"\bad ?blocker\b.{0,40}\b(?:disable|turn off|whitelist)\b",
    r"\bthis video (?:is not|cannot|can not|file)\b", r"\byour browser does not support\b", r"\bto (?:watch|view|read) this (?:video|content|article)\b.{0,40}\b(?:please|click|enable|subscribe|log)\b",
    r"\b(?:click|tap) here (?:to|for)\b", r"\bsubscribe (?:now|today|here)\b", r"\b(?:special|limited|exclusive|introductory|us-exclusive) offer\b", r"\bthis site is protected by recaptcha\b", r"\bview this post on instagram\b",
    r"\bshare this (?:article|story|post|page)\b", r"\bthe views expressed (?:in this|are|here)\b.{0,80}\b(?:author|own|necessarily)\b", r"\bdisclaimer\s*:",
    r"\b(?:have a|send|got a) (?:story|news|tip|tips|your)\b.{0,40}\b(?:e-?mail|contact|send|whatsapp|share)\b", r"\bstory has not been edited by\b", r"\bauto-generated from a syndicated feed\b",
)
# Who made or owns the words: bylines, wire credits, copyright, own-line datelines and dates.
CREDIT_LINE = _any(
    rf"(?i:by|written by|story by|text by|reported by|from|words by|analysis by)\s*:?\s+(?:the\s+)?{_NAMES}(?:(?:,|\s+and|\s+in|\s+at|\s+for|\s+with|\s*[|/&•·–—-])\s*(?:the\s+)?{_NAMES})*(?:[\s,|/•·–—-]*(?i:correspondent|reporter|editor|staff|writer|bureau|news|agency|agencies|updated|published|{_DATE}|{_TIME}|[\w. -]+@\S+))*\.?",
    rf"[(\[]?(?:[-–—]+\s*)?{_CREDIT_PARTS}\.?[)\]]?", r"(?i:(?:web|news|online|our|staff|special|agency) (?:desk|report(?:er)?|correspondent|bureau|agencies|writers?)(?:[ ,/|-].{0,40})?)",
    r"(?i:[(\[]?(?:with|additional|this|the|some)? ?(?:agency|agencies|inputs?|input|reporting|information|files?|material|wires?)(?: \w+){0,3}? (?:from|by|via)\b.{0,120})",
    r"(?i:[(\[]?(?:additional |further )?(?:reporting|report|writing|editing|edited|compiled|translated|translation|produced|production|research|graphics?)\b[\w ]{0,25} by\b.{0,250})",
    r"(?i:(?:source|sources|credits?|author|agency|via|editor|reporter|courtesy|written by|published by|posted by|posted in|location)\s*:.{0,80})",
    r"(?i:.{0,20}(?:©|\(c\)|copyright)\s*(?:©|\(c\)|by|of|\d{4}).{0,200})", r"(?i:.{0,160}\ball rights reserved\b.{0,160})", r"(?i:this (?:material|article|content) may not be (?:published|reproduced|copied).{0,160})",
    rf"(?i:(?:(?:first |last |originally )?(?:published|updated|posted|modified|created|issued|date|time|on|at|as of)\b\s*(?:on|at)?\s*[:|-]?\s*)*(?:{_DATE}|today|yesterday)(?:[\s,|•·/–—-]*(?:{_TIME}|{_DATE}|updated|published|posted|last|modified|on|at|:|\d+ min(?:ute)?s? read))*)\.?",
    rf"(?i:(?:first |last )?(?:published|updated|posted|modified)(?: (?:on|at))?\s*:?.{{0,60}}\d.{{0,40}})", rf"{_TIME}",
    rf"[A-Z][A-Z .'-]{{2,30}}(?:,\s*[A-Za-z. ]{{2,25}})?(?:,?\s*{_DATE})?\s*(?:[(\[]{_CREDIT_PARTS}[)\]])?\s*[-–—:]+",
    rf"{_NAMES},?\s*{_DATE}\s*(?:[(\[]{_CREDIT_PARTS}[)\]])?\s*[-–—:]*",
    r"(?i:(?:the )?(?:associated press|reuters|afp|bloomberg|[\w .'-]{3,60})(?: writers?| reporters?| journalists?| correspondents?| researchers?)? (?:[\w .,'-]{0,120} )?contributed (?:to this (?:report|story|article)|reporting|from)\b.{0,60})",
    rf"{_NAMES} (?i:is|was) an? (?:[\w' -]+ )?(?i:reporter|correspondent|editor|columnist|journalist|writer)\b.{{0,160}}", r"(?i:(?:this|the) (?:article|story|report|piece) (?:was |is |has been )?(?:originally |first |also )*(?:published|appeared|produced|provided|syndicated)\b.{0,160})",
    flags=0,
)
CAPTION_START = _any(
    r"[(\[]?(?:file|archive|representative|representational|stock|undated|handout|combination)[\s-]*(?:photo|photograph|picture|pic|image|footage)?s?\s*[:–—-]", r"[(\[]?(?:photo|photograph|picture|pic|image|caption|photos|images|illustration|screenshot|graphic|map|video grab)s?(?: (?:credit|source|by|courtesy|caption|provided|supplied))*\s*(?:[:|/©–—-]|,|by\b)",
    r"pictured(?: (?:here|above|below|left|right))?\s*[:,]", r"image (?:source|caption|credit)\b", r"[(\[](?:photo|file|image|picture|ap photo)\b", r"(?:above|below|left|right|top|main image|cover)\s*:",
)
CAPTION_MARK = _any(
    rf"(?:{AGENCIES}|photo|photograph|image|pictures?)\s*/\s*(?-i:[A-Z])[\w.'’ -]+[)\].]*$", rf"/\s?{AGENCIES}[)\].]*$", rf"[(\[]\s*(?:photo|image|picture|file|credit|courtesy|source|ap photo|pic)\b[^)\]]*[)\]]?\.?$",
    r"\b(?:file|handout|archive) (?:photo|picture|image|pic)\b", r"\b(?:photo|image|picture|photograph)\s*(?:credit|courtesy|by|:|/)\s*(?:by|of)?\s*(?-i:[A-Z]).{0,60}$", r"(?-i:[A-Z][\w/.]*(?: [A-Z][\w/.]*){0,4} via [A-Z][\w/]*(?: [A-Z][\w/]*){0,2})$",
    r"\bin this (?:\w+ ){0,3}(?:photo|image|picture|photograph|handout|video|combination|screengrab)\b.{0,40}\b(?:released|provided|taken|made|distributed|from|obtained|supplied|shows?)\b", r"[(\[](?:file|pictured|getty images|reuters|afp|ap|epa)[)\]]\.?$", r"\bgetty images\)?\.?$", r"©\s*[\w/ .]+$",
    r"\bcredit\s*:\s*.{2,60}$",
)
CREDIT_TAIL = re.compile(rf"(?P<text>.*?\S)\s*(?:[-–—|•]\s*|\(\s*)(?P<credit>{_CREDIT_PARTS})\s*[)\]]?\.?", re.DOTALL)
FINAL_STOP = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
ANY_STOP = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)")
WORD = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?")
EDGE = " \t\r\n\f\v\xa0\u200b\u200c\u200d\u2060\ufeff\u3000\u2028\u2029"
SECTION_END = re.compile(
    r"(?i)(?:(?:related|similar|recommended|popular|trending|latest|other|more) (?:articles?|stor(?:y|ies)|news|posts?|topics?|content|headlines|reads?)|most (?:read|popular|viewed)|you (?:may|might) also like"
    r"|(?:leave|post|add|write) a (?:comment|reply)|(?:\d+ )?comments?|editors?['’]?s? picks?|trending(?: now)?|more (?:from|in|on) .{1,40})\W*")


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
    Paragraphs are parted by blank lines, or are single lines where a text is not wrapped at a fixed width. The rules are marks of
    English-language news sites; furniture worded like the story itself stays in the body.
    """
    spans = _paragraphs(text)
    texts = [" ".join(text[start:end].strip(EDGE).split()) for start, end in spans]
    zones = [_classify(paragraph) for paragraph in texts]
    _mark_captions(texts, zones)
    _mark_headline(texts, zones)
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
        start = match.start() + len(line) - len(line.lstrip(EDGE))
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
    return line[0].islower() and not FINAL_STOP.search(last) and max(len(last), len(line)) <= LONGEST_WRAPPED_LINE


def _classify(paragraph: str) -> str:
    """The zone of one paragraph by its own words."""
    n_words = len(WORD.findall(paragraph))
    if n_words <= 40 and CREDIT_LINE.fullmatch(paragraph):
        return "credit"
    if (n_words <= 25 and FURNITURE_LINE.fullmatch(paragraph)) or (n_words <= LONGEST_NOTICE and NOTICE.search(paragraph)):
        return "boilerplate"
    if n_words <= LONGEST_CAPTION and (CAPTION_START.match(paragraph) or CAPTION_MARK.search(paragraph)):
        return "caption"
    return "body"


def _mark_captions(texts: list[str], zones: list[str]) -> None:
    """Captions that show by a credit at their end, or by standing beside the same words with one."""
    last = max((index for index, zone in enumerate(zones) if zone == "body"), default=-1)
    for index, paragraph in enumerate(texts):
        tail = CREDIT_TAIL.fullmatch(paragraph)
        if zones[index] == "body" and tail and len(WORD.findall(paragraph)) <= LONGEST_CAPTION:
            # A wire story may close with its agency behind the last full stop: that paragraph is story.
            if index < last or not FINAL_STOP.search(tail["text"]):
                zones[index] = "caption"
    for index, paragraph in enumerate(texts):
        beside = [other for other in (index - 1, index + 1) if 0 <= other < len(texts) and zones[other] == "caption"]
        if index and zones[index] == "body" and any(_is_cut_of(paragraph, texts[other]) for other in beside):
            zones[index] = "caption"


def _is_cut_of(paragraph: str, caption: str) -> bool:
    """True when a caption is a paragraph's words with a credit behind them."""
    short, long = _key(paragraph), _key(caption)
    return len(short) >= 12 and long.startswith(short) and len(long) - len(short) <= 60


def _key(paragraph: str) -> str:
    """A paragraph's letters and digits alone, to compare repeats."""
    return "".join(character for character in paragraph.casefold() if character.isalnum())


def _mark_headline(texts: list[str], zones: list[str]) -> None:
    """The first short line without a final stop, or a first line that is repeated at once; menu words above it are furniture."""
    story = [index for index, zone in enumerate(zones) if zone == "body"]
    for place, index in enumerate(story[:6]):
        n_words = len(WORD.findall(texts[index]))
        following = story[place + 1] if place + 1 < len(story) else None
        if n_words > LONGEST_HEADLINE or not _is_title(texts, index, following):
            return
        if n_words <= LONGEST_KICKER and following is not None and LONGEST_KICKER < len(WORD.findall(texts[following])) <= LONGEST_HEADLINE \
                and _is_title(texts, following, None):
            zones[index] = "boilerplate"
            continue
        zones[index] = "headline"
        return


def _is_title(texts: list[str], index: int, following: int | None) -> bool:
    """True for a line without a final full stop, written as a title, or repeated by the next one."""
    paragraph = texts[index]
    if not re.search(r"[.:;,][\"'”’)\]]*$", paragraph) and not re.search(r"[.!?][\"'”’]? [A-Z].*[.!?][\"'”’]*$", paragraph):
        return True
    if following is not None and _key(paragraph) == _key(texts[following]):
        return True
    if index == 0 and len(ANY_STOP.findall(paragraph)) == 1 and len(WORD.findall(paragraph)) <= LONGEST_STOPPED_HEADLINE:
        return True
    words = [word for word in WORD.findall(paragraph) if len(word) > 3]
    return len(ANY_STOP.findall(paragraph)) <= 1 and len(words) > 2 and sum(word[0].isupper() or word[0].isdigit() for word in words) >= 0.8 * len(words)


def _mark_repeats(texts: list[str], zones: list[str]) -> None:
    """Repeats of the headline anywhere, of the short lines above the story at its head, and of whole paragraphs."""
    seen: dict[str, str] = {}
    at_head = True
    for index, paragraph in enumerate(texts):
        if zones[index] not in ("headline", "body"):
            continue
        key, is_long = _key(paragraph), bool(FINAL_STOP.search(paragraph)) and len(WORD.findall(paragraph)) > 12
        at_head = at_head and not is_long
        first = seen.get(key)
        if first and len(key) >= 12 and (first == "headline" or (first == "head" and at_head) or (first == "story" and len(key) >= 40)):
            zones[index] = "boilerplate"
        elif not first or first == "head":
            seen[key] = "headline" if zones[index] == "headline" else "head" if at_head else "story"


def _mark_tail(texts: list[str], zones: list[str]) -> None:
    """Short lines behind the last full sentence, and lists of other stories, are furniture."""
    for index in range(len(texts) - 1, -1, -1):
        if zones[index] != "body":
            continue
        stopped = FINAL_STOP.search(texts[index])
        after_section = any(SECTION_END.fullmatch(paragraph) for paragraph in texts[:index])
        n_words = len(WORD.findall(texts[index]))
        if stopped or n_words > (LONGEST_HEADLINE if after_section else LONGEST_TAIL) or "body" not in zones[:index]:
            return
        zones[index] = "boilerplate"
