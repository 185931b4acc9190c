"""Each promise of the marts can be broken; then its check says so, alone, and nothing is published."""

import json
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt
from orchestration.environment import Place
from tests.violations.marts.violations import VIOLATIONS

JUDGED = ("models/marts", "models/intermediate")
DATED = (
    ("fct_touchpoints", "touched_at"),
    ("fct_lead_stage_events", "entered_at"),
    ("fct_opportunities", "created_at"),
    ("fct_opportunities", "closed_at"),
    ("fct_opportunity_stage_events", "entered_at"),
    ("fct_invoices", "issued_at"),
    ("fct_invoices", "paid_at"),
    ("fct_invoices", "voided_at"),
    ("fct_payments", "paid_at"),
)


@pytest.fixture(scope="module")
def tests_of_marts(published):
    """Name to (compiled SQL, the tables it reads, those behind views too) of every test of an
    intermediate or mart model."""
    folder = published.warehouse / "dbt"
    nodes = json.loads((folder / "manifest.json").read_text())["nodes"]
    results = json.loads((folder / "run_results.json").read_text())["results"]
    compiled = {r["unique_id"]: r["compiled_code"] for r in results}
    found = {}
    for unique_id, node in nodes.items():
        if node["resource_type"] != "test":
            continue
        attached = nodes.get(node.get("attached_node") or "")
        path = (attached or node)["original_file_path"]
        is_of_union = attached is not None and "unioned" in path
        if is_of_union or not path.startswith((*JUDGED, "tests/marts")):
            continue
        read = [nodes[d] for d in node["depends_on"]["nodes"] if d in nodes]
        views = [model for model in read if model["config"]["materialized"] == "view"]
        read += [nodes[d] for view in views for d in view["depends_on"]["nodes"] if d in nodes]
        found[node["name"]] = (
            compiled[unique_id],
            {f"{model['schema']}.{model['alias']}" for model in read},
        )
    return found


def check_of(violation: str) -> str:
    """What stands behind a colon tells apart several violations of one check."""
    return violation.partition(":")[0]


def test_every_check_of_a_mart_has_a_planted_violation(tests_of_marts):
    assert set(map(check_of, VIOLATIONS)) == set(tests_of_marts)


def table_of(statement: str) -> str:
    """The table that an update, an insert or a delete is about, without its database."""
    words = statement.split()
    name = words[1] if words[0] == "update" else words[2]
    return name.removeprefix("accord.").removeprefix("pii.")


@pytest.fixture(scope="module")
def working(published, module_path):
    """A built warehouse to spoil, open for writing."""
    company = published.copy(module_path / "warehouse")
    with duckdb.connect(str(company.warehouse / "working.duckdb")) as working:
        working.execute("set TimeZone = 'UTC'")
        for name in ("accord", "pii"):
            working.execute(f"attach '{company.warehouse / name}.duckdb' as {name}")
        yield working


BY_TABLE: dict[str, list[str]] = {}
for name, statements in VIOLATIONS.items():
    BY_TABLE.setdefault(table_of(statements[0]), []).append(name)


@pytest.mark.parametrize("table", BY_TABLE)
def test_a_planted_violation_fails_its_own_check_and_no_other(working, tests_of_marts, table):
    missed = {}
    for name in BY_TABLE[table]:
        statements = VIOLATIONS[name]
        working.execute("begin")
        rows = sum(working.execute(statement).fetchone()[0] for statement in statements)
        touched = {table_of(statement) for statement in statements}
        failed = {
            other
            for other, (sql, tables) in tests_of_marts.items()
            if tables & touched and working.execute(f"select count(*) from ({sql})").fetchone()[0]
        }
        working.execute("rollback")
        if not rows or failed != {check_of(name)}:
            missed[name] = (rows, failed)
    assert not missed


def test_no_fact_may_lie_ahead_of_now(published, tests_of_marts, tmp_path):
    company = published.copy(tmp_path / "warehouse")
    sql, _ = tests_of_marts["nothing_happened_after_now"]
    unseen = []
    with duckdb.connect(str(company.warehouse / "working.duckdb")) as working:
        working.execute("set TimeZone = 'UTC'")
        working.execute(f"attach '{company.warehouse / 'accord'}.duckdb' as accord")
        for fact, instant in DATED:
            working.execute("begin")
            working.execute(
                f"update accord.marts.{fact} set {instant} = "
                "(select as_of + interval '1 second' from accord.marts.publication)"
            )
            if not working.execute(f"select count(*) from ({sql})").fetchone()[0]:
                unseen.append((fact, instant))
            working.execute("rollback")
    assert not unseen


def test_a_failed_check_publishes_nothing_and_says_which(published, tmp_path: Path):
    company = published.copy(tmp_path / "warehouse")
    before = (company.warehouse / "current").readlink()
    with duckdb.connect(str(company.warehouse / "working.duckdb")) as working:
        working.execute("insert into registry.people select * from registry.people limit 1")
    outcome = company.run(days=1)
    assert not outcome.succeeded and not outcome.was_modelled
    assert (company.warehouse / "current").readlink() == before
    assert any("registry_people_has_its_key" in line for line in outcome.failed)
    assert any("Nothing was published" in line for line in outcome.messages)

    # The next build that is published tells of it.
    with company.environment():
        built = dbt.run(Place(company.warehouse), ["build", "--select", "rpt_data_quality"])
    assert built.succeeded, built.trouble
    with duckdb.connect(str(company.warehouse / "accord.duckdb"), read_only=True) as marts:
        told = marts.execute(
            "select refresh_number, refresh_status, check_status, failing_count "
            "from marts.rpt_data_quality where check_name = 'registry_people_has_its_key' order by 1"
        ).fetchall()
    assert told == [(1, "published", "passed", 0), (2, "failed", "failed", 1)]
