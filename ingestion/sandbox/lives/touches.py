"""What marketing does to people, and what they do about it: visits, forms, mailings, events."""

from random import Random

from ingestion.sandbox import words
from ingestion.sandbox.campaigns import between
from ingestion.sandbox.clock import DAY, HOUR, MINUTE, MONTH
from ingestion.sandbox.history import Person
from ingestion.sandbox.lives.book import Book

# share of people, opens, clicks an open, takes a mailing, months of mailings, wants to talk
WARMTH = {
    "cold": (0.38, 0.14, 0.05, 0.62, (4, 11), 0.06),
    "warm": (0.42, 0.34, 0.14, 0.80, (7, 16), 0.24),
    "hot": (0.20, 0.52, 0.24, 0.90, (9, 18), 0.55),
}
FORMS_AT_ARRIVAL = (*("demo", "contact", "quote"), *("newsletter",) * 4, *("guide",) * 4)
LOW_FORMS = ("newsletter", "guide", "guide")
HIGH_FORMS = ("demo", "demo", "contact", "quote")
PAGE_OF_FORM = {
    "demo": "/demo",
    "contact": "/contact",
    "quote": "/pricing/quote",
    "newsletter": "/newsletter",
    "guide": "/guides/buyers-guide",
    "webinar": "/webinars",
}
ADS = {"paid_search": "search_ads", "paid_social": "social_ads", "referral": "referral"}


def happen(book: Book) -> None:
    for number, person in enumerate(book.people):
        dice = book.dice(f"touches/{number}")
        _arrive(book, dice, person)
        if book.kind != "test":
            _stay(book, dice, person)


def _arrive(book: Book, dice: Random, person: Person) -> None:
    at = person.arrived_at
    calendar = book.firm.extra["calendar"]
    if person.arrival == "event":
        kind = "webinar" if dice.random() < 0.6 else "trade_show"
        campaign = calendar.latest(kind, at)
        book.touch(person, at, "event_registered", campaign)
        book.touch(person, at + 2 * HOUR, "event_attended", campaign)
    elif person.arrival in ("form", "chat", "referral"):
        form = dice.choice(HIGH_FORMS if person.arrival != "form" else FORMS_AT_ARRIVAL)
        visit(book, dice, person, at, form, calendar.latest(ADS.get(person.source, ""), at))


def visit(
    book: Book, dice: Random, person: Person, at: int, form: str, campaign: str | None = None
) -> None:
    """Somebody looks around and leaves a form at `at`."""
    for page in range(dice.randrange(1, 4)):
        book.touch(
            person, at - (page + 1) * 90_000, "page_view", campaign, None, dice.choice(words.PAGES)
        )
    if form == "guide" and campaign is None:
        campaign = book.firm.extra["calendar"].latest("content", at)
    book.touch(person, at, "form_submission", campaign, form, PAGE_OF_FORM[form])


def _stay(book: Book, dice: Random, person: Person) -> None:
    """Mailings, events and visits for some months, until people tire of it."""
    warmth = dice.choices(tuple(WARMTH), [share for share, *_ in WARMTH.values()])[0]
    _, opens, clicks, takes, months, wants = WARMTH[warmth]
    until = person.arrived_at + int(dice.uniform(*months) * MONTH)
    until = _mailings(book, dice, person, until, (opens, clicks, takes))
    calendar = book.firm.extra["calendar"]
    eagerness = {"cold": 0.02, "warm": 0.07, "hot": 0.14}[warmth]
    for at, campaign in between(calendar.webinars, person.arrived_at + 12 * DAY, until):
        if dice.random() < eagerness:
            before = at - int(dice.uniform(1, 10) * DAY)
            visit(book, dice, person, before, "webinar", campaign)
            book.touch(person, before + MINUTE, "event_registered", campaign)
            if dice.random() < 0.6:
                book.touch(
                    person, at + int(dice.random() * 20 * MINUTE), "event_attended", campaign
                )
    for at, campaign in between(calendar.trade_shows, person.arrived_at, until):
        if dice.random() < eagerness / 2:
            book.touch(person, at + int(dice.random() * 50 * HOUR), "event_attended", campaign)
    span = until - person.arrived_at
    visits = dice.randrange({"cold": 2, "warm": 4, "hot": 8}[warmth])
    for _ in range(int(visits * book.firm.extra["bustle"])):
        at = person.arrived_at + HOUR + int(dice.random() * span)
        for page in range(dice.randrange(1, 5)):
            book.touch(
                person, at + page * 70_000, "page_view", None, None, dice.choice(words.PAGES)
            )
    if dice.random() < 0.22:
        at = person.arrived_at + int(dice.random() * span * 0.8) + HOUR
        visit(book, dice, person, at, dice.choice(LOW_FORMS))
    if dice.random() < wants * (1.0 if book.companies else 0.25):
        at = person.arrived_at + HOUR + int(dice.random() ** 2 * span * 0.7)
        visit(book, dice, person, at, dice.choice(HIGH_FORMS))


def _mailings(book: Book, dice: Random, person: Person, until: int, rates: tuple) -> int:
    """Sends until `until`, a hard bounce or an unsubscription; gives when it ended."""
    opens, clicks, takes = rates
    takes *= book.firm.extra["bustle"]
    if person.arrival in ("outbound", "list_import"):
        takes *= 0.7
    add, random = book.touch, dice.random
    calendar = book.firm.extra["calendar"]
    for wave_at, campaign in between(calendar.mailings, person.arrived_at + DAY, until):
        if random() >= takes:
            continue
        at = wave_at + int(random() * 90 * MINUTE)
        sent = add(person, at, "email_sent", campaign)
        key = sent.key
        if random() < 0.012:
            add(person, at + 4_000, "email_bounced", campaign, parent=key)
            if random() < 0.5:
                return max(at, person.arrived_at + DAY)
            continue
        add(person, at + 2_000 + int(random() * 9_000), "email_delivered", campaign, parent=key)
        if random() >= opens:
            continue
        opened_at = at + MINUTE + int(random() ** 3 * 3 * DAY)
        add(person, opened_at, "email_open", campaign, parent=key)
        if random() < clicks:
            clicked_at = opened_at + 5_000 + int(random() * 3 * MINUTE)
            page = dice.choice(words.PAGES)
            add(person, clicked_at, "email_click", campaign, None, page, key)
            add(person, clicked_at + 1_000, "page_view", campaign, None, page)
        elif random() < 0.012:
            add(person, opened_at + 20_000, "email_unsubscribe", campaign, parent=key)
            person.opted_out_at = opened_at + 20_000
            return max(opened_at, person.arrived_at + DAY)
    return until
