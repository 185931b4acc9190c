"""Which records a reader would call one company or one deal: each case worked out from the rule."""

from datetime import date
from decimal import Decimal

import pytest

from ingestion.sandbox.truth.knowable import evaluate
from ingestion.sandbox.truth.likeness import Happened
from ingestion.sandbox.truth.page import read_pages

NAME = "Alder Valve Works"
PLACE = {"account_name": NAME, "city": "Köln"}
PHONE = {"phone": "+49 221 5550101"}


def found(book, account_of=(), deal_of=()):
    """What is known; each record is of the company or deal that it is told to be of."""
    happened = Happened({}, {}, dict(account_of), dict(deal_of))
    return evaluate(book.records, read_pages(book.pages), happened=happened).clusters


def companies_are_one(book, one: dict, other: dict, third: dict | None = None) -> bool:
    """`third` is another company's."""
    one, other = (
        book.account(str(number), values.pop("domain", None), "hubspot", **values)
        for number, values in enumerate((dict(one), dict(other)))
    )
    of = {one: "alder", other: "alder"}
    if third:
        of[book.account("t", None, "salesforce", **third)] = "third"
    clusters = found(book, account_of=of)["accounts"]
    return clusters.of[one] is clusters.of[other]


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        (PLACE, {"account_name": "The ALDER valve works GmbH & Co. KG", "city": "KÖLN"}, True),
        (PLACE, {"account_name": NAME}, False),
        (PLACE, {"account_name": "Alder Valve", "city": "Köln"}, False),
        ({"account_name": NAME} | PHONE, {"account_name": "Alder Valve"} | PHONE, True),
        ({"account_name": NAME} | PHONE, {"account_name": "Birch"} | PHONE, False),
        (PLACE | PHONE, PLACE | {"phone": "+49 221 5550102"}, False),
        (PLACE | {"domain": "alder.example"}, PLACE | {"domain": "other.example"}, False),
        (PLACE | {"domain": "alder.example"}, PLACE | {"domain": "gmail.com"}, True),
        (PLACE | PHONE, PLACE | PHONE | {"parent_source_account_id": "0"}, False),
    ],
)
def test_it_takes_a_name_and_a_place_or_phone_and_nothing_against_it(book, one, other, known):
    assert companies_are_one(book, one, other) is known


def test_another_company_of_the_name_in_the_city_makes_it_a_guess(book):
    assert not companies_are_one(book, PLACE, PLACE, third=PLACE)


def test_a_contact_in_common_tells_as_much_as_a_place(book):
    for number in "01":
        book.person(f"p{number}", "2025-03-01", "ada@gmail.com", source_account_id=number)
    assert companies_are_one(book, {"account_name": NAME}, {"account_name": NAME + " Ltd."})


DEAL = {
    "source_account_id": "a", "amount": Decimal(5), "opportunity_name": "Alder: Expansion",
    "source_user_id": "u", "close_date": date(2025, 6, 1),
}  # fmt: skip


def deals_are_one(book, other: dict, third: dict | None = None) -> bool:
    """A deal in Salesforce and one in HubSpot; `third` is another deal there."""
    for system in ("salesforce", "hubspot"):
        book.account("a", "alder.example", system)
        book.user("u", system, email="ada@us.example")
        book.user("v", system)
    one = book.deal("1", "2025-03-01", **DEAL)
    copy = book.deal("2", other.pop("created", "2025-03-01"), "hubspot", **(DEAL | other))
    of = {one: "one", copy: "one"}
    if third is not None:
        of[book.deal("3", "2025-03-01", "hubspot", **(DEAL | third))] = "third"
    clusters = found(book, deal_of=of)["opportunities"]
    return clusters.of[one] is clusters.of[copy]


LATER = {"created": "2025-04-01", "close_date": date(2025, 7, 1)}


@pytest.mark.parametrize(
    ("other", "known"),
    [
        ({}, True),
        ({"amount": Decimal(9)}, True),
        ({"amount": Decimal(9), "opportunity_name": "Beech"}, False),
        ({"opportunity_name": "ALDER expansion", "source_user_id": "v"}, True),
        ({"opportunity_name": "Beech", "currency_code": "EUR"}, False),
        ({"created": "2025-04-01"}, True),
        ({"close_date": date(2025, 7, 1)}, True),
        (LATER, False),
        ({"source_account_id": None}, False),
    ],
)
def test_it_takes_an_account_a_time_and_two_more(book, other, known):
    assert deals_are_one(book, dict(other)) is known


def test_another_deal_that_is_as_alike_makes_it_a_guess(book):
    assert not deals_are_one(book, {}, third={"amount": Decimal(7)})
    book.records.deals.clear()
    assert deals_are_one(book, {}, third={"opportunity_name": "B", "amount": Decimal(7)})
