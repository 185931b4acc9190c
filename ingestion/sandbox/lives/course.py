"""The course of one deal: lines, stages, amounts, dates, owners, people, and the work on it."""

from random import Random

from ingestion.sandbox.clock import DAY, HOUR, iso_date, office
from ingestion.sandbox.firm import minor_digits
from ingestion.sandbox.history import Company, Deal, DealLine, Person
from ingestion.sandbox.lives.book import Book
from ingestion.sandbox.lives.pursuit import CALLS, one_of, subject

STAGES = ("discovery", "evaluation", "proposal", "negotiation")
DAYS_IN_STAGE = {"smb": 6, "mid": 15, "enterprise": 27}
LOSSES = (
    ("Price", 26),
    ("Competitor", 22),
    ("No decision", 24),
    ("Timing", 16),
    ("Missing feature", 12),
)
COMPETITORS = ("Northwind Sensing", "Delta Gauge", "Halden & Söhne", "OpenFlow")
HARDWARE = ("flow-sensor", "pressure-sensor", "level-sensor", "vibration-sensor", "gateway")
SERVICES = ("installation", "training")
SOFTWARE = ("monitor", "monitor", "predict", "care")
SITES = {"smb": (2, 12), "mid": (8, 60), "enterprise": (40, 300)}
TITLES = {
    "new": "Monitoring",
    "expansion": "Expansion",
    "renewal": "Renewal",
    "one_time": "Hardware",
}


class Course:
    """A deal while it is made up; `close` writes the people onto it."""

    def __init__(self, deal: Deal, closed_at: int, is_won: bool) -> None:
        self.deal = deal
        self.closed_at = closed_at
        self.is_won = is_won
        self.people = [(deal.people[0])]

    def join(self, person_key: str, role: str | None, at: int) -> None:
        if all(person_key != key for key, *_ in self.people):
            self.people.append((person_key, role or "evaluator", False, at))

    def close(self, book: Book, dice: Random) -> None:
        self.deal.people = tuple(sorted(self.people, key=lambda each: each[3]))
        _work(book, dice, self.deal, self.closed_at)


def run_course(
    book: Book,
    dice: Random,
    company: Company,
    number: int,
    at: int,
    kind: str,
    primary: Person,
    is_won: bool,
    renews: Deal | None,
    closes_by: int | None,
) -> Course:
    owner = book.employee(dice, "account_executive", at)
    lines = renews.lines if renews else _lines(book, dice, company, kind)
    if renews:
        products = book.firm.extra["products"]
        lines = tuple(line for line in lines if products[line.product_key].billing == "recurring")
    stages = _stages(dice, company, at, is_won, closes_by)
    closed_at = stages[-1][0]
    campaign = book.firm.extra["calendar"].latest("email", at) if dice.random() < 0.3 else None
    deal = Deal(
        key=f"deal-{book.index}-{number}",
        company_key=company.key,
        name=f"{company.name}: {TITLES[kind]}" + (f" {iso_date(at)[:4]}" if renews else ""),
        kind=kind,
        system=book.sales_system,
        owner_key=owner,
        created_at=at,
        currency=company.currency,
        stages=stages,
        amounts=_amounts(book, dice, company, at, closed_at, lines),
        close_dates=_close_dates(dice, company, at, closed_at),
        owners=_owners(book, dice, owner, at, closed_at),
        people=((primary.key, primary.role_in_deals or "decision_maker", True, at),),
        lines=lines if dice.random() < 0.9 or is_won else (),
        campaign_key=campaign,
        renews_key=renews.key if renews else None,
    )  # fmt: skip
    if stages[-1][1] == "lost":
        deal.loss_reason = one_of(dice, LOSSES)
        if deal.loss_reason == "Competitor" or dice.random() < 0.1:
            deal.competitor = dice.choice(COMPETITORS)
    return Course(deal, closed_at, is_won)


def price(book: Book, minor: int, currency: str) -> int:
    """A dollar price in another currency's minor units, rounded as price lists are."""
    rate = book.firm.extra["usd"][currency]
    digits = minor_digits(currency)
    amount = minor / 100 * rate * 10**digits
    step = 10 ** max(0, digits - 1) * (10 if currency in ("JPY", "SEK") else 1)
    return max(step, round(amount / step) * step)


def _lines(book: Book, dice: Random, company: Company, kind: str) -> tuple[DealLine, ...]:
    low, high = SITES[company.segment]
    quantity = int(low * (high / low) ** dice.random())
    picked: list[tuple[str, int]] = []
    if kind != "one_time":
        interval = "year" if dice.random() < 0.22 else "month"
        for name in sorted({dice.choice(SOFTWARE) for _ in range(dice.randrange(1, 3))}):
            picked.append((f"{name}-{interval}", 1 if name == "care" else quantity))
    if kind in ("new", "one_time") or dice.random() < 0.3:
        for name in dice.sample(HARDWARE, dice.randrange(1, 4)):
            picked.append((name, max(1, quantity // (10 if name == "gateway" else 1))))
        if dice.random() < 0.4:
            picked.append((dice.choice(SERVICES), dice.randrange(1, 5)))
    products = book.firm.extra["products"]
    return tuple(
        DealLine(
            name,
            count,
            price(book, products[name].price_minor, company.currency),
            dice.choice((0, 0, 0, 0, 5, 10, 15)),
        )
        for name, count in picked
    )


def line_amount(line: DealLine) -> int:
    """Minor units of one line as it is sold: once, or for one interval. Half a unit rounds up."""
    return (line.quantity * line.unit_price_minor * (100 - line.discount_percent) + 50) // 100


def deal_amount(book: Book, lines: tuple[DealLine, ...]) -> int:
    """What the deal is worth in its first year."""
    products = book.firm.extra["products"]
    return sum(
        line_amount(line) * (12 if products[line.product_key].interval == "month" else 1)
        for line in lines
    )


def _stages(
    dice: Random, company: Company, at: int, is_won: bool, closes_by: int | None
) -> tuple[tuple[int, str], ...]:
    """From discovery to the end, with skips, steps back, and now and then a second life."""
    days = DAYS_IN_STAGE[company.segment] * (0.6 if closes_by else 1)
    stages = [(at, 0)]
    moment, position = at, 0
    lost_after = 9 if is_won else dice.choice((0, 1, 1, 2, 2, 3))
    while position < 3 and position < lost_after:
        moment += int(dice.expovariate(1 / days) * DAY) + 4 * HOUR
        draw = dice.random()
        if draw < 0.07 and position > 0:
            position -= 1
        else:
            position = min(3, position + (2 if draw > 0.86 else 1))
        stages.append((moment, position))
    entries = [(office(dice, when) if when > at else when, STAGES[where]) for when, where in stages]
    moment = max(entries[-1][0], moment) + int(dice.expovariate(1 / days) * DAY) + 2 * HOUR
    if not is_won and dice.random() < 0.05:
        entries.append((moment, "lost"))
        moment += int(dice.uniform(3, 25) * DAY)
        entries.append((moment, "evaluation"))
        moment += int(dice.expovariate(1 / days) * DAY) + HOUR
    entries.append((office(dice, moment), "won" if is_won else "lost"))
    return tuple(_in_order(entries))


def _in_order(entries: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """No two entries at one instant, none before the one it follows."""
    ordered = entries[:1]
    for at, stage in entries[1:]:
        ordered.append((max(at, ordered[-1][0] + 60_000), stage))
    return ordered


def _amounts(
    book: Book, dice: Random, company: Company, at: int, closed_at: int, lines: tuple
) -> tuple[tuple[int, int], ...]:
    step = 10 ** minor_digits(company.currency)
    final = deal_amount(book, lines) or price(
        book, dice.randrange(200_000, 9_000_000), company.currency
    )
    edits = dice.choice((0, 0, 1, 1, 2, 3))
    if not edits:
        return ((at, final),)
    moments = sorted(at + int(dice.random() * (closed_at - at)) for _ in range(edits))
    if dice.random() >= 0.06:
        moments.insert(0, at)  # else the deal begins without an amount
    guesses = [int(final * dice.uniform(0.6, 1.5)) // step * step for _ in moments[:-1]]
    amounts: list[tuple[int, int]] = []
    for moment, amount in zip(moments, (*guesses, final)):
        if not amounts or (amount != amounts[-1][1] and moment > amounts[-1][0]):
            amounts.append((moment, amount))
    return tuple(amounts)


def _close_dates(
    dice: Random, company: Company, at: int, closed_at: int
) -> tuple[tuple[int, str], ...]:
    """Hoped for, put off when the day has come, and at last the day it was."""
    hoped = at + int(DAYS_IN_STAGE[company.segment] * dice.uniform(2, 5) * DAY)
    dates = [(at, iso_date(hoped))]
    while hoped < closed_at - DAY and len(dates) < 6:
        moment = hoped - int(dice.random() * DAY)
        hoped += dice.choice((14, 30, 30, 60)) * DAY
        if moment > dates[-1][0]:
            dates.append((moment, iso_date(hoped)))
    if dates[-1][1] != iso_date(closed_at) and dice.random() < 0.93 and closed_at > dates[-1][0]:
        dates.append((closed_at, iso_date(closed_at)))
    return tuple(dates)


def _owners(
    book: Book, dice: Random, owner: str, at: int, closed_at: int
) -> tuple[tuple[int, str], ...]:
    owners = [(at, owner)]
    left_at = book.firm.extra["left"].get(owner)
    moment = None
    if left_at is not None and at < left_at < closed_at:
        moment = left_at + HOUR
    elif dice.random() < 0.06:
        moment = at + int(dice.random() * (closed_at - at)) + 1_000
    if moment is not None and moment < closed_at:
        successor = book.employee(dice, "account_executive", moment)
        if successor != owner:
            owners.append((moment, successor))
    return tuple(owners)


def _work(book: Book, dice: Random, deal: Deal, closed_at: int) -> None:
    """Calls, meetings and e-mails from first day to last, with whoever is on it by then."""
    span = closed_at - deal.created_at
    count = dice.randrange(2, 6) if deal.kind == "renewal" else dice.randrange(3, 13)
    for _ in range(count):
        at = office(dice, deal.created_at + int(dice.random() * span))
        draw = dice.random()
        if at >= closed_at:
            continue
        there = [key for key, _, _, joined_at in deal.people if joined_at <= at]
        person_key = there[0] if dice.random() < 0.5 else dice.choice(there)
        if draw < 0.4:
            outcome = one_of(dice, CALLS)
            seconds = dice.randrange(40, 2_400) if outcome == "connected" else 20
            book.activity(
                person_key, deal.owner_key, at, "call", outcome, subject(book, dice),
                seconds=seconds, deal=deal.key,
            )  # fmt: skip
        elif draw < 0.65:
            outcome = "held" if dice.random() < 0.88 else "no_show"
            book.activity(
                person_key, deal.owner_key, at, "meeting", outcome, subject(book, dice),
                seconds=3_600, deal=deal.key,
            )  # fmt: skip
        elif draw < 0.92:
            book.activity(
                person_key, deal.owner_key, at, "email", dice.choice(("sent", "sent", "replied")),
                subject(book, dice), deal=deal.key,
            )  # fmt: skip
        else:
            book.activity(
                person_key, deal.owner_key, at, "task", dice.choice(("done", "done", "open")),
                "Prepare the offer", deal=deal.key,
            )  # fmt: skip
