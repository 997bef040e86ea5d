"""Which names are one person's, on invented names: full names, their variants, and parts of names."""

from __future__ import annotations

import pytest

from analysis.reading.names import people


def match(names: dict[int, tuple[str, str]], *, titles: dict[int, str] | None = None) -> dict[int, tuple[str, ...]]:
    """The person of each name, of which no more is known than some titles."""
    return people.match_people(names, titles=titles or {}, genders={}, scopes={})


def persons(*reports: str) -> list[str]:
    """The person of each name, names in order of reading and parted by `;`, one text a report."""
    names = [(str(n), name.strip()) for n, report in enumerate(reports) for name in report.split(";")]
    found = match(dict(enumerate(names)))
    return [" ".join(found[place]) for place in range(len(names))]


@pytest.mark.parametrize(("reports", "expected"), [
    # Before the second of two is introduced, the surname means the first.
    (("Anna Hald; Hald; Piet Hald",), ["anna hald", "anna hald", "piet hald"]),
    (("Anna Hald; Piet Hald; Hald",), ["anna hald", "piet hald", "hald"]),
    # Three times as often is enough to own the surname, twice is not.
    (("Anna Hald; Anna Hald; Anna Hald; Piet Hald; Hald",), ["anna hald"] * 3 + ["piet hald", "anna hald"]),
    (("Anna Hald; Anna Hald; Piet Hald; Hald",), ["anna hald"] * 2 + ["piet hald", "hald"]),
    # The report's own person comes before one that only other reports name, however often.
    (("Anna Hald; Anna Hald; Anna Hald", "Piet Hald; Hald"), ["anna hald"] * 3 + ["piet hald"] * 2),
    (("Anna Hald", "Piet Hald", "Hald"), ["anna hald", "piet hald", "hald"]),
    (("Hald; Anna Hald",), ["anna hald", "anna hald"]),
    (("Anna Hald", "Hald; Piet Hald"), ["anna hald", "piet hald", "piet hald"]),
    (("Anna Hald; Anna",), ["anna hald", "anna hald"]),
    (("Anna Hald; Brod",), ["anna hald", "brod"]),
    # The family name comes before a given name that is the same word.
    (("Piet Hald; Hald Brod; Hald",), ["piet hald", "hald brod", "piet hald"]),
])
def test_a_part_of_a_name_means_the_person_it_fits(reports: tuple[str, ...], expected: list[str]) -> None:
    assert persons(*reports) == expected


@pytest.mark.parametrize(("reports", "expected"), [
    (("Rafa Hald", "Rafael Hald"), ["rafa hald"] * 2),
    (("Karim al-Mansouri", "Karim Al Mansoori"), ["karim mansoori"] * 2),
    (("Anna Hald", "Anna Hald Brod"), ["anna hald", "anna hald brod"]),
    # A letter more makes another short name.
    (("Wei Chen", "Wei Cheng"), ["wei chen", "wei cheng"]),
    (("Li Cheng; Chen",), ["li cheng", "chen"]),
    (("Karim Mansoori; Mansouri",), ["karim mansoori"] * 2),
])
def test_full_names_of_two_reports_are_one_persons_where_they_differ_in_spelling_alone(reports: tuple[str, ...], expected: list[str]) -> None:
    assert persons(*reports) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("Dr Hald", ("hald",)), ("Mrs Justice Hald", ("hald",)), ("Cllr Anna Hald MBE", ("anna", "hald")), ("Prince Harald", ("prince", "harald")),
    ("Mayor", ("mayor",)), ("Jack Ma", ("jack", "ma"))])
def test_titles_and_letters_of_honour_are_no_part_of_a_name(name: str, expected: tuple[str, ...]) -> None:
    assert people.parts(name) == expected


def test_a_titled_surname_is_the_only_one_whom_the_event_names_in_full_with_the_title() -> None:
    names = {0: ("a", "Anna Hald"), 1: ("b", "Piet Hald"), 2: ("b", "Hald"), 3: ("b", "Hald"), 4: ("c", "Hald")}
    anna, piet = ("anna", "hald"), ("piet", "hald")
    assert list(match(names).values()) == [anna, piet, piet, piet, ("hald",)]
    # The second place has the title; behind it the report has named both, and neither owns the surname.
    found = match(names, titles={0: "mayor", 2: "mayor"})
    assert list(found.values()) == [anna, piet, anna, ("hald",), ("hald",)]
    both = match(names, titles={0: "mayor", 1: "mayor", 2: "mayor"})
    assert both[2] == piet


@pytest.mark.parametrize(("a", "b"), [
    ("Şükrü Arslan", "Sukru Arslan"),
    ("José Peñaranda", "Jose Penaranda"),
    ("Pak Ha-eun", "Pak Ha Eun"),
    ("Pak Ha-eun", "Pak Haeun"),
    ("Pak Ha-eun", "Ha-eun Pak"),
    ("Pak Ha-eun", "Haeun Pak"),
    ("Anna Hald", "Anna K. Hald"),
    ("Anna Hald", "A. Hald"),
    ("Anna Maria Hald", "Maria Hald"),
    ("Carl Hald", "Carl Hald Jr."),
    ("Carl Hald", "Sir Carl Hald KC"),
    ("Carl Hald", "Dr. Carl Hald, PhD"),
    ("Ana Luz Hald da Brod", "Ana Hald da Brod"),
    ("Hamad bin Nasser al-Masri", "Hamad Al Masri"),
    ('Anna "Bo" Hald', "Bo Hald"),
    ('Anna “Bo” Hald', "Anna Hald"),
])
def test_two_ways_of_writing_one_name_are_one_person_even_in_one_report(a: str, b: str) -> None:
    first, second = persons(f"{a}; {b}")
    assert first == second
    assert people.same_person(people.parts(a), people.parts(b), apart=False)
    assert people.same_person(people.parts(b), people.parts(a), apart=False)


@pytest.mark.parametrize(("reports", "expected"), [
    # The article of a family name is written, tied or dropped.
    (("Hamad al-Masri; Al-Masri; Masri",), ["hamad masri"] * 3),
    (("Hamad Al Masri; Al Masri",), ["hamad masri"] * 2),
    (("Al Hald; Hald; Piet Brod al-Masri",), ["al hald", "al hald", "piet brod masri"]),
    (("Carl Hald Jr.; Hald", "Carl Hald"), ["carl hald"] * 3),
    # A father is not his son, whose surname is neither's where both are named.
    (("Carl Hald Jr.; Carl Hald Sr.; Carl Hald Jr.; Hald",), ["carl hald", "carl hald sr", "carl hald", "hald"]),
])
def test_articles_and_suffixes(reports: tuple[str, ...], expected: list[str]) -> None:
    assert persons(*reports) == expected


@pytest.mark.parametrize(("a", "b"), [
    ("Łukasz Wierzba", "Lukasz Wierzba"), ("Søren Møller", "Soren Moller"), ("Işıl Yıldız", "Isil Yildiz")])
def test_letters_that_are_their_own_in_one_language_are_plain_in_another(a: str, b: str) -> None:
    assert len(set(persons(a, b))) == 1


@pytest.mark.parametrize(("a", "b"), [
    ("Anna Hald", "Piet Hald"), ("Anna Hald", "Anna Brod"), ("P. Hald", "Anna Hald"), ("Anna K. Hald", "Anna M. Hald"),
    ("Pak Ha-eun", "Pak Ji-woo"), ("Pak Ha-eun", "Kim Ha-eun")])
def test_names_that_differ_in_a_part_are_two_people_even_in_two_reports(a: str, b: str) -> None:
    assert len(set(persons(a, b))) == 2
    assert not people.same_person(people.parts(a), people.parts(b), apart=True)


@pytest.mark.parametrize(("a", "b"), [("Viktor Dorenko", "Viktor Dorrenko"), ("Yelena Dorenko", "Yelenna Dorenko")])
def test_a_variant_spelling_is_one_person_unless_a_report_has_both(a: str, b: str) -> None:
    assert len(set(persons(a, b))) == 1
    assert len(set(persons(f"{a}; {b}"))) == 2


@pytest.mark.parametrize(("name", "family"), [
    ("Anna Hald", "hald"), ("Pak Ha-eun", "pak"), ("Ha-eun Pak", "pak"), ("Carl Hald Jr.", "hald")])
def test_the_family_name_is_last_unless_a_common_eastern_one_comes_first(name: str, family: str) -> None:
    assert people.family_of(people.parts(name)) == family
