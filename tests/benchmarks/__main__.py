"""Speed, as medians over rounds and of ratios against a baseline of the same round: `make bench`.

Machines differ and are shared, so the ratios count: reading against the bare spaCy pipeline beneath it, the attribution tagger in
words per CPU second beside it, notebooks warm with two jobs, and the import of the package.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analysis.corpus import PROJECT, Corpus, open_corpus
from tests.benchmarks import growth

RUNS = 5


def main() -> None:
    """Print one line a benchmark: what, median, unit."""
    if len(sys.argv) > 1:
        raise SystemExit(f"{__doc__}\nIt takes no arguments; `python -m tests.benchmarks.claims` and the others beside it measure how well it reads.")
    corpus = open_corpus(PROJECT / "seeds" / "harbour")
    for what, value, unit in [*_reading(corpus), *growth.measure(), _import_time(), _notebooks()]:
        print(f"{what:62} {value:10.3g} {unit}")


def _median(measure: Callable[[], float], runs: int = RUNS) -> float:
    """The median of some runs after one that warms up."""
    measure()
    return statistics.median(measure() for _ in range(runs))


def _cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one piece of work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def _take_turns(works: dict[str, Callable[[], object]]) -> list[dict[str, float]]:
    """CPU seconds of each work in some rounds, after one that warms up; all in each round, so that a busy machine slows them alike."""
    return [{what: _cpu_seconds(work) for what, work in works.items()} for _ in range(RUNS + 1)][1:]


def _reading(corpus: Corpus) -> list[tuple[str, float, str]]:
    """Reading and tagging against the bare parse of the same paragraphs."""
    from analysis.models.attribution.tagger import load_tagger
    from analysis.reading.reader import read_corpus
    from analysis.reading.text.language import read_reports
    from analysis.reading.text.parsing import load_model

    nlp = load_model()
    texts = {report: corpus.read_text(report) for report in corpus.reports}
    readings = read_reports(texts)
    paragraphs = [[(paragraph.start, paragraph.text) for paragraph in reading.paragraphs] for reading in readings]
    words = sum(sentence.n_words for reading in readings for sentence in reading.sentences)
    tagger = load_tagger()
    news = _news()
    rounds = _take_turns({
        "bare": lambda: [list(nlp.pipe(text for _, text in pieces)) for pieces in paragraphs],
        "at once": lambda: list(nlp.pipe(text for pieces in paragraphs for _, text in pieces)),
        "tagging": lambda: tagger.tag([tagger.see(pieces) for pieces in paragraphs]),
        "news": lambda: tagger.tag([tagger.see(pieces) for pieces, _ in news]),
        "whole": lambda: read_corpus(corpus)})
    cost = {what: statistics.median(one[what] for one in rounds) for what in rounds[0]}
    ratio = {what: statistics.median(one[what] / one["whole"] for one in rounds) for what in ("bare", "at once")}
    return [("spaCy pipeline alone, report by report, words per CPU second", words / cost["bare"], "words/s"),
            ("spaCy pipeline alone, all paragraphs at once", words / cost["at once"], "words/s"),
            ("attribution tagger alone, words per CPU second", words / cost["tagging"], "words/s"),
            *([("attribution tagger alone, 20 articles of PolNeAR dev", sum(n for _, n in news) / cost["news"], "words/s")] if news else []),
            ("whole reading, words per CPU second", words / cost["whole"], "words/s"),
            ("whole reading, speed against spaCy report by report", ratio["bare"], "ratio"),
            ("whole reading, speed against spaCy at once", ratio["at once"], "ratio")]


def _news() -> list[tuple[list[tuple[int, str]], int]]:
    """Start and text of each paragraph, and the words, of some real articles, where they are beside the project."""
    from analysis.reading.text.language import read_reports

    path = PROJECT.parent / "shared" / "data" / "polnear" / "dev.jsonl"
    if not path.is_file():
        return []
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:20]]
    return [([(paragraph.start, paragraph.text) for paragraph in reading.paragraphs], sum(one.n_words for one in reading.sentences))
            for reading in read_reports({document["doc"]: document["text"] for document in documents})]


def _import_time() -> tuple[str, float, str]:
    """Seconds for `import analysis` beyond an empty interpreter."""
    def seconds(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
        return time.perf_counter() - began

    return "import analysis, beyond an empty interpreter", _median(lambda: seconds("import analysis")) - _median(lambda: seconds("pass")), "s"


def _notebooks() -> tuple[str, float, str]:
    """Seconds for the five notebooks on the seed corpus, warm, with two jobs, through the command line."""
    def seconds() -> float:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "analysis", "run", "--figures", str(Path(folder) / "figures"), "--jobs", "2"],
                           cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
            return time.perf_counter() - began

    return "five notebooks, two jobs", _median(seconds, 3), "s"


if __name__ == "__main__":
    main()
