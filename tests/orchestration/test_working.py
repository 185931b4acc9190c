"""The working file over the steps of a run: kept open, but not beyond a fault."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from ingestion.landing.load import Load, TableLoad
from ingestion.landing.warehouse import Refresh, Warehouse
from ingestion.sources import discover
from orchestration import publication
from orchestration.due import model_changed, remember_published
from orchestration.environment import Place
from orchestration.extraction import Extraction
from orchestration.landing import take_up, under_way
from orchestration.parsed import project_digest
from orchestration.progress import Reading
from orchestration.working import WorkingFile
from tests.conftest import environment

AS_OF, FIRST = datetime(2026, 7, 1, tzinfo=UTC), "20260701T000000-000001"


@pytest.fixture
def where(tmp_path):
    """A warehouse with a refresh under way, as the steps of a run find it."""
    place = Place(tmp_path / "warehouse")
    with environment(ACCORD_WAREHOUSE=str(place.warehouse)):
        with Warehouse(place.working) as warehouse:
            warehouse.prepare(discover().values())
            warehouse.begin_refresh(AS_OF)
        yield place


def test_steps_share_one_file_and_after_a_fault_the_next_opens_it_anew(where):
    working = WorkingFile()
    with working.opened() as first, working.opened() as second:
        assert first is second
    with pytest.raises(Exception, match="no_such_table"), working.opened() as warehouse:
        warehouse.rows("select * from no_such_table")
    with working.opened() as again:
        assert again.value("select status from control.refreshes") == "running"
    working.close()


@pytest.mark.parametrize("status", ["failed", "blocked", "unsigned"])
def test_a_refresh_that_failed_goes_on_unless_another_has_begun(where, status):
    with Warehouse(where.working) as warehouse:
        warehouse.end_refresh(Refresh(1, AS_OF), status)
        take_up(warehouse, 1)
        assert under_way(warehouse) == Refresh(1, AS_OF)
        warehouse.end_refresh(Refresh(1, AS_OF), status)
        warehouse.begin_refresh(AS_OF)
        warehouse.end_refresh(Refresh(2, AS_OF), "published")
        take_up(warehouse, 1)
        take_up(warehouse, 2)
        assert (
            warehouse.value("select count(*) from control.refreshes where status = ?", ("running",))
            == 0
        )


def test_a_fault_inside_the_bounds_of_memory_is_told_as_itself(where):
    with Warehouse(where.working) as warehouse:
        with pytest.raises(Exception, match="no_such_table"), warehouse.bounded():
            warehouse.rows("select * from no_such_table")
        assert warehouse.value("select status from control.refreshes") == "running"


def passes(where, project):
    """The build of the refresh under way is made and passes its checks."""
    with Warehouse(where.working) as warehouse, warehouse.transaction():
        named = "insert into control.publication_inputs values (?, null, null, true)"
        warehouse.run(named, (FIRST,))
    publication.note_passed(where, project)


def found(where):
    with Warehouse(where.working) as warehouse:
        return publication.passed(warehouse)


def test_only_a_build_that_passed_in_the_refresh_under_way_may_be_published(where):
    assert found(where) is None
    project = project_digest(where)
    passes(where, project)
    assert found(where) == (FIRST, project)
    publication.end(where, "published", FIRST)
    assert found(where) is None


def test_a_build_of_a_project_that_was_edited_meanwhile_is_followed_by_a_whole_one(
    where, monkeypatch
):
    begun_with = project_digest(where)
    monkeypatch.setattr(publication, "project_digest", lambda _: "the project as it stands at last")
    passes(where, begun_with)
    build_id, project = found(where)
    assert (build_id, project) == (FIRST, "")
    where.dbt_target.mkdir()
    remember_published(where, project)
    assert model_changed(where)


def test_what_a_killed_run_built_is_not_published_by_the_one_that_goes_on(where):
    passes(where, project_digest(where))
    with Warehouse(where.working) as warehouse:
        warehouse.begin_refresh(AS_OF)
    assert found(where) is None


def test_publication_alone_publishes_nothing(where):
    from orchestration.defs.publishing import published

    for path in (where.marts, where.pii):
        publication.private_file(path)
    ran = dg.materialize(
        [published],
        resources={"working": WorkingFile(), "extraction": Extraction()},
        raise_on_error=False,
    )
    [failed] = [event for event in ran.all_events if event.is_step_failure]
    assert "no build of a refresh under way has passed" in str(failed.step_failure_data.error)
    assert not where.current.exists()


def test_what_a_killed_run_had_read_counts_as_read(capsys):
    load = Load("stripe", "default", "1", "accepted")
    load.tables["invoice"] = TableLoad("invoice", rows_read=40, rows_new=2)
    Reading("Stripe").end([load])
    assert capsys.readouterr().err.startswith("  Stripe: 40 records read, 2 new, in ")


def test_a_source_that_was_not_read_to_its_end_says_why_at_once(capsys):
    read = Load("stripe", "default", "1", "accepted")
    failed = Load("stripe", "second", "2", "failed", "stripe: it did not answer. Check the host")
    failed.tables["invoice"] = TableLoad("invoice", rows_read=40, rows_new=2)
    Reading("Stripe").end([read, failed])
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("  Stripe: failed after 40 records in ")
    assert second == "    stripe: it did not answer. Check the host"
