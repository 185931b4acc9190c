"""What a load with broken promises about people writes for everybody to read."""

import re
from datetime import UTC, datetime
from html import unescape

import duckdb

from ingestion.data_docs import pages_of
from ingestion.sources import discover
from tests.violations.test_landing_violations import load_of, records_of

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
PERSON = "Ana Planted, 7 Harbour Lane, +49 30 1234567, ana@planted.example"
# Fields that hold what is personal, and those about which a promise is broken with such a value.
PERSONAL = ("FirstName", "LastName", "Email", "Phone", "MobilePhone", "Street", "Company")
SHORTEST = 6  # characters; somebody is called True
PLANTED = ("CreatedDate", "SystemModstamp", "ConvertedDate")


def test_counts_and_checks_stand_in_it_and_nobodys_name_address_or_phone(published, tmp_path):
    source = discover()["salesforce"]
    table = next(table for table in source.tables if table.name == "lead")
    with duckdb.connect(str(published.warehouse / "working.duckdb"), read_only=True) as working:
        leads = records_of(working, "salesforce", table)
    assert len(leads) >= 20
    for number, lead in enumerate(leads[:2]):
        lead |= dict.fromkeys((*PLANTED, "Email", "Phone"), f"{PERSON} {number}")
    leads[2]["LastName"] = None
    load, _ = load_of(tmp_path / "planted.duckdb", source, table, leads)
    texts = dict(pages_of(source, load, AS_OF))
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", texts["salesforce/lead.html"])).split())
    for field in PLANTED:
        assert (
            f"{field}.{'matches_regex' if field == 'ConvertedDate' else 'is_timestamp'} 2 " in shown
        )
    assert f"LastName.not_null 1 {leads[2]['Id']}" in shown
    assert "2 unexpected values found. " in shown and f" of {len(leads)} total rows." in shown
    told = {lead[field] for lead in leads for field in PERSONAL if lead.get(field)}
    personal = {value for value in told if len(value) >= SHORTEST}
    assert len(personal) > 50
    for text in (shown, *texts.values()):
        words = set(re.findall(r"[^\s<>\"]+", text))
        assert "Planted" not in text and "planted" not in text
        assert not [each for each in personal if (each in text if " " in each else each in words)]
