"""What the tagger sees of a report: word pieces with features of casing and quotation, packed into windows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis import models

if TYPE_CHECKING:
    from collections.abc import Iterable

    import tokenizers

TOKENIZER = Path(__file__).parents[1] / "minilm"
PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
ROLES = ("source", "cue", "content")
# Pieces that are seen at once in training, and in reading, where a smaller window costs some 8 % less and, on the articles that no
# training saw, loses nothing (relation F1 66.3 at 256, 66.8 at 144).
WINDOW = 256
SIGHT = 144
CLS, SEP = 101, 102
N_CASINGS, N_QUOTATIONS = 6, 4
N_FEATURES = N_CASINGS * N_QUOTATIONS
DOUBLE_MARKS = re.compile("[\"“”„«»]|``|''")
SINGLE_OPEN = re.compile(r"(?<![\w’'])[‘'](?=[\w“\"])")
SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…”\"])[’'](?!\w)")


@dataclass(frozen=True)
class Pieces:
    """One paragraph cut into word pieces: their ids, features (casing x quotation), positions, and which one starts a word."""

    start: int
    ids: np.ndarray
    features: np.ndarray
    spans: np.ndarray
    first: np.ndarray


class Chunk(NamedTuple):
    """A run of pieces of one paragraph that fits into a window."""

    paragraph: int
    begin: int
    end: int


def load_tokenizer() -> tokenizers.Tokenizer:
    """The word-piece tokenizer, its file checked, without the padding and cutting that the file asks for."""
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(models.check_files("minilm-tokenizer", TOKENIZER) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def paragraphs_of(text: str) -> list[tuple[int, str]]:
    """Start and text of each line that holds anything, as `encode` takes them."""
    return [(line.start(), line.group()) for line in PARAGRAPH.finditer(text)]


def find_quotations(text: str) -> np.ndarray:
    """The quotation state of each character: 0 outside, 1 in double marks, 2 in single marks, 3 in marks never closed."""
    state = np.zeros(len(text) + 1, dtype=np.int64)
    opened, mark = -1, ""
    for match in DOUBLE_MARKS.finditer(text):
        found = match.group()
        closes = found in ("”", "»", "''") or found in ('"', "“") and mark in ('"', "„") or found == '"'
        if opened >= 0 and closes:
            state[opened:match.end()] = 1
            opened, mark = -1, ""
        elif opened < 0 and found not in ("”", "''"):
            opened, mark = match.start(), found
    if opened >= 0:
        state[opened:] = 3
    at = 0
    while match := SINGLE_OPEN.search(text, at):
        close = SINGLE_CLOSE.search(text, match.end() + 1)
        if not close:
            break
        at = close.end()
        inside = state[match.start():at]
        inside[inside == 0] = 2
    return state


@lru_cache(maxsize=1 << 14)
def _casing(word: str) -> int:
    """The casing class of a word: 0 no letter, 1 lower, 2 capital first, 3 all capitals, 4 single capital, 5 mixed."""
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 4
    if word[:1].isupper() and word[1:].islower():
        return 2
    return 5 if any(map(str.isalpha, word)) else 0


def encode(paragraphs: list[tuple[int, str]], *, tokenizer: tokenizers.Tokenizer) -> list[Pieces]:
    """Each paragraph as word pieces with features, positions counted from the report's beginning."""
    pieces = []
    for start, text in paragraphs:
        own = tokenizer.encode(text, add_special_tokens=False)
        spans = np.array(own.offsets, dtype=np.int64).reshape(-1, 2)
        words = own.word_ids
        begins = [place for place, word in enumerate(words) if not place or word != words[place - 1]]
        sizes = np.diff([*begins, len(words)])
        ends = spans[np.cumsum(sizes) - 1, 1].tolist()
        casings = np.array([_casing(text[b:e]) for b, e in zip(spans[begins, 0].tolist(), ends, strict=True)], dtype=np.int64)
        features = np.repeat(casings, sizes) * N_QUOTATIONS + find_quotations(text)[spans[:, 0]]
        first = np.zeros(len(words), dtype=bool)
        first[begins] = True
        pieces.append(Pieces(start, np.array(own.ids, dtype=np.int64), features, spans + start, first))
    return pieces


def pack(pieces: list[Pieces], *, window: int = SIGHT, first_window: int = 0) -> list[list[Chunk]]:
    """Paragraphs in order packed into windows; one longer than a window is cut into chunks that overlap by a quarter."""
    windows: list[list[Chunk]] = [[]]
    room = (first_window or window) - 1
    for number, paragraph in enumerate(pieces):
        for chunk in _chunks(number, paragraph, window):
            size = chunk.end - chunk.begin + 1
            if size > room and windows[-1]:
                windows.append([])
                room = window - 1
            windows[-1].append(chunk)
            room -= size
    return [chunks for chunks in windows if chunks]


def _chunks(number: int, paragraph: Pieces, window: int) -> list[Chunk]:
    """A paragraph's chunks: itself, or overlapping runs that begin at words."""
    longest, size = window - 2, len(paragraph.ids)
    starts = np.flatnonzero(paragraph.first)
    chunks, begin = [], 0
    while size:
        end = min(size, begin + longest)
        if end < size:
            end = int(starts[np.searchsorted(starts, end, side="right") - 1])
            end = end if end > begin else begin + longest
        chunks.append(Chunk(number, begin, end))
        if end == size:
            break
        begin = max(int(starts[np.searchsorted(starts, end - window // 4, side="right") - 1]), begin + 1)
    return chunks


def window_arrays(window: list[Chunk], pieces: list[Pieces]) -> tuple[np.ndarray, np.ndarray]:
    """Ids and features of a window: its beginning, then each chunk and its end."""
    ids, features = [np.array([CLS])], [np.array([0])]
    for paragraph, begin, end in window:
        ids += [pieces[paragraph].ids[begin:end], np.array([SEP])]
        features += [pieces[paragraph].features[begin:end], np.array([0])]
    return np.concatenate(ids, dtype=np.int64), np.concatenate(features, dtype=np.int64)


def places_in(window: list[Chunk]) -> list[slice]:
    """Where each chunk's pieces stand in its window."""
    ends = np.cumsum([chunk.end - chunk.begin + 1 for chunk in window]).tolist()
    return [slice(end - (chunk.end - chunk.begin), end) for chunk, end in zip(window, ends, strict=True)]


def join_windows(
    windows: list[list[Chunk]], tables: Iterable[np.ndarray], pieces: list[Pieces], *, width: int,
) -> list[np.ndarray]:
    """Each paragraph's table (pieces x `width`) from those of all places of the windows: the mean where chunks overlap."""
    sums = [np.zeros((len(own.ids), width)) for own in pieces]
    counts = [np.zeros((len(own.ids), 1)) for own in pieces]
    for window, table in zip(windows, tables, strict=True):
        for (paragraph, begin, end), there in zip(window, places_in(window), strict=True):
            sums[paragraph][begin:end] += table[there]
            counts[paragraph][begin:end] += 1
    return [total / count for total, count in zip(sums, counts, strict=True)]


def word_spans(paragraph: Pieces) -> list[tuple[int, int]]:
    """Start and end of each word of a paragraph, positions in the report's text."""
    firsts = np.flatnonzero(paragraph.first)
    lasts = np.append(firsts[1:], len(paragraph.first))[:len(firsts)] - 1
    return list(zip(paragraph.spans[firsts, 0].tolist(), paragraph.spans[lasts, 1].tolist(), strict=True))
