"""What a merging target holds after hand-made messages, and how the scorer reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingestion.source import Field, Mark, Table
from tests.chaos.score import compare
from tests.peers.messages import Destination
from tests.peers.roster import by_event, by_flag, never
from tests.peers.rows import compared, links_of, rows_of, spelled, widened
from tests.peers.scoring import Findings


def singer(*messages: dict[str, Any]) -> Destination:
    schema = {"type": "SCHEMA", "stream": "customers", "key_properties": ["id"], "schema": {}}
    destination = Destination("singer")
    destination.take(json.dumps(each) for each in (schema, *messages))
    return destination


def told(record: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "RECORD", "stream": "customers", "record": record, **more}


def airbyte(*records: dict[str, Any], cursor: str = "updated") -> Destination:
    destination = Destination("airbyte")
    destination.begin({"customers": ("id",)}, {"customers": cursor})
    destination.take(airbyte_record(each) for each in records)
    return destination


def airbyte_record(record: dict[str, Any]) -> str:
    message = {"stream": "customers", "data": record, "emitted_at": 1}
    return json.dumps({"type": "RECORD", "record": message})


def test_a_record_told_twice_in_a_sync_is_one_record_of_a_merging_target():
    destination = singer(told({"id": "a", "name": "One"}), told({"id": "a", "name": "Two"}))
    assert destination.rows == {"customers": {("a",): {"id": "a", "name": "Two"}}}


def test_the_last_state_is_what_the_next_sync_begins_with():
    states = ({"type": "STATE", "value": {"at": number}} for number in (1, 2))
    assert singer(*states).state == {"at": 2}


def test_rows_of_other_versions_go_when_a_version_is_activated():
    activate = {"type": "ACTIVATE_VERSION", "stream": "customers", "version": 2}
    old, new = told({"id": "a"}, version=1), told({"id": "b"}, version=2)
    assert list(singer(old, new, activate).rows["customers"]) == [("b",)]


def test_a_field_that_comes_to_the_schema_is_a_column_though_no_record_has_it():
    destination = singer(told({"id": "a"}))
    properties = {"id": {}, "tier": {}, "properties": {"properties": {"size": {}}}}
    schema = {"type": "SCHEMA", "stream": "customers", "key_properties": ["id"]}
    destination.take([json.dumps({**schema, "schema": {"properties": properties}})])
    later = {"id", "tier", "properties", "properties.size"}
    assert destination.columns["customers"] == later


def test_a_line_cut_off_with_the_peer_is_passed_over():
    destination = Destination("singer")
    destination.take(['{"type": "STATE", "value": 1}', '{"type": "STATE", "va'])
    assert destination.state == 1


def test_the_newest_by_cursor_stays_in_whatever_order_records_come():
    newest_first = ({"id": "a", "updated": 2, "name": "Two"}, {"id": "a", "updated": 1})
    assert airbyte(*newest_first).rows["customers"]["a",]["name"] == "Two"


def test_states_of_streams_add_up_to_the_last_word_of_each():
    destination = Destination("airbyte")
    for name, at in (("a", 1), ("b", 1), ("a", 2)):
        stream = {"stream_descriptor": {"name": name}, "stream_state": {"at": at}}
        state = {"type": "STREAM", "stream": stream, "sourceStats": {"recordCount": 1}}
        destination.take([json.dumps({"type": "STATE", "state": state})])
    held = {each["stream"]["stream_descriptor"]["name"]: each for each in destination.state}
    assert {name: each["stream"]["stream_state"]["at"] for name, each in held.items()} == {
        "a": 2,
        "b": 1,
    }
    assert "sourceStats" not in held["a"]


@pytest.mark.parametrize(("status", "kept"), [("COMPLETE", "new"), ("INCOMPLETE", "old")])
def test_a_stream_read_whole_replaces_what_was_there_once_it_is_complete(status: str, kept: str):
    destination = airbyte({"id": "old", "updated": 1})
    destination.begin({"customers": ("id",)}, overwritten=["customers"])
    descriptor = {"stream_descriptor": {"name": "customers"}, "status": status}
    trace = {"type": "STREAM_STATUS", "stream_status": descriptor}
    message = json.dumps({"type": "TRACE", "trace": trace})
    destination.take([airbyte_record({"id": "new"}), message])
    assert list(destination.rows["customers"]) == [(kept,)]


def test_an_error_is_kept_in_its_first_line():
    destination = Destination("airbyte")
    trace = {"type": "ERROR", "error": {"message": "No.\nAt all."}}
    destination.take([json.dumps({"type": "TRACE", "trace": trace})])
    assert destination.errors == ["No."]


@pytest.mark.parametrize(
    ("value", "held", "text"),
    [
        (17.0, "17", "17"),
        (17.5, "17", "17.5"),
        (True, "true", "true"),
        (None, "", None),
        ("2026-01-02T03:04:05.000000Z", "1767323045", "1767323045"),
        ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05.000+0000", "2026-01-02T03:04:05.000+0000"),
        ("2026-01-02T03:04:06Z", "1767323045", "2026-01-02T03:04:06Z"),
        ("2134", "02134", "2134"),
        (2134, "02134", "2134"),
        ("1e5", "100000", "1e5"),
    ],
)  # fmt: skip
def test_a_value_is_the_vendors_where_only_its_spelling_differs(
    value: Any, held: str, text: str | None
):
    assert spelled(value, held) == text


def by_deleted(values: Any) -> Mark:
    return Mark("delete") if values["deleted"] == "true" else Mark()


TABLE = Table(
    "customer",
    "customer",
    (
        Field("id"),
        Field("created", "number"),
        Field("tags", "json"),
        Field("email", path=("properties", "email")),
        Field("deleted", "boolean"),
    ),
    key=("id",),
    mark=by_deleted,
)


def held(id: str, **values: Any) -> dict[str, dict[str, Any]]:
    row = {"id": id, "created": "1767323045", "tags": None, "email": "a@b.c", "deleted": "false"}
    beside = {"_op": "upsert", "_merged_into_id": None, "_extra": None}
    return {id: {**row, **beside, **values}}


def record(id: str, **values: Any) -> dict[str, Any]:
    return {"id": id, "created": 1767323045, "properties": {"email": "a@b.c"}, **values}


def counted(expected: dict[str, Any], destination: Destination, is_gone: Any = never) -> Findings:
    found = Findings()
    table, wide = widened(TABLE, expected)
    rows = rows_of(destination, "customers", table, wide, is_gone)
    compare(found, table, compared(destination, "customers", table), wide, rows)
    return found


def test_only_plain_columns_that_the_stream_has_are_compared():
    names = [f.name for f in compared(singer(told(record("a"))), "customers", TABLE)]
    assert names == ["id", "created", "email"]


def test_what_is_missing_stale_or_alive_alone_is_counted():
    stale = record("b", properties={"email": "old@b.c"})
    destination = singer(told(record("a")), told(stale), told(record("d")))
    found = counted({**held("a"), **held("b"), **held("c")}, destination)
    counts = found.expected, found.landed, found.lost, found.doubled, found.wrong
    assert counts == (3, 3, 1, 1, 1)


def test_a_member_that_no_column_of_ours_holds_is_compared_as_well():
    extra = {"_extra": '{"tier":"Gold","properties":{"size":17},"_absent":["tags"],"odd":null}'}
    fresh = record("a", tier="Gold", properties={"email": "a@b.c", "size": 17.0})
    stale = record("b", properties={"email": "a@b.c", "size": 17.0})
    found = counted({**held("a", **extra), **held("b", **extra)}, singer(told(fresh), told(stale)))
    assert (found.wrong, found.all) == (1, ["customer b: tier is None, not 'Gold'"])


@pytest.mark.parametrize(
    ("is_gone", "mark"),
    [
        (by_event, {"updated_by_event_type": "customer.deleted"}),
        (by_flag, {"is_deleted": True}),
        (never, {"deleted": True}),
    ],
)
def test_a_record_that_the_peer_marks_as_deleted_is_not_alive(is_gone: Any, mark: dict[str, Any]):
    assert counted({}, singer(told(record("a", **mark))), is_gone).is_clean
    assert counted({}, singer(told(record("a"))), is_gone).doubled == 1


@pytest.mark.parametrize("mark", [{"updated_by_event_type": "a.deleted"}, {"is_deleted": True}])
def test_a_subscription_that_was_cancelled_stays(mark: dict[str, Any]):
    cancelled = {"object": "subscription", **mark}
    assert not by_event(cancelled)
    assert not by_flag(cancelled)


LINKS = Table(
    "deal_contact", "deals/contacts", (Field("from_id"), Field("to", "json")), ("from_id",)
)


@pytest.mark.parametrize(("ids", "is_same"), [(["2", "1"], True), (["1"], False), ([], False)])
def test_the_records_beside_a_record_are_a_set(ids: list[str], is_same: bool):
    expected = {"a": {"to": '[{"toObjectId":1},{"toObjectId":2}]'}}
    destination = singer(told({"id": "a", "contacts": ids}))
    (row,) = links_of(destination, "customers", ("contacts",), LINKS, expected)["a"]
    assert (row["to"] == expected["a"]["to"]) is is_same


def test_what_is_so_without_the_pitfall_is_not_its_doing():
    undisturbed, disturbed = Findings(), Findings(expected=3, landed=2)
    for findings in (undisturbed, disturbed):
        findings.note("customer a: lost")
    disturbed.note("customer b: lost")
    disturbed.note("customer c: is alive here alone")
    disturbed.note("customer d: name is 'x', not 'y'")
    found = disturbed.beyond(undisturbed)
    counts = found.expected, found.landed, found.lost, found.doubled, found.wrong
    assert counts == (3, 2, 1, 1, 1)


def test_a_column_is_known_by_the_values_that_differ_in_it():
    findings = Findings()
    for told in ("name is 'x', not 'y'", "lost", "is alive here alone", "is upsert, not delete"):
        findings.note(f"customer a: {told}")
    assert findings.wrong_columns == {("customer", "name")}
    assert len(findings.but_values().all) == 3
