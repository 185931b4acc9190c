"""From interest to a conversation: scores, what the platform claims, and what sales makes of it."""

from bisect import bisect_right
from dataclasses import dataclass
from random import Random

from ingestion.sandbox.clock import DAY, HOUR
from ingestion.sandbox.history import Person, Qualification, Touch
from ingestion.sandbox.lives import pursuit
from ingestion.sandbox.lives.book import Book
from ingestion.sandbox.lives.touches import HIGH_FORMS, visit

POINTS = {"page_view": 1, "email_click": 5, "event_registered": 5, "event_attended": 20}
HIGH, LOW = frozenset(HIGH_FORMS), 15
HIGH_POINTS = 40
CLAIMED_AT = 55  # the platform's own threshold, which is not the page's
AFTER_RESET = 10
INTEREST = frozenset(("form_submission", "event_attended"))
MOST_CYCLES = 4


@dataclass(frozen=True, slots=True)
class Conversion:
    """A conversation that sales wants to sell into."""

    at: int
    person: Person
    qualification: Qualification


def work(book: Book) -> list[Conversion]:
    """Take every person through the funnel, as often as they come back."""
    of_person: dict[str, list[Touch]] = {}
    for touch in book.touches:
        of_person.setdefault(touch.person_key, []).append(touch)
    conversions: list[Conversion] = []
    for number, person in enumerate(book.people):
        touches = sorted(of_person.get(person.key, ()), key=lambda touch: touch.at)
        conversions += _cycles(book, book.dice(f"funnel/{number}"), person, touches)
    return sorted(conversions, key=lambda conversion: conversion.at)


def _points(touch: Touch) -> int:
    if touch.kind == "form_submission":
        return HIGH_POINTS if touch.form_key in HIGH else LOW
    return POINTS.get(touch.kind, 0)


def _cycles(book: Book, dice: Random, person: Person, touches: list[Touch]) -> list[Conversion]:
    conversions: list[Conversion] = []
    after, score = person.arrived_at - 1, 0
    for cycle in range(MOST_CYCLES):
        rest = touches[bisect_right(touches, after, key=lambda touch: touch.at) :]
        is_outbound = cycle == 0 and person.arrival == "outbound"
        interest = next((touch.at for touch in rest if touch.kind in INTEREST), None)
        claimed_at = _claim(rest, score)
        if is_outbound:
            opened_at = person.arrived_at
        else:
            opened_at = min((at for at in (interest, claimed_at) if at is not None), default=None)
        if opened_at is None:
            break
        qualification = Qualification(
            f"qualification-{book.index}-{len(book.qualifications)}",
            person.key,
            opened_at,
            book.sales_system,
        )
        book.qualifications.append(qualification)
        begins_at = opened_at if is_outbound else claimed_at
        ended_at, outcome = None, None
        if begins_at is not None and not person.is_internal:
            ended_at, outcome = pursuit.pursue(book, dice, person, qualification, begins_at)
        if claimed_at is not None and (ended_at is None or claimed_at < ended_at):
            qualification.mql_at = claimed_at
        scores, score = _scores(rest, score, ended_at)
        qualification.scores = scores
        if outcome == "converted":
            conversions.append(Conversion(ended_at, person, qualification))
        if outcome not in ("rejected", "nurture"):
            break
        after, score = ended_at + 2 * HOUR, AFTER_RESET
        qualification.scores = (*scores, (ended_at + HOUR, AFTER_RESET))
        if book.companies and dice.random() < 0.34:
            _return(book, dice, person, ended_at, touches)
    return conversions


def _claim(touches: list[Touch], score: int) -> int | None:
    """When the platform calls them qualified: a high form, or points enough."""
    for touch in touches:
        score += _points(touch)
        if score >= CLAIMED_AT or (touch.kind == "form_submission" and touch.form_key in HIGH):
            return touch.at
    return None


def _scores(touches: list[Touch], score: int, until: int | None) -> tuple[tuple, int]:
    """The platform writes a score down whenever five points have come together."""
    scores: list[tuple[int, int]] = []
    written = score
    for touch in touches:
        if until is not None and touch.at >= until:
            break
        points = _points(touch)
        score = min(100, score + points)
        if points and score - written >= 5 and (not scores or touch.at > scores[-1][0]):
            scores.append((touch.at + 1_000, score))
            written = score
    return tuple(scores), score


def _return(book: Book, dice: Random, person: Person, ended_at: int, touches: list[Touch]) -> None:
    """Months later they ask again."""
    at = ended_at + int(dice.uniform(40, 240) * DAY)
    before = len(book.touches)
    visit(book, dice, person, at, dice.choice(HIGH_FORMS))
    touches += book.touches[before:]
    touches.sort(key=lambda touch: touch.at)
