"""What must not be in a package that goes to others: a report's sentences, and traces of the machine that made it."""

from __future__ import annotations

import getpass
import html
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from analysis.corpus import PROJECT

RUN = 8
BINARY = (".pdf", ".png", ".onnx", ".parquet")
# User names that many machines share say nothing about one, and stand in ordinary text.
GENERIC = frozenset("admin build builder debian docker jovyan nobody root runner test ubuntu user vagrant".split())
SHORTEST_NAME = 4
_WORD = re.compile(r"\w+(?:'\w+)*")
_PATHS = re.compile(r"(?<![\w.~-])(?:/(?:home|Users|root|tmp|mnt|media|private)/+\w|/var/folders/\w|[A-Za-z]:[\\/]+Users[\\/])")


def text_runs(text: str) -> set[str]:
    """Every run of eight words of a text, in lower case.

    Examples
    --------
    >>> sorted(text_runs("One two, three: four five six seven EIGHT nine."))[0]
    'one two three four five six seven eight'
    """
    words = _words(text)
    return {" ".join(words[start:start + RUN]) for start in range(len(words) - RUN + 1)}


def find_sentences(files: Mapping[str, bytes], texts: Mapping[str, str]) -> list[str]:
    """Files that hold a run of eight words of a text, one line each, without the words.

    Parameters
    ----------
    files
        Contents by name. Of JSON and notebooks the strings count, of HTML the words between the tags.
    texts
        Report id to text.
    """
    known = {run: report for report in sorted(texts, reverse=True) for run in text_runs(texts[report])}
    vocabulary = {word for run in known for word in run.split()}
    found = []
    for name, content in sorted(files.items()):
        run = next((run for view in _views(name, content) for run in _runs_within(view, vocabulary) if run in known), None)
        if run:
            found.append(f"{name}: holds {RUN} words in a row of the text of {known[run]}")
    return found


def find_machine(files: Mapping[str, bytes], *, paths: Sequence[Path]) -> list[str]:
    """Files that hold a path of a machine, one line each: of this one, one of `paths`, or into any user's home or a temporary folder."""
    own = (PROJECT, Path.home(), Path.cwd(), Path(sys.prefix))
    known = {spelt for path in (*own, *paths) for spelt in (str(path), str(path.resolve())) if path.is_absolute() and len(spelt) > 3}
    known |= {json.dumps(path)[1:-1] for path in known}
    found = [re.compile(rf"(?<![\w.]){re.escape(path)}(?![\w-])") for path in sorted(known)]
    return _find(files, [_PATHS, *found])


def find_user(files: Mapping[str, bytes], *, ordinary: Iterable[bytes]) -> list[str]:
    """Files that hold the user's name as a word, one line each; not for a name that many machines have or the `ordinary` files hold."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user that the system does not know by name
        return []
    known = GENERIC.union(*(_words(content.decode("utf-8", errors="replace")) for content in ordinary))
    if len(name) < SHORTEST_NAME or name.lower() in known:
        return []
    return _find(files, [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")])


def _find(files: Mapping[str, bytes], patterns: Sequence[re.Pattern]) -> list[str]:
    """A line for each file that one of the patterns is found in."""
    found = []
    for name, content in sorted(files.items()):
        text = content.decode("utf-8", errors="replace")
        if hit := next(filter(None, (pattern.search(text) for pattern in patterns)), None):
            found.append(f"{name}: holds {hit.group()!r}, which names this or another machine")
    return found


def _words(text: str) -> list[str]:
    """Words in lower case, one spelling of the apostrophe."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).replace("’", "'").lower())


def _runs_within(text: str, vocabulary: set[str]) -> Iterator[str]:
    """Runs of eight words that all belong to a vocabulary."""
    recent: list[str] = []
    for word in _words(text):
        recent = [*recent[1 - RUN:], word] if word in vocabulary else []
        if len(recent) == RUN:
            yield " ".join(recent)


def _views(name: str, content: bytes) -> Iterator[str]:
    """A file's text as it stands, its JSON strings, and both without tags."""
    text = content.decode("utf-8", errors="replace")
    if name.endswith(BINARY):
        yield text
        return
    views = [text]
    if name.endswith((".json", ".ipynb")):
        try:
            views.append("\n".join(_strings(json.loads(text))))
        except (ValueError, RecursionError):
            pass
    for view in views:
        yield view
        if "<" in view:
            yield html.unescape(re.sub(r"<[^<>]*>", " ", view))


def _strings(value: object) -> Iterator[str]:
    """Every string of a JSON value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield key
            yield from _strings(part)
    elif isinstance(value, list):
        # Jupyter keeps a source as a list of lines; pictures are no words.
        yield from (string for part in value for string in _strings(part))
