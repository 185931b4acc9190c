"""A small company's systems that can be told to fail, and short patience with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingestion import answers
from ingestion.sandbox.app import Sandbox, running
from tests.chaos.trial import Trial, connection_of

# A few streams of each system are enough to fail in; Stripe is one walk.
ONLY = {
    "salesforce": ("lead", "opportunity", "campaign_member"),
    "hubspot": ("contacts", "owners"),
    "stripe": (),
}


@pytest.fixture(scope="module")
def systems(module_path: Path) -> Iterator[Sandbox]:
    """All simulators of one small company, whose clock stands still."""
    with running(module_path, seed=7, size=25) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(systems: Sandbox) -> Iterator[Sandbox]:
    """The same, without the faults of the test before."""
    systems.plan.replace([])
    yield systems
    systems.plan.replace([])


@pytest.fixture
def trial(sandbox: Sandbox, tmp_path: Path) -> Callable[[str], Trial]:
    """An empty warehouse for some streams of a system: `trial("hubspot")`."""

    def begin(name: str) -> Trial:
        path = tmp_path / f"{name}.duckdb"
        return Trial(path, connection_of(name, sandbox.urls[name], ONLY[name]))

    return begin


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of silence is long."""
    monkeypatch.setattr(answers, "LONGEST_SILENCE_SECONDS", 1.0)
    monkeypatch.setattr(answers, "LONGEST_ANSWER_SECONDS", 1.5)
