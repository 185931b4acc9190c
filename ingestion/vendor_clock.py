"""What the instants of a cursor mean by the vendor's clock of today."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

# Once a day: a nightly run that starts a little earlier than the last one sweeps all the same.
SWEEP_EVERY = timedelta(hours=23)
SKEW = timedelta(minutes=5)  # a vendor's machines differ by as much

log = logging.getLogger(__name__)
_is_asked: ContextVar[bool] = ContextVar("is_asked", default=False)


@contextmanager
def sweeping(is_asked: bool = True) -> Iterator[None]:
    """Inside, every sweep is due, however lately the last one was."""
    token = _is_asked.set(is_asked)
    try:
        yield
    finally:
        _is_asked.reset(token)


def is_sweep_due(swept_at: datetime | None, now: datetime) -> bool:
    """A cursor that tells of no sweep is one of before there were any."""
    return _is_asked.get() or swept_at is None or now - swept_at >= SWEEP_EVERY


def lies_ahead(of: str, last: datetime | None, now: datetime) -> bool:
    """A run ended in what is the vendor's future now: the clock was set back, or an older copy of
    the system answers. What it read proves nothing of what there is, and one line says so."""
    if last is None or last <= now + SKEW:
        return False
    log.warning(
        "%s: it was last read at %s, and by the vendor's clock it is %s: everything is read again",
        of,
        last.strftime("%Y-%m-%d %H:%M:%S"),
        now.strftime("%Y-%m-%d %H:%M:%S"),
    )
    return True
