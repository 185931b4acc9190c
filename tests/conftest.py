"""What tests share: companies of their own in warehouses of their own, run by the real job."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
# What a run of one mode sets, another must not find.
OURS = (
    "SALESFORCE_", "HUBSPOT_", "STRIPE_", "FILES_", "DEFINITIONS_", "ACCORD_", "DBT_",
)  # fmt: skip


# Whole jobs and builds, the longest first: begun last, one would keep a worker when all others are done.
LONG = ("main_job", "score", "violations", "sources/files", "postgres", "chaos", "dbt", "faults")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files by how long they take; pytest-xdist begins them in this order."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.parent.relative_to(ROOT / "tests").as_posix()
        return next((i for i, long in enumerate(LONG) if folder.startswith(long)), len(LONG))

    items.sort(key=rank)


def need(condition: object, what: str) -> None:
    """Skip with a clear message where a machine lacks something; in CI that is a failure."""
    if condition:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is not on this machine")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published specifications and a real export, beside the project."""
    need(SHARED.is_dir(), "../shared")
    return SHARED


@contextmanager
def environment(**values: str | None) -> Iterator[None]:
    """Variables of this process, put back as they were."""
    before = dict(os.environ)
    for name in [n for n in os.environ if n.startswith(OURS)]:
        del os.environ[name]
    # As many tests run at once as there are cores.
    told = {"ACCORD_THREADS": "1"} | {k: v for k, v in values.items() if v is not None}
    os.environ.update(told)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass(frozen=True)
class Company:
    """A sample company in a warehouse of its own."""

    warehouse: Path
    seed: int = 7
    size: int = 150
    files: Path | None = None

    @contextmanager
    def environment(self) -> Iterator[None]:
        with environment(
            ACCORD_WAREHOUSE=str(self.warehouse),
            DAGSTER_HOME=str(self.warehouse / "dagster"),
            ACCORD_SEED=str(self.seed),
            ACCORD_SIZE=str(self.size),
            ACCORD_FILES=str(self.files) if self.files else None,
        ):
            yield

    def run(self, days: int = 1):
        """One run of the job `refresh`, as `make run DAYS=` does it."""
        from orchestration.run import run

        with self.environment():
            return run(days)

    def live_on(self, days: int = 1) -> None:
        """What the job does in a run, without its log and without the checks of the models."""
        from ingestion.landing.warehouse import Warehouse
        from orchestration import clock, dbt, due, parsed, publication, selection
        from orchestration.environment import mode, place, prepare_environment
        from orchestration.landing import begin, land_source
        from orchestration.sandbox import starting

        with self.environment():
            prepare_environment(mode(), place())
            where = place()
            dbt.ensure_parsed(where)
            with starting(where) as sandbox, Warehouse(where.working) as warehouse:
                sandbox.ready()
                begin(mode(), warehouse, lambda: clock.advance(days))
                for source in mode().sources:
                    for load in land_source(source, warehouse, lambda *_: None):
                        assert load.status == "accepted", load.message
                build_id = publication.set_inputs(warehouse, is_sample=True)
                selected = selection.of_build(where, warehouse)
            built = dbt.run(where, ["run", *selected])
            assert built.succeeded, built.trouble
            publication.publish(where, build_id)
            publication.end(where, "published", build_id)
            due.remember_published(where, parsed.project_digest(where))

    @property
    def marts(self) -> Path:
        return self.warehouse / "current" / "accord.duckdb"

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.marts), read_only=True) as marts:
            return marts.execute(sql).fetchall()

    def raw(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.warehouse / "working.duckdb"), read_only=True) as working:
            return working.execute(sql).fetchall()

    def copy(self, folder: Path) -> Company:
        """The same company, gone another way from here."""
        shutil.copytree(self.warehouse, folder, symlinks=True)
        return Company(folder, self.seed, self.size, self.files)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A small sample company after its first run. Read it; copy it to go on from it."""
    company = Company(tmp_path_factory.mktemp("published") / "warehouse")
    outcome = company.run(days=0)
    assert outcome.succeeded, outcome.messages
    return company


@pytest.fixture
def company(tmp_path: Path) -> Callable[..., Company]:
    """Found a company: `company(seed=…, size=…)`."""

    def found(**options) -> Company:
        return Company(tmp_path / f"warehouse{len(list(tmp_path.iterdir()))}", **options)

    return found
