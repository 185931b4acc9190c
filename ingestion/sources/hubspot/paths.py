"""HubSpot's two ways to write a path: by the number of a version (`v3`), or by its date."""

from __future__ import annotations

import re

NUMBERED = "v3"  # associations stand under v4 then
_DATED = re.compile(r"20[0-9]{2}-(03|09)")
_BY_NUMBER = re.compile(r"^/(crm|marketing|events)/v[34]/([a-z-]+)")
_RENAMED = {"/events/events": "/events/event-occurrences"}


def is_style(text: str) -> bool:
    return text == NUMBERED or _DATED.fullmatch(text) is not None


def styled(path: str, style: str) -> str:
    """The path in the style asked for. Older APIs (`/email/public/v1/…`) have one form only."""
    numbered = _BY_NUMBER.match(path)
    if style == NUMBERED or numbered is None:
        return path
    family = f"/{numbered[1]}/{numbered[2]}"
    return f"{_RENAMED.get(family, family)}/{style}{path[numbered.end() :]}"
