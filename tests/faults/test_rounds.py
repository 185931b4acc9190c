"""A list whose pages lead back to pages that were read ends its load with one line."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ingestion.http import Answer
from ingestion.source import SourceError
from ingestion.sources.hubspot.client import Client as HubSpot
from ingestion.sources.hubspot.lists import _pages as lists
from ingestion.sources.hubspot.marketing import _offset_pages
from ingestion.sources.salesforce.client import Client as Salesforce
from ingestion.sources.stripe.client import Client as Stripe

MANY = 20  # calls: whoever makes as many would make them for ever


class Going:
    """Answers in turn, again and again, whatever is asked."""

    def __init__(self, *bodies: dict[str, Any]) -> None:
        told = [Answer(body.get("status", 200), {}, json.dumps(body).encode()) for body in bodies]
        self.answers, self.calls = itertools.cycle(told), 0

    def request(self, *_: Any, **__: Any) -> Answer:
        self.calls += 1
        assert self.calls < MANY
        return next(self.answers)


def walked(of: type, answers: Going, walk: Callable[[Any], Iterator]) -> str:
    """The line that a walk ends with."""
    client = of.__new__(of)
    client.session = answers
    client.style, client.versions = "v3", set()
    with pytest.raises(SourceError) as told:
        list(walk(client))
    return str(told.value)


def hubspot(after: str) -> dict[str, Any]:
    return {"results": [{"id": "1"}], "paging": {"next": {"after": after}}}


def salesforce(number: int) -> dict[str, Any]:
    link = f"/services/data/v62.0/query/01g-{number}"
    return {"totalSize": 9, "done": False, "records": [{"Id": "1"}], "nextRecordsUrl": link}


def stripe(*ids: str) -> dict[str, Any]:
    return {"data": [{"id": id, "created": 5} for id in ids], "has_more": True}


@pytest.mark.parametrize("pages", [[1], [1, 2], [1, 2, 3]])
def test_salesforce_is_not_followed_round(pages):
    answers = Going(*map(salesforce, pages))
    line = walked(Salesforce, answers, lambda client: client.pages("select Id from Lead", "lead"))
    assert line.startswith("salesforce.lead: a list goes round at /services/data")
    assert answers.calls == len(pages) + 1


@pytest.mark.parametrize("pages", ["A", "AB", "ABC"])
def test_hubspot_is_not_followed_round(pages):
    answers = Going(*map(hubspot, pages))
    line = walked(HubSpot, answers, lambda client: client.pages("/crm/v3/owners", "owners"))
    assert line.startswith("hubspot.owners: a list goes round at A")
    assert answers.calls == len(pages) + 1


def test_hubspots_older_lists_are_not_followed_round():
    pages = [{"hasMore": True, "offset": at, "events": [], "lists": []} for at in (10, 20)]
    line = walked(HubSpot, Going(*pages), lambda client: _offset_pages(client, "/e", "events"))
    assert line.startswith("hubspot.events: a list goes round at 10")
    assert "goes round at 10" in walked(HubSpot, Going(*pages), lists)


def test_hubspots_associations_are_not_followed_round():
    def beside(after):
        of_one = {"from": {"id": "1"}, "to": [], "paging": {"next": {"after": after}}}
        return {"results": [of_one, of_one]}

    answers = Going(beside("A"), beside("B"))
    line = walked(HubSpot, answers, lambda client: client.associations("deals", "contacts", ["1"]))
    assert line.startswith("hubspot.deals/contacts: a list goes round at")
    assert answers.calls == 3


@pytest.mark.parametrize("pages", [["ab", "cd"], ["ab", "cd", "ef"]])
def test_stripe_is_not_followed_round(pages):
    answers = Going(*(stripe(*page) for page in pages))
    line = walked(Stripe, answers, lambda client: client.pages("/v1/charges", "charge"))
    assert line.startswith("stripe.charge: a list goes round at b")
    assert answers.calls == len(pages) + 1


def test_a_list_of_stripes_that_never_resumes_ends():
    gone = {"status": 400, "error": {"param": "starting_after", "code": "resource_missing"}}
    line = walked(
        Stripe,
        Going(stripe("a", "b"), gone),
        lambda client: client.pages("/v1/credit_notes", "credit_note", has_created=False),
    )
    assert "says that it has more and does not give it" in line
