"""The data API's errors, as far as the client can mend them."""

from __future__ import annotations

from ingestion.causes import Cause
from ingestion.http import Answer
from ingestion.masking import masked


class Refused(Exception):
    """A call that the org refused for a reason that the walk may know an answer to."""

    def __init__(self, code: str, message: str) -> None:
        last = message.strip().splitlines()[-1] if message.strip() else ""
        super().__init__(f"{masked(code)}: {masked(last)}")
        self.code = code


# The org's answers when too much runs at once, or ran for too long, whatever the status.
BUSY = ("QUERY_TIMEOUT", "UNABLE_TO_LOCK_ROW")
LIMIT = "REQUEST_LIMIT_EXCEEDED"


def cause_told(answer: Answer) -> Cause | None:
    """One code stands for two limits: calls at once, which pass, and calls in 24 hours."""
    code, message = told(answer)
    if code == LIMIT:
        return Cause.BURST if "concurrent" in message.lower() else Cause.DAILY
    return Cause.BURST if code in BUSY else None


def told(answer: Answer) -> tuple[str, str]:
    """Code and message of an error body; empty where there is none."""
    try:
        body = answer.json()
    except ValueError:
        return "", ""
    first = body[0] if isinstance(body, list) and body else {}
    if not isinstance(first, dict):
        return "", ""
    return str(first.get("errorCode", "")), str(first.get("message", ""))
