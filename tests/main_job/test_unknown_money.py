"""Money whose currency or rate nobody tells is published, in no sum, and a clear warning."""

import io
import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from rich.console import Console

from ingestion.sandbox.recorded import Change
from tests.conftest import Company

OPPORTUNITY = ("salesforce", "Opportunity")
PAGE = "dbt_project/definitions/2024-01-01.yml"


def deal_of(
    world: sqlite3.Connection, system: str, object: str, is_wanted: Callable[[Mapping], bool]
) -> str:
    """The id of the first such deal with an amount."""
    rows = world.execute(
        "select id, fields from record where system = ? and object = ? and state = 'live' order by id",
        (system, object),
    )
    for id, text in rows:
        fields: dict[str, Any] = json.loads(text)
        amount = fields.get("Amount") or fields.get("amount")
        if amount and is_wanted(fields):
            return id
    raise AssertionError(f"{system} has no such deal")


class Ran(NamedTuple):
    company: Company
    outcome: Any
    nameless: str
    without_rate: str
    of_hubspot: str


@pytest.fixture(scope="module")
def ran(published, tmp_path_factory) -> Ran:
    """A company on the day on which three deals were given odd currencies."""
    company = published.copy(tmp_path_factory.mktemp("unknown") / "warehouse")
    with sqlite3.connect(company.warehouse / "sandbox" / "world.sqlite") as world:
        now = int(world.execute("select value from meta where name = 'now'").fetchone()[0])
        nameless = deal_of(world, *OPPORTUNITY, lambda deal: deal["StageName"] == "Closed Won")
        without_rate = deal_of(world, *OPPORTUNITY, lambda deal: "Closed" not in deal["StageName"])
        of_hubspot = deal_of(world, "hubspot", "deals", lambda deal: deal["pipeline"] == "48915502")
        for system, object, id, fields in (
            (*OPPORTUNITY, nameless, {"CurrencyIsoCode": None}),
            (*OPPORTUNITY, without_rate, {"CurrencyIsoCode": "NOK"}),
            ("hubspot", "deals", of_hubspot, {"deal_currency_code": ""}),
        ):
            change = Change(now + 1000, object, id, "update", fields, "CRM_UI")
            world.execute(
                "insert into pending (at, system, change) values (?, ?, ?)",
                (change.at, system, json.dumps(change)),
            )
    return Ran(company, company.run(days=1), nameless, without_rate, of_hubspot)


def published_as(company: Company, record_id: str) -> tuple:
    [row] = company.query(
        "select amount is not null, currency_code, reporting_amount is not null "
        "from marts.fct_opportunities inner join marts.bridge_opportunities using (opportunity_id) "
        f"where record_id = '{record_id}'"
    )
    return row


def warning(outcome: Any, check: str) -> str:
    [line] = [line for line in outcome.warned if check in line]
    return line


def test_a_currency_that_nobody_names_is_one_warning_that_says_what_to_add(ran):
    assert ran.outcome.succeeded and ran.outcome.was_modelled and not ran.outcome.failed
    assert published_as(ran.company, ran.nameless) == (True, None, False)
    line = warning(ran.outcome, "money_names_its_currency")
    for part in ("salesforce", PAGE, "currency_where_none_is_named: {salesforce: "):
        assert part in line
    assert "hubspot" not in line


def test_where_the_page_names_it_the_amount_is_converted(ran):
    assert published_as(ran.company, ran.of_hubspot) == (True, "USD", True)


def test_a_currency_without_a_rate_is_one_warning_that_says_which_to_add(ran):
    assert published_as(ran.company, ran.without_rate) == (True, "NOK", False)
    line = warning(ran.outcome, "every_amount_can_be_converted")
    assert "exchange_rates: units of NOK for one USD from " in line


def test_the_sums_that_such_an_amount_is_part_of_are_unknown_and_the_screen_says_why(ran):
    from orchestration.environment import mode, place
    from orchestration.screen import show

    sums = dict(ran.company.query("select distinct metric, canonical_value from marts.rpt_claims"))
    assert sums["won"] is sums["open_pipeline"] is None
    assert sums["billed"] > 0
    printed = io.StringIO()
    with ran.company.environment():
        show(place(), mode(), ran.outcome, Console(file=printed, width=100))
    [won] = [line for line in printed.getvalue().splitlines() if line.strip("│ ").startswith("Won")]
    assert won.strip("│ ").endswith("unknown")
    assert f"; {ran.outcome.not_asked} of what has not changed stand" in printed.getvalue()
    assert "unknown: an amount in it has no currency or no exchange rate." in printed.getvalue()
