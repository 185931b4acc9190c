"""A company's words stand on its page alone: none is spelled in a model, a macro or a test."""

import re
from pathlib import Path

from ruamel.yaml import YAML

PROJECT = Path(__file__).parents[2] / "dbt_project"
LITERAL = re.compile(r"'([^'{}\n]+)'")
# Words of the page that a vendor's API or our own contract uses for something else, too.
OF_VENDORS = {
    "COMPLETED",  # HubSpot: the status of a task
    "Email",  # Salesforce: a TaskSubtype and the name of a field
    "OPEN",  # HubSpot: a type of e-mail event
    "marketingqualifiedlead",  # HubSpot: the stage of the lifecycle that its own count asks for
}
OF_OURS = {
    "lead", "opportunity", "customer",  # stages and kinds of records
    "contact", "accounts", "sales", "team", "email",  # a kind of record, an entity, a side, columns
    "true", "false",
}  # fmt: skip


def words_of(page: dict) -> set[str]:
    found = set(page["opportunity_stages"])
    for part in ("statuses", "outcomes", "stage_labels"):
        for fields in page[part].values():
            for labels in fields.values():
                found |= set(labels)
    for part in ("rejection_reasons", "automatic_authors", "domains"):
        found |= {word for labels in page[part].values() for word in labels}
    found |= set(page["rejection_reasons"]) | set(page["shared_mailboxes"])
    for part in ("opportunity_types", "billing_intervals"):
        found |= {word for labels in page[part].values() for word in labels}
    for row in page["channels"]:
        found.add(row["channel"])
        for attribute in ("medium", "campaign_type"):
            found |= set(row["when"].get(attribute, ()))
    return found


def test_no_word_of_the_page_is_spelled_in_sql():
    page = YAML(typ="safe", pure=True).load(
        (PROJECT / "definitions" / "2024-01-01.yml").read_text()
    )
    words = words_of(page) - OF_VENDORS - OF_OURS
    assert {"Left Voicemail", "auto", "Closed Won", "Paid search", "One-Time"} <= words
    spelled = {
        f"{path.name}: {literal}"
        for folder in ("models", "macros", "tests")
        for path in (PROJECT / folder).rglob("*.sql")
        for literal in LITERAL.findall(path.read_text())
        if literal in words
    }
    assert not spelled
