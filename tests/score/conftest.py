"""A few records written by hand, to be read by the evaluator under the shipped page."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from ingestion.sandbox.truth.entities import (
    AccountRecord,
    Claim,
    DealChange,
    DealRecord,
    PersonChange,
    PersonRecord,
    Rate,
    Records,
    Ref,
    Role,
    Touch,
    User,
)
from ingestion.sandbox.truth.knowable import Knowable, evaluate
from ingestion.sandbox.truth.leads import Lead
from ingestion.sandbox.truth.page import read_pages

PAGE = Path("dbt_project/definitions/2024-01-01.yml")
OBJECTS = {"lead": ("salesforce", "Lead"), "contact": ("hubspot", "contacts")}


def at(text: str) -> int:
    """`2025-03-01 12:00` in epoch milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@dataclass
class Book:
    """Writes records down; ids are what the case calls them."""

    records: Records = field(default_factory=lambda: Records(as_of=at("2026-03-01")))
    numbers: count = field(default_factory=lambda: count(1))
    pages: Path = PAGE

    def person(self, id: str, created: str, email: str | None = None, **values) -> Ref:
        kind = values.pop("kind", "contact")
        system, object = values.pop("object", OBJECTS[kind])
        stamps = {"created_at": at(created), "changed_at": at(values.pop("changed", created))}
        record = PersonRecord(ref=(system, object, id), kind=kind, email=email, **stamps, **values)
        self.records.people.append(record)
        return record.ref

    def account(self, id: str, domain: str | None, system: str = "salesforce", **values) -> Ref:
        object = {"salesforce": "Account", "hubspot": "companies", "stripe": "customer"}[system]
        values = {"created_at": at("2025-01-01"), "changed_at": at("2025-01-01")} | values
        record = AccountRecord(ref=(system, object, id), domain=domain, **values)
        self.records.accounts.append(record)
        return record.ref

    def user(self, id: str, system: str = "hubspot", **values) -> str:
        self.records.users.append(User(ref=(system, "user", id), **values))
        return id

    def touch(self, person: Ref, when: str, kind: str, side: str = "marketing", **values) -> None:
        ref = (person[0], "touches", str(next(self.numbers)))
        self.records.touches.append(
            Touch(ref=ref, person=person, at=at(when), touch_type=kind, side=side, **values)
        )

    def form(self, person: Ref, when: str, asset: str = "Newsletter", **values) -> None:
        self.touch(person, when, "form_submission", asset=asset, **values)

    def meeting(self, person: Ref, when: str) -> None:
        self.touch(person, when, "meeting", "sales", outcome="held", is_automatic=False)

    def claim(
        self, person: Ref, when: str, field: str, new: str, reason: str | None = None
    ) -> None:
        ref = (person[0], "history", str(next(self.numbers)))
        self.records.claims.append(
            Claim(
                ref=ref, person=person, field=field, old=None, new=new, reason=reason, at=at(when)
            )
        )

    def change(self, person: Ref, when: str, field: str, new: str, old: str | None = None) -> None:
        ref = (person[0], "history", str(next(self.numbers)))
        self.records.person_changes.append(
            PersonChange(ref=ref, person=person, field=field, old=old, new=new, at=at(when))
        )

    def deal(self, id: str, created: str, system: str = "salesforce", **values) -> Ref:
        object = {"salesforce": "Opportunity", "hubspot": "deals"}[system]
        values.setdefault("currency_code", "USD")
        values.setdefault("stage", "Prospecting")
        stamps = {"created_at": at(created), "changed_at": at(values.pop("changed", created))}
        record = DealRecord(ref=(system, object, id), **stamps, **values)
        self.records.deals.append(record)
        return record.ref

    def stage(self, deal: Ref, when: str, new: str, old: str | None = None) -> None:
        self.deal_change(deal, "stage", when, new, old)

    def deal_change(
        self, deal: Ref, field: str, when: str, new: str | None, old: str | None = None
    ) -> None:
        ref = (deal[0], "history", f"{next(self.numbers):06d}")
        self.records.deal_changes.append(
            DealChange(ref=ref, deal=deal, field=field, old=old, new=new, at=at(when))
        )

    def role(self, deal: Ref, person: Ref, when: str | None, is_primary: bool = False) -> None:
        ref = (deal[0], "roles", str(next(self.numbers)))
        joined = at(when) if when else None
        self.records.roles.append(
            Role(ref=ref, deal=deal, person=person, is_primary=is_primary, associated_at=joined)
        )

    def rate(
        self, currency: str, since: str, units: str, until: str | None = None, base: str = "USD"
    ) -> None:
        day = datetime.fromisoformat
        last = day(until).date() if until else None
        self.records.rates.append(Rate(currency, base, Decimal(units), day(since).date(), last))

    def evaluate(self) -> Knowable:
        return evaluate(self.records, read_pages(self.pages))

    def leads(self) -> list[Lead]:
        return self.evaluate().leads

    def one_lead(self) -> Lead:
        (lead,) = self.leads()
        return lead


@pytest.fixture
def book() -> Book:
    return Book()
