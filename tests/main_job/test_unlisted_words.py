"""A word that no page lists keeps its rows, stays null, and is one clear warning."""

import json
import sqlite3

import pytest

from ingestion.sandbox.recorded import Change
from tests.conftest import Company

PAGE = "dbt_project/definitions/2024-01-01.yml"


def record(world: sqlite3.Connection, system: str, object: str, field: str, value: str) -> str:
    """The id of the first record of an object whose field has this value."""
    return next(
        id
        for id, fields in world.execute(
            "select id, fields from record where system = ? and object = ? and state = 'live' "
            "order by id",
            (system, object),
        )
        if json.loads(fields).get(field) == value
    )


@pytest.fixture(scope="module")
def surprised(published, tmp_path_factory) -> tuple[Company, object, str, str]:
    """A company on a day when a deal and a call were given words that nobody agreed on."""
    company = published.copy(tmp_path_factory.mktemp("surprised") / "warehouse")
    with sqlite3.connect(company.warehouse / "sandbox" / "world.sqlite") as world:
        now = int(world.execute("select value from meta where name = 'now'").fetchone()[0])
        deal = record(world, "hubspot", "deals", "pipeline", "48915502")
        call = record(world, "salesforce", "Task", "CallDisposition", "No Answer")
        for system, object, id, fields in (
            ("hubspot", "deals", deal, {"dealstage": "148915599"}),
            ("salesforce", "Task", call, {"CallDisposition": "Number Ported"}),
        ):
            change = Change(now + 1000, object, id, "update", fields, "CRM_UI")
            world.execute(
                "insert into pending (at, system, change) values (?, ?, ?)",
                (change.at, system, json.dumps(change)),
            )
    return company, company.run(days=1), deal, call


def test_each_word_is_named_in_one_warning_with_its_source_and_what_to_add(surprised):
    _, outcome, *_ = surprised
    assert outcome.succeeded and outcome.was_modelled and not outcome.failed
    assert outcome.not_asked > 0
    [warning] = [line for line in outcome.warned if "every_word_of_a_source_is_on_the_page" in line]
    for part in ("hubspot", "148915599", PAGE, 'stage_labels: hubspot: "48915502": 148915599'):
        assert part in warning
    for part in ("salesforce", "Number Ported", "outcomes: salesforce: call: Number Ported"):
        assert part in warning


def test_a_stage_no_page_lists_is_published_as_null(surprised):
    company, _, deal, _ = surprised
    [(stage, amount)] = company.query(
        "select opportunity_stage, amount from marts.fct_opportunities inner join "
        "marts.bridge_opportunities using (opportunity_id) "
        f"where source_system = 'hubspot' and record_id = '{deal}'"
    )
    assert stage is None and amount is not None


def test_an_outcome_no_page_lists_is_published_as_null(surprised):
    company, _, _, call = surprised
    assert company.query(
        f"select touch_type, outcome from marts.fct_touchpoints where record_id = '{call}'"
    ) == [("call", None)]
