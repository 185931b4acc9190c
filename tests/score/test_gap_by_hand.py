"""What keeps a fact from being known as it happened, case by case."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ingestion.sandbox.truth import gap

NOON = 1_750_000_000_000


def lead(began: int, **instants: int | None):
    return SimpleNamespace(
        lead_at=NOON + began, **{"mql_at": None, "handed_off_at": None} | instants
    )


@pytest.mark.parametrize(
    ("leads", "cause"),
    [
        ([], gap.NOBODY),
        ([lead(gap.DAY + 1, mql_at=NOON)], gap.LATER),
        ([lead(0)], gap.UNQUALIFIED),
        ([lead(0, mql_at=NOON)], gap.UNRECORDED),
        ([lead(0, mql_at=NOON, handed_off_at=NOON + 2 * gap.HOUR)], gap.OTHERWISE),
        # The last that began before it speaks, not the first.
        ([lead(-5 * gap.DAY, mql_at=NOON, handed_off_at=NOON - 4 * gap.DAY), lead(0)], gap.UNQUALIFIED),
    ],
)  # fmt: skip
def test_the_last_lead_begun_by_then_tells_why_a_handoff_is_not_known(leads, cause):
    assert gap._cause(leads, "handed_off_at", NOON) == cause
