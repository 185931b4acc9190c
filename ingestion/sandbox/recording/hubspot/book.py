"""What is being written of one life: its sheets, and on which contact something is written."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from ingestion.sandbox.clock import DAY
from ingestion.sandbox.history import Firm, Life, Person
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.sheet import Sheet
from ingestion.sandbox.traces import Trace, Traces, record_of

CONTACTS = ("contacts",)


class Book:
    """All that one life leaves in HubSpot."""

    def __init__(self, firm: Firm, life: Life, traces: Traces) -> None:
        self.firm = firm
        self.life = life
        self.traces = traces
        self.people: dict[str, Person] = {person.key: person for person in life.people}
        self.by_id: dict[str, Trace] = {
            trace.id: trace for trace in traces if trace.system == words.SYSTEM
        }
        self.sheets: dict[str, Sheet] = {}
        self.loose: list[Change] = []

    @property
    def is_sold_here(self) -> bool:
        """Small businesses and private people are the team's that works in HubSpot."""
        return not self.life.companies or self.life.companies[0].segment == "smb"

    def dice(self, purpose: str) -> Random:
        return Random(f"{self.firm.seed}/{self.life.index}/hubspot/{purpose}")

    def of(self, object: str) -> Iterator[Trace]:
        return (trace for trace in self.by_id.values() if trace.object == object)

    def contact(self, person_key: str, at: int) -> Trace | None:
        """The contact on which something of that person is written at `at`.

        A visit just before the first form belongs to the contact that the form makes.
        """
        found = record_of(self.traces, words.SYSTEM, "person", person_key, at, CONTACTS)
        if found is not None:
            return found
        first = self.traces.of_thing(words.SYSTEM, "person", person_key)
        if first and at < first[0].created_at <= at + DAY:
            return first[0]
        return None

    def main_contact(self, person_key: str, at: int) -> Trace | None:
        """The one that sales works with: the oldest there is, or what it was merged into."""
        there = [
            trace
            for trace in self.traces.of_thing(words.SYSTEM, "person", person_key)
            if trace.object == "contacts" and trace.is_there(at)
        ]
        merged = [trace for trace in there if trace.origin == "merge"]
        return (merged or there or [None])[0]

    def address(self, contact: Trace, at: int) -> str | None:
        """The address of a contact at `at`."""
        email = contact.values.get("email")
        for when, new in contact.later:
            if when <= at and "email" in new:
                email = new["email"]
        return email

    def owner(self, user_key: str | None) -> str | None:
        return words.owner_id(self.firm, user_key) if user_key else None

    def changes(self) -> Iterator[Change]:
        for sheet in self.sheets.values():
            yield from sheet.changes()
        yield from self.loose
