"""What Salesforce's histories of leads and deals tell, by docs/conforming.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ingestion.sandbox.store import Record
from ingestion.sandbox.truth.entities import Claim, DealChange, PersonChange
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.reading import day, filled, to_second

NAME = "salesforce"
REASON = "Rejection_Reason__c"
OF_STATES = {"stage": "StageName", "amount": "Amount", "close_date": "CloseDate"}
OF_DEALS = {"owner": ("Owner", "OwnerId"), "currency": ("CurrencyIsoCode", "CurrencyIsoCode")}


def histories(rows: Iterable[Record], of: str = "LeadId") -> dict[str, list[Record]]:
    """Rows of a history by the record that they are of, oldest first."""
    found: dict[str, list[Record]] = {}
    for row in sorted(rows, key=lambda each: (to_second(each.created_at), each.id)):
        found.setdefault(row.fields[of], []).append(row)
    return found


Step = tuple[int, str | None, str | None, str]  # at, old, new, id


def _steps(
    record: Record, rows: Iterable[Record], field: str, value: Any, label: str
) -> list[Step]:
    """The values of one field from creation on: the oldest row's old value, or the present one."""
    steps = [
        (to_second(row.created_at), filled(row.fields.get("OldValue")),
         filled(row.fields.get("NewValue")), row.id)
        for row in rows
        if row.fields["Field"] == field
        and (field != "Owner" or row.fields.get("DataType") == "EntityId")
    ]  # fmt: skip
    first = steps[0][1] if steps else filled(value)
    if first is not None and first.strip():
        steps.insert(0, (to_second(record.created_at), None, first, f"{record.id}|{label}|initial"))
    return steps


def claims(record: Record, rows: list[Record], page: Page) -> Iterable[Claim]:
    fields = record.fields
    reasons = _steps(record, rows, REASON, fields.get(REASON), REASON)
    statuses = _steps(record, rows, "Status", fields.get("Status"), "Status")
    conversions: list[Step] = [
        (to_second(record.created_at), None, "false", f"{record.id}|IsConverted|initial")
    ]
    if fields.get("IsConverted"):
        told = [row for row in rows if row.fields["Field"] == "leadConverted"]
        if told:
            conversions.append((to_second(told[0].created_at), "false", "true", told[0].id))
        else:
            at = page.midnight(day(fields["ConvertedDate"]))
            conversions.append((at, "false", "true", record.id))
    for field, steps in (("Status", statuses), ("IsConverted", conversions)):
        for at, old, new, id in steps:
            yield Claim(
                ref=(NAME, "LeadHistory", id),
                person=(NAME, "Lead", record.id),
                field=field,
                old=old,
                new=new,
                reason=_value_at(reasons, at),
                at=at,
            )


def _value_at(steps: Iterable[Step], at: int) -> str | None:
    value = None
    for when, _, new, _ in steps:
        if when <= at:
            value = new
    return value


def person_changes(record: Record, rows: list[Record]) -> Iterable[PersonChange]:
    fields = record.fields
    tracked = (
        ("owner", "Owner", fields.get("OwnerId")),
        ("email", "Email", fields.get("Email")),
    )
    for name, field, value in tracked:
        for at, old, new, id in _steps(record, rows, field, value, name):
            yield PersonChange(
                ref=(NAME, "LeadHistory", id), person=(NAME, "Lead", record.id),
                field=name, old=old, new=new, at=at,
            )  # fmt: skip


def deal_states(rows: Iterable[Record]) -> Iterable[DealChange]:
    """OpportunityHistory tells whole states; a field's change is where its value differs."""
    before: dict[tuple[str, str], str | None] = {}
    for row in sorted(rows, key=lambda each: (to_second(each.created_at), each.id)):
        deal = row.fields["OpportunityId"]
        for field, name in OF_STATES.items():
            told = row.fields.get(name)
            new = filled(None if told is None else str(told))
            if before.get((deal, field)) != new:
                yield DealChange(
                    ref=(NAME, "OpportunityHistory", f"{row.id}|{field}"),
                    deal=(NAME, "Opportunity", deal),
                    field=field,
                    old=before.get((deal, field)),
                    new=new,
                    at=to_second(row.created_at),
                )
            before[deal, field] = new


def deal_changes(record: Record, rows: list[Record]) -> Iterable[DealChange]:
    for name, (field, column) in OF_DEALS.items():
        for at, old, new, id in _steps(record, rows, field, record.fields.get(column), name):
            yield DealChange(
                ref=(NAME, "OpportunityFieldHistory", id), deal=(NAME, "Opportunity", record.id),
                field=name, old=old, new=new, at=at,
            )  # fmt: skip
