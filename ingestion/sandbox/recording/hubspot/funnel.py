"""What the platform claims of people, and what sales writes on them: stages, statuses, scores."""

from __future__ import annotations

from random import Random

from ingestion.sandbox.clock import DAY, HOUR, MINUTE, SECOND
from ingestion.sandbox.history import Qualification
from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.book import Book

MOVED_BACK = 0.5  # of the rejected and postponed: somebody sets the stage back by hand
SAYS_CONNECTED = 0.6  # of the calls that reached somebody
OPENED_LATE = 5 * SECOND

Step = tuple[int, str, str]  # at, stage, who


def record_funnel(book: Book) -> None:
    for person in book.life.people:
        dice = book.dice(f"funnel/{person.key}")
        trips = [q for q in book.life.qualifications if q.person_key == person.key]
        steps: list[Step] = [*_grown(book, person.key), *_sold(book, person.key)]
        for trip in trips:
            _scores(book, trip)
            steps += _claimed(trip, book.is_sold_here)
            if book.is_sold_here:
                _worked(book, dice, trip)
                steps += _set_back(dice, trip)
        _write_stages(book, person.key, steps)


def _scores(book: Book, trip: Qualification) -> None:
    for at, score in trip.scores:
        contact = book.main_contact(trip.person_key, at)
        if contact:
            book.sheets[contact.id].update(at, "CALCULATED", {"hubspotscore": str(score)})


def _grown(book: Book, person_key: str) -> list[Step]:
    """A subscriber who asks for more becomes a lead."""
    return [
        (touch.at + SECOND, "lead", f"FORM|{words.form_id(book.firm, touch.form_key)}")
        for touch in book.life.touches
        if touch.person_key == person_key and touch.form_key and touch.form_key != "newsletter"
    ]


def _sold(book: Book, person_key: str) -> list[Step]:
    """Deals that HubSpot knows move everybody on them."""
    known = {trace.key: trace for trace in book.of("deals")}
    steps: list[Step] = []
    for deal in book.life.deals:
        joined = [at for key, _, _, at in deal.people if key == person_key]
        if not joined or deal.key not in known:
            continue
        since = max(known[deal.key].created_at, joined[0]) + MINUTE
        steps.append((since, "opportunity", words.by_workflow("deal-created")))
        at, stage = deal.stages[-1]
        if stage == "won":
            won_at = max(since, at) + 2 * MINUTE
            steps.append((won_at, "customer", words.by_workflow("deal-won")))
    return steps


def _claimed(trip: Qualification, is_sold_here: bool) -> list[Step]:
    """The platform's own logic: a score or a raised hand makes an MQL, acceptance an SQL."""
    steps: list[Step] = []
    if trip.mql_at is not None:
        by = words.by_workflow("mql")
        steps.append((trip.mql_at + OPENED_LATE, "marketingqualifiedlead", by))
    for at, status, _ in trip.status_changes:
        if status == "accepted" and is_sold_here:
            steps.append((at + 2 * SECOND, "salesqualifiedlead", words.by_workflow("sql")))
    if trip.converted_at is not None and not is_sold_here:
        steps.append((trip.converted_at + 10 * MINUTE, "salesqualifiedlead", words.SYNC))
    return steps


def _set_back(dice: Random, trip: Qualification) -> list[Step]:
    """Backwards only by hand, and only through an empty field."""
    steps: list[Step] = []
    for at, status, _ in trip.status_changes:
        if status in ("rejected", "nurture") and dice.random() < MOVED_BACK:
            user = trip.assignments[-1][1] if trip.assignments else None
            when = at + int(dice.uniform(1, 50) * MINUTE)
            by = words.by_user(user) if user else "CRM_UI"
            steps += [(when, "", by), (when + 4 * SECOND, "lead", by)]
    return steps


def _write_stages(book: Book, person_key: str, steps: list[Step]) -> None:
    """Forward only, unless somebody emptied the field; nobody sets back whom a deal moved on."""
    ranks = {stage: rank for rank, stage in enumerate(words.LIFECYCLE)}
    stage = None
    for at, new, by in sorted(steps):
        contact = book.main_contact(person_key, at)
        if contact is None:
            continue
        sheet = book.sheets[contact.id]
        if stage is None:
            stage = sheet.fields["lifecyclestage"]
        rank = ranks.get(stage, -1)
        is_back = not new and rank < ranks["opportunity"]
        if is_back or ranks.get(new, -1) > rank:
            sheet.update(at, by, {"lifecyclestage": new})
            stage = new


def _worked(book: Book, dice: Random, trip: Qualification) -> None:
    """Owner, status and reason, as the small-business team keeps them."""
    for at, user in trip.assignments:
        contact = book.main_contact(trip.person_key, at)
        if contact:
            fields = {"hubspot_owner_id": book.owner(user)}
            book.sheets[contact.id].update(at, words.by_workflow("assignment"), fields)
    changes = [*trip.status_changes, *_connected(book, dice, trip)]
    for at, status, reason in sorted(changes, key=lambda change: change[0]):
        contact = book.main_contact(trip.person_key, at)
        if contact is None:
            continue
        fields = {"hs_lead_status": words.LEAD_STATUSES.get(status, status)}
        if reason:
            fields["rejection_reason"] = words.REJECTION_REASONS[reason]
        users = [user for when, user in trip.assignments if when <= at]
        by = words.by_user(users[-1]) if users else words.by_workflow("new-lead")
        book.sheets[contact.id].update(at, by, fields)


def _connected(book: Book, dice: Random, trip: Qualification) -> list[tuple[int, str, None]]:
    """Some note that they got through, before they judge."""
    worked = [at for at, status, _ in trip.status_changes if status == "working"]
    judged = [at for at, status, _ in trip.status_changes if status not in ("new", "working")]
    if not worked:
        return []
    until = min(judged, default=worked[0] + 30 * DAY)
    calls = [
        activity.at
        for activity in book.life.activities
        if activity.person_key == trip.person_key
        and activity.outcome == "connected"
        and worked[0] <= activity.at < until - 2 * MINUTE
        and activity.at < worked[0] + 60 * DAY + HOUR
    ]
    if calls and dice.random() < SAYS_CONNECTED:
        return [(calls[0] + MINUTE, words.CONNECTED, None)]
    return []
