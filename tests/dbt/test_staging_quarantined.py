"""What landing set aside counts as set aside until the record lands after all."""

import duckdb
import pytest

MODELS = ("stg_control__loads", "stg_control__quarantined")


def set_aside(warehouse, refresh, *records, table="lead"):
    """Records as landing leaves them that broke a promise: (record id, text)."""
    with duckdb.connect(str(warehouse.folder / "working.duckdb")) as working:
        working.executemany(
            "insert into raw_salesforce._quarantine values (?, 'main', ?, ?, 'broken', ?)",
            [(f"{refresh:010d}-salesforce-main", table, id, text) for id, text in records],
        )


def lead(id):
    return {"Id": id, "Status": "New"}


@pytest.fixture(scope="module")
def told(by_hand):
    """What is set aside after each of four refreshes."""
    warehouse = by_hand()
    after = []

    def build():
        warehouse.build("--select", *MODELS)
        rows = "select source_object, record_id from staging.stg_control__quarantined order by all"
        after.append(warehouse.rows(rows))

    warehouse.land("hubspot", 1, contacts=[])
    warehouse.land("salesforce", 1, lead=[lead("old")], contact=[])
    aside = [("old", "{1}"), ("mended", "{2}"), ("never", "{3}"), ("never", "{4}")]
    set_aside(warehouse, 1, *aside, (None, "{5}"), (None, "{6}"), (None, "{6}"))
    set_aside(warehouse, 1, ("mended", "{7}"), table="contact")
    build()
    warehouse.land("salesforce", 2, "rejected", lead=[lead("mended")], contact=[])
    build()
    warehouse.land("salesforce", 3, lead=[lead("mended")], contact=[])
    build()
    warehouse.land("salesforce", 4, lead=[], contact=[])
    set_aside(warehouse, 4, ("mended", "{8}"))
    build()
    return after


ALWAYS = [("lead", "never"), ("lead", "old"), ("lead", None), ("lead", None)]
UNMENDED = [("contact", "mended"), ("lead", "mended"), *ALWAYS]


def test_each_record_is_told_once_and_one_without_a_key_by_its_text(told):
    assert told[0] == UNMENDED


def test_a_load_that_was_refused_mends_nothing(told):
    assert told[1] == UNMENDED


def test_what_landed_after_all_is_set_aside_no_more_and_its_namesake_is(told):
    assert told[2] == [("contact", "mended"), *ALWAYS]


def test_what_breaks_again_is_set_aside_again(told):
    assert told[3] == UNMENDED
