"""What training sees: gold articles, some rewritten under other conventions of punctuation and casing, cut into windows."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from analysis import schema
from analysis.models.attribution import encoding
from analysis.models.attribution.tagger import BEGIN, INSIDE, OUTSIDE, Relation

# Further attributions, coded for this project.
CODED = Path(__file__).with_name("coded.csv")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
# The share of coded articles that are rewritten.
REWRITTEN = 0.25


@dataclass(frozen=True)
class Article:
    """An article: its text, its attributions, none where nobody coded it, and, if a teacher read it, its scores of each paragraph's pieces."""

    doc: str
    text: str
    relations: list[Relation]
    coded: bool = True
    taught: tuple[np.ndarray, ...] = ()

    def spans(self) -> list[list[tuple[int, int]]]:
        """The spans of each role."""
        return [sorted({span for relation in self.relations for span in relation[role]}) for role in range(len(encoding.ROLES))]


@dataclass(frozen=True)
class Window:
    """A training window.

    Parameters
    ----------
    ids, features
        Of each piece.
    words, tags, taught
        Where words start, their tags (words x roles), and a teacher's scores of them (words x roles and tags), NaN where there are none.
    coded
        Whether somebody coded it, so that the tags count.
    """

    ids: np.ndarray
    features: np.ndarray
    words: np.ndarray
    tags: np.ndarray
    taught: np.ndarray
    coded: bool


# ---- gold

def read_gold(path: Path) -> list[Article]:
    """The articles of a gold file."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Article(row["doc"], row["text"], [
        Relation(*([tuple(span) for span in item[f"{role}_spans"]] for role in encoding.ROLES), 1.0) for item in row["attributions"]])
        for row in rows]


def read_texts(files: list[Path]) -> dict[str, str]:
    """The articles of some files of texts, by name."""
    return {str(row["doc"]): row["text"] for file in files for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}


def read_coded() -> list[dict]:
    """The rows of `coded.csv`."""
    with CODED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_uncoded(texts: list[Path]) -> list[Article]:
    """The articles of some files that `coded.csv` does not name."""
    coded = {row["doc"] for row in read_coded()}
    return [Article(doc, text, [], coded=False) for doc, text in read_texts(texts).items() if doc not in coded]


def read_further(texts: list[Path]) -> list[Article]:
    """The articles of `coded.csv` that are for training, twice each: as they are and as what is said in them.

    The first holds the outer attributions, the second the content of each of these as a paragraph, with those nested in it:
    so they are read (`analysis.reading.speech.relations`).
    """
    found, articles = read_texts(texts), []
    for doc, group in groupby((row for row in read_coded() if row["use"] == "train"), key=lambda row: row["doc"]):
        if doc not in found:
            raise ValueError(f"{CODED.name}: no text for {doc!r}; name its file by --texts")
        own = list(group)
        outer = [_relation(row) for row in own if not row["parent"]]
        articles += [Article(doc, found[doc], outer), tell_contents(doc, found[doc], own)]
    return articles


def tell_contents(doc: str, text: str, rows: list[dict]) -> Article:
    """The pieces of outer contents, one a line, and what is nested in them."""
    lines, relations, at = [], [], 0
    for row in (row for row in rows if not row["parent"]):
        inner = [_relation(one) for one in rows if one["parent"] == row["attribution"]]
        for begin, end in _relation(row).content_spans:
            relations += [Relation(*([(b - begin + at, e - begin + at) for b, e in spans if begin <= b < e <= end]
                                     for spans in one[:3]), 1.0) for one in inner]
            lines.append(text[begin:end])
            at += end - begin + 1
    return Article(f"{doc} contents", "\n".join(lines), relations)


def _relation(row: dict) -> Relation:
    """The attribution of a row of `coded.csv`."""
    return Relation(*(schema.text_to_spans(row[f"{role}_spans"]) for role in encoding.ROLES), 1.0)


# ---- augmentation: other conventions of punctuation and casing

def rewrite(article: Article, edits: list[tuple[int, int, str]]) -> Article:
    """The article with pieces of text replaced and its spans moved along; of a piece that keeps its length all positions stay."""
    parts, moved, length, at = [], [], 0, 0
    for begin, end, new in [*sorted(edits), (len(article.text), len(article.text), "")]:
        kept = article.text[at:begin]
        moved += range(length, length + len(kept))
        length += len(kept)
        moved += range(length, length + len(new)) if len(new) == end - begin else [length] * (end - begin)
        length += len(new)
        parts += [kept, new]
        at = end
    moved.append(length)
    relations = [Relation(*([(moved[b], moved[e]) for b, e in spans if moved[b] < moved[e]] for spans in relation[:3]), 1.0)
                 for relation in article.relations]
    return replace(article, text="".join(parts), relations=relations)


def edit_quotes(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Other marks for double quotation marks, in some articles with closing marks missing."""
    styles = [("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’"), ("'", "'"), ("„", "“"), ("“", "”"), ('"', '"')]
    left, right = styles[rng.integers(len(styles))]
    dropping = 0.5 if rng.random() < 0.3 else 0.0
    edits = []
    for quoted in re.finditer('["“][^"“”\n]*["”]', article.text):
        edits.append((quoted.start(), quoted.start() + 1, left))
        edits.append((quoted.end() - 1, quoted.end(), "" if rng.random() < dropping else right))
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
    for number, line in enumerate(encoding.PARAGRAPH.finditer(article.text)):
        text = line.group()
        if (number == 0 or len(text) < 120 and text.rstrip()[-1:].isalnum()) and len(text.upper()) == len(text):
            edits.append((line.start(), line.end(), text.upper()))
    return edits


def edit_bullets(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """List marks before some paragraphs."""
    mark = ["• ", "- ", "* ", "– "][rng.integers(4)]
    return [(line.start(), line.start(), mark) for line in encoding.PARAGRAPH.finditer(article.text) if rng.random() < 0.2]


def edit_case(article: Article, rng: np.random.Generator) -> list[tuple[int, int, str]]:
    """Lower case throughout."""
    return [(at, at + 1, char.lower()) for at, char in enumerate(article.text) if char.isupper() and len(char.lower()) == 1]


def augment(article: Article, *, rng: np.random.Generator, share: float = REWRITTEN) -> Article:
    """The article as it is, or, in `share` of coded ones, under one or two other conventions."""
    if not article.coded or rng.random() >= share:
        return article
    kinds = [edit_quotes, edit_apostrophes, edit_dashes, edit_headlines, edit_bullets, edit_case]
    for kind in rng.choice(len(kinds), size=rng.integers(1, 3), replace=False, p=[0.45, 0.1, 0.15, 0.1, 0.08, 0.12]):
        article = rewrite(article, kinds[kind](article, rng))
    return article


# ---- windows

def number_sentences(text: str, pieces: list[encoding.Pieces]) -> list[np.ndarray]:
    """For each piece of each paragraph of a text the number of its sentence, from 1 on, roughly."""
    starts = sorted({line.start() for line in encoding.PARAGRAPH.finditer(text)} | {end.end() for end in SENTENCE_END.finditer(text)})
    return [np.searchsorted(starts, own.spans[:, 0], side="right") for own in pieces]


def tag_pieces(pieces: encoding.Pieces, spans: list[list[tuple[int, int]]]) -> np.ndarray:
    """The BIO tag of each piece for each role: pieces x roles."""
    tags = np.full((len(pieces.ids), len(encoding.ROLES)), OUTSIDE, dtype=np.int64)
    begins, ends = pieces.spans[:, 0], pieces.spans[:, 1]
    for role, begin, end in ((role, *span) for role, own in enumerate(spans) for span in own):
        inside = np.flatnonzero((begins < end) & (ends > begin))
        tags[inside, role] = INSIDE
        tags[inside[:1], role] = BEGIN
    return tags


def make_windows(article: Article, *, tokenizer, rng: np.random.Generator, size: int) -> list[Window]:
    """An article's windows, the first one cut at a random length so that paragraphs meet other neighbours each time."""
    pieces = encoding.encode(encoding.paragraphs_of(article.text), tokenizer=tokenizer)
    spans = article.spans()
    tags = [tag_pieces(own, spans) for own in pieces]
    scores = article.taught or [np.full((len(own.ids), 3 * len(encoding.ROLES)), np.nan) for own in pieces]
    made = []
    for window in encoding.pack(pieces, window=size, first_window=int(rng.integers(size // 4, size + 1))):
        ids, features = encoding.window_arrays(window, pieces)
        words, labels, taught = [[0]], [np.full((1, len(encoding.ROLES)), OUTSIDE)], [np.full((1, 3 * len(encoding.ROLES)), np.nan)]
        for (paragraph, begin, end), there in zip(window, encoding.places_in(window), strict=True):
            first = np.flatnonzero(pieces[paragraph].first[begin:end])
            found = tags[paragraph][begin:end][first]
            # A span that the window before began begins anew.
            found[:1][found[:1] == INSIDE] = BEGIN
            words += [there.start + first, [there.stop]]
            labels += [found, labels[0]]
            taught += [scores[paragraph][begin:end][first], taught[0]]
        parts = map(np.concatenate, (words, labels, taught))
        made.append(Window(ids, features, *parts, article.coded))
    return made


def make_batches(articles: list[Article], *, tokenizer, rng: np.random.Generator, batch: int, size: int) -> list[list[Window]]:
    """One epoch: articles in a new order, cut into windows of `size` pieces, `batch` of like length together."""
    windows = [window for number in rng.permutation(len(articles))
               for window in make_windows(articles[number], tokenizer=tokenizer, rng=rng, size=size)]
    return batch_alike(windows, [len(window.ids) for window in windows], size=batch, rng=rng)


def batch_alike(items: Sequence, lengths: Sequence[int], *, size: int, rng: np.random.Generator) -> list[list]:
    """Items in random batches of about one length each, as padding costs time."""
    order = rng.permutation(len(items))
    groups = [sorted(order[at:at + 16 * size], key=lambda number: lengths[number]) for at in range(0, len(order), 16 * size)]
    batches = [group[at:at + size] for group in groups for at in range(0, len(group), size)]
    return [[items[number] for number in batches[place]] for place in rng.permutation(len(batches))]
