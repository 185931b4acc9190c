"""What the CRM's automation does when a lead is given to a rep: a task for them, and a word."""

from random import Random

from ingestion.sandbox.clock import HOUR, MINUTE, SECOND
from ingestion.sandbox.history import Qualification
from ingestion.sandbox.lives.book import Book

TASK, NOTIFICATION = "Call new lead", "New lead assigned"
MAKES_A_TASK = 0.85
IS_LATE = 0.125  # of the tasks: the queue of jobs stood still
NOTIFIES = 0.90


def show(book: Book) -> None:
    """The last of a life to be made up: what else happens keeps its keys."""
    for number, qualification in enumerate(book.qualifications):
        dice = book.dice(f"signs/{number}")
        for at, rep in _given(qualification):
            _sign(book, dice, qualification.person_key, rep, at)


def _given(qualification: Qualification) -> list[tuple[int, str]]:
    """To whom the lead went before sales took it on: who sells afterwards knows already."""
    accepted = [at for at, status, _ in qualification.status_changes if status == "accepted"]
    until = min(accepted, default=None)
    return [(at, rep) for at, rep in qualification.assignments if until is None or at < until]


def _sign(book: Book, dice: Random, person_key: str, rep: str, at: int) -> None:
    if dice.random() < MAKES_A_TASK:
        is_late = dice.random() < IS_LATE
        wait = dice.uniform(2, 6) * HOUR if is_late else dice.uniform(1, 4) * MINUTE
        task_at = at + int(wait) // SECOND * SECOND
        book.activity(person_key, rep, task_at, "task", "open", TASK, automatic=True)
    if dice.random() < NOTIFIES:
        told_at = at + int(dice.uniform(0, 3) * MINUTE) // SECOND * SECOND
        book.activity(
            person_key, rep, told_at, "notification", "sent", NOTIFICATION, automatic=True
        )
