"""An edit of any kind of rule changes what the marts say, and no other file has to be touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from ingestion.sources.definitions.signing import sign
from tests.conftest import ROOT, Company

SHIPPED = ROOT / "dbt_project" / "definitions"
PAGE = "2025-07-01.yml"
SINCE = "timestamp '2025-07-02'"


@dataclass(frozen=True)
class Edit:
    """What is written instead of what, and what is true of the marts after it and was not before."""

    changes: dict[str, str]
    holds: str


def some(table: str, condition: str) -> str:
    return f"exists (select 1 from marts.{table} where {condition})"


def none(table: str, condition: str) -> str:
    return f"not {some(table, condition)}"


EDITS = {
    "message": Edit(
        {"message: Know your process": "message: Know the process"},
        some("dim_definitions", "message like 'Know the process%'"),
    ),
    "settings": Edit(
        {"fiscal_year_start_month: 2": "fiscal_year_start_month: 5"},
        some("dim_dates", "is_in_force and date_day = '2026-05-01' and fiscal_month = 1"),
    ),
    "freshness_limit_hours": Edit(
        {"stripe: 72": "stripe: 71"},
        some("publication_sources", "source_system = 'stripe' and freshness_limit_hours = 71"),
    ),
    "domains": Edit(
        {
            "internal: [brightwatercontrols.com]": "internal: [brightwatercontrols.com, yahoo.com]",
            "hotmail.com, yahoo.com, icloud": "hotmail.com, icloud",
        },
        some("dim_people", "email_domain = 'yahoo.com' and is_internal"),
    ),
    "criteria": Edit(
        {
            "says: Not now; marketing keeps them warm.\n    any:": (
                "says: Not now.\n    any:\n      - {event: email_unsubscribed}"
            )
        },
        some("fct_lead_stage_events", "lead_stage = 'recycled' and event = 'email_unsubscribed'"),
    ),
    "closes_cycle": Edit(
        {
            "closes_cycle: [won, lost, rejected, recycled]": "closes_cycle: [won, rejected, recycled]"
        },
        none("fct_leads", f"lead_stage = 'lost' and lost_at > {SINCE}"),
    ),
    "statuses": Edit(
        {"Working - Contacted: {claims: contacted}": "Working - Contacted: {claims: opportunity}"},
        some(
            "fct_lead_stage_events",
            "basis = 'claimed' and lead_stage = 'opportunity' and source_system = 'salesforce'",
        ),
    ),
    "outcomes": Edit(
        {"No Answer: no_answer": "No Answer: nobody_there"},
        some("fct_touchpoints", "outcome = 'nobody_there'"),
    ),
    "automatic_authors": Edit(
        {"hubspot: [AUTOMATION_PLATFORM]": "hubspot: [NOBODY]"},
        none(
            "fct_touchpoints",
            f"touch_type = 'note' and is_automatic and touched_at > {SINCE}",
        ),
    ),
    "rejection_reasons": Edit(
        {"No budget: [No budget": "No money: [No budget"},
        some("fct_leads", "rejection_reason = 'No money'"),
    ),
    "opportunity_stages": Edit(
        {"outcome: lost, forecast: omitted": "outcome: lost, forecast: commit"},
        some(
            "fct_opportunities",
            "opportunity_stage = 'Closed lost' and forecast_category = 'commit'",
        ),
    ),
    "stage_labels": Edit(
        {"Proposal/Price Quote: Proposal": "Proposal/Price Quote: Evaluation"},
        some(
            "fct_opportunity_stage_events",
            "source_stage = 'Proposal/Price Quote' and opportunity_stage = 'Evaluation'",
        ),
    ),
    "opportunity_types": Edit(
        {
            "new: [New Business,": "new: [New Business, Existing Business - Upgrade, existingbusiness,",
            "expansion: [Existing Business - Upgrade, existingbusiness, Expansion]": (
                "expansion: [Expansion]"
            ),
        },
        none("fct_opportunities", "opportunity_type = 'expansion'"),
    ),
    "billing_intervals": Edit(
        {"month: [Month]": "2 months: [Month]"},
        some("dim_products", "billing_interval_count = 2"),
    ),
    "channels": Edit(
        {"channel: Events, when: {touch_type": "channel: Gatherings, when: {touch_type"},
        some("fct_touchpoints", "channel = 'Gatherings'"),
    ),
    "survivorship": Edit(
        {
            "opportunities: {default: [salesforce, hubspot,": "opportunities: {default: [hubspot, salesforce,"
        },
        some("fct_opportunities", "system_count > 1 and source_stage = 'closedwon'"),
    ),
    "matching": Edit(
        {"accounts: {link_at: 0.99,": "accounts: {link_at: 1,"},
        none("bridge_accounts", "rule = 'sync'")
        + " and "
        + some("rpt_matches_to_review", "entity = 'accounts' and rule = 'sync'"),
    ),
    "scores_fit": Edit(
        {"{says: They decide, points: 25": "{says: They decide, points: 1000"},
        some("fct_leads", "fit_score >= 1000"),
    ),
    "scores_thresholds": Edit(
        {"    at_least: 40\n": "    at_least: 41\n"},
        some("rpt_score_calibration", "score_kind = 'fit' and threshold = 41"),
    ),
    "scores_intent": Edit(
        {"points: 60, at_most: 60}": "points: 2000, at_most: 2000}"},
        some("fct_leads", "intent_score >= 1500"),
    ),
    "sla": Edit(
        {"mqls_a_week: 20": "mqls_a_week: 21"},
        some("rpt_sla", "promise = 'volume' and target = 21"),
    ),
    "calendars": Edit(
        {"- name: New York\n": "- name: East coast\n"},
        some("fct_handoffs", "calendar = 'East coast'"),
    ),
    "targets": Edit(
        {"mqls: 330": "mqls: 331"},
        some("rpt_targets", "metric = 'mqls' and target_value = 331"),
    ),
    "ideal_customer": Edit(
        {
            "says: Makers of things, 50 people and up, where we can serve them.\n  employee_count: {at_least: 50}": (
                "says: Giants.\n  employee_count: {at_least: 5000}"
            )
        },
        none("dim_accounts", "is_icp and employee_count < 5000"),
    ),
}


@pytest.fixture(scope="module")
def edited(published: Company, module_path) -> Company:
    """The same company, its page edited in every place at once and signed again."""
    folder = module_path / "definitions"
    folder.mkdir()
    for page in SHIPPED.glob("*.yml"):
        text = page.read_text(encoding="utf-8")
        if page.name == PAGE:
            for edit in EDITS.values():
                for old, new in edit.changes.items():
                    assert text.count(old) == 1, old
                    text = text.replace(old, new)
        (folder / page.name).write_text(text, encoding="utf-8")
    sign(folder / PAGE, "Maya Lindqvist", "marketing", date(2025, 6, 23))
    sign(folder / PAGE, "Tomas Okafor", "sales", date(2025, 6, 25))
    company = replace(published.copy(module_path / "warehouse"), definitions=folder)
    company.live_on(days=0)
    return company


@pytest.mark.parametrize("holds", [edit.holds for edit in EDITS.values()], ids=EDITS)
def test_the_marts_say_what_the_page_says(published, edited, holds):
    assert published.query(f"select {holds}") == [(False,)]
    assert edited.query(f"select {holds}") == [(True,)]
