"""Whether a file is the plain text of an English report; anything else is refused in one line that says what to do."""

from __future__ import annotations

import re

# Longer than any paragraph, and than any word or address; the tokenizer's time grows with the square of a word.
MOST_LINE, MOST_WORD = 100_000, 5_000
# A mark that is repeated so often is no text, and keeps the tokenizer busy for minutes.
_REPEATED = re.compile(r"([^A-Za-z0-9\s])\1{999}")
_TAG = re.compile(r"</?(?:article|body|div|h[1-6]|head|html|li|p|script|section|span|style|table|td|tr|ul)\b[^<>]*>"
                  r"|&(?:quot|apos|nbsp|[lr][sd]quo|[mn]dash|#x?\w{1,6});", re.IGNORECASE)
# What is left of quotation marks, dashes and letters in UTF-8 that was read as another encoding; reading would find no quotation.
_GARBLED = re.compile("â€|Ã[\x80-\xbf]")
FEWEST_TAGS = 3
# How files begin that are no plain text, whatever they are called.
_FORMATS = {b"{\\rtf": "RTF", b"%pdf-": "a PDF file", b"pk\3\4": "a Word or another zip file", b"\xd0\xcf\x11\xe0": "an old Word file",
            b"<!doctype html": "the markup of a web page", b"<html": "the markup of a web page", b"<?xml": "XML"}
# Words that join others in English and hardly stand in other languages. Of the words without a capital in 5,873 English reports and
# beginnings of reports at least 4.7 % are these, of 192 pieces in other languages (spaCy's examples) less but for three of 26 at most.
_ENGLISH = frozenset(
    "about after also and any because been before but by can could did does even for from has he him his how if into it its just many more "
    "most much my new not of only or other our out said says she should some still than that the their them then there these they this "
    "those to two up us were what when where which while who why will with would you your".split())
ENGLISH_SHARE, FEWEST_SMALL = 0.045, 15


def decode_text(data: bytes) -> str:
    """Bytes of a report file as text, with no newline translation.

    A byte order mark stays in the text as a code point, so that positions hold for the bytes that the digest names.

    Raises
    ------
    ValueError
        Another format, not UTF-8, NUL bytes, empty, a page's markup, another language than English, or a line that no report has.
    """
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if found := next((name for mark, name in _FORMATS.items() if start.startswith(mark)), ""):
        raise ValueError(f"is {found}, not plain text; save the report's text alone as plain UTF-8 text")
    if b"\0" in data:
        raise ValueError(f"holds a NUL byte at {data.index(0)}, as UTF-16 does; save it as plain UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise ValueError(f"not UTF-8 (byte {problem.start}, in line {line}), perhaps Windows-1252; save it as plain UTF-8 text") from None
    if not re.search(r"\w", text):
        raise ValueError("holds no word; put the report's text there or take it out of the corpus")
    if (longest := max(map(len, text.splitlines()))) > MOST_LINE:
        raise ValueError(f"a line of {longest:,} characters is longer than any paragraph ({MOST_LINE:,}); break it into paragraphs")
    if (longest := max(map(len, text.split()))) > MOST_WORD:
        raise ValueError(f"holds {longest:,} characters without a blank, as a picture in letters does ({MOST_WORD:,} are the most); take"
                         " them out")
    if mark := _REPEATED.search(text):
        raise ValueError(f"holds {mark[1]!r} a thousand times on end; take it out")
    if len(garbled := _GARBLED.findall(text)) >= FEWEST_TAGS:
        raise ValueError(f"holds {garbled[0]!r} for a letter, quotation mark or dash, as UTF-8 that was read as another encoding does; save"
                         " it anew as UTF-8")
    if len(tags := list(_TAG.finditer(text))) >= FEWEST_TAGS:
        line = len(text[:tags[0].start() + 1].splitlines())
        raise ValueError(f"holds the markup of a web page ({tags[0][0][:60]!r} in line {line} is the first of {len(tags)}); save the"
                         " report's text alone")
    if not _is_english(text):
        raise ValueError("is not in English, which alone can be read; take it out of the corpus, or put a translation there")
    return text


def _is_english(text: str) -> bool:
    """Whether the words of a text, or too few of them to tell, are English; names and addresses tell nothing."""
    running = re.sub(r"\S*(?:@|/|www\.)\S*", " ", text)
    small = [word for word in re.findall(r"[^\W\d_]+", running) if not word[0].isupper()]
    return len(small) < FEWEST_SMALL or sum(word in _ENGLISH for word in small) >= ENGLISH_SHARE * len(small)
