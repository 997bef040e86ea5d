"""Word lists of the rules of reading: `words.csv`, written for this project, one row a list, `_` for a blank within an entry.

`head_*` are nouns that end a name of that type (`Council`), `courtesy` titles that tell no office; `head_first` nouns
that begin a name before `of`; `saying` verbs of speech; `generic_office` the words of bodies that every country has, `office_field`
further ones of what offices are of; `field` adjectives that say what a role is for (`criminal lawyer`);
`family_first` common family names of Korea, China and Vietnam; the lists from `of_place` to `actor` and `of_agent`
say by its verb or noun whether a place stands for its government (`of_mind` are adjectives of who wants something,
`undergone` verbs of what befalls a place); `body` nouns of what many people make up, `obtaining` verbs by which
outlets get documents; `state` verbs of being and having; `people` nouns for those who are counted as people; `person`
and `firm` nouns before the name of one; `vessel` and `publication` nouns before the names of such; `short_given`
English short forms of given names as `short=full`; `feminine` and `masculine` titles and nouns that tell a person's
gender; `post_nominal` letters of honour, office and degree behind a name; `also_name` countries, peoples and capitals
that are names of persons, too; `kicker` words that stand in capitals before a text of that kind; `storm` words before
the names of storms. Pairs are `given_spelling`, `place_spelling` and `state_abbreviation` (of the United States, as AP has
them), `abbreviation` (usual acronyms and other names of well-known bodies), `office_spelling` (of words in names of offices),
`short_title` and `region_adjective`; `world_part` are parts of the world, `joint_first` begins the names of bodies that states
have together, `led_state` says beside a leader that a state is led, and `of_media` stands behind `media` in the names of
outlets. `no_office` are nouns beside a person's name that tell no office.

For sources, `candidate_office`, `governing_office` and `presiding_office` are nouns of whoever may hold office and speak as a
candidate, of whoever does not, and of whoever leads a body; `contest` words of contests for office, `of_candidate` what only
somebody who stands has; `institution` bodies that are named by their kind and country; `shared_body` names of bodies that several
countries have, which the tables give the likeliest one; `concern` what any firm is called on
second mention; `outlet` what outlets are; `capital_office` offices that some
papers write with a capital; `part` counts and parts (`some of`); `role_adjective` adjectives that a role keeps; `carrying` verbs of
passing words on; `light_verb` those that leave it to their noun what is done with words; `inferring` verbs of what a report reads
from events, `wording` those of what a text says.

For claims, `hedging_*`, `fear` and `unproven` are words that leave it open whether something is so, `false` and `proof` those that
say that it is not, or why it is; `bidding`, `enabling` and `aim` words whose infinitive need not come about.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
MONTHS = tuple("january february march april may june july august september october november december".split())
# Endings of British spellings and what stands for them in American ones.
_SPELLINGS = (
    (r"(?<=[a-z]{2})our(?=(?:s|ed|ing|er|ers|able|hood|ite)?$)", "or"),
    (r"(?<=[a-z]{2})is(?=(?:e|es|ed|er|ers|ing|ations?)$)", "iz"),
    (r"ys(?=(?:e|es|ed|ing)$)", "yz"), (r"(?<=[bcdghptv])re(?=s?$)", "er"), (r"ence(?=s?$)", "ense"),
    (r"ogue(?=s?$)", "og"), (r"mme(?=s?$)", "m"))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file beside the modules of reading."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    """All lists by name."""
    return {row["list"]: frozenset(word.replace("_", " ") for word in row["words"].split()) for row in read_rows("words.csv")}


def word_list(name: str) -> frozenset[str]:
    """The words of one list; ValueError for a list that is none."""
    if name not in _lists():
        raise ValueError(f"no word list is called {name!r}; the lists are {', '.join(sorted(_lists()))}")
    return _lists()[name]


def word_pairs(name: str) -> dict[str, str]:
    """The words of a list of pairs, `short=full`: what each stands for."""
    return dict(pair.split("=") for pair in sorted(word_list(name)))


@lru_cache(maxsize=1 << 15)
def fold_spelling(word: str) -> str:
    """A word in lower case and, by its ending, American spelling, to compare; what comes out need not be a word."""
    word = word.casefold()
    for british, american in _SPELLINGS:
        word = re.sub(british, american, word)
    return word
