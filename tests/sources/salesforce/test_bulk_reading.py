"""Many records are read by a bulk job, and land as the very rows that REST would land."""

import json
import re
from dataclasses import replace

import pytest

from ingestion.http import waiting_by
from ingestion.landing.records import landed, to_arrow
from ingestion.landing.told import Telling
from ingestion.source import SourceError
from ingestion.sources.salesforce import reading
from ingestion.sources.salesforce.csv_pages import Unreadable, rows, texts
from ingestion.sources.salesforce.described import described
from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from ingestion.sources.salesforce.tables import LEAD, TABLES

AWKWARD = [
    "02134",
    "NA",
    "null",
    "1e5",
    'a "b",\nc\r\nd',
    "\u2028\u202e",
    "😀 é",
    "a\\b\u0001",
    "<x>&'",
]


@pytest.fixture
def from_one_record_on(monkeypatch):
    monkeypatch.setattr("ingestion.sources.salesforce.reading.BULK_FROM", 0)


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr("ingestion.sources.salesforce.bulk.VALUES_A_PAGE", 1)
    monkeypatch.setattr("ingestion.sources.salesforce.bulk.SMALLEST_PAGE", 2)


def read(client, table, where=None):
    """The rows that landing would add, and in which form they came."""
    seen = client.describe(table)
    batches = [batch for _, batch in reading.records(client, table, seen, where)]
    telling = Telling(table)
    for batch in batches:
        telling.add(batch)
    told = telling.last().read
    forms = {batch.rows is not None for batch in batches if batch.size}
    return sorted(told.to_pylist(), key=lambda row: row["_record_id"]), forms


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_bulk_and_rest_land_the_same_rows(company, connected, monkeypatch, table):
    client = connected(company)
    by_rest, rest = read(client, table)
    monkeypatch.setattr("ingestion.sources.salesforce.reading.BULK_FROM", 0)
    by_bulk, forms = read(client, table)
    assert by_bulk == by_rest
    assert len(by_rest) > 0
    # What a column of any type holds, CSV does not tell.
    has_any = table.name in ("lead_history", "opportunity_field_history")
    assert (rest, forms) == ({False}, {not has_any})


@pytest.mark.parametrize("name", ["Description", "Region__c"])
def test_texts_come_through_bulk_as_through_rest(hand, connected, monkeypatch, name):
    """In a column of their own, and beside the columns."""
    for number, text in enumerate(AWKWARD):
        hand.lead(f"l{number}", **{name: text})
    hand.lead("empty", **{name: ""})
    org = Org(custom_fields={"Lead": (FieldDefinition("Region__c", "textarea", 4000),)})
    client = connected(hand.open(), org)
    by_rest, _ = read(client, LEAD)
    monkeypatch.setattr("ingestion.sources.salesforce.reading.BULK_FROM", 0)
    by_bulk, forms = read(client, LEAD)
    assert (by_bulk == by_rest, forms) == (True, {True})
    values = [row[name] if name in row else json.loads(row["_extra"])[name] for row in by_bulk]
    assert sorted(filter(None, values)) == sorted(AWKWARD)
    assert values.count(None) == 1


def test_numbers_flags_and_instants_without_a_column_come_as_rest_sends_them(
    hand, connected, monkeypatch
):
    kinds = {"Big__c": "currency", "Whole__c": "int", "Flag__c": "boolean", "At__c": "datetime"}
    fields = tuple(FieldDefinition(name, type) for name, type in kinds.items())
    hand.lead("Ada", Big__c=-12_345_678.5, Whole__c=7, Flag__c=True,
              At__c="2026-01-02T03:04:05.000+0000")  # fmt: skip
    hand.lead("Bob")
    client = connected(hand.open(), Org(custom_fields={"Lead": fields}))
    by_rest, _ = read(client, LEAD)
    monkeypatch.setattr("ingestion.sources.salesforce.reading.BULK_FROM", 0)
    by_bulk, _ = read(client, LEAD)
    assert by_bulk == by_rest
    (ada,) = (row["_extra"] for row in by_bulk if row["LastName"] == "Ada")
    assert '"Big__c":-1.23456785E7' in ada and '"At__c":"2026-01-02T03:04:05.000+0000"' in ada


def test_a_declared_field_that_is_absent_or_of_another_type_lands_as_from_rest():
    """A custom field may be of another type in this org: its value stays beside the columns."""
    lead = replace(LEAD, fields=tuple(f for f in LEAD.fields if f.name in ("Id", "Name", "Rating", "HubSpot_Score__c")))  # fmt: skip
    fields = [("Id", "id"), ("HubSpot_Score__c", "string"), ("Name", "string")]
    answer = {"replicateable": True, "fields": [
        {"name": name, "type": type, "label": name, "calculated": False} for name, type in fields
    ]}  # fmt: skip
    seen = described(lead, answer)
    page = texts(b'"Id","Name","HubSpot_Score__c"\n"1","Ada","high"\n"2","Bob",""\n', seen.fields)
    records = [b'{"Id":"1","Name":"Ada","HubSpot_Score__c":"high"}',
               b'{"Id":"2","Name":"Bob","HubSpot_Score__c":null}']  # fmt: skip
    assert (
        rows(lead, page.rows, seen.types).to_pylist()
        == to_arrow(landed(lead, records).columns).to_pylist()
    )


# ── jobs ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def leads(hand):
    hand.ids = sorted(hand.lead(f"l{number}") for number in range(7))
    return hand


def test_few_records_come_in_one_call_of_rest_and_many_by_a_job(leads, connected, monkeypatch):
    client = connected(leads.open())
    client.describe(LEAD)
    before = client.session.requests
    assert read(client, LEAD)[1] == {False}
    assert client.session.requests - before == 2  # describe and one page
    monkeypatch.setattr("ingestion.sources.salesforce.reading.BULK_FROM", 6)
    assert read(client, LEAD)[1] == {True}


def test_all_pages_of_a_job_are_read_and_the_job_is_deleted(
    leads, connected, from_one_record_on, small_pages
):
    client = connected(leads.open())
    seen = client.describe(LEAD)
    batches = [batch for _, batch in reading.records(client, LEAD, seen, None)]
    assert [batch.size for batch in batches] == [2, 2, 2, 1]
    assert sorted(id for b in batches for id in b.rows.column("Id").to_pylist()) == leads.ids
    assert client.request("GET", f"{client.api}/jobs/query").json()["records"] == []


def test_a_job_is_waited_for_by_the_clock_and_a_token_may_end_meanwhile(
    leads, connected, from_one_record_on
):
    store = leads.open()
    client = connected(store, Org(bulk_seconds=600, session_seconds=60))
    waits = []

    def wait(seconds):
        waits.append(seconds)
        store.advance(store.now + int(seconds * 1000))

    with waiting_by(wait):
        found, forms = read(client, LEAD)
    assert ([row["Id"] for row in found], forms) == (leads.ids, {True})
    assert 600 <= sum(waits) <= 660
    assert len(waits) <= 30


@pytest.mark.parametrize(
    "org",
    [
        Org(without_bulk=frozenset({"Lead"})),
        Org(bulk_jobs_fail_for=frozenset({"Lead"})),
        Org(daily_bulk_jobs=0),
    ],
    ids=["unsupported", "failed", "used up"],
)
def test_what_no_job_answers_is_read_by_rest(leads, connected, org, from_one_record_on, caplog):
    found, forms = read(connected(leads.open(), org), LEAD)
    assert ([row["Id"] for row in found], forms) == (leads.ids, {False})
    assert "read by REST, not by bulk" in caplog.text


class Meddling:
    """The client's calls, some answers changed on their way."""

    def __init__(self, client, change):
        self.client, self.change, self.pages = client, change, 0
        self.request_before, client.request = client.request, self.request

    def request(self, method, url, **options):
        answer = self.request_before(method, url, **options)
        if url.endswith("/results"):
            self.pages += 1
            return self.change(self.pages, answer)
        return answer


def skip_the_second(number, answer):
    """A middle page is missing, and nothing in the other pages tells."""
    if number == 1:
        locator = "MC02"  # 0-6: record 7 of job 0
        return replace(answer, headers={**answer.headers, "sforce-locator": locator})
    return answer


def cut_once(number, answer):
    return replace(answer, content=answer.content[:-9]) if number == 2 else answer


def a_row_short_once(number, answer):
    lines = answer.content.splitlines(keepends=True)
    return replace(answer, content=b"".join(lines[:-1])) if number == 2 else answer


def a_row_short(number, answer):
    return a_row_short_once(2, answer) if number >= 2 else answer


def round_and_round(number, answer):
    return replace(answer, headers={**answer.headers, "sforce-locator": "MC0y"})


@pytest.mark.parametrize("change", [skip_the_second, a_row_short, round_and_round])
def test_a_job_whose_pages_are_not_all_there_ends_the_walk_without_a_cursor(
    leads, connected, walk, change, from_one_record_on, small_pages
):
    client = connected(leads.open())
    Meddling(client, change)
    with pytest.raises(SourceError):
        walk(client)


@pytest.mark.parametrize("change", [cut_once, a_row_short_once])
def test_a_page_that_was_cut_is_fetched_again(
    leads, connected, walk, change, from_one_record_on, small_pages
):
    client = connected(leads.open())
    meddling = Meddling(client, change)
    assert sorted(walk(client).rows) == leads.ids
    assert meddling.pages == 5


def test_csv_that_is_no_table_is_not_readable():
    for content in (b"", b'"Id","Name"\n"1"\n', b'"Id"\n"1"\n', b'"Id","Name"\n"1","2'):
        with pytest.raises(Unreadable):
            texts(content, ("Id", "Name"))
    assert texts(b'"Id","Name"\n', ("Id", "Name")).count == 0


def test_a_row_whose_bytes_are_no_text_is_set_aside_and_the_others_are_read(
    leads, connected, from_one_record_on
):
    client = connected(leads.open())
    id, told = leads.ids[2].encode(), []

    def with_odd_bytes(_, answer):
        head, _, body = answer.content.partition(b"\n")
        odd = re.sub(rb"(?m)^(.*%s.*)Nurture" % id, lambda at: at[1] + b"Nur\xff", body)
        told.append(odd != body)
        return replace(answer, content=head + b"\n" + odd)

    Meddling(client, with_odd_bytes)
    batches = [b for _, b in reading.records(client, LEAD, client.describe(LEAD), None)]
    assert any(told)
    (aside,) = (each for batch in batches for each in batch.quarantined)
    assert aside.record_id == id.decode() and "bytes that are no text" in aside.reason
    assert json.loads(aside.record)["Status"] == "Nur\ufffd"
    read = sorted(id for batch in batches for id in batch.rows.column("Id").to_pylist())
    assert read == [each for each in leads.ids if each != aside.record_id]
