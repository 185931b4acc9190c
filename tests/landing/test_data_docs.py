"""Data Docs tell how many rows broke which promise, and no value of any of them."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from ingestion.data_docs import address, pages, pages_of
from ingestion.expectation import in_set, matches_regex, not_null, row_count_between, unique_in_load
from ingestion.landing.load import Load
from ingestion.landing.verdict import Finding
from ingestion.source import Field
from tests.landing.invented import Vendor, run, thing, with_fields

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{ 7 * 7 }}", "${email}")
PLANTED = (*HOSTILE, "Ana Silva-Quintero", "+49 30 1234567", "12 Harbour Lane")


class Person(Vendor):
    """A vendor whose records hold what is personal, and who promises something of it."""

    def __init__(self):
        super().__init__(with_fields(Field("email")))

    def source(self):
        promised = (
            *matches_regex(r"[^@ ]+@[^@ ]+", "email"),
            in_set("state", ("open", "won")),
            *not_null("stamp"),
            unique_in_load("email"),
            row_count_between(1, 100),
        )
        return replace(super().source(), expectations={"thing": promised})


@pytest.fixture
def vendor():
    return Person()


def person(id, email, **more):
    return {**thing(id, **more), "email": email}


def told(vendor, load):
    """The page of the one table, and what it says to programs."""
    texts = dict(pages_of(vendor.source(), load, AS_OF))
    assert sorted(texts) == ["invented/thing.html", "invented/thing.json"]
    return texts["invented/thing.html"], json.loads(texts["invented/thing.json"])


def shown(page):
    """What a reader sees, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def counts(result):
    """Of each check what it counted."""
    return {
        each["expectation_config"]["meta"]["check"]: each["result"] for each in result["results"]
    }


def broken_ones(start=0):
    return [person(f"{start + n:02}", email) for n, email in enumerate(PLANTED)]


def good_ones(count):
    return [person(f"good-{n:03}", f"p{n}@acme.com") for n in range(count)]


def test_a_page_counts_what_broke_a_promise_and_names_records_but_no_value(warehouse, vendor):
    load = run(warehouse, vendor, [[*broken_ones(), *good_ones(61), person("99", None)]])
    assert load.status == "accepted"
    page, result = told(vendor, load)
    for value in (*PLANTED, "p7@acme.com", "acme"):
        assert value not in page and value not in unescape(page), value
        assert value not in json.dumps(result)
    line = shown(page)
    assert "email.matches_regex 7 00, 01, 02, 03, 04, 05, 06" in line
    # 7 of the 68 rows that have an address, of 69 in all.
    assert "7 unexpected values found. ≈10.29% of 69 total rows." in line
    assert counts(result)["email.matches_regex"] == {
        "element_count": 69,
        "unexpected_count": 7,
        "unexpected_percent": pytest.approx(100 * 7 / 68),
        "missing_count": 1,
        "missing_percent": pytest.approx(100 / 69),
    }
    assert counts(result)["row_count_between"] == {"observed_value": 69}
    assert result["statistics"]["unsuccessful_expectations"] == 1


def test_a_load_that_was_judged_in_batches_is_one_result_with_their_sums(
    warehouse, vendor, monkeypatch
):
    rows = [
        *broken_ones(),
        *good_ones(40),
        *(person(f"none-{n}", None) for n in range(5)),
        *(person(f"lost-{n}", f"lost{n}@acme.com", state="lost") for n in range(3)),
    ]
    monkeypatch.setattr("ingestion.landing.verdict.ROWS_A_BATCH", 4)
    _, result = told(vendor, run(warehouse, vendor, [rows]))
    found = counts(result)
    assert found["email.matches_regex"]["element_count"] == 55
    assert found["email.matches_regex"]["unexpected_count"] == 7
    assert found["email.matches_regex"]["missing_count"] == 5
    assert found["email.matches_regex"]["unexpected_percent"] == pytest.approx(14)
    assert found["state.in_set"]["unexpected_count"] == 3
    assert found["state.in_set"]["unexpected_percent"] == pytest.approx(100 * 3 / 55)
    assert found["stamp.not_null"]["unexpected_percent"] == 0


def test_a_load_that_is_rejected_has_its_page(warehouse, vendor):
    rows = [person("1", "same@acme.com"), person("2", "same@acme.com"), *good_ones(3)]
    load = run(warehouse, vendor, [rows])
    assert load.status == "rejected"
    page, result = told(vendor, load)
    assert "load rejected" in shown(page) and "same@acme.com" not in page
    assert counts(result)["email.unique_in_load"]["unexpected_count"] == 2


def test_a_load_that_brings_nothing_writes_nothing(warehouse, vendor):
    run(warehouse, vendor, [good_ones(2)])
    again = run(warehouse, vendor, [good_ones(2)])
    assert again.status == "accepted" and again.rows_new == 0
    assert list(pages_of(vendor.source(), again, AS_OF)) == []


def test_keys_columns_and_accounts_with_hostile_names_stay_text(vendor):
    column = "<img src=x onerror=alert(2)>"
    source = replace(vendor.source(), expectations={"thing": not_null(column)})
    load = Load("invented", "<b>us</b>", "1-<i>us</i>", "accepted")
    load.findings.append(
        Finding("thing", f"{column}.not_null", False, 50, 4, keys=HOSTILE, broken=4)
    )
    texts = dict(pages_of(source, load, AS_OF))
    assert sorted(texts) == ["invented/thing--_b_us__b_.html", "invented/thing--_b_us__b_.json"]
    page = texts["invented/thing--_b_us__b_.html"]
    for tag in ("<script", "<img", "<b>", "<i>"):
        assert tag not in page
    for text in (*HOSTILE, column, "<b>us</b>", "1-<i>us</i>"):
        assert text in unescape(page), text


def test_what_stands_is_listed_by_source_and_table(tmp_path, warehouse, vendor):
    load = run(warehouse, vendor, [[*broken_ones(), *good_ones(61)]])
    for name, text in pages_of(vendor.source(), load, AS_OF):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (tmp_path / "invented" / ".half.json").write_text("{")  # of a process that was killed
    [page] = pages(tmp_path)
    assert page.address == address("invented", "thing")
    assert (page.as_of, page.status) == ("2026-03-01 00:00 UTC", "accepted")
    assert (page.rows, page.asked, page.kept) == (68, 5, 4)
