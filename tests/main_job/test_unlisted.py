"""What no page lists keeps its rows: a word is null, money is in no sum, each is a clear warning."""

import io
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import duckdb
import pytest
from rich.console import Console

from ingestion.sandbox.recorded import Change
from tests.conftest import Company

PAGE = "dbt_project/definitions/2025-07-01.yml"
PIPELINE = "48915502"


class Surprised(NamedTuple):
    """A company, how its run ended, and the ids of what was odd in it."""

    company: Company
    outcome: Any
    restaged: str  # a deal
    call: str
    nameless: str
    without_rate: str
    of_hubspot: str


def records(
    world: sqlite3.Connection, system: str, object: str, is_wanted: Callable[[Mapping], Any]
) -> list[str]:
    """The ids of such records of an object, in their order."""
    rows = world.execute(
        "select id, fields from record where system = ? and object = ? and state = 'live' order by id",
        (system, object),
    )
    return [id for id, fields in rows if is_wanted(json.loads(fields))]


def change(world: sqlite3.Connection, system: str, object: str, id: str, **fields) -> None:
    """Let a record be changed on the next day."""
    [(now,)] = world.execute("select value from meta where name = 'now'")
    told = Change(int(now) + 1000, object, id, "update", fields, "CRM_UI")
    world.execute(
        "insert into pending (at, system, change) values (?, ?, ?)",
        (told.at, system, json.dumps(told)),
    )


def forget_fields(company: Company, *fields: str) -> None:
    """Of what Salesforce's tasks consist of, as the last run saw it."""
    of_tasks = "from control.cursors where source = 'salesforce' and stream = 'task'"
    with duckdb.connect(str(company.warehouse / "working.duckdb")) as working:
        [(cursor,)] = working.execute(f"select cursor {of_tasks}").fetchall()
        seen = json.loads(cursor)
        for field in fields:
            del seen["schema"][field]
        working.execute(
            "update control.cursors set cursor = ? where source = 'salesforce' and stream = 'task'",
            [json.dumps(seen)],
        )


@pytest.fixture(scope="module")
def surprised(published, module_path) -> Surprised:
    """A day when a deal and a call were given words that nobody agreed on and three deals odd
    currencies, and two fields of tasks are found that were not there the day before."""
    company = published.copy(module_path / "warehouse")
    with sqlite3.connect(company.warehouse / "sandbox" / "world.sqlite") as world:
        of_hubspot, restaged, *_ = records(
            world, "hubspot", "deals", lambda d: d["pipeline"] == PIPELINE and d.get("amount")
        )
        call, *_ = records(
            world, "salesforce", "Task", lambda t: t.get("CallDisposition") == "No Answer"
        )
        deals = "salesforce", "Opportunity"
        nameless, *_ = records(
            world, *deals, lambda d: d["StageName"] == "Closed Won" and d.get("Amount")
        )
        without_rate, *_ = records(
            world, *deals, lambda d: "Closed" not in d["StageName"] and d.get("Amount")
        )
        change(world, "hubspot", "deals", restaged, dealstage="148915599")
        change(world, "salesforce", "Task", call, CallDisposition="Number Ported")
        change(world, *deals, nameless, CurrencyIsoCode=None)
        change(world, *deals, without_rate, CurrencyIsoCode="NOK")
        change(world, "hubspot", "deals", of_hubspot, deal_currency_code="")
    forget_fields(company, "CallDisposition", "Subject")
    return Surprised(
        company, company.run(days=1), restaged, call, nameless, without_rate, of_hubspot
    )


def warning(outcome: Any, check: str) -> str:
    [line] = [line for line in outcome.warned if check in line]
    return line


def test_each_word_is_named_in_one_warning_with_its_source_and_what_to_add(surprised):
    outcome = surprised.outcome
    assert outcome.succeeded and outcome.was_modelled and not outcome.failed
    assert outcome.not_asked > 0
    line = warning(outcome, "every_word_of_a_source_is_on_the_page")
    for part in ("hubspot", "148915599", PAGE, f'stage_labels: hubspot: "{PIPELINE}": 148915599'):
        assert part in line
    for part in ("salesforce", "Number Ported", "outcomes: salesforce: call: Number Ported"):
        assert part in line


def test_a_stage_no_page_lists_is_published_as_null(surprised):
    [(stage, amount)] = surprised.company.query(
        "select opportunity_stage, amount from marts.fct_opportunities inner join "
        "marts.bridge_opportunities using (opportunity_id) "
        f"where source_system = 'hubspot' and record_id = '{surprised.restaged}'"
    )
    assert stage is None and amount is not None


def test_an_outcome_no_page_lists_is_published_as_null(surprised):
    assert surprised.company.query(
        f"select touch_type, outcome from marts.fct_touchpoints where record_id = '{surprised.call}'"
    ) == [("call", None)]


def test_the_report_says_in_which_refresh_the_words_and_the_fields_were_found(surprised):
    company, outcome, *_ = surprised
    told = (
        "select check_name, drift_kind, refresh_number, check_status, failing_count, "
        "broken_at = as_of from marts.rpt_data_quality where check_name in "
        "('every_word_of_a_source_is_on_the_page', 'landing_drift') order by all"
    )
    assert company.query(told) == [
        ("every_word_of_a_source_is_on_the_page", None, 1, "passed", 0, None),
        ("every_word_of_a_source_is_on_the_page", None, 2, "warned", 2, True),
        ("landing_drift", "new_field", 2, "warned", 2, True),
    ]
    # Nothing that was asked is missing, the marts' own checks neither; whether each of the four
    # sources was read and is fresh, `_loads` tells.
    asked = dict(
        company.query(
            "select check_status, count(*) from marts.rpt_data_quality "
            "where refresh_number = 2 and check_name <> 'load_accepted' group by 1"
        )
    )
    assert asked == {"passed": outcome.passed - 2 * 4, "warned": len(outcome.warned)}


def published_as(company: Company, record_id: str) -> tuple:
    [row] = company.query(
        "select amount is not null, currency_code, reporting_amount is not null "
        "from marts.fct_opportunities inner join marts.bridge_opportunities using (opportunity_id) "
        f"where record_id = '{record_id}'"
    )
    return row


def test_a_currency_that_nobody_names_is_one_warning_that_says_what_to_add(surprised):
    assert published_as(surprised.company, surprised.nameless) == (True, None, False)
    line = warning(surprised.outcome, "money_names_its_currency")
    for part in ("salesforce", PAGE, "currency_where_none_is_named: {salesforce: "):
        assert part in line
    assert "hubspot" not in line


def test_where_the_page_names_it_the_amount_is_converted(surprised):
    assert published_as(surprised.company, surprised.of_hubspot) == (True, "USD", True)


def test_a_currency_without_a_rate_is_one_warning_that_says_which_to_add(surprised):
    assert published_as(surprised.company, surprised.without_rate) == (True, "NOK", False)
    line = warning(surprised.outcome, "every_amount_can_be_converted")
    assert "exchange_rates: units of NOK for one USD from " in line


def test_the_sums_that_such_an_amount_is_part_of_are_unknown_and_the_screen_says_why(surprised):
    from orchestration.environment import mode, place
    from orchestration.screen import show

    company, outcome, *_ = surprised
    sums = dict(company.query("select distinct metric, canonical_value from marts.rpt_claims"))
    assert sums["won"] is sums["open_pipeline"] is None
    assert sums["billed"] > 0
    printed = io.StringIO()
    with company.environment():
        show(place(), mode(), outcome, Console(file=printed, width=100))
    [won] = [line for line in printed.getvalue().splitlines() if line.strip("│ ").startswith("Won")]
    assert won.strip("│ ").endswith("unknown")
    assert f"; {outcome.not_asked} of what has not changed stand" in printed.getvalue()
    assert "unknown: an amount in it has no currency or no exchange rate." in printed.getvalue()
