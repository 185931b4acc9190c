"""One life as Salesforce sees it: its traces, who owned what, and what became of a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

from ingestion.sandbox.history import Deal, Firm, Life, Person
from ingestion.sandbox.recording.salesforce import words
from ingestion.sandbox.traces import Trace, Traces, record_of

PEOPLE = ("Lead", "Contact")


@dataclass
class Book:
    firm: Firm
    life: Life
    traces: Traces

    @cached_property
    def own(self) -> list[Trace]:
        return [trace for trace in self.traces if trace.system == words.SYSTEM]

    @cached_property
    def by_id(self) -> dict[str, Trace]:
        return {trace.id: trace for trace in self.own}

    @cached_property
    def people(self) -> dict[str, Person]:
        return {person.key: person for person in self.life.people}

    @cached_property
    def deals(self) -> dict[str, Deal]:
        return {deal.key: deal for deal in self.life.deals}

    @cached_property
    def names(self) -> dict[str, str]:
        """What history rows call an owner."""
        names = {
            words.user_id(self.firm, user.key): f"{user.first_name} {user.last_name}"
            for user in self.firm.users
        }
        names[words.queue_id(self.firm)] = words.QUEUE
        names[words.integration_user_id(self.firm)] = "HubSpot Integration"
        return names

    def rng(self, purpose: str) -> Random:
        return Random(f"{self.firm.seed}/{self.life.index}/{words.SYSTEM}/{purpose}")

    def user_id(self, key: str | None) -> str | None:
        return words.user_id(self.firm, key) if key else None

    def author_of(self, trace: Trace) -> str:
        """Who typed a record in: its owner, or the connector."""
        if trace.origin in ("manual", "import") and trace.owner_key:
            return words.user_id(self.firm, trace.owner_key)
        return words.integration_user_id(self.firm)

    def person_at(self, key: str, at: int, objects: tuple[str, ...] = PEOPLE) -> Trace | None:
        return record_of(self.traces, words.SYSTEM, "person", key, at, objects)

    def pointer(self, trace: Trace) -> Iterator[tuple[int, str]]:
        """When the record learnt of its twin in HubSpot, and the twin's id."""
        for at, system, _, id in trace.synced:
            if system == "hubspot":
                yield at, id

    def successors(self, trace: Trace) -> Iterator[tuple[int, Trace]]:
        """The records that what hangs on `trace` moves to: by conversion, by merge, in turn."""
        seen = {trace.id}
        current: Trace | None = trace
        while current is not None:
            at, id = None, None
            if current.converted_at is not None:
                at, id = current.converted_at, current.converted_contact_id
            elif current.merged_at is not None:
                at, id = current.merged_at, current.merged_into
            current = self.by_id.get(id) if id and id not in seen else None
            if current is not None and at is not None:
                seen.add(current.id)
                yield at, current
