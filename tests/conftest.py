"""What tests share: companies of their own in warehouses of their own, run by the real job."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ingestion.sources import discover
from orchestration.environment import Place
from orchestration.lock import held

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
# What a run of one mode sets, another must not find.
OURS = (*(f"{name.upper()}_" for name in discover()), "ACCORD_", "DBT_")


# Whole jobs and builds, the longest first: begun last, one would keep a worker when all others are done.
# The first makes the company that most others wait for; the next two need none of it.
LONG = (
    "main_job/test_incremental", "sources/files/test_files_company", "sources/files/test_files_shared",
    "contributing", "score", "main_job", "violations", "postgres", "chaos", "dbt", "faults",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files by how long they take; pytest-xdist begins them in this order.

    One process alone begins with what needs no company: a slip is told before one is built.
    """

    def rank(item: pytest.Item) -> int:
        if "PYTEST_XDIST_WORKER" not in os.environ:
            return "published" in getattr(item, "fixturenames", ())
        path = item.path.relative_to(ROOT / "tests").as_posix()
        return next((i for i, long in enumerate(LONG) if path.startswith(long)), len(LONG))

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


@pytest.fixture
def browser():
    """Chromium without a screen."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


# A mart that tells of every refresh there was: refreshes that went another way to the same facts are
# other rows of it.
OF_EVERY_REFRESH = {"rpt_data_quality"}


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
    definitions: Path | None = None
    orgs: int = 1

    @contextmanager
    def environment(self) -> Iterator[None]:
        with environment(
            ACCORD_WAREHOUSE=str(self.warehouse),
            DAGSTER_HOME=str(self.warehouse / "dagster"),
            ACCORD_SEED=str(self.seed),
            ACCORD_SIZE=str(self.size),
            ACCORD_ORGS=str(self.orgs),
            ACCORD_FILES=str(self.files) if self.files else None,
            DEFINITIONS_PATH=str(self.definitions) if self.definitions else None,
        ):
            yield

    def run(self, days: int = 1):
        """One run of the job `refresh`, as `make run DAYS=` does it."""
        from orchestration.run import run

        with self.environment():
            return run(days)

    def live_on(self, days: int = 1, times: int = 1) -> None:
        """What the job does in so many runs, without its log and without the checks of the models."""
        from orchestration import dbt
        from orchestration.environment import mode, place, prepare_environment
        from orchestration.sandbox import starting

        with self.environment():
            prepare_environment(mode(), place())
            dbt.ensure_parsed(place())
            with starting(place()) as sandbox:
                sandbox.ready()
                for _ in range(times):
                    self._refresh(place(), days)

    def _refresh(self, where: Place, days: int) -> None:
        from ingestion.landing.warehouse import Warehouse
        from orchestration import clock, dbt, due, parsed, publication, selection
        from orchestration.environment import mode
        from orchestration.landing import begin, land_source

        with Warehouse(where.working) as warehouse:
            begin(mode(), warehouse, lambda: clock.advance(days))
            for source in mode().sources:
                for load in land_source(source, warehouse, lambda *_: None):
                    assert load.status == "accepted", load.message
            build_id = publication.set_inputs(warehouse, is_sample=True)
            selected = selection.of_build(where, warehouse)
        built = dbt.run(where, ["run", "--no-write-json", *selected])
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
            if self.marts.exists():  # some of its views read marts
                working.execute(f"attach '{self.marts}' as accord (read_only)")
            return working.execute(sql).fetchall()

    def copy(self, folder: Path) -> Company:
        """The same company, gone another way from here. What it has published both share."""
        shutil.copytree(self.warehouse, folder, symlinks=True, copy_function=self._shared)
        return Company(folder, self.seed, self.size, self.files)

    def _shared(self, source: str, target: str) -> None:
        """Nobody writes into a published file: a second name for it will do."""
        if self.warehouse / "builds" in Path(source).parents:
            os.link(source, target)
        else:
            shutil.copy2(source, target)


@pytest.fixture(scope="module")
def module_path(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A folder that the tests of a module share, kept if one of them fails."""
    folder, failed = tmp_path_factory.mktemp("module"), request.session.testsfailed
    yield folder
    if request.session.testsfailed == failed:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A small sample company after its first run. Read it; copy it to go on from it.

    All workers of a test run share the run of the job, and each has a copy. What was published
    then no copy may have changed.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    first = Company(shared / "published")
    with held(shared / "published.lock", "another worker"):
        if not (shared / "published.made").exists():
            outcome = first.run(days=0)
            assert outcome.succeeded, outcome.messages
            (shared / "published.made").touch()
    before = _digest(first.warehouse / "builds")
    yield first.copy(tmp_path_factory.mktemp("published") / "warehouse")
    assert _digest(first.warehouse / "builds") == before


def _digest(folder: Path) -> str:
    """Of names, rights and bytes of all that lies in a folder."""
    digest = hashlib.blake2b()
    for path in sorted(folder.rglob("*")):
        digest.update(f"{path.relative_to(folder)} {path.stat().st_mode:o}".encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


@pytest.fixture
def company(tmp_path: Path) -> Callable[..., Company]:
    """Found a company: `company(seed=…, size=…)`."""

    def found(**options) -> Company:
        return Company(tmp_path / f"warehouse{len(list(tmp_path.iterdir()))}", **options)

    return found
