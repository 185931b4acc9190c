"""CONTRIBUTING.md, followed to the letter in a clone: what it says is enough, and a slip is told.

The three proving commands are one with three names: so they share the sample company they build.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

import duckdb
import pytest

from tests.conftest import Company
from tests.contributing.clone import Clone
from tests.contributing.document import steps
from tests.contributing.following import FOLLOWED, MODEL, PAGE, PROVE, SOURCE, succeeded

NAMES = {"<model>": MODEL, "<source>": SOURCE, "<page>": PAGE}


@pytest.mark.parametrize("section", FOLLOWED)
def test_every_step_of_a_section_is_followed_here(section):
    assert [step.head for step in steps(section)] == list(FOLLOWED[section])


@pytest.fixture(scope="module")
def followed(published, module_path) -> Clone:
    """A clone, beside a company that was published before, in which every step was taken."""
    clone = Clone.into(module_path / "accord")
    published.copy(clone.folder / "warehouse")
    for section, doing in FOLLOWED.items():
        for step in steps(section):
            doing[step.head](clone, step)
    clone.track()
    return clone


def proving() -> str:
    """The commands that end the sections, as one."""
    only = []
    for section in FOLLOWED:
        command = next(step for step in steps(section) if step.head == PROVE).commands[0]
        [gap] = re.fullmatch(r"make test ONLY=(<\w+>)", command).groups()
        only.append(NAMES[gap])
    return f"make test 'ONLY={' or '.join(only)}'"


@dataclass(frozen=True)
class Proof:
    """What ran, by name of the test, and the company that it published."""

    passed: list[str]
    company: Company


@pytest.fixture(scope="module")
def proof(followed, module_path) -> Proof:
    told, folder = module_path / "told.xml", module_path / "proof"
    succeeded(
        followed.run(
            proving(),
            PYTEST_ADDOPTS=f"-p no:cacheprovider --basetemp={folder} --junitxml={told}",
        )
    )
    cases = ElementTree.parse(told).iter("testcase")
    company = Company(folder / "published0" / "warehouse")
    return Proof([case.get("name") for case in cases], company)


def test_the_proving_commands_pass_and_ask_what_they_should(proof):
    asked = {
        f"test_a_planted_violation_fails_its_own_check[{SOURCE}]",
        f"test_every_raw_table_of_a_source_is_an_asset_in_its_group[{SOURCE}]",
        f"test_what_a_source_tells_reaches_the_unions_it_feeds[{SOURCE}]",
        f"test_a_conformed_model_has_the_columns_of_its_contract[conformed_{SOURCE}__people]",
        f"test_a_secret_that_is_refused[{SOURCE}]",
        f"test_a_planted_violation_fails_its_own_check_and_no_other[marts.{MODEL}]",
        f"test_a_mart_says_what_it_holds_and_promises_it[{MODEL}]",
        f"test_what_happens_under_a_page_is_judged_by_it[{PAGE}]",
    }
    assert asked <= set(proof.passed)


def people(proof: Proof, rows: list[tuple]) -> list[tuple]:
    """With the address that stands behind each key instead of it."""
    pii = proof.company.marts.with_name("pii.duckdb")
    with duckdb.connect(str(pii), read_only=True) as files:
        address = dict(files.execute("select person_id, email from people.people").fetchall())
    return sorted((address[key], *rest) for key, *rest in rows)


def test_people_and_touches_of_the_new_source_are_facts(proof):
    """Four registered; one is gone, and so is what she came to."""
    rows = proof.company.query(
        "select person_id, asset, duration_seconds, touched_at from marts.fct_touchpoints "
        f"where source_system = '{SOURCE}' and touch_type = 'event_attended'"
    )
    assert people(proof, rows) == [
        ("ines@fjordpumps.example", "Reading flow charts", 1200, datetime(2026, 5, 20, 15)),
        ("ines@fjordpumps.example", "Tank levels live", 2700, datetime(2026, 2, 10, 15)),
        ("lena.webinars@gmail.com", "Tank levels live", 1800, datetime(2026, 5, 12, 15, 10)),
        ("omar@fjordpumps.example", "Tank levels live", 3000, datetime(2026, 5, 12, 15)),
    ]


def test_leads_follow_the_page_that_was_changed_from_its_day_on(proof):
    """Coming to that webinar makes an MQL of a business address since May; it did not before."""
    rows = proof.company.query(
        "select person_id, lead_at, mql_at, definition_version from marts.fct_leads "
        f"where person_id in (select person_id from marts.bridge_people where source_system = '{SOURCE}')"
    )
    february, may = datetime(2026, 2, 10, 15), datetime(2026, 5, 12, 15)
    assert people(proof, rows) == [
        ("ines@fjordpumps.example", february, None, "2025-07-01"),
        ("lena.webinars@gmail.com", datetime(2026, 5, 12, 15, 10), None, PAGE),
        ("omar@fjordpumps.example", may, may, PAGE),
    ]


def test_the_new_report_is_published(proof):
    counts = proof.company.query(
        "select sum(touch_count) = (select count(*) from marts.fct_touchpoints), count(*) > 5 "
        f"from marts.{MODEL}"
    )
    assert counts == [(True, True)]


SLIPS = (
    (
        "dbt_project/models/intermediate/unioned/int_people_unioned.sql",
        f"'{SOURCE}', ",
        f"'{SOURCE}' does not stand in int_people_unioned",
    ),
    (
        f"ingestion/sources/{SOURCE}/violations.py",
        '    ("attendance", "minutes", "matches_regex"): -1,\n',
        "('attendance', 'minutes.matches_regex')",
    ),
    (
        "dbt_project/models/marts/engagement/_engagement__models.yml",
        "    description: One row per kind of touch.\n",
        f"{MODEL} does not say: One row per",
    ),
    (
        "tests/violations/marts/touch_types.py",
        '    "no_kind_of_touch_engages_more_people_than_it_has_touches": changed(\n        TOUCH_TYPES, "person_count = touch_count + 1"\n    ),\n',
        "no violation is planted for no_kind_of_touch_engages_more_people_than_it_has_touches",
    ),
)


def test_what_was_left_out_is_named_before_a_company_is_built(followed, tmp_path):
    for path, left_out, _ in SLIPS:
        followed.change(followed.folder / path, left_out, "")
    try:
        options = f"-p no:cacheprovider --maxfail={len(SLIPS)}"
        told = followed.run(proving(), PYTEST_DEBUG_TEMPROOT=str(tmp_path), PYTEST_ADDOPTS=options)
    finally:
        for path, *_ in SLIPS:
            followed.restore(path)
    assert told.returncode != 0
    assert [says for _, _, says in SLIPS if says not in told.stdout] == []
    assert not list(tmp_path.rglob("published0"))
