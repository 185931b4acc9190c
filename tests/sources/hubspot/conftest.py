"""Portals of HubSpot on loopback, empty or of a small sample company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import httpx
import pytest

from ingestion.sandbox.store import Store
from ingestion.sources.hubspot.simulator import Limits
from tests.sources.hubspot.keeping import Kept, keeping
from tests.sources.hubspot.portals import NOW, TRACKED, Portal, recorded, served, talking


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """An empty portal, to be written by hand."""
    store = Store(tmp_path / "hubspot.sqlite", TRACKED)
    store.set_meta("now", NOW)
    with served(store) as found:
        yield found
    store.close()


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Callable[..., AbstractContextManager[Portal]]]:
    """A portal with limits of its own: `with limited(daily=3) as portal`."""
    store = Store(tmp_path / "limited.sqlite", TRACKED)
    store.set_meta("now", NOW)
    yield lambda **limits: served(store, Limits(**limits))
    store.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A small sample company's portal. Read it, leave it as it is."""
    store = Store(tmp_path_factory.mktemp("hubspot") / "sample.sqlite", TRACKED)
    recorded(store, 80)
    with served(store) as found:
        yield found
    store.close()


@pytest.fixture
def kept(portal: Portal, tmp_path: Path) -> Iterator[Callable[..., Kept]]:
    """A warehouse into which the empty portal lands: `kept("contacts")` reads that stream only."""
    with ExitStack() as stack:
        yield lambda *only, **settings: stack.enter_context(
            keeping(portal, tmp_path / "warehouse.duckdb", only, **settings)
        )


@pytest.fixture
def http(portal: Portal) -> Iterator[httpx.Client]:
    """Speaks to the empty portal."""
    with talking(portal) as found:
        yield found
