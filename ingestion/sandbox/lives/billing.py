"""What won deals become: subscriptions with their changes, orders, and the invoices of both."""

from dataclasses import replace
from random import Random

from ingestion.sandbox.clock import DAY, HOUR, add_months
from ingestion.sandbox.history import (
    Company,
    Deal,
    InvoiceLine,
    Subscription,
    SubscriptionItem,
)
from ingestion.sandbox.lives.book import Book
from ingestion.sandbox.lives.course import HARDWARE, line_amount, price
from ingestion.sandbox.lives.deals import Contract
from ingestion.sandbox.lives.paying import issue

ORDERS_A_YEAR = {"smb": 6.0, "mid": 11.0, "enterprise": 19.0}
PAUSES, REACTIVATES = 0.05, 0.5


def bill(book: Book) -> None:
    for number, company in enumerate(book.companies):
        dice = book.dice(f"billing/{number}")
        contracts = [each for each in book.contracts if each.company is company]
        for contract in contracts:
            _subscribe(book, dice, contract)
        for deal in book.deals:
            if deal.company_key == company.key and deal.stages[-1][1] == "won":
                _deliver(book, dice, company, deal)
        if contracts:
            _orders(book, dice, company, contracts)


def _subscribe(book: Book, dice: Random, contract: Contract) -> None:
    """One subscription a billing interval of the contract; some pause and come back as another."""
    products = book.firm.extra["products"]
    ended_at = contract.ended_at
    by_interval: dict[str, list] = {}
    for line in contract.deal.lines:
        product = products[line.product_key]
        if product.billing == "recurring":
            by_interval.setdefault(product.interval, []).append(line)
    for interval, lines in by_interval.items():
        key = f"subscription-{book.index}-{len(book.subscriptions)}"
        items = tuple(
            SubscriptionItem(
                f"{key}-item-{number}",
                line.product_key,
                line.quantity,
                line_amount(replace(line, quantity=1)),
            )
            for number, line in enumerate(lines)
        )
        stops_at = ended_at
        if interval == "month" and dice.random() < PAUSES:
            stops_at = min(ended_at, add_months(contract.started_at, dice.randrange(2, 9)))
        _run(book, dice, contract, key, interval, contract.started_at, items, stops_at)
        if stops_at < ended_at - 90 * DAY and dice.random() < REACTIVATES:
            key = f"subscription-{book.index}-{len(book.subscriptions)}"
            back = tuple(
                replace(item, key=f"{key}-item-{number}") for number, item in enumerate(items)
            )
            begins_at = stops_at + dice.randrange(20, 80) * DAY
            _run(book, dice, contract, key, interval, begins_at, back, ended_at)


def _run(
    book: Book,
    dice: Random,
    contract: Contract,
    key: str,
    interval: str,
    started_at: int,
    items: tuple[SubscriptionItem, ...],
    ended_at: int,
) -> None:
    """A subscription from its start to its end: changes of quantity, and an invoice a period."""
    months = 12 if interval == "year" else 1
    subscription = Subscription(
        key=key,
        company_key=contract.company.key,
        deal_key=contract.deal.key,
        currency=contract.company.currency,
        interval=interval,
        started_at=started_at,
        changes=((started_at, items),),
        ended_at=ended_at,
        cancel_asked_at=max(started_at + HOUR, ended_at - dice.randrange(1, 50) * DAY),
    )
    book.subscriptions.append(subscription)
    changes = [(started_at, items)]
    prorations: list[InvoiceLine] = []
    period, begins_at = 0, started_at
    while begins_at < ended_at:
        ends_at = add_months(started_at, (period + 1) * months)
        lines = [*prorations, *(_period_line(item, begins_at, ends_at) for item in items)]
        issue(
            book, dice, contract.company, begins_at, lines,
            subscription=key, deal=contract.deal.key,
        )  # fmt: skip
        prorations = []
        if dice.random() < (0.05 if months == 1 else 0.4):
            changed_at = begins_at + int(dice.uniform(0.1, 0.8) * (ends_at - begins_at))
            if changed_at < ended_at:
                before, items = items, _changed(dice, items)
                changes.append((changed_at, items))
                prorations = _prorate(before, items, changed_at, begins_at, ends_at)
        period, begins_at = period + 1, ends_at
    subscription.changes = tuple(changes)


def _period_line(item: SubscriptionItem, begins_at: int, ends_at: int) -> InvoiceLine:
    return InvoiceLine(
        "", item.product_key, "", item.quantity, item.quantity * item.unit_price_minor,
        begins_at, ends_at, False, item.key,
    )  # fmt: skip


def _changed(dice: Random, items: tuple[SubscriptionItem, ...]) -> tuple[SubscriptionItem, ...]:
    """One item's quantity goes up, more often than down."""
    at = dice.randrange(len(items))
    item = items[at]
    factor = dice.choice((1.2, 1.3, 1.5, 2.0, 0.5, 0.8))
    quantity = max(1, round(item.quantity * factor))
    if quantity == item.quantity:
        quantity += 1
    return (*items[:at], replace(item, quantity=quantity), *items[at + 1 :])


def _prorate(
    before: tuple[SubscriptionItem, ...],
    after: tuple[SubscriptionItem, ...],
    at: int,
    begins_at: int,
    ends_at: int,
) -> list[InvoiceLine]:
    """Credit for what was paid and not used, charge for the rest of the period."""
    lines: list[InvoiceLine] = []
    for old, new in zip(before, after):
        if old == new:
            continue
        for item, sign in ((old, -1), (new, 1)):
            whole = item.quantity * item.unit_price_minor
            amount = sign * (whole * (ends_at - at) // (ends_at - begins_at))
            lines.append(
                InvoiceLine(
                    "", item.product_key, "", item.quantity, amount, at, ends_at, True, item.key
                )
            )
    return lines


def _deliver(book: Book, dice: Random, company: Company, deal: Deal) -> None:
    """What a deal sells once is invoiced when it ships; a big one in parts."""
    products = book.firm.extra["products"]
    sold = [line for line in deal.lines if products[line.product_key].billing == "one_time"]
    if not sold or deal.kind == "renewal":
        return
    at = deal.stages[-1][0] + int(dice.uniform(1, 20) * DAY)
    lines = [
        InvoiceLine("", line.product_key, "", line.quantity, line_amount(line), at, at)
        for line in sold
    ]
    issue(book, dice, company, at, lines, deal=deal.key)


def _orders(book: Book, dice: Random, company: Company, contracts: list[Contract]) -> None:
    """Spare sensors, ordered in the shop without any deal; now and then a long list of them."""
    products = book.firm.extra["products"]
    at = min(contract.started_at for contract in contracts)
    until = max(contract.ended_at for contract in contracts)
    while True:
        at += int(dice.expovariate(ORDERS_A_YEAR[company.segment]) * 365 * DAY) + DAY
        if at >= until:
            return
        count = dice.randrange(11, 24) if dice.random() < 0.03 else dice.randrange(1, 4)
        lines = []
        for _ in range(count):
            product = products[dice.choice(HARDWARE)]
            quantity = dice.randrange(1, 6)
            amount = quantity * price(book, product.price_minor, company.currency)
            lines.append(InvoiceLine("", product.key, "", quantity, amount, at, at))
        issue(book, dice, company, at, lines)
