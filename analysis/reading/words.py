"""Word lists of the rules about names: `words.csv`, written for this project, one row a list, `_` for a blank within an entry.

`head_*` are nouns that end a name of that type (`Council`), `head_first` those that begin one before `of`; `generic_office` the
words of bodies that every country has; `family_first` common family names of Korea, China and Vietnam; the lists from `of_place` to
`actor` and `of_agent` say by its verb or noun whether a place stands for its government (`of_mind` are adjectives of who wants
something, `undergone` verbs of what befalls a place); `body` nouns of what many people make up, `obtaining` verbs by which outlets
get documents; `state` verbs of being and having; `people` nouns for those who are counted as people; `vessel` and `publication`
nouns before the names of such; `short_given` English short forms of given names as `short=full`; `feminine` and `masculine` titles
and nouns that tell a person's gender; `post_nominal` letters of honour, office and degree behind a name; `also_name` countries,
peoples and capitals that are names of persons, too; `kicker` words that stand in capitals before a text of that kind.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    """All lists by name."""
    with resources.files("analysis.reading").joinpath("words.csv").open(encoding="utf-8", newline="") as file:
        return {row["list"]: frozenset(word.replace("_", " ") for word in row["words"].split()) for row in csv.DictReader(file)}


def word_list(name: str) -> frozenset[str]:
    """The words of one list; ValueError for a list that is none."""
    if name not in _lists():
        raise ValueError(f"no word list is called {name!r}; the lists are {', '.join(sorted(_lists()))}")
    return _lists()[name]
