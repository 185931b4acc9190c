"""Events that several systems tell somebody came to, heard of from one (docs/facts.md §5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ingestion.sandbox.truth.entities import Campaign, Ref, Touch
from ingestion.sandbox.truth.page import Page

TAKING_PART = ("event_registered", "event_attended")


def told_once(
    touches: Iterable[Touch], page: Page, campaigns: Mapping[tuple[str, str | None], Campaign]
) -> tuple[set[Ref], dict[Ref, Campaign]]:
    """Of one person's touches: those not heard, and the campaigns that others lend the heard."""
    days: dict[tuple, list[Touch]] = defaultdict(list)
    for touch in touches:
        named = (touch.asset or "").strip()
        if touch.touch_type in TAKING_PART and named:
            days[touch.touch_type, named, page.date_of(touch.at)].append(touch)
    unheard: set[Ref] = set()
    lent: dict[Ref, Campaign] = {}
    for same in days.values():
        if len({touch.system for touch in same}) == 1:
            continue
        same.sort(key=lambda touch: (-touch.at, touch.system, touch.ref))
        named_by = [campaigns.get((touch.system, touch.source_campaign_id)) for touch in same]
        known = next(filter(None, named_by), None)
        for touch, own in zip(same, named_by, strict=True):
            if touch.system != same[0].system:
                unheard.add(touch.ref)
            elif own is None and known is not None:
                lent[touch.ref] = known
    return unheard, lent
