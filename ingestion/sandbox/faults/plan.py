"""A fault plan: which calls of which vendor go wrong, and how.

faults:
  - vendor: hubspot
    endpoint: /crm/v3/objects/contacts*   # default: every call
    call: 3                               # the third of them, or since: 2026-07-01T06:00:00Z
    times: 2                              # how many in a row; 0: all that follow
    kind: burst
    retry_after: 3
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Literal

Kind = Literal[
    "burst", "daily", "locked", "token", "forbidden", "status",
    "truncated", "mis_sized", "cut_gzip", "drip", "reset", "silence",
    "redirect", "foreign_link",
    "duplicated", "reordered", "short", "empty",
    "skew", "failed_200", "echoed",
]  # fmt: skip
Vendor = Literal["salesforce", "hubspot", "stripe"]
ELSEWHERE = "https://elsewhere.example"


class PlanError(ValueError):
    """A plan that can't be read. One line: file, line, what to do."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. `to` is where redirects and links lead, `share` what is kept of a
    cut answer, `by` what is added to a Content-Length, `seconds` how long a drip or silence takes
    or how far a clock is ahead, `should_retry` what Stripe says of a refusal in its header."""

    vendor: Vendor
    kind: Kind
    endpoint: str = "*"
    call: int | None = None
    since: datetime | None = None
    times: int = 1
    status: int = 503
    retry_after: float | None = None
    should_retry: bool | None = None
    seconds: float = 60.0
    share: float = 0.5
    by: int = -20
    to: str = ELSEWHERE

    def __post_init__(self) -> None:
        if self.call is not None and self.since is not None:
            raise ValueError("name `call` or `since`, not both")
        if self.since is not None and self.since.tzinfo is None:
            raise ValueError("`since` needs its offset, as in 2026-07-01T06:00:00Z")
        if (self.call is not None and self.call < 1) or self.times < 0:
            raise ValueError("`call` counts from 1, `times` from 0")
        if not 400 <= self.status <= 599 or not 0 <= self.share < 1:
            raise ValueError("`status` lies from 400 to 599, `share` from 0 to below 1")
        if self.should_retry is not None and self.vendor != "stripe":
            raise ValueError("`should_retry` is a word of Stripe alone")

    def concerns(self, vendor: str, path: str) -> bool:
        return vendor == self.vendor and fnmatchcase(path, self.endpoint)


class Plan:
    """Faults, and how far they have come. May be replaced while a server runs."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        self.replace(faults)

    def replace(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        self.struck: list[tuple[Fault, str]] = []
        self._calls: Counter[int] = Counter()
        self._strikes: Counter[int] = Counter()

    def concerns(self, vendor: str) -> bool:
        return any(fault.vendor == vendor for fault in self.faults)

    def strike(self, vendor: str, path: str, now: int) -> Fault | None:
        """The fault of this call, if there is one; `now` is the virtual instant."""
        found = None
        for number, fault in enumerate(self.faults):
            if not fault.concerns(vendor, path):
                continue
            self._calls[number] += 1
            if found is None and self._is_due(number, fault, now):
                self._strikes[number] += 1
                self.struck.append((fault, path))
                found = fault
        return found

    def _is_due(self, number: int, fault: Fault, now: int) -> bool:
        if fault.times and self._strikes[number] >= fault.times:
            return False
        if fault.since is not None:
            return now >= int(fault.since.timestamp() * 1000)
        return self._calls[number] >= (fault.call or 1)
