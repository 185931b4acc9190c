"""What the checks of a load answered is kept once a refresh: names and numbers, no value."""

from dataclasses import replace

import pytest

from ingestion.expectation import not_null
from ingestion.landing import results
from ingestion.landing.load import land
from ingestion.landing.results import Result
from ingestion.settings import Connection
from ingestion.source import Drift, Stream
from tests.landing.invented import AS_OF, THING, Vendor, run, thing

ANSWERS = "object_name, check_name, drift_kind, severity, status, failing_count, row_count, set_aside_count"
NEWS = (
    Drift(THING, "state", "new_value", None, "won"),
    Drift(THING, "state", "new_value", None, "lost"),
    Drift(THING, "x", "dropped_field", "int"),
)


def kept(warehouse, number, columns=ANSWERS):
    rows = warehouse.rows(
        f"select {columns} from control.check_results where refresh_number = ? order by check_id",
        (number,),
    )
    return [tuple(row.values()) for row in rows]


def with_news(vendor):
    """The vendor's own source, which tells first what changed in its schema."""

    def extract(client, cursor):
        yield from NEWS
        yield from vendor.extract(client, cursor)

    return replace(
        vendor.source(),
        streams=(Stream("things", (THING,), extract),),
        expectations={"thing": not_null("state", "stamp")},
    )


def test_each_check_is_a_row_with_what_it_found_and_set_aside(warehouse, vendor):
    good = [thing(str(id)) for id in range(20)]
    vendor.pages = [[*good, thing("a", state=None), thing("b", state=None, stamp=None), b"{}"]]
    vendor.count = 30
    refresh = warehouse.begin_refresh(AS_OF)
    load = land(warehouse, refresh, Connection(with_news(vendor), "default", {}))
    assert load.status == "rejected"  # 22 rows and an unreadable one of 30
    assert kept(warehouse, 1) == [
        (None, "load_accepted", None, "error", "failed", 0, 23, 0),
        ("thing", "landing_count", None, "error", "failed", 7, 30, 0),
        ("thing", "landing_drift", "dropped_field", "warn", "warned", 1, None, 0),
        ("thing", "landing_drift", "new_value", "warn", "warned", 2, None, 0),
        ("thing", "landing_key", None, "warn", "warned", 1, 23, 1),
        ("thing", "stamp.not_null", None, "warn", "warned", 1, 22, 0),  # told with its state
        ("thing", "state.not_null", None, "warn", "warned", 2, 22, 2),
    ]
    assert warehouse.value("select count(*) from raw_invented._quarantine") == 1 + 2
    named = kept(warehouse, 1, "check_id, place, subject, connection")
    assert named[-1] == ("invented|default|thing|state.not_null", "landing", "invented", "default")


def test_what_holds_has_passed_and_of_a_load_that_brought_nothing_nothing_is_asked(
    warehouse, vendor
):
    for _ in range(2):
        run(warehouse, vendor, [[thing("1"), thing("2")]])
    assert kept(warehouse, 1) == [
        (None, "load_accepted", None, "warn", "passed", 0, 2, 0),
        ("thing", "amount.is_number", None, "warn", "passed", 0, 2, 0),
        ("thing", "state.not_null", None, "warn", "passed", 0, 2, 0),
    ]
    assert kept(warehouse, 2) == []


@pytest.mark.parametrize("then", [[thing("1")], []], ids=["and brings rows", "and brings none"])
def test_a_load_that_failed_and_is_read_again_in_its_refresh_answers_once(warehouse, then):
    vendor = Vendor()
    vendor.pages, vendor.fails_after = [[], []], 1
    refresh = warehouse.begin_refresh(AS_OF)
    failing = Connection(with_news(vendor), "default", {})
    assert land(warehouse, refresh, failing).status == "failed"
    connection = Connection(vendor.source(), "default", {})
    failed = (None, "load_accepted", None, "error", "failed", 0, 0, 0)
    assert kept(warehouse, 1) == [failed]
    vendor.pages, vendor.fails_after = [then], None
    assert land(warehouse, warehouse.begin_refresh(AS_OF), connection).status == "accepted"
    assert [row[1:5:3] for row in kept(warehouse, 1)] == [
        (check, "passed") for check in ("load_accepted", "amount.is_number", "state.not_null")
    ] * bool(then)


def test_the_last_answer_of_a_check_in_a_refresh_stands(warehouse):
    def answer(status, failing):
        return Result("one", "marts", "leads", None, "m", "one", None, "error", status, failing)

    refresh = warehouse.begin_refresh(AS_OF)
    for status, failing in (("failed", 3), ("passed", 0)):
        with warehouse.transaction():
            results.note(warehouse, refresh, [answer(status, failing)])
    assert kept(warehouse, 1, "check_id, status, failing_count") == [("one", "passed", 0)]
