"""A text as a file writes it, made the contract's canonical text of its type, or a plain objection.

Objections never repeat the value: they name the place, where whoever may read the file finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

TRUE = frozenset({"true", "t", "yes", "y", "1"})
FALSE = frozenset({"false", "f", "no", "n", "0"})
EPOCHS = {"epoch_seconds": 1, "epoch_milliseconds": 1_000}
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)

Convert = Callable[[str], str]


@dataclass(frozen=True)
class Spelling:
    """How a file writes numbers, dates and instants."""

    date_format: str | None = None
    timestamp_format: str | None = None
    time_zone: str | None = None
    decimal_mark: str = "."
    thousands_mark: str | None = None


def converter(data_type: str, spelling: Spelling) -> Convert:
    """From a file's text to canonical text of `data_type`; ValueError says what is wrong."""
    if data_type == "text":
        return str
    if data_type == "boolean":
        return boolean
    if data_type == "bigint":
        return lambda text: whole_number(text, spelling)
    if data_type.startswith("decimal"):
        places = [int(number) for number in re.findall(r"\d+", data_type)]
        return lambda text: number(text, spelling, places[0] - places[1])
    if data_type == "date":
        return lambda text: day(text, spelling)
    if data_type == "timestamp":
        return lambda text: instant(text, spelling)
    raise KeyError(data_type)


def boolean(text: str) -> str:
    word = text.strip().lower()
    if word in TRUE:
        return "true"
    if word in FALSE:
        return "false"
    raise ValueError("is neither true nor false (true, yes, 1; false, no, 0)")


def number(text: str, spelling: Spelling, integer_digits: int = 34) -> str:
    """Plain decimal without exponent, grouping or trailing zeros: `500.0` is `500`."""
    mark, group = re.escape(spelling.decimal_mark), spelling.thousands_mark
    digits = rf"(?:\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+)" if group else r"\d+"
    bare = text.strip()
    if not re.fullmatch(rf"[+-]?(?:{digits}(?:{mark}\d*)?|{mark}\d+)(?:[eE][+-]?\d{{1,3}})?", bare):
        grouped = f" and {group!r} between thousands" if group else ""
        raise ValueError(f"is no number with the decimal mark {spelling.decimal_mark!r}{grouped}")
    plain = bare.replace(group, "") if group else bare
    try:
        value = Decimal(plain.replace(spelling.decimal_mark, "."))
    except InvalidOperation:
        raise ValueError("is no number") from None
    written = f"{value:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    if len(written.lstrip("-").partition(".")[0]) > integer_digits:
        raise ValueError("is too large a number")
    return "0" if written in ("-0", "") else written


def whole_number(text: str, spelling: Spelling) -> str:
    written = number(text, spelling, 18)
    if "." in written:
        raise ValueError("is no whole number")
    return written


def day(text: str, spelling: Spelling) -> str:
    bare = text.strip()
    pattern = spelling.date_format
    try:
        if pattern:
            return datetime.strptime(bare, pattern).date().isoformat()
        if ISO_DATE.fullmatch(bare):
            return date.fromisoformat(bare).isoformat()
    except ValueError:
        pass
    raise ValueError(f"is no date of the form {pattern or 'YYYY-MM-DD'}")


def instant(text: str, spelling: Spelling) -> str:
    """UTC with `Z`. A text without an offset is a time in the mapping's time zone."""
    parsed = _parsed(text.strip(), spelling.timestamp_format)
    if parsed.tzinfo is None:
        if spelling.time_zone is None:
            raise ValueError("has no offset, and the mapping names no time_zone")
        parsed = _placed(parsed, ZoneInfo(spelling.time_zone))
    try:
        utc = parsed.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range") from None
    fraction = f".{utc.microsecond:06d}".rstrip("0") if utc.microsecond else ""
    return f"{utc:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def _parsed(text: str, pattern: str | None) -> datetime:
    try:
        if pattern in EPOCHS:
            micros = Decimal(text) * (1_000_000 // EPOCHS[pattern])
            return EPOCH_START + timedelta(microseconds=int(micros))
        return datetime.strptime(text, pattern) if pattern else datetime.fromisoformat(text)
    except (ValueError, InvalidOperation, OverflowError):
        raise ValueError(f"is no instant of the form {pattern or 'ISO 8601'}") from None


def _placed(local: datetime, zone: tzinfo) -> datetime:
    """The instant of a local time: the earlier one where clocks went back."""
    placed = local.replace(tzinfo=zone)
    try:
        is_there = placed.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    except OverflowError:
        raise ValueError("lies before the year 1 or after 9999 in UTC") from None
    if not is_there:
        raise ValueError(f"does not exist in {zone}: clocks jumped over it")
    return placed
