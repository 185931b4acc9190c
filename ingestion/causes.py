"""Why a vendor did not answer, and whether asking again can mend it."""

from __future__ import annotations

import email.utils
import random
from datetime import datetime
from enum import StrEnum

from ingestion.answers import Answer
from ingestion.masking import shown

TRANSIENT = (406, 408, 420, 423, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524)
LONGEST_WAIT_SECONDS = 120.0


class Cause(StrEnum):
    """`burst`: too many calls in some seconds. `daily`: in a day. `token`: it expired."""

    BURST = "burst"
    DAILY = "daily"
    TOKEN = "token"
    TRANSIENT = "transient"
    FATAL = "fatal"


# How often one request is tried in all, by what went wrong.
TRIES = {
    Cause.BURST: 10,
    Cause.TRANSIENT: 6,
    Cause.TOKEN: 3,
    Cause.DAILY: 1,
    Cause.FATAL: 1,
}


def cause_of(answer: Answer, now: datetime) -> Cause:
    """By the status and, for limits, by how long they last: nobody waits a day."""
    if answer.status == 401:
        return Cause.TOKEN
    if answer.status == 429:
        asked = seconds_asked(answer.headers.get("retry-after"), now) or 0.0
        words = f"{_told(answer, 'policyName')} {message(answer)}".lower()
        is_daily = asked > LONGEST_WAIT_SECONDS or "daily" in words
        return Cause.DAILY if is_daily else Cause.BURST
    return Cause.TRANSIENT if answer.status in TRANSIENT else Cause.FATAL


def seconds_asked(retry_after: str | None, now: datetime) -> float | None:
    """`Retry-After`: seconds, or an instant by the vendor's clock; None where it asks for none."""
    if not retry_after:
        return None
    try:
        asked = float(retry_after)
    except ValueError:
        try:
            asked = (email.utils.parsedate_to_datetime(retry_after) - now).total_seconds()
        except (TypeError, ValueError, OverflowError):
            return None
    return asked if asked > 0 else None


def seconds_to_wait(tries: int, asked: float | None) -> float:
    """What the vendor asks for, if that is a second or more, else longer each time, never twice
    the same."""
    if asked is None or asked < 1:
        asked = min(2.0 ** (tries - 1), 30.0) * random.uniform(0.5, 1.0)
    return min(asked, LONGEST_WAIT_SECONDS)


def message(answer: Answer) -> str:
    """The vendor's own words, shortened."""
    return shown(str(_told(answer, "message") or _told(answer, "error_description") or ""))


def _told(answer: Answer, name: str) -> object:
    """A member of an error, which vendors send bare, in `error`, or in a list."""
    try:
        body = answer.json()
    except ValueError:
        return None
    body = body[0] if isinstance(body, list) and body else body
    if not isinstance(body, dict):
        return None
    inner = body.get("error")
    return (inner if isinstance(inner, dict) else body).get(name)
