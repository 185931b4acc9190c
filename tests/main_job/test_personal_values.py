"""Whatever names or reaches a person stands in `pii` alone; awkward texts stay texts."""

import json
import sqlite3
from pathlib import Path

import duckdb
import pytest

from ingestion.sandbox.words import AWKWARD
from ingestion.sandbox.world import FILE

# Where the systems keep people: their first and last name, and all that reaches them.
NAMES = {
    ("hubspot", "contacts"): ("firstname", "lastname"),
    ("hubspot", "owners"): ("firstName", "lastName"),
    ("salesforce", "CampaignMember"): ("FirstName", "LastName"),
    ("salesforce", "Contact"): ("FirstName", "LastName"),
    ("salesforce", "Lead"): ("FirstName", "LastName"),
    ("salesforce", "User"): ("FirstName", "LastName"),
}
REACHING = {
    "email", "Email", "phone", "Phone", "hs_additional_emails", "Alternate_Email__c", "recipient",
    "hs_email_from_email", "hs_email_to_email", "customer_email",
}  # fmt: skip
COMPANIES = {("hubspot", "companies"), ("salesforce", "Account"), ("stripe", "customer")}
SHORTEST = 6  # characters; a shorter text stands in others by chance


@pytest.fixture(scope="module")
def planted(published) -> set[str]:
    """Every whole name, address and phone of a person that a system ever held, in lower case."""
    found: set[str] = set()
    store = sqlite3.connect(published.warehouse / "sandbox" / FILE)
    for system, object, text in store.execute("select system, object, fields from record"):
        fields = json.loads(text)
        whole = " ".join(fields.get(name) or "" for name in NAMES.get((system, object), ()))
        found.add(whole.strip() if " " in whole.strip() else "")
        for name in REACHING & fields.keys():
            is_switchboard = "hone" in name and (system, object) in COMPANIES
            found.update([] if is_switchboard else (fields[name] or "").split(";"))
    for values in store.execute("select old, new from history where field in ('email', 'phone')"):
        found.update(json.loads(value) or "" for value in values if value)
    store.close()
    return {text.strip().lower() for text in found if len(text.strip()) >= SHORTEST}


def texts(path: Path) -> str:
    """Every text in every table of a DuckDB file."""
    with duckdb.connect(str(path), read_only=True) as file:
        columns = file.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and data_type like '%VARCHAR%'"
        ).fetchall()
        found = [
            row[0]
            for schema, table, column in columns
            for row in file.execute(
                f'select distinct "{column}"::varchar from "{schema}"."{table}" '
                f'where "{column}" is not null'
            ).fetchall()
        ]
    return "\n".join(found).lower()


def test_the_search_finds_what_stands_where_it_may(planted, published):
    of_people = texts(published.warehouse / "current" / "pii.duckdb")
    found = [text for text in planted if text in of_people]
    assert len(planted) > 500 and len(found) > 300
    assert {kind for text in found for kind in ("@", "+") if kind in text} == {"@", "+"}


def test_what_analysts_open_holds_nobodys_name_address_or_phone(planted, published):
    marts = texts(published.marts)
    assert len(marts) > 100_000
    assert [text for text in planted if text in marts] == []


def test_no_other_published_file_no_report_and_no_log_holds_any(planted, published):
    """The Parquet files are copies of the marts; everything else is read as it lies there."""
    current = published.warehouse / "current"
    files = [path for path in current.rglob("*") if path.is_file()]
    private = {current / "pii.duckdb", current / "working.duckdb"}
    read = [path for path in files if path not in private and path.suffix != ".parquet"]
    for folder in ("reports", "dagster"):
        read += [path for path in (published.warehouse / folder).rglob("*") if path.is_file()]
    read += (published.warehouse / "sandbox").glob("*.log")
    assert len(read) > 100
    for path in read:
        text = path.read_bytes().decode("utf-8", "replace").lower()
        assert [each for each in planted if each in text] == [], path


def test_awkward_texts_are_published_as_they_were_written(published):
    """A title that is a formula, markup or a template is a title, letter by letter."""
    store = sqlite3.connect(published.warehouse / "sandbox" / FILE)
    written = store.execute(
        "select coalesce(json_extract(fields, '$.Title'), json_extract(fields, '$.jobtitle')) "
        "from record where object in ('Lead', 'Contact', 'contacts')"
    ).fetchall()
    store.close()
    shown = published.query("select distinct title from marts.dim_people where title is not null")
    parquet = published.warehouse / "current" / "parquet" / "dim_people.parquet"
    copied = duckdb.execute(f"select distinct title from '{parquet}' where title is not null")
    assert set(copied.fetchall()) == set(shown)
    assert set(shown) <= set(written)
    assert len({title for (title,) in shown} & set(AWKWARD)) >= 3
