"""Conditions of a page: what is asked of an attribute, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


def holds(where: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    return all(fits(wanted, event.get(attribute)) for attribute, wanted in where.items())


def fits(wanted: Any, value: Any) -> bool:
    if value is None:
        return False
    if isinstance(wanted, Mapping) and "like" in wanted:
        return any(_has_form(pattern, str(value)) for pattern in wanted["like"])
    if isinstance(wanted, Mapping):
        number = _number(value)
        if number is None:
            return False
        least, most = wanted.get("at_least"), wanted.get("at_most")
        return (least is None or number >= least) and (most is None or number <= most)
    return value in wanted


def _has_form(pattern: str, text: str) -> bool:
    """Any run of characters where the pattern has `*`, whatever the case."""
    parts = [re.escape(part) for part in pattern.lower().split("*")]
    return re.fullmatch(".*".join(parts), text.lower(), re.DOTALL) is not None


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
