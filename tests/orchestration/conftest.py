"""A warehouse of real systems whose pages have landed; tests write the loads into a copy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingestion.landing.warehouse import Refresh, Warehouse
from ingestion.sources.definitions.signing import sign
from orchestration.environment import Mode, Place
from orchestration.landing import begin, land_source
from orchestration.publication import end
from tests.conftest import ROOT, environment

PAGE = ROOT / "examples" / "files" / "definitions" / "2026-01-01.yml"
LIMITS = "freshness_limit_hours: {files: 744}"
ZONE = "time_zone: Europe/Zurich"
SIGNED = re.compile(r"^approvals:\n(?:  .*\n)+", re.M)
SIGNERS = (("Noor Haddad", "marketing"), ("Emil Brandt", "sales"))
# What differs from the example's page, by the day each takes effect, and whether it is signed.
PAGES = {
    "2026-01-01": ({"status: signed": "status: draft"}, True),
    "2026-03-01": ({"company:": "is_sample: true\ncompany:"}, True),
    "2026-08-01": (
        {
            ZONE: "time_zone: America/New_York",
            LIMITS: "freshness_limit_hours: {salesforce: 96, stripe: 24}",
        },
        True,
    ),
    "2026-09-01": (
        {
            ZONE: "time_zone: Pacific/Auckland",
            LIMITS: "freshness_limit_hours: {salesforce: 24, stripe: 96}",
        },
        True,
    ),
    "2099-02-01": ({}, False),
}


def write_pages(folder: Path) -> None:
    folder.mkdir()
    for day, (changes, is_signed) in PAGES.items():
        text = PAGE.read_text().replace("is_retrospective: true\n", "")
        for old, new in {"effective_from: 2026-01-01": f"effective_from: {day}", **changes}.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = folder / f"{day}.yml"
        path.write_text(SIGNED.sub("approvals: []\n", text))
        for name, team in SIGNERS if is_signed else ():
            sign(path, name, team, date(2026, 1, 1))


@dataclass(frozen=True)
class Hand:
    """A warehouse that holds what a test writes into it."""

    place: Place

    @contextmanager
    def refresh(self, as_of: str, **loads: str) -> Iterator[Refresh]:
        """A refresh under way, and how loads in it ended: `stripe="failed"`, `stripe__europe=…`."""
        with Warehouse(self.place.working) as warehouse:
            refresh = warehouse.begin_refresh(datetime.fromisoformat(f"{as_of}+00:00"))
            with warehouse.transaction():
                for name, status in loads.items():
                    source, _, connection = name.partition("__")
                    _load(warehouse, refresh, source, connection or "default", status)
        yield refresh
        end(self.place, "unchanged")


def _load(
    warehouse: Warehouse, refresh: Refresh, source: str, connection: str, status: str
) -> None:
    load_id = f"{refresh.number:010d}-{source}-{connection}"
    warehouse.run(
        f"insert into raw_{source}._loads "
        "(_load_id, _connection, _object, refresh_number, status) values (?, ?, '*', ?, ?)",
        (load_id, connection, refresh.number, status),
    )


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("pages")
    where, first = Place(folder / "warehouse"), datetime(2026, 7, 1, tzinfo=UTC)
    write_pages(folder / "pages")
    with (
        environment(DEFINITIONS_PATH=str(folder / "pages")),
        Warehouse(where.working) as warehouse,
    ):
        begin(Mode("live"), warehouse, lambda: first)
        (load,) = land_source("definitions", warehouse, lambda *_: None)
    assert load.status == "accepted", load.message
    end(where, "unsigned")
    return where


@pytest.fixture
def hand(landed: Place, tmp_path: Path) -> Hand:
    return Hand(Place(shutil.copytree(landed.warehouse, tmp_path / "warehouse")))
