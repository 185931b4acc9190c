"""A record that is exactly as declared is read in one step, to the same values as any other."""

import itertools

import pytest

from ingestion.landing.declared import Declared
from ingestion.landing.records import _plan, _split, landed
from ingestion.source import Field, Table

FIELDS = (
    Field("id"),
    Field("note", is_omitted=True),
    Field("amount", "number"),
    Field("is_open", "boolean"),
    Field("tags", "json", is_omitted=True),
    Field("value", "any"),
    Field("odd name", path=("properties", "odd.name")),
)
ENVELOPE = ("url",)
WHOLE = {
    "id": '"1"',
    "amount": "1.50",
    "is_open": "true",
    "value": '"a"',
    "properties": '{"odd.name":"x"}',
}


def record(**changed: str | None) -> bytes:
    members = {**WHOLE, **changed}
    told = (f'"{name}":{text}' for name, text in members.items() if text is not None)
    return f"{{{','.join(told)}}}".encode()


@pytest.mark.parametrize(
    "changed, values",
    [
        ({}, ["1", None, "1.50", "true", None, '"a"', "x"]),
        ({"url": '{"any":1}'}, ["1", None, "1.50", "true", None, '"a"', "x"]),
        ({"note": '"n"', "tags": "[1, 2]"}, ["1", "n", "1.50", "true", "[1, 2]", '"a"', "x"]),
        ({"id": "null", "amount": "null"}, [None, None, None, "true", None, '"a"', "x"]),
        ({"amount": "1E400", "value": "1.0"}, ["1", None, "1E400", "true", None, "1.0", "x"]),
        ({"id": '"\\u00e9\\n\\u0000"'}, ["é\n\0", None, "1.50", "true", None, '"a"', "x"]),
    ],
)
def test_what_is_as_declared_is_read_at_once(changed, values):
    columns = Declared(FIELDS, ENVELOPE).columns([record(**changed), record()])
    assert [column[0] for column in columns] == values
    assert [column[1] for column in columns] == ["1", None, "1.50", "true", None, '"a"', "x"]


@pytest.mark.parametrize(
    "changed",
    [
        {"more": "1"},
        {"id": None},
        {"id": "1"},
        {"id": '"\\ud800"'},
        {"note": "null"},
        {"note": "1"},
        {"amount": '"1.50"'},
        {"amount": None},
        {"is_open": "0"},
        {"tags": "null"},
        {"tags": '"a"'},
        {"value": None},
        {"properties": None},
        {"properties": "null"},
        {"properties": '{"odd.name":"x","more":1}'},
    ],
    ids=str,
)
def test_what_is_not_as_declared_is_left_to_be_looked_at(changed):
    assert Declared(FIELDS, ENVELOPE).columns([record(**changed)]) is None
    assert Declared(FIELDS, ENVELOPE).columns([record(), record(**changed)]) is None


def test_both_ways_read_the_same():
    texts = ("null", '"a"', '"\\u00e9"', "1", "1.0e5", "true", "[]", '{"odd.name":"y"}', None)
    plan, read = _plan(FIELDS), 0
    for name, text, other in itertools.product(["note", *WHOLE, "more"], texts, texts):
        told = record(**{name: text, "value": other})
        columns = Declared(FIELDS, ENVELOPE).columns([told])
        if columns is not None:
            read += 1
            assert ([value for (value,) in columns], None) == _split(
                plan, ENVELOPE, told, len(FIELDS)
            ), told
    assert read > 50


def test_records_with_more_than_is_declared_lose_nothing_however_many_they_are():
    table = Table("thing", "Thing", (Field("id"),), key=("id",))
    told = [f'{{"id":"{n}","more":{n}}}'.encode() for n in range(500)]
    told += [f'{{"id":"{n}"}}'.encode() for n in range(500, 1000)]
    rows = landed(table, told).columns
    assert rows["id"] == [str(n) for n in range(1000)]
    assert rows["_extra"] == [f'{{"more":{n}}}' for n in range(500)] + [None] * 500


@pytest.mark.parametrize("odd", [b"{}", b'{"id":""}', b"{", b"", b'{"id":"a"},{"id":"b"}', b"1"])
def test_one_odd_record_costs_the_others_of_its_page_nothing(odd):
    table = Table("thing", "Thing", (Field("id"),), key=("id",))
    told = landed(table, [b'{"id":"1"}', odd, b'{"id":"2"}'])
    assert (told.columns["id"], told.positions) == (["1", "2"], [0, 2])
    assert [text for _, _, text in told.broken] == [odd.decode()]


@pytest.mark.parametrize(
    "fields",
    [
        (Field("a", "json"), Field("b", path=("a", "b"))),
        (Field("b", path=("a", "b")), Field("a", "json")),
        (Field("a"), Field("b", path=("a",))),
    ],
)
def test_fields_that_lie_inside_each_other_are_left_to_be_looked_at(fields):
    assert Declared(fields, ()).columns([b'{"a":{"b":"x"}}']) is None
