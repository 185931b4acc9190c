"""The main job on a real export: its known answers come out of the published marts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.conftest import Company, need

GTX = Path(__file__).parent / "gtx"
FILES = "../../../../../shared/data"


@pytest.fixture(scope="module")
def ran(shared, module_path):
    """The company of the export, and how its first run ended."""
    need((shared / "data" / "gtx_crm").is_dir(), "../shared/data/gtx_crm")
    company = Company(module_path / "warehouse", files=GTX)
    return company, company.run()


@pytest.fixture(scope="module")
def exported(ran) -> Company:
    company, outcome = ran
    assert outcome.succeeded, outcome.messages
    assert (outcome.failed, outcome.warned, outcome.not_asked) == ([], [], 0)
    return company


@pytest.fixture
def wrong(shared, tmp_path) -> Path:
    """The same mappings, but one of them names a column that the file lacks."""
    folder = tmp_path / "wrong"
    (folder / "definitions").mkdir(parents=True)
    for path in [*GTX.glob("*.yml"), *GTX.glob("definitions/*.yml")]:
        text = path.read_text().replace(FILES, str(shared / "data"))
        (folder / path.relative_to(GTX)).write_text(text)
    products = folder / "products.yml"
    products.write_text(products.read_text().replace("product_name: product", "product_name: name"))
    return folder


def counted(company: Company, table: str, *columns: str) -> dict:
    listed = ", ".join(columns)
    rows = company.query(f"select {listed}, count(*) from marts.{table} group by {listed}")
    return {row[0] if len(columns) == 1 else row[:-1]: row[-1] for row in rows}


def screen(company: Company, outcome) -> str:
    from orchestration.environment import mode, place
    from orchestration.screen import show

    printed = io.StringIO()
    with company.environment():
        show(place(), mode(), outcome, Console(file=printed, width=100))
    return printed.getvalue()


def test_deals_stand_where_the_export_says(exported):
    assert counted(exported, "fct_opportunities", "opportunity_stage", "is_won", "is_closed") == {
        ("Won", True, True): 6_438,
        ("Lost", False, True): 3_493,
        ("In progress", False, False): 4_346,
    }
    assert counted(exported, "fct_opportunity_stage_events", "opportunity_stage") == {
        "In progress": 14_277,
        "Won": 6_438,
        "Lost": 3_493,
    }
    unnamed = "select count(*) from marts.fct_opportunities where account_id is null"
    assert exported.query(unnamed) == [(5_393,)]


def test_clicks_are_touches_of_nobody_with_the_channel_of_their_source(exported):
    assert counted(exported, "fct_touchpoints", "medium", "channel", "person_id") == {
        ("Paid", "Paid", None): 6_520,
        ("Email", "E-mail", None): 5_396,
        ("Referral", "Referral", None): 5_253,
        ("Direct", "Direct", None): 4_512,
        ("Organic", "Organic", None): 4_409,
        ("Social", "Social", None): 4_154,
    }
    people = "select count(*) from marts.dim_people union all select count(*) from marts.fct_leads"
    assert exported.query(people) == [(0,), (0,)]


def test_companies_products_and_sellers_are_all_there(exported):
    for table, count in (("dim_accounts", 97), ("dim_products", 8), ("dim_users", 36)):
        assert exported.query(f"select count(*) from marts.{table}") == [(count,)], table
    # Nothing dates a company's beginning, only its first purchase.
    starts = "select count(*) from marts.dim_accounts_history where valid_from_at is null"
    assert exported.query(starts) == [(97,)]
    strays = (
        "select count(*) from marts.fct_opportunity_lines as line "
        "left join marts.dim_products as product on line.product_id = product.product_id "
        "where product.product_id is null"
    )
    assert exported.query(strays) == [(0,)]


def test_the_screen_shows_the_answer_without_vendors(ran):
    shown = screen(*ran)
    assert "The one answer" in shown and "Won" in shown
    assert "Salesforce" not in shown and "make score" not in shown
    assert "Data: files" in shown


def test_a_wrong_mapping_is_one_line_that_names_its_place(exported, wrong, tmp_path):
    company = Company(exported.copy(tmp_path / "warehouse").warehouse, files=wrong)
    outcome = company.run()
    [line] = outcome.failed
    assert "products.yml:9: `product_name` wants the column `name`" in line and "\n" not in line
    stale = "select is_stale from marts.publication_sources where source_system = 'files'"
    assert company.query(stale) == [(True,)]
    assert counted(company, "fct_opportunities", "opportunity_stage")["Won"] == 6_438


def test_a_wrong_mapping_at_first_publishes_nothing_and_ends_in_status_1(wrong, tmp_path, capsys):
    from orchestration.run import main

    company = Company(tmp_path / "warehouse", files=wrong)
    with company.environment():
        assert main(1) == 1
    lines = capsys.readouterr().out.splitlines()
    assert sum("products.yml:9: `product_name` wants the column `name`" in x for x in lines) == 1
    assert any("Nothing was published" in line for line in lines)
    assert not company.marts.exists()
