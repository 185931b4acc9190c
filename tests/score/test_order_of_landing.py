"""In which order records landed changes neither scores, nor leads, nor what was promised of them."""

import json

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SHUFFLED = "model.accord.int_person_events"
JUDGED = ("int_thresholds_met", "int_leads_scored", "int_leads_staged", "int_handoffs_judged")


@pytest.fixture(scope="module")
def models(published):
    """Name and SQL of each table between the events of people and what is judged, in their order."""
    manifest = json.loads((published.warehouse / "dbt" / "manifest.json").read_text())
    parents = {child: set(of) for child, of in manifest["parent_map"].items()}

    def above(model, found):
        for parent in parents.get(model, ()):
            if parent not in found and parent.startswith("model."):
                found.add(parent)
                above(parent, found)
        return found

    wanted = {f"model.accord.{name}" for name in JUDGED}
    upstream = {model: above(model, set()) for model in parents if model.startswith("model.")}
    needed = wanted.union(*(upstream[model] for model in wanted))
    between = [model for model in needed if SHUFFLED in upstream[model]]
    nodes = manifest["nodes"]
    tables = [m for m in between if nodes[m]["config"]["materialized"] == "table"]
    tables.sort(key=lambda model: len(upstream[model]))  # whoever reads has more above than is read
    assert len(tables) > 15
    return [(nodes[model]["name"], nodes[model]["compiled_code"]) for model in tables]


@pytest.fixture(scope="module")
def working(published, module_path):
    company = published.copy(module_path / "warehouse")
    with duckdb.connect(str(company.warehouse / "working.duckdb")) as working:
        working.execute("set TimeZone = 'UTC'")
        for name in JUDGED:
            working.execute(f"create table as_landed_{name} as from intermediate.{name}")
        working.execute("create table as_landed as from intermediate.int_person_events")
        yield working


@given(order=st.integers(0, 2**31))
@settings(max_examples=5, deadline=None)
def test_the_order_of_events_decides_nothing(working, models, order):
    working.execute(
        "create or replace table intermediate.int_person_events as "
        f"from as_landed order by hash(rowid + {order})"
    )
    for name, sql in models:
        working.execute(f"create or replace table intermediate.{name} as {sql}")
    for name in JUDGED:
        was, now = f"as_landed_{name}", f"intermediate.{name}"
        for one, other in ((was, now), (now, was)):
            assert working.execute(f"from {one} except all from {other} limit 3").fetchall() == []
        assert working.execute(f"select count(*) from {now}").fetchone() != (0,)
