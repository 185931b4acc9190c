"""What sales does with one lead, from the assignment to an outcome."""

from random import Random

from ingestion.sandbox import words
from ingestion.sandbox.clock import DAY, HOUR, MINUTE, office
from ingestion.sandbox.history import Person, Qualification
from ingestion.sandbox.lives.book import Book

NEVER_WORKED = 0.05
REASONS = (
    ("No budget", 34),
    ("Not the right person", 20),
    ("Outside our market", 18),
    ("Bought elsewhere", 14),
    ("Duplicate", 8),
    ("Cannot be reached", 6),
)
CALLS = (("connected", 36), ("voicemail", 30), ("no_answer", 34))
SUBJECTS = (
    "Your request",
    "Following up",
    "Sensors for your plant",
    "Quick question",
    "Demo next week?",
    "Re: pricing",
)


def subject(book: Book, dice: Random) -> str:
    if dice.random() < book.mess.awkward_text:
        return dice.choice(words.AWKWARD)
    return dice.choice(SUBJECTS)


def one_of(dice: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return dice.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def pursue(
    book: Book, dice: Random, person: Person, qualification: Qualification, at: int
) -> tuple[int | None, str | None]:
    """Writes the trip down; gives when it ended and how: converted, rejected, nurture or None."""
    statuses: list[tuple[int, str, str | None]] = [(at, "new", None)]
    owners: list[tuple[int, str]] = []

    def close() -> None:
        qualification.status_changes = tuple(statuses)
        qualification.assignments = tuple(owners)

    assigned_at = at + dice.randrange(1, 12) * MINUTE
    if dice.random() < 0.3:
        assigned_at = office(dice, at + int(dice.expovariate(1 / 30) * HOUR))
    rep = book.employee(dice, "sdr", assigned_at)
    owners.append((assigned_at, rep))
    if dice.random() < 0.45:
        book.activity(
            person.key, rep, assigned_at + 3 * MINUTE, "email", "sent", "Thank you", automatic=True
        )
    if dice.random() < NEVER_WORKED:
        close()
        return None, None
    if dice.random() < 0.09:
        assigned_at = office(dice, assigned_at + HOUR)
        rep = book.employee(dice, "sdr", assigned_at)
        if rep != owners[-1][1]:
            owners.append((assigned_at, rep))
    reached_at, last_at = _attempts(book, dice, person, rep, assigned_at, statuses)
    ended_at, outcome, reason = _judge(dice, person, reached_at, last_at)
    if outcome == "accepted":
        statuses.append((ended_at, "accepted", None))
        executive = book.employee(dice, "account_executive", ended_at)
        if dice.random() < 0.7:
            owners.append((ended_at + MINUTE, executive))
        ended_at, outcome, reason = _meet(book, dice, person, executive, ended_at)
    if outcome is not None:
        statuses.append((ended_at, outcome, reason))
    close()
    return (ended_at, outcome) if outcome else (None, None)


def _attempts(
    book: Book, dice: Random, person: Person, rep: str, assigned_at: int, statuses: list
) -> tuple[int | None, int]:
    """Calls and e-mails until somebody answers or sales gives up."""
    at = office(dice, assigned_at + int(dice.expovariate(1 / 7) * HOUR))
    statuses.append((at, "working", None))
    for _ in range(dice.randrange(2, 7)):
        if dice.random() < 0.62:
            outcome = one_of(dice, CALLS)
            seconds = dice.randrange(60, 1_500) if outcome == "connected" else dice.randrange(5, 50)
            book.activity(
                person.key, rep, at, "call", outcome, subject(book, dice), seconds=seconds
            )
            if outcome == "connected":
                return at, at
        else:
            book.activity(person.key, rep, at, "email", "sent", subject(book, dice))
            if dice.random() < 0.22:
                at += int(dice.uniform(1, 40) * HOUR)
                book.activity(person.key, rep, at, "email", "replied", subject(book, dice))
                return at, at
        if dice.random() < 0.1:
            book.activity(
                person.key, rep, at + 5 * MINUTE, "task", dice.choice(("done", "open")), "Research"
            )
        last_at = at
        at = office(dice, at + int(dice.uniform(0.8, 4) * DAY))
    return None, last_at


def _judge(
    dice: Random, person: Person, reached_at: int | None, last_at: int
) -> tuple[int, str, str | None]:
    if reached_at is None:
        at = office(dice, last_at + int(dice.uniform(1, 6) * DAY))
        if dice.random() < 0.55:
            return at, "rejected", "Cannot be reached"
        return at, "nurture", None
    at = reached_at + dice.randrange(2, 600) * MINUTE
    if person.company_key is None and dice.random() < 0.9:
        return at, "rejected", "Student or private"
    draw = dice.random()
    if draw < 0.17:
        return at, "rejected", one_of(dice, REASONS)
    if draw < 0.27:
        return at, "nurture", None
    return at, "accepted", None


def _meet(
    book: Book, dice: Random, person: Person, executive: str, accepted_at: int
) -> tuple[int, str | None, str | None]:
    at = office(dice, accepted_at + int(dice.uniform(1, 9) * DAY))
    if dice.random() < 0.14:
        book.activity(
            person.key, executive, at, "meeting", "no_show", "First meeting", seconds=1_800
        )
        if dice.random() < 0.35:
            return at + 2 * DAY, "nurture", None
        at = office(dice, at + int(dice.uniform(2, 8) * DAY))
    seconds = dice.choice((1_800, 2_700, 3_600))
    book.activity(person.key, executive, at, "meeting", "held", "First meeting", seconds=seconds)
    ended_at = at + seconds * 1_000 + int(dice.expovariate(1 / 2) * DAY)
    draw = dice.random()
    if draw < 0.76:
        return ended_at, "converted", None
    if draw < 0.86:
        return ended_at, "nurture", None
    if draw < 0.93:
        return ended_at, "rejected", dice.choice(("No budget", "Bought elsewhere"))
    return ended_at, None, None
