"""Whom a reader of the records would call one: each case worked out by hand from the rule."""

import pytest

from ingestion.sandbox.truth.knowable import evaluate
from ingestion.sandbox.truth.likeness import Happened
from ingestion.sandbox.truth.page import read_pages

WORK, HOME = "ada.ross@acme.example", "ada.ross@gmail.com"


def are_one(book, one: dict, other: dict, company: str | None = "acme", namesake: bool = False):
    """Whether two records of one person are known to be; a colleague may have the name, too."""
    named = {"first_name": "Ada", "last_name": "Ross"}
    refs = [
        book.person(str(number), "2025-03-01", **named | values)
        for number, values in enumerate((one, other))
    ]
    person_of = dict.fromkeys(refs, "ada")
    company_of = {"ada": company, "namesake": company} if company else {}
    if namesake:
        person_of[book.person("n", "2025-03-01", "n@acme.example", **named)] = "namesake"
    found = evaluate(book.records, read_pages(book.pages), happened=Happened(person_of, company_of))
    clusters = found.people_clusters
    return clusters.of[refs[0]] is clusters.of[refs[1]]


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ({"phone": "+1 202 555 0101"}, {"phone": "(1) 2025550101"}, True),
        ({"phone": "+1 202 555 0101"}, {"phone": "+1 202 555 0102"}, False),
        ({"phone": "n/a"}, {"phone": "n/a"}, False),
        ({"email": WORK}, {"email": "ada.ross+news@acme.example"}, True),
        ({"email": WORK}, {"email": HOME}, False),
        ({"email": "ada.ross.x7@gmail.com"}, {"email": "ada.ross.x7.new@web.de"}, True),
        ({"email": "ada.ross.x7@gmail.com"}, {"email": "ada.ross.x78@web.de"}, False),
        ({"title": "Chief Engineer"}, {"title": "chief engineer "}, True),
        ({"title": "Chief Engineer"}, {"title": "CTO"}, False),
        ({"title": ""}, {"title": ""}, False),
        ({"first_name": "A.", "title": "CTO"}, {"title": "CTO"}, False),
        ({"first_name": "A.", "phone": "2025550101"}, {"phone": "2025550101"}, True),
        ({"first_name": "Eva", "phone": "2025550101"}, {"phone": "2025550101"}, False),
        ({"first_name": "ADÁ", "title": "CTO"}, {"last_name": "ross", "title": "CTO"}, True),
    ],
)
def test_it_takes_a_name_and_something_else_that_only_one_would_state(book, one, other, known):
    assert are_one(book, one, other) is known


def test_a_title_says_nothing_where_there_is_no_company_or_a_namesake_in_it(book):
    title = {"title": "CTO"}
    assert not are_one(book, title, title, company=None)
    book.records.people.clear()
    assert not are_one(book, title, title, namesake=True)
    book.records.people.clear()
    assert are_one(book, {"phone": "2025550101"}, {"phone": "2025550101"}, namesake=True)


def test_a_phone_that_differs_outweighs_a_title_that_does_not(book):
    one, other = ({"title": "CTO", "phone": phone} for phone in ("2025550101", "2025550102"))
    assert not are_one(book, one, other)


def test_nobody_is_known_to_be_somebody_else_in_truth(book):
    values = {"first_name": "Ada", "last_name": "Ross", "phone": "2025550101"}
    one, other = (book.person(id, "2025-03-01", **values) for id in "12")
    happened = Happened({one: "ada", other: "namesake"}, {})
    found = evaluate(book.records, read_pages(book.pages), happened=happened)
    assert found.people_clusters.of[one] is not found.people_clusters.of[other]
