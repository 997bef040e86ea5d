"""What training sees: spans stay on their words when an article is rewritten, cut out or cut into windows."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from analysis.models.attribution import encoding, gold, tagger
from analysis.models.attribution.gold import Article
from analysis.models.attribution.tagger import Relation

TEXT = 'The mayor told the council’s men: "The pier — can\'t open," and left.\nNo boat didn’t sail — "a pity," the harbour office said.'
EDITS = [gold.edit_quotes, gold.edit_apostrophes, gold.edit_dashes, gold.edit_headlines, gold.edit_bullets, gold.edit_case]


def relation_of(text: str, *, source: str, cue: str, content: str) -> Relation:
    """An attribution whose spans are these passages of a text."""
    return Relation(*([(text.index(words), text.index(words) + len(words))] for words in (source, cue, content)), 1.0)


@pytest.fixture
def article() -> Article:
    """Two attributions in two paragraphs."""
    return Article("pier", TEXT, [relation_of(TEXT, source="The mayor", cue="told", content="open,"),
                                  relation_of(TEXT, source="the harbour office", cue="said", content="a pity,")])


@pytest.fixture(scope="module")
def tokenizer():
    """The tagger's."""
    return encoding.load_tokenizer()


@pytest.mark.parametrize("edit", EDITS)
def test_a_rewritten_article_has_the_same_words_in_its_spans(article, edit):
    texts = set()
    for seed in range(8):
        new = gold.rewrite(article, edit(article, np.random.default_rng(seed)))
        texts.add(new.text)
        for found, expected in zip(new.spans(), article.spans(), strict=True):
            assert [new.text[b:e].lower() for b, e in found] == [TEXT[b:e].lower() for b, e in expected]
    assert texts - {TEXT}


def test_a_span_that_ends_inside_a_replaced_dash_loses_only_the_dash():
    text = "Rain fell — a lot — she said."
    article = Article("a", text, [relation_of(text, source="she", cue="said", content="a lot —")])
    begin, end = article.relations[0].content_spans[0]
    [new] = gold.rewrite(article, [(begin - 3, begin, "-"), (end - 2, end + 1, "-")]).relations
    assert new.content_spans == [(begin - 2, begin + 3)]


def test_in_some_articles_closing_marks_are_missing(article):
    dropped = [[new for _, _, new in gold.edit_quotes(article, np.random.default_rng(seed))].count("") for seed in range(40)]
    assert 0 < sum(map(bool, dropped)) < 20


def test_rewriting_is_for_a_share_of_the_coded_articles(article):
    texts = {gold.augment(article, rng=np.random.default_rng(seed), share=1).text for seed in range(20)}
    assert len(texts) > 4
    assert gold.augment(article, rng=np.random.default_rng(1), share=0) is article
    free = replace(article, coded=False)
    assert gold.augment(free, rng=np.random.default_rng(1), share=1) is free


def test_nested_attributions_stand_in_the_content_that_holds_them():
    first, second = "the minister said that rain fell", "a friend wrote that it stopped"
    text = f"The agency reported that {first}. Others heard that {second}."

    def row(number: str, parent: str, **words: str) -> dict:
        return {"attribution": number, "parent": parent} | {
            f"{role}_spans": f"{text.index(words[role])}-{text.index(words[role]) + len(words[role])}" for role in encoding.ROLES}

    rows = [row("1", "", source="The agency", cue="reported", content=first),
            row("2", "1", source="the minister", cue="said", content="rain fell"),
            row("3", "", source="Others", cue="heard", content=second),
            row("4", "3", source="a friend", cue="wrote", content="it stopped"),
            # Not inside what it is said to be nested in.
            row("5", "3", source="The agency", cue="reported", content="rain fell")]
    told = gold.tell_contents("a", text, rows)
    assert told.text == f"{first}\n{second}"
    assert [[told.text[b:e] for b, e in spans] for spans in told.spans()] == [
        ["the minister", "a friend"], ["said", "wrote"], ["rain fell", "it stopped"]]


def test_each_word_has_the_tag_of_its_span(article, tokenizer):
    windows = gold.make_windows(article, tokenizer=tokenizer, rng=np.random.default_rng(0), size=encoding.SIGHT)
    assert all(window.coded and len(window.words) == len(window.tags) for window in windows)
    tags = np.concatenate([window.tags for window in windows])
    assert (tags == tagger.BEGIN).sum(axis=0).tolist() == [2, 2, 2]
    cues = [tokenizer.id_to_token(window.ids[at]) for window in windows
            for at, tag in zip(window.words, window.tags, strict=True) if tag[1] != tagger.OUTSIDE]
    assert cues == ["told", "said"]


def test_a_content_longer_than_a_window_begins_anew_in_the_next(tokenizer):
    text = "She said that " + "rain fell and " * 100 + "stopped."
    article = Article("long", text, [relation_of(text, source="She", cue="said", content=text[text.index("rain"):-1])])
    windows = gold.make_windows(article, tokenizer=tokenizer, rng=np.random.default_rng(0), size=encoding.SIGHT)
    assert len(windows) > 2
    assert all(len(window.ids) <= encoding.SIGHT for window in windows)
    for window in windows:
        contents = [tag for tag in window.tags[:, 2].tolist() if tag != tagger.OUTSIDE]
        assert contents[0] == tagger.BEGIN
        assert set(contents[1:]) == {tagger.INSIDE}


def test_windows_of_an_article_that_nobody_coded_say_so(article, tokenizer):
    free = Article("free", article.text, [], coded=False)
    batches = gold.make_batches([article, free], tokenizer=tokenizer, rng=np.random.default_rng(0), batch=2, size=encoding.WINDOW)
    assert sorted(window.coded for batch in batches for window in batch) == [False, True]


def test_sentences_are_numbered_through_a_text(tokenizer):
    text = "Rain fell. “It stopped.”\nThen Lund left."
    pieces = encoding.encode(encoding.paragraphs_of(text), tokenizer=tokenizer)
    assert [own.tolist() for own in gold.number_sentences(text, pieces)] == [[*[1] * 3, *[2] * 5], [3] * 4]


def test_a_teachers_scores_stand_at_the_words_that_it_read(article, tokenizer):
    pieces = encoding.encode(encoding.paragraphs_of(article.text), tokenizer=tokenizer)
    scores = tuple(np.repeat(np.arange(len(own.ids))[:, None] + 100.0 * number, 9, axis=1) for number, own in enumerate(pieces))
    [window] = gold.make_windows(replace(article, taught=scores), tokenizer=tokenizer, rng=np.random.default_rng(1), size=encoding.WINDOW)
    expected = [place + 100.0 * number for number, own in enumerate(pieces) for place in np.flatnonzero(own.first)]
    read = ~np.isnan(window.taught[:, 0])
    assert window.taught[read, 8].tolist() == expected
    # The window's beginning and the ends of its two paragraphs.
    assert (~read).sum() == 3
    [without] = gold.make_windows(article, tokenizer=tokenizer, rng=np.random.default_rng(1), size=encoding.WINDOW)
    assert np.isnan(without.taught).all()


def test_articles_coded_for_testing_are_neither_trained_on_nor_read_as_uncoded_ones(tmp_path):
    with gold.CODED.open(encoding="utf-8", newline="") as file:
        uses = {row["doc"]: row["use"] for row in csv.DictReader(file)}
    assert set(uses.values()) == {"train", "test"}
    texts = tmp_path / "texts.jsonl"
    texts.write_text("".join(json.dumps({"doc": doc, "text": "Rain fell."}) + "\n" for doc in [*uses, "nobody-coded-this"]), encoding="utf-8")
    assert [article.doc for article in gold.read_uncoded([texts])] == ["nobody-coded-this"]
    trained = {article.doc.removesuffix(" contents") for article in gold.read_further([texts])}
    assert trained == {doc for doc, use in uses.items() if use == "train"}


def test_a_coded_article_without_its_text_is_named(tmp_path):
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"doc": "nobody-coded-this", "text": "Rain fell."}) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"coded\.csv: no text for .* name its file by --texts"):
        gold.read_further([texts])
