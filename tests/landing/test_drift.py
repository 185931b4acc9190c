"""What a vendor changed about its schema is kept, and told by a check that warns."""

import pytest

from ingestion.drift import changes
from ingestion.landing.load import land
from ingestion.settings import Connection
from ingestion.source import Drift, Source, Stream
from tests.landing.invented import AS_OF, THING, run

PLAIN = {"type": "string", "label": "State"}


def told(before, after):
    return [(d.field, d.kind, d.before, d.after) for d in changes(THING, before, after)]


def test_fields_and_values_that_changed_are_named():
    words = {"a": "A", "b": "B", "c": "C"}
    before = {"x": PLAIN, "y": {"type": "int"}, "z": {"type": "picklist", "values": words}}
    after = {"y": {"type": "double"}, "z": {"type": "picklist", "values": {"a": "A", "b": "Bee", "d": "D"}},
             "w": {"type": "string", "label": "Other"}}  # fmt: skip
    assert told(before, before) == []
    assert told(before, after) == [
        ("x", "dropped_field", "string", None),
        ("w", "new_field", None, "string"),
        ("y", "retyped_field", "int", "double"),
        ("z", "new_value", None, "d"),
        ("z", "dropped_value", "c", None),
        ("z", "renamed_value", "B", "Bee"),
    ]


def test_a_field_that_went_and_one_of_the_same_label_and_type_that_came_was_renamed():
    assert told({"old": PLAIN}, {"new": PLAIN}) == [("new", "renamed_field", "old", "new")]
    other = {"type": "int", "label": "State"}
    assert [kind for _, kind, *_ in told({"old": PLAIN}, {"new": other})] == [
        "dropped_field",
        "new_field",
    ]
    two = {"new": PLAIN, "newer": PLAIN}
    assert "renamed_field" not in [kind for _, kind, *_ in told({"old": PLAIN}, two)]


@pytest.fixture
def drifting(vendor):
    """The invented vendor, whose walk tells of drift once."""
    news = [
        Drift(THING, "state", "new_value", None, "won"),
        Drift(THING, "x", "dropped_field", "int"),
    ]

    def extract(client, cursor):
        yield from news
        yield from vendor.extract(client, cursor)
        news.clear()

    stream = Stream("things", (THING,), extract)
    return Source("invented", "Invented", (), (stream,), connect=lambda *_: None)


def landed(warehouse, source, **options):
    refresh = warehouse.begin_refresh(AS_OF)
    load = land(warehouse, refresh, Connection(source, "default", {}), **options)
    warehouse.end_refresh(refresh, "published")
    return load


def kept(warehouse):
    columns = "_load_id, _connection, _object, field, kind, before, after"
    rows = warehouse.rows(f"select {columns} from raw_invented._drift order by all")
    return [tuple(row.values()) for row in rows]


def test_drift_is_kept_and_one_check_a_table_names_it_once(warehouse, drifting):
    first, second = landed(warehouse, drifting), landed(warehouse, drifting)
    of_first = (first.load_id, "default", "thing")
    assert kept(warehouse) == [
        (*of_first, "state", "new_value", None, "won"),
        (*of_first, "x", "dropped_field", "int", None),
    ]
    (finding,) = first.findings
    assert (finding.check, finding.passed, finding.rejects) == ("landing_drift", False, False)
    assert finding.keys == ("state new value won", "x dropped field int")
    assert (first.status, second.status, second.findings) == ("accepted", "accepted", [])


def test_a_load_that_was_killed_tells_its_drift_once(warehouse, drifting):
    class Killed(BaseException):
        pass

    def kill(_):
        raise Killed

    with pytest.raises(Killed):
        refresh = warehouse.begin_refresh(AS_OF)
        connection = Connection(drifting, "default", {})
        land(warehouse, refresh, connection, after_commit=kill)
    assert len(kept(warehouse)) == 2
    load = landed(warehouse, drifting)
    assert len(kept(warehouse)) == 2
    assert [finding.check for finding in load.findings] == ["landing_drift"]


def test_a_source_without_drift_has_no_finding(warehouse, vendor):
    load = run(warehouse, vendor, [[]])
    assert [f for f in load.findings if f.check == "landing_drift"] == []
