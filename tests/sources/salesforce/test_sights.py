"""`make check-sources` for an org: what the connected user sees, and which right is missing."""

from ingestion.sources.salesforce.sights import sights
from ingestion.sources.salesforce.simulator.org import Org
from ingestion.sources.salesforce.tables import TABLES


def seen(client):
    return {sight.of: (sight.is_seen, sight.says) for sight in sights(client)}


def test_every_object_and_the_calls_of_the_day(hand, connected):
    told = seen(connected(hand.open(), Org(daily_requests=500)))
    assert told.pop("API calls of 24 hours") == (True, "1 of 500 used")
    assert set(told) == {table.name for table in TABLES}
    assert all(is_seen for is_seen, _ in told.values())


def test_a_hidden_object_a_hidden_field_and_what_is_left_out(hand, connected):
    org = Org(
        hidden_objects=frozenset({"Account"}), hidden_fields=frozenset({"Lead.Rating", "Lead.City"})
    )
    told = seen(connected(hand.open(), org, SKIP="task"))
    assert told["account"] == (
        False,
        "grant read access to Account, or name account in SALESFORCE_SKIP",
    )
    assert told["lead"] == (False, "grant read access to Lead's fields Rating, City")
    assert told["task"] == (True, "left out by SALESFORCE_SKIP")
    assert [of for of, (is_seen, _) in told.items() if not is_seen] == ["account", "lead"]
