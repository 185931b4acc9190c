"""A word that no page lists keeps its rows, stays null, and is one clear warning."""

import json
import sqlite3

from ingestion.sandbox.recorded import Change


def test_a_stage_no_page_lists_is_published_as_null_and_named_in_a_warning(published, tmp_path):
    company = published.copy(tmp_path / "warehouse")
    with sqlite3.connect(company.warehouse / "sandbox" / "world.sqlite") as world:
        now = int(world.execute("select value from meta where name = 'now'").fetchone()[0])
        deal, stage = next(
            (id, json.loads(fields)["dealstage"])
            for id, fields in world.execute(
                "select id, fields from record where system = 'hubspot' and object = 'deals' "
                "and state = 'live' order by id"
            )
            if json.loads(fields).get("pipeline") == "48915502"
        )
        change = Change(now + 1000, "deals", deal, "update", {"dealstage": "148915599"}, "CRM_UI")
        world.execute(
            "insert into pending (at, system, change) values (?, 'hubspot', ?)",
            (change.at, json.dumps(change)),
        )
    assert stage != "148915599"
    outcome = company.run(days=1)
    assert outcome.succeeded and outcome.was_modelled and not outcome.failed
    [warning] = [line for line in outcome.warned if "every_word_of_a_source_is_on_the_page" in line]
    for part in ("hubspot", "148915599", "dbt_project/definitions/2024-01-01.yml", "stage_labels"):
        assert part in warning
    [(stage, amount)] = company.query(
        "select opportunity_stage, amount from marts.fct_opportunities inner join "
        "marts.bridge_opportunities using (opportunity_id) "
        f"where source_system = 'hubspot' and record_id = '{deal}'"
    )
    assert stage is None and amount is not None
