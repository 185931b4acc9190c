"""Deals: those of the small-business team, and the copies of Salesforce's opportunities."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY, MINUTE, iso_date
from ingestion.sandbox.history import Deal, DealLine
from ingestion.sandbox.lives.course import line_amount
from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.book import Book
from ingestion.sandbox.recording.hubspot.sheet import Sheet
from ingestion.sandbox.traces import Trace

CLOSED_LATE = 0.3
REMOVED = 0.05  # of deals with several people: somebody is taken off again
INTERVALS = {"month": 12, "year": 1}


def record_deals(book: Book) -> None:
    for trace in book.of("deals"):
        deal = next(each for each in book.life.deals if each.key == trace.key)
        dice = book.dice(f"deal/{deal.key}")
        is_copy = trace.origin == "sync"
        sheet = Sheet(
            "deals", trace.id, trace.created_at, words.ORIGINS[trace.origin], {}, ("deal", deal.key)
        )
        book.sheets[trace.id] = sheet
        events = [
            *_stages(dice, deal, is_copy),
            *_amounts(book, trace, deal),
            *((at, {"closedate": _closing(book, deal, day)}) for at, day in deal.close_dates),
            *((at, {"hubspot_owner_id": book.owner(user)}) for at, user in deal.owners),
        ]
        sheet.fields = _first(book, trace, deal, is_copy)
        by = words.SYNC if is_copy else words.by_user(deal.owner_key)
        for at, fields in sorted(events, key=lambda event: event[0]):
            if at <= trace.created_at:
                sheet.fields |= fields
            else:
                # The connector brings a change over some minutes after it was made.
                later = at + dice.randrange(2, 16) * MINUTE if is_copy else at
                sheet.update(max(later, trace.created_at + 1_000), by, fields)
        for at, _, _, id in trace.synced:
            sheet.update(at, words.SYNC, {"hs_salesforceopportunityid": id})
        sheet.archive(trace.deleted_at, trace.restored_at)
        if not is_copy:
            _lines(book, trace, deal)
        _people(book, dice, trace, deal)


def _closing(book: Book, deal: Deal, day: str) -> str:
    """Some close late in the evening of the company's zone, when in UTC the next day has begun."""
    if book.dice(f"closing/{deal.key}").random() < CLOSED_LATE:
        return f"{date.fromisoformat(day) + timedelta(days=1)}T02:30:00.000Z"
    return f"{day}T17:00:00.000Z"


def _first(book: Book, trace: Trace, deal: Deal, is_copy: bool) -> dict[str, Any]:
    contact = book.main_contact(deal.people[0][0], trace.created_at)
    source = book.sheets[contact.id].fields.get("hs_analytics_source") if contact else None
    fields: dict[str, Any] = {
        "dealname": trace.values.get("name"),
        "dealtype": words.DEAL_TYPES[deal.kind],
        "pipeline": words.SYNCED_PIPELINE if is_copy else words.SALES_PIPELINE,
        "deal_currency_code": trace.values.get("currency") or deal.currency,
        "hs_analytics_source": source or words.OFFLINE,
        "hs_object_source": words.ORIGINS[trace.origin],
        "hubspot_owner_id": book.owner(trace.owner_key),
    }
    if trace.account_id:
        fields["hs_primary_associated_company"] = trace.account_id
        fields["@companies"] = [[trace.account_id, [5]]]
    return fields


def _stages(dice: Random, deal: Deal, is_copy: bool) -> list[tuple[int, dict[str, Any]]]:
    ids_ = words.STAGES[words.SYNCED_PIPELINE if is_copy else words.SALES_PIPELINE]
    events = []
    for at, stage in deal.stages:
        fields: dict[str, Any] = {
            "dealstage": dice.choice(ids_[stage]),
            "hs_deal_stage_probability": words.PROBABILITIES[stage],
            "hs_is_closed": str(stage in ("won", "lost")).lower(),
            "hs_is_closed_won": str(stage == "won").lower(),
        }
        if stage == "lost":
            fields |= {"closed_lost_reason": deal.loss_reason, "competitor": deal.competitor}
        events.append((at, {name: value for name, value in fields.items() if value is not None}))
    return events


def _amounts(book: Book, trace: Trace, deal: Deal) -> list[tuple[int, dict[str, Any]]]:
    """A record that differs holds its own figure from the beginning to the end."""
    currency = trace.values.get("currency") or deal.currency
    own = trace.values.get("amount_minor")
    rate = _units_per_dollar(book, currency, deal.created_at)
    events = []
    for at, minor in ((deal.amounts[0][0], own),) if own is not None else deal.amounts:
        amount = words.major(minor, deal.currency)
        home = (Decimal(amount) / rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
        exchange = (1 / rate).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        fields = {
            "amount": amount,
            "amount_in_home_currency": str(home),
            "hs_exchange_rate": str(exchange),
        }
        events.append((at, fields))
    return events


def _units_per_dollar(book: Book, currency: str, at: int) -> Decimal:
    """The last rate known; before the first one is known, that."""
    rates = book.firm.rates
    position = bisect_right(rates, (iso_date(at), "~"))
    before = (rate for _, code, rate in reversed(rates[:position][-9:]) if code == currency)
    first = (rate for _, code, rate in rates[:9] if code == currency)
    return Decimal(1) if currency == "USD" else Decimal(next(before, None) or next(first))


def _lines(book: Book, trace: Trace, deal: Deal) -> None:
    products = {product.key: product for product in book.firm.products}
    sheet = book.sheets[trace.id]
    associated, yearly = [], 0
    for number, line in enumerate(deal.lines):
        product = products[line.product_key]
        id = ids.hubspot(book.firm.seed, "line", deal.key, number)
        fields = _line(book, deal, line, product.name, product.interval)
        truth = ("line", f"{deal.key}/{number}")
        book.sheets[id] = Sheet("line_items", id, trace.created_at, sheet.actor, fields, truth)
        associated.append([id, [19]])
        yearly += line_amount(line) * INTERVALS.get(product.interval or "", 0)
    if associated:
        sheet.fields["@line_items"] = associated
        sheet.fields["hs_arr"] = words.major(yearly, deal.currency)
        monthly = Decimal(words.major(yearly, deal.currency)) / 12
        sheet.fields["hs_mrr"] = str(monthly.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _line(
    book: Book, deal: Deal, line: DealLine, name: str, interval: str | None
) -> dict[str, Any]:
    frequency, period = words.FREQUENCIES[interval]
    return {
        "name": name,
        "hs_product_id": words.product_id(book.firm, line.product_key),
        "quantity": str(line.quantity),
        "price": words.major(line.unit_price_minor, deal.currency),
        "hs_discount_percentage": str(line.discount_percent) if line.discount_percent else None,
        "amount": words.major(line_amount(line), deal.currency),
        "hs_line_item_currency_code": deal.currency,
        "recurringbillingfrequency": frequency,
        "hs_recurring_billing_period": period,
        "hs_object_source": "CRM_UI",
    }


def _people(book: Book, dice: Random, trace: Trace, deal: Deal) -> None:
    """Associations move no stamp. Who joins later is associated later; some are taken off."""
    sheet = book.sheets[trace.id]
    there: list[list[Any]] = []
    for person_key, _, _, joined_at in sorted(deal.people, key=lambda each: each[3]):
        at = max(joined_at, trace.created_at)
        contact = book.main_contact(person_key, at)
        if contact is None or any(contact.id == id for id, _ in there):
            continue
        there = [*there, [contact.id, [3]]]
        if at <= trace.created_at:
            sheet.fields["@contacts"] = there
        else:
            sheet.update(at, sheet.actor, {"@contacts": there}, is_stamped=False)
    if len(there) > 1 and dice.random() < REMOVED:
        last = max(each[3] for each in deal.people)
        at = max(last, trace.created_at) + int(dice.uniform(1, 20) * DAY)
        sheet.update(at, sheet.actor, {"@contacts": there[:-1]}, is_stamped=False)
