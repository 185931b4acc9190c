"""A column declared later holds what every row would have held had it always been declared."""

import json
from dataclasses import replace

import pytest

from ingestion.landing import filling
from ingestion.landing.records import restored
from ingestion.landing.warehouse import Warehouse
from ingestion.source import Field, Tombstone
from tests.landing.invented import THING, Vendor, run, thing, versions, with_fields

LATER = with_fields(
    Field("note"),
    Field("rate", "number", same_as="number"),
    Field("tags", "json"),
    Field("city", path=("place", "city")),
    Field("nick", is_omitted=True),
)
# The vendor's own text of each record, and what the later columns and `_extra` hold of it then.
TOLD = {
    "bytes": (
        b'{"note":"02134 \\u00e9\\n\\"","rate":1.10,"tags":[1.50, {"b":null,"a":1e7}],'
        b'"place":{"zip":"7","city":"Ulm"},"nick":"Al"}',
        ('02134 é\n"', "1.10", '[1.50, {"b":null,"a":1e7}]', "Ulm", "Al"),
        '{"place":{"zip":"7"}}',
    ),
    "null": (
        b'{"note":null,"rate":null,"tags":null,"place":{"city":null},"nick":null}',
        (None, None, None, None, None),
        '{"_null":["nick"]}',
    ),
    "absent": (
        b'{"other":1}',
        (None, None, None, None, None),
        '{"_absent":["city","note","rate","tags"],"other":1}',
    ),
    "mistyped": (
        b'{"note":7,"rate":"1.10","tags":"a","place":"Ulm","nick":[]}',
        (None, None, None, None, None),
        '{"_absent":["city"],"nick":[],"note":7,"place":"Ulm","rate":"1.10","tags":"a"}',
    ),
    "part": (
        b'{"note":"","rate":0,"tags":{},"place":{"city":3}}',
        ("", "0", "{}", None, None),
        '{"place":{"city":3}}',
    ),
}


def told(id):
    return json.dumps(thing(id)).encode()[:-1] + b"," + TOLD[id][0][1:]


@pytest.fixture(params=[1, 50_000], ids=["text by text", "all at once"])
def landed_before(request, monkeypatch, tmp_path):
    """Every record landed before the later fields were declared; some twice, one only named."""
    monkeypatch.setattr(filling, "TEXTS_AT_ONCE", request.param)
    vendor = Vendor()
    with Warehouse(tmp_path / "working.duckdb") as warehouse:
        warehouse.prepare([vendor.source()])
        run(warehouse, vendor, [[told(id) for id in TOLD], [Tombstone("named", "delete")]])
        run(warehouse, vendor, [[Tombstone("bytes", "delete")]])
        yield warehouse


def test_later_columns_are_filled_byte_for_byte_and_extra_loses_what_moved(landed_before):
    landed_before.prepare([Vendor(LATER).source()])
    names = "_record_id, _op, note, rate, tags, city, nick, _extra"
    expected = [(id, "upsert", *columns, extra) for id, (_, columns, extra) in TOLD.items()]
    expected.append(("bytes", "delete", *expected[0][2:]))
    expected.append(("named", "delete", *[None] * 6))
    assert sorted(versions(landed_before, names)) == sorted(expected)
    rows = landed_before.rows("select * from raw_invented.thing where _op = 'upsert'")
    for row in rows:
        assert restored(LATER, row) == json.loads(told(row["_record_id"]))


def test_totals_that_landed_without_a_month_stay_without_one(landed_before):
    totals = "raw_invented._control_totals"
    landed_before.run(f"alter table {totals} drop column period_start_date")
    landed_before.run(f"insert into {totals} values ('1', 'main', 'leads', '7', null, '')")
    landed_before.prepare([Vendor(LATER).source()])
    assert landed_before.rows(f"select value, period_start_date from {totals}") == [
        {"value": "7", "period_start_date": None}
    ]


def test_the_next_load_of_a_record_whose_column_moved_adds_no_row(landed_before):
    vendor = Vendor(LATER)
    landed_before.prepare([vendor.source()])
    gone = [Tombstone("bytes", "delete"), Tombstone("named", "delete")]
    load = run(landed_before, vendor, [[told(id) for id in TOLD if id != "bytes"], gone])
    assert (load.status, load.rows_new) == ("accepted", 0)


def test_what_is_left_over_is_not_taken_for_another_rows_text(warehouse, vendor):
    """One row's rest is the very text that another row had before."""
    rows = [thing("1") | {"note": "a", "x": 1}, thing("2") | {"x": 1}]
    run(warehouse, vendor, [rows])
    warehouse.prepare([Vendor(with_fields(Field("note", is_omitted=True))).source()])
    assert versions(warehouse, "note, _extra") == [("a", '{"x":1}'), (None, '{"x":1}')]


def test_fields_declared_one_after_the_other_fill_as_if_declared_at_once(warehouse, vendor):
    run(warehouse, vendor, [[told(id) for id in TOLD]])
    # Each is declared before those that were declared earlier: notes stand in order of fields.
    for at in reversed(range(len(THING.fields), len(LATER.fields))):
        warehouse.prepare([Vendor(with_fields(*LATER.fields[at:])).source()])
    names = "_record_id, note, rate, tags, city, nick, _extra"
    expected = [(id, *columns, extra) for id, (_, columns, extra) in TOLD.items()]
    assert sorted(versions(warehouse, names)) == sorted(expected)


def test_a_stamp_declared_later_says_when_its_record_changed(tmp_path):
    unstamped = replace(THING, fields=tuple(f for f in THING.fields if f.name != "stamp"))
    vendor = Vendor(replace(unstamped, changed_at=None))
    with Warehouse(tmp_path / "working.duckdb") as warehouse:
        warehouse.prepare([vendor.source()])
        run(warehouse, vendor, [[thing("1", stamp="2026-02-03T04:05:06+01:00")]])
        warehouse.prepare([Vendor().source()])
        assert versions(warehouse, "cast(_changed_at as text)") == [("2026-02-03 03:05:06",)]
