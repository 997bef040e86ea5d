"""What training sees: gold articles, some rewritten under other conventions of punctuation and casing, cut into windows."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from analysis import schema
from analysis.models.attribution import encoding
from analysis.models.attribution.tagger import BEGIN, INSIDE, OUTSIDE

PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
# Further attributions, coded for this project.
CODED = Path(__file__).with_name("coded.csv")


@dataclass(frozen=True)
class Article:
    """An article: text and, by role, its spans; none where nobody coded it."""

    doc: str
    text: str
    spans: dict[str, list[tuple[int, int]]]
    coded: bool = True


@dataclass(frozen=True)
class Window:
    """A training window: ids, features, where words start, and their tags (words x roles), which count where somebody coded."""

    ids: np.ndarray
    features: np.ndarray
    words: np.ndarray
    tags: np.ndarray
    coded: bool


# ---- gold

def read_gold(path: Path, *, without: frozenset[str] = frozenset()) -> list[Article]:
    """The articles of a gold file, except those named in `without`."""
    articles = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["doc"] in without:
            continue
        items = row["attributions"] if "attributions" in row else next(iter(row["coders"].values()))
        spans = {role: sorted({tuple(span) for item in items for span in item[f"{role}_spans"]})
                 for role in encoding.ROLES}
        articles.append(Article(row["doc"], row["text"], spans))
    return articles


def read_texts(files: list[Path]) -> dict[str, str]:
    """The articles of some files of texts, by name."""
    return {str(row["doc"]): row["text"] for file in files for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}


def read_uncoded(texts: list[Path]) -> list[Article]:
    """The articles of some files that `coded.csv` does not name."""
    with CODED.open(encoding="utf-8", newline="") as file:
        coded = {row["doc"] for row in csv.DictReader(file)}
    return [Article(doc, text, {role: [] for role in encoding.ROLES}, coded=False)
            for doc, text in read_texts(texts).items() if doc not in coded]


def read_further(texts: list[Path]) -> list[Article]:
    """The articles of `coded.csv` that are for training, twice each: as they are and as what is said in them.

    The first holds the outer attributions, the second the content of each of these as a paragraph, with those nested in it:
    so they are read (`analysis.reading.relations`).
    """
    found = read_texts(texts)
    with CODED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["use"] == "train"]
    articles = []
    for doc, group in groupby(rows, key=lambda row: row["doc"]):
        if doc not in found:
            raise ValueError(f"{CODED.name}: no text for {doc!r}; name its file by --texts")
        own = list(group)
        outer = [row for row in own if not row["parent"]]
        articles.append(Article(doc, found[doc], {role: sorted({span for row in outer for span in spans_of(row, role)})
                                                  for role in encoding.ROLES}))
        articles.append(tell_contents(Article(doc, found[doc], {}), outer, own))
    return articles


def tell_contents(article: Article, outer: list[dict], rows: list[dict]) -> Article:
    """The pieces of outer contents, one a line, and what is nested in them."""
    lines, spans, at = [], {role: [] for role in encoding.ROLES}, 0
    for row in outer:
        inner = [one for one in rows if one["parent"] == row["attribution"]]
        for begin, end in spans_of(row, "content"):
            for role in encoding.ROLES:
                spans[role] += sorted({(b - begin + at, e - begin + at) for one in inner for b, e in spans_of(one, role)
                                       if begin <= b < e <= end})
            lines.append(article.text[begin:end])
            at += end - begin + 1
    return Article(f"{article.doc} contents", "\n".join(lines), spans)


def spans_of(row: dict, role: str) -> list[tuple[int, int]]:
    """The spans of one role."""
    return schema.text_to_spans(row[f"{role}_spans"])


def split_gold(articles: list[Article], *, n_held_out: int, rng: np.random.Generator) -> tuple[list[Article], list[Article]]:
    """Articles to train on and articles held out for the choices of decoding and for calibration."""
    order = rng.permutation(len(articles))
    held = set(order[:n_held_out].tolist())
    return [a for i, a in enumerate(articles) if i not in held], [a for i, a in enumerate(articles) if i in held]


# ---- augmentation: other conventions of punctuation and casing

def rewrite(article: Article, edits: list[tuple[int, int, str]]) -> Article:
    """The article with pieces of text replaced and its spans moved along."""
    parts, at, shift = [], 0, 0
    moved = np.zeros(len(article.text) + 1, dtype=np.int64)
    for begin, end, new in sorted(edits):
        parts += [article.text[at:begin], new]
        moved[at:begin + 1] = np.arange(at, begin + 1) + shift
        shift += len(new) - (end - begin)
        moved[begin + 1:end] = moved[begin]
        at = end
    parts.append(article.text[at:])
    moved[at:] = np.arange(at, len(article.text) + 1) + shift
    spans = {role: [(int(moved[b]), int(moved[e])) for b, e in pairs if moved[e] > moved[b]]
             for role, pairs in article.spans.items()}
    return replace(article, text="".join(parts), spans=spans)


def _quote_pairs(text: str) -> list[tuple[int, int]]:
    """Positions of opening and closing double quotation marks, pair by pair inside paragraphs."""
    pairs = []
    for paragraph in PARAGRAPH.finditer(text):
        opened = -1
        for at in range(paragraph.start(), paragraph.end()):
            if text[at] in '"”' and opened >= 0:
                pairs.append((opened, at))
                opened = -1
            elif text[at] in '"“':
                opened = at
    return pairs


def edit_quotes(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Other marks for double quotation marks, in some articles with closing marks missing."""
    styles = [("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’"), ("'", "'"), ("„", "“"), ("“", "”"), ('"', '"')]
    left, right = styles[rng.integers(len(styles))]
    dropping = 0.5 if rng.random() < 0.3 else 0.0
    edits = []
    for opened, closed in _quote_pairs(article.text):
        edits.append((opened, opened + 1, left))
        edits.append((closed, closed + 1, "" if rng.random() < dropping else right))
    return edits


def edit_apostrophes(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Straight apostrophes and single marks for curly ones, or the other way."""
    if rng.random() < 0.5:
        return [(m.start(), m.end(), "'") for m in re.finditer("[‘’]", article.text)]
    return [(m.start(), m.end(), "’") for m in re.finditer(r"(?<=\w)'(?=\w)", article.text)]


def edit_dashes(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Another dash convention."""
    dash = [" - ", " -- ", " – ", "—", "-"][rng.integers(5)]
    return [(m.start(), m.end(), dash) for m in re.finditer(r" ?(?:—|–|--) ?|(?<=\w) - (?=\w)", article.text)]


def edit_headlines(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Capitals throughout in short lines without a final stop, and in the first line."""
    edits = []
    for number, line in enumerate(PARAGRAPH.finditer(article.text)):
        text = line.group()
        if (number == 0 or len(text) < 120 and text.rstrip()[-1:].isalnum()) and len(text.upper()) == len(text):
            edits.append((line.start(), line.end(), text.upper()))
    return edits


def edit_bullets(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """List marks before some paragraphs."""
    mark = ["• ", "- ", "* ", "– "][rng.integers(4)]
    return [(line.start(), line.start(), mark) for line in PARAGRAPH.finditer(article.text) if rng.random() < 0.2]


def edit_case(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Lower case throughout."""
    return [(at, at + 1, char.lower()) for at, char in enumerate(article.text) if char.isupper() and len(char.lower()) == 1]


def augment(article: Article, *, rng: np.random.Generator, share: float) -> Article:
    """The article as it is, or, in `share` of coded ones, under one or two other conventions."""
    if not article.coded or rng.random() >= share:
        return article
    kinds = [edit_quotes, edit_apostrophes, edit_dashes, edit_headlines, edit_bullets, edit_case]
    for kind in rng.choice(len(kinds), size=rng.integers(1, 3), replace=False, p=[0.45, 0.1, 0.15, 0.1, 0.08, 0.12]):
        article = _rewrite_case(article, kinds[kind](article, rng))
    return article


def _rewrite_case(article: Article, edits: list[tuple[int, int, str]]) -> Article:
    """`rewrite`, with edits that keep every position applied directly: a replaced line keeps the spans inside it."""
    if all(len(new) == end - begin for begin, end, new in edits):
        text = list(article.text)
        for begin, end, new in edits:
            text[begin:end] = new
        return replace(article, text="".join(text))
    return rewrite(article, edits)


# ---- windows

def tag_words(pieces: encoding.Pieces, spans: dict[str, list[tuple[int, int]]]) -> np.ndarray:
    """The BIO tag of every piece that starts a word, for each role; other pieces carry their word's tag."""
    tags = np.full((len(pieces.ids), len(encoding.ROLES)), OUTSIDE, dtype=np.int64)
    begins, ends = pieces.spans[:, 0], pieces.spans[:, 1]
    for column, role in enumerate(encoding.ROLES):
        for begin, end in spans[role]:
            inside = np.flatnonzero((begins < end) & (ends > begin))
            if len(inside):
                tags[inside, column] = INSIDE
                tags[inside[0], column] = BEGIN
    return tags


def make_windows(article: Article, *, tokenizer, rng: np.random.Generator, window: int) -> list[Window]:
    """An article's windows, the first one cut at a random length so that paragraphs meet other neighbours each time."""
    paragraphs = [(m.start(), m.group()) for m in PARAGRAPH.finditer(article.text)]
    pieces = encoding.encode(paragraphs, tokenizer=tokenizer)
    tags = [tag_words(p, article.spans) for p in pieces]
    windows = []
    for chunks in encoding.pack(pieces, window=window, first_window=int(rng.integers(window // 4, window + 1))):
        ids, features = encoding.window_arrays(chunks, pieces)
        words, labels, at = [0], [np.full((1, len(encoding.ROLES)), OUTSIDE)], 1
        for chunk in chunks:
            first = np.flatnonzero(pieces[chunk.paragraph].first[chunk.begin:chunk.end])
            found = tags[chunk.paragraph][chunk.begin:chunk.end][first].copy()
            if len(found):
                found[0][found[0] == INSIDE] = BEGIN
            words += [*(first + at), at + chunk.end - chunk.begin]
            labels += [found, np.full((1, len(encoding.ROLES)), OUTSIDE)]
            at += chunk.end - chunk.begin + 1
        windows.append(Window(ids, features, np.array(words), np.concatenate(labels), article.coded))
    return windows


def make_batches(
    articles: list[Article], *, tokenizer, rng: np.random.Generator, size: int, share: float, window: int,
) -> list[list[Window]]:
    """One epoch: articles in a new order, a share of the coded ones rewritten, cut into windows, `size` of like length together."""
    windows = []
    for number in rng.permutation(len(articles)):
        windows += make_windows(augment(articles[number], rng=rng, share=share), tokenizer=tokenizer, rng=rng, window=window)
    windows = [windows[number] for number in rng.permutation(len(windows))]
    batches = []
    for begin in range(0, len(windows), 16 * size):
        group = sorted(windows[begin:begin + 16 * size], key=lambda one: len(one.ids))
        batches += [group[at:at + size] for at in range(0, len(group), size)]
    return [batches[number] for number in rng.permutation(len(batches))]
