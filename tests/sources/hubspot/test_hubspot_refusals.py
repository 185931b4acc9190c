"""What the portal counts, what it refuses, and the one line in which the client says so."""

from __future__ import annotations

import pytest

from ingestion.http import waiting_by
from ingestion.source import SourceError
from ingestion.sources.hubspot.totals import control_totals
from tests.sources.hubspot.portals import create, walked

MONTH, CLOSED = "2026-05-01", "2026-01-31T23:59:59.000Z"


def test_control_totals_are_what_the_portal_itself_counts(portal):
    won = {"hs_is_closed": "true", "hs_is_closed_won": "true"}
    open_ = {"hs_is_closed": "false", "hs_is_closed_won": "false"}
    lost = {"hs_is_closed": "true", "hs_is_closed_won": "false"}
    portal.write(
        create("contacts", 1, lifecyclestage="lead"),
        create("contacts", 2, lifecyclestage="marketingqualifiedlead"),
        create("contacts", 3, lifecyclestage="lead"),
        create("deals", 4, amount="100.10", deal_currency_code="USD", closedate=CLOSED, **won),
        create("deals", 5, amount="0.2", deal_currency_code="USD", **won),
        create("deals", 6, amount="7", deal_currency_code="EUR", **open_),
        create("deals", 7, amount="9000", deal_currency_code="EUR", **lost),
        create("deals", 8, deal_currency_code="EUR", **open_),
    )
    totals = {
        (total.metric, total.currency_code, total.period_start_date): total.value
        for total in control_totals(portal.client())
    }
    assert totals == {
        ("leads", None, MONTH): "2",
        ("mqls", None, MONTH): "1",
        ("opportunities", None, MONTH): "5",
        ("won", "USD", "2026-01-01"): "100.10",
        ("won", "USD", None): "0.2",
        ("open_pipeline", "EUR", None): "7",
    }


def test_a_wrong_token_ends_in_one_line_that_says_what_to_set(portal):
    with pytest.raises(SourceError) as refused:
        walked(portal.client(token="pat-na1-other"))
    assert str(refused.value) == (
        "hubspot.contacts: the access token was refused: set HUBSPOT_ACCESS_TOKEN to that of a "
        "private app. Correct it and run again"
    )
    assert "pat-na1-other" not in str(refused.value)


def test_a_missing_scope_ends_in_one_line_that_names_it(limited):
    granted = frozenset({"crm.objects.contacts.read", "crm.objects.companies.read"})
    with limited(scopes=granted) as portal, pytest.raises(SourceError) as refused:
        walked(portal.client())
    assert str(refused.value) == (
        "hubspot.deals: the token lacks the scope crm.objects.deals.read: grant it to the private "
        "app, or name the object in HUBSPOT_SKIP. Correct it and run again"
    )


def test_an_object_that_is_skipped_is_not_asked_for(limited):
    with limited(scopes=frozenset({"crm.objects.contacts.read"})) as portal:
        client = portal.client(SKIP="companies, deals")
        landing = walked(client, only=["contacts", "companies", "deals"])
    assert landing.cursors["deals"] == {}


def test_a_burst_limit_slows_the_walk_and_loses_nothing(limited):
    with limited(ten_secondly=4, searches_per_second=1) as portal:
        portal.write(*[create("contacts", 100 + n) for n in range(120)])

        def wait(seconds):
            portal.store.set_meta("now", portal.store.now + int(seconds * 1000) + 1)

        with waiting_by(wait):
            landing = walked(portal.client(), only=["contacts"])
    assert len(landing.rows("contacts")) == 120
