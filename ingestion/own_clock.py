"""Our own clock: a vendor's that runs ahead of it is not believed."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from ingestion.vendor_clock import SKEW

log = logging.getLogger(__name__)
_now: ContextVar[Callable[[], datetime] | None] = ContextVar("now", default=None)


@contextmanager
def timed_by(now: Callable[[], datetime]) -> Iterator[None]:
    """Inside, `now()` is our own clock: that of a sandbox, whose days pass in seconds."""
    token = _now.set(now)
    try:
        yield
    finally:
        _now.reset(token)


def now() -> datetime:
    """By our own clock."""
    return (_now.get() or _utc)()


def is_here(host: str) -> bool:
    """This very machine: what answers there is a sandbox."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class OwnClock:
    """Holds what one vendor says the time is against ours.

    A sandbox has a time of its own, and only who runs it knows which (`timed_by`).
    """

    def __init__(self, source: str, host: str) -> None:
        self.source, self.is_here = source, is_here(host)
        self._last = datetime.min.replace(tzinfo=UTC)
        self._is_said = False

    def earlier(self, told: datetime) -> datetime:
        """The earlier of both clocks: reading twice does no harm, skipping does."""
        if told <= self._last:  # ours can only be later by now
            return told
        now = _now.get() or (None if self.is_here else _utc)
        if now is None:
            return told
        self._last = now()
        if told > self._last + SKEW and not self._is_said:
            self._is_said = True
            log.warning(
                "%s: by its clock it is %s and by ours %s: it is read as of the earlier",
                self.source,
                told.strftime("%Y-%m-%d %H:%M:%S"),
                self._last.strftime("%Y-%m-%d %H:%M:%S"),
            )
        return min(told, self._last.replace(microsecond=0))


def _utc() -> datetime:
    return datetime.now(UTC)
