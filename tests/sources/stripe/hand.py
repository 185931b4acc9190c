"""A Stripe whose records a test writes down itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingestion.sandbox.recorded import Change
from ingestion.sandbox.store import Store

NOW = 1_772_366_400_000  # 2026-03-01T12:00:00Z
DAY = 24 * 3600 * 1000


class Hand:
    """A Stripe whose records a test writes down itself; `NOW` is its virtual instant."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "hand.sqlite")
        self.store.set_meta("now", NOW)

    def write(self, *changes: Change) -> None:
        self.store.add((("stripe", change) for change in changes), NOW)

    def write_later(self, *changes: Change, until: int) -> None:
        """Changes that happen while the clock runs on."""
        self.write(*changes)
        self.store.advance(until)

    def customer(self, id: str, at: int = NOW - DAY, **fields: Any) -> None:
        self.write(
            Change(
                at, "customer", id, "create", {"name": id, "email": f"{id}@example.com", **fields}
            )
        )

    def clock(self, id: str) -> None:
        frozen = {"name": id, "frozen_time": NOW // 1000, "deletes_after": (NOW + 30 * DAY) // 1000}
        self.write(Change(NOW - DAY, "test_helpers.test_clock", id, "create", frozen))

    def product(self, id: str, price: str, at: int = NOW - 90 * DAY) -> None:
        priced = {
            "active": True,
            "currency": "usd",
            "product": id,
            "type": "one_time",
            "unit_amount": 500,
            "unit_amount_decimal": "500",
        }
        self.write(
            Change(at, "product", id, "create", {"name": id, "updated": at // 1000}),
            Change(at, "price", price, "create", priced),
        )

    def update(self, at: int, object: str, id: str, **fields: Any) -> None:
        """Something that happens when the clock gets there."""
        self.write(Change(at, object, id, "update", fields))

    def subscription(self, id: str, items: int, at: int = NOW - 50 * DAY, **fields: Any) -> None:
        known = {
            "customer": "cus_1",
            "currency": "usd",
            "items": [self.item(f"si_{id}_{number}", at) for number in range(items)],
            "billing_cycle_anchor": at // 1000,
            "current_period_start": at // 1000,
            "current_period_end": at // 1000 + 30 * 86_400,
            "start_date": at // 1000,
        }
        self.write(Change(at, "subscription", id, "create", known | fields))

    @staticmethod
    def item(id: str, at: int) -> dict[str, Any]:
        return {"id": id, "created": at // 1000, "price": "price_1", "quantity": 1}

    def credit_note(self, id: str, invoice: str, lines: int, at: int = NOW - DAY) -> None:
        drawn = [
            {"id": f"cnli_{id}_{n}", "amount": 5, "description": "back", "quantity": 1,
             "unit_amount": 5, "unit_amount_decimal": "5"}
            for n in range(lines)
        ]  # fmt: skip
        known = {"currency": "usd", "customer": "cus_1", "invoice": invoice, "lines": drawn,
                 "amount": 5 * lines, "subtotal": 5 * lines, "total": 5 * lines,
                 "number": f"{id}-CN", "pdf": f"https://pay.example/{id}"}  # fmt: skip
        self.write(Change(at, "credit_note", id, "create", known))

    def pass_to(self, until: int) -> None:
        self.store.advance(until)

    def invoice(
        self, id: str, customer: str, lines: int, at: int = NOW - DAY, **fields: Any
    ) -> None:
        drawn = [
            {
                "id": f"il_{id}_{number}",
                "amount": 500,
                "period": {"start": at // 1000, "end": at // 1000},
                "price": "price_1",
                "quantity": 1,
                "invoice_item": f"ii_{id}_{number}",
            }
            for number in range(lines)
        ]
        known = {
            "currency": "usd",
            "customer": customer,
            "lines": drawn,
            "subtotal": 500 * lines,
            "total": 500 * lines,
            "period_start": 0,
            "period_end": 0,
        }
        self.write(Change(at, "invoice", id, "create", {**known, **fields}))
