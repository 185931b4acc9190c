"""Bulk API 2.0 query jobs of the simulator, as its documents tell."""

import csv
import io

import pytest

from ingestion.sources.salesforce.simulator.org import Org

JOBS = "/services/data/v62.0/jobs/query"
DAY = 86_400_000
NAMES = "select Id, Name from Lead"


@pytest.fixture
def bulk(asking):
    """Jobs over HTTP: `bulk(store, Org(…))`."""

    class Bulk:
        def __init__(self, store, org=None):
            self.api = asking(store, org)

        def begin(self, query=NAMES, operation="query", **more):
            body = {"operation": operation, "query": query, **more}
            return self.api.http.post(JOBS, json=body)

        def state(self, id):
            return self.api.get(f"{JOBS}/{id}").json()

        def results(self, id, **params):
            return self.api.get(f"{JOBS}/{id}/results", **params)

        def rows(self, query, operation="query"):
            answer = self.begin(query, operation)
            assert answer.status_code == 200, answer.text
            text = self.results(answer.json()["id"]).content.decode()
            return list(csv.DictReader(io.StringIO(text, newline="")))

        def refused(self, *arguments, **more):
            answer = self.begin(*arguments, **more)
            return answer.status_code, answer.json()[0]["errorCode"]

    return Bulk


def test_a_job_waits_runs_and_is_complete_by_the_virtual_clock(hand, bulk):
    hand.lead("Ada")
    store = hand.open()
    api = bulk(store, Org(bulk_seconds=9))
    job = api.begin().json()
    assert (job["state"], job["operation"], job["object"], job["apiVersion"]) == (
        "UploadComplete", "query", "Lead", 62.0,
    )  # fmt: skip
    seen = []
    for seconds in (0, 3, 8, 9):
        store.advance(hand.now + seconds * 1000)
        told = api.state(job["id"])
        seen.append((told["state"], told["numberRecordsProcessed"]))
    assert seen == [("UploadComplete", 0), ("InProgress", 0), ("InProgress", 0), ("JobComplete", 1)]


def test_results_before_the_end_are_refused_and_after_a_week_gone(hand, bulk):
    store = hand.open()
    api = bulk(store, Org(bulk_seconds=9))
    id = api.begin().json()["id"]
    assert api.results(id).status_code == 400
    statuses = []
    for days in (7, 8):
        store.advance(hand.now + days * DAY)
        api.api.sign_in()
        statuses.append(api.results(id).status_code)
    assert statuses == [200, 404]


def test_every_page_repeats_its_header_and_the_last_locator_is_the_word_null(hand, bulk):
    ids = sorted(hand.lead(f"l{number}") for number in range(5))
    api = bulk(hand.open())
    id = api.begin().json()["id"]
    locator, pages, counts = None, [], []
    while locator != "null":
        answer = api.results(id, maxRecords="2", **({"locator": locator} if locator else {}))
        locator = answer.headers["sforce-locator"]
        counts.append(answer.headers["sforce-numberofrecords"])
        pages.append(answer.text.splitlines())
    assert counts == ["2", "2", "1"]
    assert {page[0] for page in pages} == {'"Id","Name"'}
    assert [line.split('"')[1] for page in pages for line in page[1:]] == ids
    assert api.results(id, locator="nonsense").json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_no_rows_are_one_page_with_a_header(hand, bulk):
    answer = (api := bulk(hand.open())).results(api.begin().json()["id"])
    assert (answer.text, answer.headers["sforce-locator"]) == ('"Id","Name"\n', "null")
    assert answer.headers["sforce-numberofrecords"] == "0"


def test_result_pages_come_five_at_a_time(hand, bulk):
    for number in range(13):
        hand.lead(f"l{number}")
    api = bulk(hand.open(), Org(bulk_page=2))
    id = api.begin().json()["id"]
    first = api.api.get(f"{JOBS}/{id}/resultPages").json()
    second = api.api.get(first["nextRecordsUrl"]).json()
    assert [len(first["resultPages"]), len(second["resultPages"])] == [5, 2]
    assert (first["done"], second["done"], second["nextRecordsUrl"]) == (False, True, None)
    urls = [page["resultUrl"] for page in first["resultPages"] + second["resultPages"]]
    lines = [line for url in urls for line in api.api.get(url).text.splitlines()[1:]]
    assert len(set(lines)) == 13


def test_values_are_written_as_bulk_writes_them(hand, bulk):
    text = 'He said "no",\nthen é 😀 02134'
    hand.lead("Ada", Description=text, AnnualRevenue=12_500_000.0, NumberOfEmployees=7,
              HubSpot_Score__c=3.0, HasOptedOutOfEmail=True)  # fmt: skip
    fields = "Description, AnnualRevenue, NumberOfEmployees, HubSpot_Score__c, HasOptedOutOfEmail"
    (row,) = bulk(hand.open()).rows(f"select {fields}, CreatedDate, Website, Owner.Name from Lead")
    assert row == {
        "Description": text,
        "AnnualRevenue": "1.25E7",
        "NumberOfEmployees": "7",
        "HubSpot_Score__c": "3.0",
        "HasOptedOutOfEmail": "true",
        "CreatedDate": "2026-01-10T08:00:00.000Z",
        "Website": "",
        "Owner.Name": "Ann Seller",
    }


def test_query_all_brings_what_is_deleted(hand, bulk):
    gone = hand.lead("gone")
    hand.then("2026-03-01T00:00:00", "Lead", gone, "delete")
    api = bulk(hand.open())
    assert api.rows(NAMES) == []
    assert [row["Id"] for row in api.rows(NAMES, "queryAll")] == [gone]


def test_a_job_can_be_aborted_and_deleted(hand, bulk):
    api = bulk(hand.open(), Org(bulk_seconds=9))
    id = api.begin().json()["id"]
    assert api.api.http.delete(f"{JOBS}/{id}").status_code == 400
    aborted = api.api.http.patch(f"{JOBS}/{id}", json={"state": "Aborted"})
    assert (aborted.status_code, aborted.json()["state"]) == (200, "Aborted")
    assert api.state(id)["state"] == "Aborted"
    assert [job["id"] for job in api.api.get(JOBS).json()["records"]] == [id]
    assert api.api.http.delete(f"{JOBS}/{id}").status_code == 204
    assert api.api.get(f"{JOBS}/{id}").status_code == 404


def test_a_job_that_fails_says_so_with_status_200(hand, bulk):
    api = bulk(hand.open(), Org(bulk_jobs_fail_for=frozenset({"Lead"})))
    answer = api.api.get(f"{JOBS}/{api.begin().json()['id']}")
    assert (answer.status_code, answer.json()["state"]) == (200, "Failed")
    assert answer.json()["errorMessage"].startswith("InvalidBatch")


def test_what_bulk_does_not_support_is_refused_when_asked(hand, bulk):
    api = bulk(hand.open(), Org(without_bulk=frozenset({"Task"})))
    assert api.refused("select Id from Task") == (400, "INVALIDENTITY")
    assert api.refused("select Id, Address from Lead") == (400, "FUNCTIONALITY_NOT_ENABLED")
    assert api.refused("select count() from Lead") == (400, "API_ERROR")
    assert api.refused("select Nope from Lead") == (400, "INVALID_FIELD")
    assert api.refused("select Id from Nope") == (400, "INVALID_TYPE")
    assert api.refused(operation="insert") == (400, "INVALIDJOB")
    assert api.refused(columnDelimiter="SPACE") == (400, "INVALIDJOB")
    assert api.api.http.post(JOBS, content=b"[").json()[0]["errorCode"] == "JSON_PARSER_ERROR"
    assert api.api.http.put(JOBS).status_code == 405


def test_jobs_are_limited_to_so_many_in_24_hours(hand, bulk):
    store = hand.open()
    api = bulk(store, Org(daily_bulk_jobs=2))
    assert [api.begin().status_code for _ in range(3)] == [200, 200, 400]
    assert api.refused() == (400, "LIMIT_EXCEEDED")
    assert api.api.get("limits").json()["DailyBulkV2QueryJobs"] == {"Max": 2, "Remaining": 0}
    store.advance(hand.now + DAY)
    api.api.sign_in()
    assert api.begin().status_code == 200


def test_other_delimiters_and_line_ends_are_kept(hand, bulk):
    hand.lead("Ada")
    api = bulk(hand.open())
    job = api.begin("select Name, Company from Lead", columnDelimiter="PIPE", lineEnding="CRLF")
    text = api.results(job.json()["id"]).content.decode()
    assert text == '"Name"|"Company"\r\n"Ada"|"Ampère AG"\r\n'
