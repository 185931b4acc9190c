"""A text that is no Unicode costs no other record anything, whichever system holds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingestion.answers import whole
from ingestion.landing.records import landed, refilled, restored
from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.world import World, open_world
from ingestion.source import Field, Table
from ingestion.texts import decoded, shielded, softened, spelled
from tests.chaos.serving import serving
from tests.chaos.trial import SYSTEMS, Trial, connection_of

# By system: streams, table, the path of its lists, a column, its member in the answers.
HELD = {
    "salesforce": (("lead",), "lead", "*/queryAll", "LastName", "LastName"),
    "hubspot": (("contacts",), "contacts", "*/objects*/contacts", "firstname", "firstname"),
    "stripe": ((), "customer", "/v1/customers", "name", "name"),
}
HALF, ODD = b"\\ud83d", b"\xff"
THING = Table("thing", "Thing", (Field("id"), Field("note"), Field("tags", "json")), key=("id",))


@pytest.fixture(scope="module")
def world(module_path: Path) -> Iterator[World]:
    """A small company whose clock stands still."""
    world = open_world(module_path / "world", seed=7, size=25)
    yield world
    world.close()


def landed_with(world: World, path: Path, name: str, bad: bytes) -> tuple[str, list[dict], list]:
    """The status of a first load whose first text begins with `bad`, the rows, what is aside."""
    streams, table, listed, _, member = HELD[name]
    first = re.compile(rb'"%s":"' % member.encode())

    def spoil(answer, _):
        answer.content = first.sub(lambda found: found.group() + bad, answer.content, count=1)

    with serving(name, world) as system:
        system.on(listed, spoil)
        trial = Trial(path, connection_of(name, system.url, streams))
        load = trial.land()
    with Warehouse(path) as warehouse:
        rows = warehouse.rows(f'select * from raw_{name}."{table}"')
        aside = warehouse.rows(f"select _record_id, record from raw_{name}._quarantine")
    return f"{load.status} {load.message}".strip(), rows, aside


@pytest.mark.parametrize("name", SYSTEMS)
def test_half_a_pair_of_escapes_lands_beside_the_columns(world, tmp_path, name):
    column = HELD[name][3]
    _, before, _ = landed_with(world, tmp_path / "sound.duckdb", name, b"")
    status, rows, aside = landed_with(world, tmp_path / "odd.duckdb", name, HALF)
    assert (status, aside) == ("accepted", [])
    assert len(rows) == len(before) > 2
    (odd,) = (row for row in rows if "\\ud83d" in (row["_extra"] or ""))
    (sound,) = (row for row in before if row["_record_id"] == odd["_record_id"])
    assert odd[column] is None and sound[column]
    assert f'"{column}":"\\ud83d{sound[column]}"' in odd["_extra"]


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_record_with_bytes_that_are_no_text_is_set_aside_alone(world, tmp_path, name):
    _, before, _ = landed_with(world, tmp_path / "sound.duckdb", name, b"")
    status, rows, aside = landed_with(world, tmp_path / "odd.duckdb", name, ODD)
    assert status == "accepted"
    (record,) = {each["_record_id"]: each for each in aside}.values()
    assert "\ufffd" in record["record"]
    ids = {row["_record_id"] for row in before}
    assert {row["_record_id"] for row in rows} == ids - {record["_record_id"]}
    assert record["_record_id"] in ids


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDE00", "\\ud83d\\u0041", "\\\\\\ud83d"])
def test_what_no_column_holds_is_given_back_whole(half):
    record = f'{{"id":"1","note":"a{half}b\\n","tags":["{half}"],"more":"{half}"}}'.encode()
    told = landed(THING, [b'{"id":"0","note":null,"tags":[]}', record])
    assert (told.broken, told.odd, told.columns["note"]) == ([], [], [None, None])
    row = {name: column[1] for name, column in told.columns.items()}
    assert restored(THING, row) == json.loads(record)


def test_a_column_declared_later_is_filled_past_half_a_pair():
    later = (Field("more"),)
    told = refilled(THING, later, ['{"more":"x","odd":"\\ud83d"}', '{"more":"\\ud83d"}'])
    assert told["more"] == ["x", None]
    assert told["_extra"] == ['{"odd":"\\ud83d"}', '{"more":"\\ud83d"}']


def test_a_record_with_odd_bytes_is_told_by_its_key():
    told = landed(THING, [b'{"id":"1","note":"\xff","tags":null}', b'{"id":"2"}'])
    assert told.columns["id"] == ["2"]
    assert [(id, text) for id, _, text in told.odd] == [("1", '{"id":"1","note":"\ufffd","tags":null}')]  # fmt: skip
    assert told.broken == []
    told = landed(THING, [b'{"note":"\xff"}', b'{"id":"\\ud83d"}'])
    assert [why for _, why, _ in told.broken] == ["the key id is missing"] * 2


def answered(content: bytes, content_type: str) -> bytes:
    headers = {"content-type": content_type, "content-length": str(len(content))}
    return whole(httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))).content


@pytest.mark.parametrize("charset", ["iso-8859-1", '"ISO-8859-1"', "latin1"])
def test_an_answer_in_another_charset_that_it_declares_is_decoded(charset):
    told = '{"name":"Ampère"}'
    assert answered(told.encode("latin-1"), f"application/json; charset={charset}") == told.encode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "us-ascii", "none-such"])
def test_bytes_that_are_not_of_the_declared_charset_stay(charset):
    told = b'{"name":"a\xff"}'
    assert answered(told, f"application/json;charset={charset}") == told


def test_pairs_and_escaped_backslashes_are_left_alone():
    fine = b'{"a":"\\ud83d\\ude00 \\\\ud83d \\u00e9"}'
    assert shielded(fine) == fine
    assert spelled(shielded(b'"\\uD83D"')) == '"\\ud83d"'
    with pytest.raises(UnicodeError):
        spelled(b'"\xff"')
    assert softened(b'"\xff"').decode() == '"\ufffd"'
    assert decoded(b'{"a":"\xffb"}') == {"a": "\ufffdb"}
