"""A mistake in a source's own code is a failed load that says so in one line, and no more."""

from dataclasses import replace

import pytest

from ingestion.landing.load import land
from ingestion.settings import Connection
from ingestion.source import Stream
from tests.landing.invented import AS_OF, THING, run, thing

SECRET = "hunter2"


def tripping(mistake):
    def trip(*_):
        raise mistake

    return trip


def tripping_midway(mistake):
    def trip(*_):
        yield from ()
        raise mistake

    return trip


def broken(source, where, mistake):
    if where == "extract":
        return replace(source, streams=(Stream("things", (THING,), tripping_midway(mistake)),))
    if where == "extract at once":
        return replace(source, streams=(Stream("things", (THING,), tripping(mistake)),))
    return replace(source, **{where: tripping(mistake)})


def loads(warehouse):
    return warehouse.rows("select distinct _load_id, status, message from raw_invented._loads")


@pytest.mark.parametrize("where", ["connect", "extract", "extract at once", "control_totals"])
@pytest.mark.parametrize(
    "mistake",
    [
        AttributeError("no\nsuch thing"),
        IndexError("of range"),
        OSError(2, "no such file"),
        RuntimeError(),
        RecursionError("too deep"),
        KeyError("access_token"),
        ValueError("not\na number"),
    ],
    ids=lambda mistake: type(mistake).__name__,
)
def test_any_mistake_of_a_source_is_a_failed_load_with_one_line(warehouse, vendor, where, mistake):
    vendor.pages = [[thing("1")]]
    source = broken(vendor.source(), where, mistake)
    refresh = warehouse.begin_refresh(AS_OF)
    load = land(warehouse, refresh, Connection(source, "default", {}))
    warehouse.end_refresh(refresh, "failed")
    assert load.status == "failed"
    assert load.message.startswith("invented") and type(mistake).__name__ in load.message
    assert "\n" not in load.message
    assert loads(warehouse) == [
        {"_load_id": load.load_id, "status": "failed", "message": load.message}
    ]
    assert run(warehouse, vendor, [[thing("1")]]).status == "accepted"


@pytest.mark.parametrize("where", ["connect", "control_totals"])
def test_what_a_mistake_says_may_be_a_credential_and_is_not_told(warehouse, vendor, where):
    source = broken(vendor.source(), where, ValueError(f"invalid literal: {SECRET}"))
    load = land(warehouse, warehouse.begin_refresh(AS_OF), Connection(source, "default", {}))
    assert SECRET not in load.message
    assert "test_source_mistakes.py:" in load.message


@pytest.mark.parametrize("where", ["connect", "extract", "control_totals"])
def test_whoever_stops_the_program_stops_it(warehouse, vendor, where):
    source = broken(vendor.source(), where, KeyboardInterrupt())
    refresh = warehouse.begin_refresh(AS_OF)
    with pytest.raises(KeyboardInterrupt):
        land(warehouse, refresh, Connection(source, "default", {}))
