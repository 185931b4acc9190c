"""From where a run goes on: a cursor of an older client, one in the org's future, one a day old."""

import pytest

from tests.sources.salesforce.living import DAY, HOUR

MINUTE = 60_000


@pytest.mark.parametrize("lost", ["swept_at", "deletes_covered", "schema"])
def test_a_cursor_that_lacks_a_key_is_gone_on_from(hand, days, lost):
    """What vanished since is found at once where the cursor tells of no sweep."""
    gone, kept = hand.lead("gone"), hand.lead("kept")
    org = days()
    org.land()
    org.rewrite_cursor("lead", lambda cursor: cursor.pop(lost))
    org.purge(gone)
    org.land(HOUR)
    found = ["upsert"] if lost == "schema" else ["upsert", "delete"]
    assert (org.versions("lead", gone), org.versions("lead", kept)) == (found, ["upsert"])
    org.land(HOUR)


def test_a_sweep_is_due_when_23_hours_have_passed_and_no_sooner(hand, days):
    gone = hand.lead("gone")
    org = days()
    org.land()
    org.purge(gone)
    org.land(DAY - HOUR - MINUTE)
    assert org.versions("lead", gone) == ["upsert"]
    org.land(MINUTE)
    assert org.versions("lead", gone) == ["upsert", "delete"]


def test_what_was_read_in_the_orgs_future_is_read_again(hand, days, caplog):
    """The org is an older copy: one lead is not there yet, another is made anew."""
    gone, kept = hand.lead("gone"), hand.lead("kept")
    org = days()
    start = org.store.now
    org.store.advance(start + 3 * DAY)
    org.land()
    org.store.set_meta("now", start)
    org.purge(gone)
    load = org.land(HOUR)
    assert org.versions("lead", gone) == ["upsert", "delete"]
    assert org.versions("lead", kept) == ["upsert"]
    assert load.tables["lead"].vendor_count == 1
    [line] = [each for each in caplog.messages if each.startswith("salesforce.lead: ")]
    assert "everything is read again" in line and "\n" not in line
    caplog.clear()
    assert org.land(HOUR).tables["lead"].vendor_count is None
    assert not [each for each in caplog.messages if "read again" in each]


def test_clocks_that_differ_by_minutes_are_no_cause(hand, days, caplog):
    hand.lead("kept")
    org = days()
    start = org.store.now
    org.store.advance(start + 4 * MINUTE)
    org.land()
    org.store.set_meta("now", start)
    assert org.land().tables["lead"].vendor_count is None
    assert not caplog.messages
