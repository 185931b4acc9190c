"""The sample company's lives and traces, made up once for all tests that only read them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ingestion.sandbox import traces
from ingestion.sandbox.firm import found
from ingestion.sandbox.history import Firm, Life
from ingestion.sandbox.lives import life
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.traces import Traces

SIZE = 1_000


class Known(NamedTuple):
    """One household, and which records stand for it."""

    life: Life
    traces: Traces


@pytest.fixture(scope="session")
def firm() -> Firm:
    return found(7, SIZE)


@pytest.fixture(scope="session")
def households(firm: Firm) -> list[Known]:
    """Everybody who is born by the end of the first day."""
    lives = (life(firm, index) for index in range(births(firm, firm.first_day_ends_at)))
    return [Known(lived, traces.of(firm, lived)) for lived in lives]
