"""Days run one by one end where one run over all of them ends."""

import re
import shutil
from datetime import date, timedelta

import duckdb
import pytest

from tests.conftest import OF_EVERY_REFRESH

DAYS = 10
THEN = 4  # days: what was published then is kept beside the warehouse
# Columns that tell when something was seen or built, not what happened.
WHEN_SEEN = {"linked_at", "linked_date", "first_load_id", "load_id"}
NOT_COMPARED = {"publication", "publication_sources"}


def rows_of(path, ignore=frozenset(), without=frozenset()):
    """Every mart's rows as text."""
    with duckdb.connect(str(path), read_only=True) as marts:
        columns = marts.execute(
            "select table_name, list(column_name order by column_name) from information_schema.columns "
            "where table_schema = 'marts' group by all order by 1"
        ).fetchall()
        found = {}
        for table, names in columns:
            if table in NOT_COMPARED | without:
                continue
            chosen = ", ".join(f"cast({n} as text) as {n}" for n in names if n not in ignore)
            found[table] = sorted(
                map(repr, marts.execute(f"select {chosen} from marts.{table}").fetchall())
            )
        return found


def differences(one, other):
    assert one.keys() == other.keys()
    return {
        table: sorted(set(one[table]) ^ set(other[table]))[:4]
        for table in one
        if one[table] != other[table]
    }


@pytest.fixture(scope="module")
def day_by_day(published, module_path):
    """The published company after ten days that were run one by one."""
    company = published.copy(module_path / "warehouse")
    company.live_on(days=1, times=THEN)
    shutil.copyfile(company.marts, company.warehouse.parent / "then.duckdb")
    company.live_on(days=1, times=DAYS - THEN)
    return company


def test_ten_days_one_by_one_equal_a_full_build_over_the_same_raw_rows(day_by_day, tmp_path):
    from orchestration import dbt
    from orchestration.environment import Place

    again = day_by_day.copy(tmp_path / "warehouse")
    for name in ("accord.duckdb", "pii.duckdb"):
        (again.warehouse / name).unlink()
    with duckdb.connect(str(again.warehouse / "working.duckdb")) as working:
        for schema in ("staging", "intermediate", "registry"):
            working.execute(f"drop schema if exists {schema} cascade")
    with again.environment():
        built = dbt.run(
            Place(again.warehouse),
            ["build", "--full-refresh", "--exclude", "resource_type:unit_test"],
        )
    assert built.succeeded, built.trouble
    assert not differences(rows_of(day_by_day.marts), rows_of(again.warehouse / "accord.duckdb"))


def test_a_past_day_built_again_is_what_was_published_then(day_by_day, tmp_path):
    from orchestration.past import build

    company = day_by_day.copy(tmp_path / "warehouse")
    then = day_by_day.warehouse.parent / "then.duckdb"
    with duckdb.connect(str(then), read_only=True) as marts:
        (as_of,) = marts.execute("select as_of from marts.publication").fetchone()
    current = (company.warehouse / "current").readlink()
    with company.environment():
        built = build(date(as_of.year, as_of.month, as_of.day) - timedelta(days=1))
    assert not differences(rows_of(then), rows_of(built))
    assert (company.warehouse / "current").readlink() == current


def test_a_day_before_the_first_refresh_or_after_the_last_is_told_in_a_line(
    published, tmp_path, capsys
):
    from orchestration.past import main

    company = published.copy(tmp_path / "warehouse")
    with company.environment():
        assert main(date(2020, 1, 1)) == main(date.max) == 1
    before, after = capsys.readouterr().err.splitlines()
    assert before.startswith("accord: nothing had been landed by 2020-01-01; the first refresh was")
    assert after.startswith(
        "accord: nothing was landed after 2026-06-23, so nothing is known of 9999"
    )
    assert not (company.warehouse / "as_of").exists()


def test_one_run_over_ten_days_agrees_in_what_does_not_tell_when_it_was_seen(
    published, day_by_day, tmp_path
):
    at_once = published.copy(tmp_path / "warehouse")
    at_once.live_on(days=DAYS)
    one, other = (
        rows_of(company.marts, WHEN_SEEN, OF_EVERY_REFRESH) for company in (day_by_day, at_once)
    )
    assert not differences(one, other)


def test_a_run_in_which_nothing_happened_builds_nothing_says_so_and_is_a_success(
    published, tmp_path, capfd
):
    from orchestration.run import main

    company = published.copy(tmp_path / "warehouse")
    before = (company.warehouse / "current").readlink()
    answers = "select count(*) from control.check_results"
    answered = company.raw(answers)
    with company.environment():
        assert main(0) == 0
    assert company.raw(answers) == answered
    told = capfd.readouterr()
    assert "Nothing new and nothing due" in told.out
    [(as_of,)] = company.query("select strftime(as_of, '%Y-%m-%d %H:%M') from marts.publication")
    assert f"and the one answer (USD, as of {as_of} UTC)" in told.out
    for source in ("Definitions", "HubSpot", "Salesforce", "Stripe"):
        assert re.search(rf"^  {source}: [\d,]+ records read, 0 new, in ", told.err, re.MULTILINE)
    assert (company.warehouse / "current").readlink() == before
