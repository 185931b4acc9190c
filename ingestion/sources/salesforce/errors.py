"""The data API's errors, as far as the client can mend them."""

from __future__ import annotations

from ingestion.http import Answer


class Refused(Exception):
    """A call that the org refused for a reason that the walk may know an answer to."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message.strip().splitlines()[-1] if message.strip() else ''}")
        self.code = code


class Busy(Exception):
    """A call that the org could not take now; the same call may go through a little later."""


# The org's answer when too much runs at once, or ran for too long, whatever the status.
BUSY = ("QUERY_TIMEOUT", "UNABLE_TO_LOCK_ROW")


def is_busy(code: str, message: str) -> bool:
    """One code stands for two limits: calls at once, which pass, and calls in 24 hours."""
    return code in BUSY or (code == "REQUEST_LIMIT_EXCEEDED" and "concurrent" in message.lower())


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
