"""How records of several systems become one, and why their numbers differ, as typed data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from ingestion.sources.definitions.parts import Part, Text

Rows = Iterator[tuple[str, dict[str, str | None]]]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Cause = Literal[
    "merge_or_delete",
    "internal_and_test",
    "sync_lag",
    "missing_here",
    "missing_there",
    "identity",
    "period",
    "definition",
    "currency",
    "amount",
    "calculation",
]


class Evidence(Part):
    """How sure each kind of evidence makes us that two records are one thing."""

    merge: Share
    conversion: Share
    sync: Share
    address: Share
    domain: Share


class Thresholds(Part):
    """As sure as `link_at`: one; as sure as `review_at`: somebody looks; less: apart."""

    link_at: Share
    review_at: Share

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        if self.review_at > self.link_at:
            raise ValueError(
                f"what is linked at {self.link_at} would be reviewed from {self.review_at} on"
            )
        return self


class Matching(Part):
    """When two records are one, by entity."""

    says: Text
    evidence: Evidence
    people: Thresholds
    accounts: Thresholds
    opportunities: Thresholds


def _every_cause(causes: list[Cause]) -> list[Cause]:
    for position, cause in enumerate(causes):
        if cause in causes[:position]:
            raise ValueError(f"`{cause}` stands twice")
    missing = [cause for cause in get_args(Cause) if cause not in causes]
    if missing:
        raise ValueError(f"says nothing of `{missing[0]}`")
    return causes


VarianceCauses = Annotated[list[Cause], AfterValidator(_every_cause)]


def rows(matching: Matching, causes: list[Cause]) -> Rows:
    """Pairs of a table's name and a row of it."""
    for rule, confidence in matching.evidence.model_dump().items():
        yield "matching_evidence", {"rule": rule, "confidence": str(confidence)}
    for entity in ("people", "accounts", "opportunities"):
        thresholds = getattr(matching, entity).model_dump()
        told = {name: str(share) for name, share in thresholds.items()}
        yield "matching_thresholds", {"entity": entity, **told}
    for number, cause in enumerate(causes, start=1):
        yield "variance_causes", {"cause": cause, "cause_order": str(number)}
