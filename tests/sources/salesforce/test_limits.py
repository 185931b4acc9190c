"""Limits, expired locators and busy orgs: waited for where waiting helps, and never for ever."""

import json

import pytest

from ingestion.http import waiting_by
from ingestion.source import Batch, SourceError
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.simulator.org import Org

DAY = 86_400_000


@pytest.fixture
def waits():
    """How long the client waited, in order; `waits.store` moves on meanwhile."""

    class Waits(list):
        store = None

        def __call__(self, seconds):
            self.append(seconds)
            if self.store:
                self.store.advance(self.store.now + int(seconds * 1000))

    waits = Waits()
    with waiting_by(waits):
        yield waits


def test_calls_that_are_too_many_at_once_are_tried_again(hand, connected, walk, waits):
    hand.lead("Ada")
    waits.store = hand.open()
    client = connected(waits.store, Org(busy_seconds=20))
    assert len(walk(client).records) == 1
    assert 3 <= len(waits) <= 9
    assert 20 <= sum(waits) < 60


def test_an_org_that_stays_busy_ends_the_load_with_one_line(hand, connected, walk, waits):
    client = connected(hand.open(), Org(busy_seconds=3_600))
    with pytest.raises(SourceError) as failed:
        walk(client)
    assert "Concurrent API Requests" in str(failed.value) and "10 tries" in str(failed.value)
    assert "\n" not in str(failed.value)
    assert len(waits) == 9


def test_calls_of_24_hours_that_are_used_up_are_not_waited_for(hand, connected, walk, waits):
    hand.lead("Ada")
    waits.store = hand.open()
    client = connected(waits.store, Org(daily_requests=2))
    walk(client)
    with pytest.raises(SourceError, match=r"used up \(api-usage=2/2\)"):
        walk(client)
    assert waits == []
    waits.store.advance(waits.store.now + DAY)
    assert len(walk(client).records) == 1


def test_a_locator_that_expires_between_two_pages_costs_another_reading(by_hand, connected):
    hand = by_hand()
    for number in range(2_500):
        hand.lead(f"l{number}")
    store = hand.open()
    client = connected(store, Org(without_bulk=frozenset({"Lead"})))
    (stream,) = (stream for stream in SOURCE.streams if stream.name == "lead")
    ids, pages = [], 0
    for item in stream.extract(client, {}):
        if isinstance(item, Batch) and item.records:
            pages += 1
            ids += [json.loads(text)["Id"] for text in item.records]
            if pages == 1:
                store.advance(store.now + 3 * DAY)
    assert len(set(ids)) == 2_500
    assert len(ids) == 4_500  # landing takes the last reading of a record that comes twice


def test_a_locator_that_always_expires_ends_the_load(by_hand, connected):
    hand = by_hand()
    for number in range(2_500):
        hand.lead(f"l{number}")
    store = hand.open()
    client = connected(store, Org(without_bulk=frozenset({"Lead"})))
    (stream,) = (stream for stream in SOURCE.streams if stream.name == "lead")
    with pytest.raises(SourceError, match="INVALID_QUERY_LOCATOR"):
        for item in stream.extract(client, {}):
            if isinstance(item, Batch) and item.records:
                store.advance(store.now + 3 * DAY)
