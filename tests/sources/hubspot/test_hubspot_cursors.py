"""From where a run goes on: a cursor of an older client, one in the portal's future, one a day old."""

from __future__ import annotations

import pytest

from ingestion.sandbox.recorded import Change
from ingestion.sources.hubspot.simulator import forget
from tests.sources.hubspot.portals import DAY, NOW, create, later, walked

MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize("lost", ["swept_at", "until", "trailed", "archived", "schema"])
def test_a_cursor_that_lacks_a_key_is_gone_on_from(portal, lost):
    portal.write(create("contacts", 1))
    first = walked(portal.client(), only=["contacts"])
    del first.cursors["contacts"][lost]
    portal.write(create("contacts", 2, later(1)), now=later(2))
    again = walked(portal.client(), first, ["contacts"])
    assert "2" in again.rows("contacts")
    assert again.cursors["contacts"].keys() == first.cursors["contacts"].keys() | {lost}


@pytest.mark.parametrize("lost", ["swept_at", "newest", "closed"])
def test_a_list_whose_cursor_lacks_a_key_is_gone_on_from(portal, lost):
    first = walked(portal.client(), only=["forms"])
    del first.cursors["forms"][lost]
    again = walked(portal.client(), first, ["forms"])
    assert lost in again.cursors["forms"]


def test_a_sweep_is_due_when_23_hours_have_passed_and_no_sooner(portal):
    """At 20:26 the day ends within four hours; nothing is due then. A nightly run may start early."""
    portal.write(create("contacts", 1), create("contacts", 2))
    before = walked(portal.client(), only=["contacts"])
    forget(portal.store, "contacts", "1")
    portal.store.advance(NOW + DAY - HOUR - MINUTE)
    before = walked(portal.client(), before, ["contacts"])
    assert before.gone == {}
    portal.store.advance(NOW + DAY - HOUR)
    after = walked(portal.client(), before, ["contacts"])
    assert after.gone["contacts"] == {"1": ("delete", None)}


def test_what_was_read_in_the_portals_future_is_read_again(portal, caplog):
    only = ["contacts", "forms", "email_events", "web_events", "lists", "owners"]
    portal.store.advance(NOW + 3 * DAY)
    portal.write(create("contacts", 1), create("contacts", 2))
    before = walked(portal.client(), only=only)
    portal.store.set_meta("now", NOW)
    forget(portal.store, "contacts", "1")
    portal.write(create("contacts", 3, NOW + MINUTE), now=NOW + 2 * MINUTE)
    after = walked(portal.client(), before, only)
    assert after.rows("contacts").keys() == {"2", "3"}
    assert after.gone["contacts"] == {"1": ("delete", None)}
    lines = [line for line in caplog.messages if "everything is read again" in line]
    assert sorted(line.partition(":")[0] for line in lines) == [
        f"hubspot.{name}" for name in sorted(only)
    ]
    caplog.clear()
    portal.store.advance(NOW + 3 * MINUTE)
    settled = walked(portal.client(), after, only)
    assert (settled.rows("contacts").keys() - {"3"}, caplog.messages) == (set(), [])


def test_events_of_then_land_as_well(portal):
    """Three days ahead nothing of these days had happened yet."""
    fields = {"type": "OPEN", "recipient": "ada@a.com", "campaign": "1"}
    portal.store.advance(NOW + 3 * DAY)
    before = walked(portal.client(), only=["email_events"])
    portal.store.set_meta("now", NOW)
    portal.write(Change(NOW + MINUTE, "email_events", "e-1", "create", fields), now=later(1))
    after = walked(portal.client(), before, ["email_events"])
    assert list(after.rows("email_events")) == ["e-1"]
