"""A backup put back into an empty warehouse goes on as the warehouse it was taken of."""

import os
import stat
import subprocess
import sys
import tarfile

import duckdb
import pytest

from orchestration.__main__ import main
from orchestration.environment import Place
from orchestration.lock import held
from tests.conftest import OF_EVERY_REFRESH, ROOT, Company

# What a publication says of the build itself: restored, a refresh more was needed to publish.
OF_THE_BUILD = {"build_id", "refresh_number", "publication_source_id", "last_accepted_load_id"}
PUBLISHED = (("accord.duckdb", "marts"), ("pii.duckdb", "people"))


def backed_up(company, folder):
    with company.environment():
        assert main(["backup", "--to", str(folder)]) == 0
    (path,) = folder.glob("*.tar")
    return path


def restored_to(folder, backup, like):
    """The company of a backup in a warehouse of its own, where there was nothing."""
    company = Company(folder / "warehouse", like.seed, like.size)
    with company.environment():
        assert main(["restore", str(backup)]) == 0
    return company


@pytest.fixture(scope="module")
def backup(published, module_path):
    return backed_up(published, module_path / "backups")


@pytest.fixture(scope="module")
def restored(published, backup, module_path):
    """The published company on another machine, before any run there."""
    return restored_to(module_path / "restored", backup, published)


def differing(one, other, schemas, ignore=frozenset()):
    """Names of tables whose rows are not the same, asked both ways, in one file and another."""
    with duckdb.connect() as connection:
        for alias, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {alias} (read_only)")
        columns = (
            "select schema_name, table_name, list(column_name order by column_index) as names "
            "from duckdb_columns() where database_name = ? and schema_name in "
            f"({', '.join(map(repr, schemas))}) group by all order by all"
        )
        tables = connection.execute(columns, ["one"]).fetchall()
        assert tables and tables == connection.execute(columns, ["other"]).fetchall()
        found = set()
        for schema, table, names in tables:
            if table in OF_EVERY_REFRESH:
                continue
            chosen = ", ".join(f'"{name}"' for name in names if name not in ignore)
            rows = [
                f'select {chosen} from {file}."{schema}"."{table}"' for file in ("one", "other")
            ]
            for first, second in (rows, reversed(rows)):
                if connection.execute(f"{first} except all {second} limit 1").fetchone():
                    found.add(f"{schema}.{table}")
        return found


def differing_marts(one, other):
    return set().union(
        *(
            differing(
                one.warehouse / "current" / file,
                other.warehouse / "current" / file,
                (schema,),
                OF_THE_BUILD,
            )
            for file, schema in PUBLISHED
        )
    )


def schemas_of_raw(company):
    rows = company.raw(
        "select distinct schema_name from duckdb_tables() where schema_name like 'raw_%'"
    )
    return ("registry", *(name for (name,) in rows))


def test_readers_have_the_same_build_at_once_and_every_raw_row_and_key_is_there(
    published, restored
):
    build = "select build_id from marts.publication"
    assert restored.query(build) == published.query(build)
    assert restored.warehouse.joinpath("current").readlink().parts[0] == "builds"
    assert not differing_marts(published, restored)
    working = [company.warehouse / "working.duckdb" for company in (published, restored)]
    # The build that passed last is made again before it is published again.
    assert differing(*working, (*schemas_of_raw(published), "control")) == {"control.passed"}
    for name in ("accord.duckdb", "pii.duckdb", "parquet/fct_leads.parquet", "parquet", ""):
        modes = {
            stat.S_IMODE((company.warehouse / "current" / name).stat().st_mode)
            for company in (published, restored)
        }
        assert len(modes) == 1, name


@pytest.fixture(scope="module")
def published_again(restored, module_path):
    company = restored.copy(module_path / "again")
    outcome = company.run(days=0)
    assert outcome.succeeded and not outcome.failed, outcome.messages
    assert outcome.was_modelled
    return company


def test_a_run_in_which_nothing_lands_publishes_the_same_marts_keys_included(
    published, published_again
):
    build = "select build_id from marts.publication"
    assert published_again.query(build) != published.query(build)
    assert not differing_marts(published, published_again)
    working = [company.warehouse / "working.duckdb" for company in (published, published_again)]
    assert not differing(*working, ("registry",))


def test_a_further_day_goes_on_as_where_it_was_taken(published, published_again, tmp_path):
    original = published.copy(tmp_path / "warehouse")
    original.live_on(days=1)
    published_again.live_on(days=1)
    as_of = "select as_of from marts.publication"
    assert original.query(as_of) != published.query(as_of)
    assert not differing_marts(original, published_again)


def test_it_is_its_owners_alone_and_holds_no_credential_and_nothing_of_dagster(
    published, tmp_path, monkeypatch
):
    assert (published.warehouse / "dagster").exists()
    with published.environment():
        monkeypatch.setenv("STRIPE_API_KEY", "sk_test_s3cret")
        assert main(["backup", "--to", str(tmp_path)]) == 0
    (path,) = tmp_path.glob("*.tar")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"s3cret" not in path.read_bytes()
    with tarfile.open(path) as tar:
        parts = {name.split("/")[0] for name in tar.getnames()}
    assert parts == {"manifest.json", "working.duckdb", "builds", "sandbox"}


def started(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_it_waits_for_a_refresh_and_a_refresh_for_it_while_readers_read(published, tmp_path):
    own, reads = os.getpid(), 0
    with published.environment():
        # Held in the middle of its work, by the lock of the folder that it writes into.
        with held(tmp_path / ".lock", "the test"):
            with held(Place(published.warehouse).lock, "a refresh started by hand"):
                backing = started("backup", "--to", tmp_path)
                told = backing.stdout.readline()
                assert told.startswith(f"Waiting for a refresh started by hand (process {own})")
            assert backing.stdout.readline().startswith(f"Waiting for the test (process {own})")
            running = started("run", "--days", "0")
            try:
                told = running.stdout.readline()
                assert told == f"Waiting for a backup (process {backing.pid}) to finish …\n"
            finally:
                running.kill()
                running.communicate()
        while backing.poll() is None or not reads:
            assert published.query("select count(*) from marts.fct_leads")[0][0]
            reads += 1
    printed, _ = backing.communicate()
    assert backing.returncode == 0
    (path,) = tmp_path.glob("*.tar")
    size = f"({path.stat().st_size / 1e6:,.1f} MB)"
    assert printed.startswith(f"Backed up: {path} {size}")
