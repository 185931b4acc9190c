"""What an event of each kind can carry, as section 5 of docs/facts.md says: the one table of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import Condition, meet
from ingestion.sources.definitions.vocabulary import EVENTS, TOUCH_TYPES

# By attribute the texts that it can be; None: any. What stands nowhere no such event has.
Carried = Mapping[str, tuple[str, ...] | None]

BILLING = ("stripe",)  # systems that tell of money alone, and of nothing that somebody did
OF_SALES = ("call", "meeting", "sales_email", "task", "note")  # other touches are marketing's
# What a vendor says by itself; other outcomes of a touch are the page's words.
TOLD_OUTCOMES = {"sales_email": ("sent", "replied"), "task": ("done", "open")}

# Of people, where a vendor knows no others; where it stands not, any.
RECORD_KINDS = {"hubspot": ("contact",), "salesforce": ("contact", "lead")}

_OF_A_RECORD: Carried = {
    "source_system": None,
    "record_kind": None,
    "medium": None,
    "email_kind": None,
    "channel": None,
}
_OF_A_DEAL: Carried = {"side": ("sales",), "email_kind": None, "channel": None}
_OF_A_TOUCH: Carried = {
    **_OF_A_RECORD,
    "outcome": None,
    "asset": None,
    "is_automatic": None,
    "campaign_type": None,
}
CARRIED: Mapping[str, Carried] = {
    **{
        touch_type: {
            "event": (touch_type,),
            **_OF_A_TOUCH,
            "touch_type": (touch_type,),
            "side": ("sales" if touch_type in OF_SALES else "marketing",),
        }
        for touch_type in TOUCH_TYPES
    },
    "claim": {"event": ("claim",), **_OF_A_RECORD, "means": None},
    "owner_changed": {"event": ("owner_changed",), **_OF_A_RECORD, "owner_is_user": None},
    "score_changed": {"event": ("score_changed",), **_OF_A_RECORD, "score": None},
    "record_created": {
        "event": ("record_created",),
        **_OF_A_RECORD,
        "record_kind": ("lead", "contact"),
        "side": ("sales",),
        "campaign_type": None,
    },
    "opportunity_linked": {"event": ("opportunity_linked",), **_OF_A_DEAL},
    "opportunity_closed": {
        "event": ("opportunity_closed",),
        **_OF_A_DEAL,
        "outcome": ("won", "lost"),
    },
}


def systems(page: Page) -> set[str]:
    ranked = [names for fields in page.survivorship.values() for names in fields.values()]
    return set(page.freshness_limit_hours).union(*ranked)


def meanings(page: Page, of: Collection[str]) -> set[str]:
    """What the statuses of these systems mean to the criteria."""
    return {
        status.means
        for system, fields in page.statuses.items()
        for labels in fields.values()
        for status in labels.values()
        if status.means and system in of
    }


def outcomes(page: Page, of: Collection[str], touch_types: Collection[str]) -> set[str]:
    """What the page's words for these systems say of such touches, and what vendors say."""
    told = {word for kind in touch_types for word in TOLD_OUTCOMES.get(kind, ())}
    return told | {
        outcome
        for system, kinds in page.outcomes.items()
        for kind, labels in kinds.items()
        for outcome in labels.values()
        if system in of and kind in touch_types
    }


def carried(event: str, where: Mapping[str, Condition], page: Page) -> Carried:
    """What an event of a kind can carry by this page, of the systems that a rule names."""
    of = _asked(where) or systems(page).difference(BILLING)
    told = dict(CARRIED[event])
    if "source_system" in told:
        told["source_system"] = tuple(sorted(systems(page).difference(BILLING)))
    if "record_kind" in told and of <= RECORD_KINDS.keys():
        told["record_kind"] = tuple(sorted({kind for each in of for kind in RECORD_KINDS[each]}))
    if "means" in told:
        told["means"] = tuple(sorted(meanings(page, of)))
    if event in TOUCH_TYPES:
        told["outcome"] = tuple(sorted(outcomes(page, of, (event,))))
    return told


def gives_channel(
    event: str, where: Mapping[str, Condition], page: Page, channels: Collection[str]
) -> bool:
    """Whether some row of `channels` for one of these may fit such an event that meets a rule."""
    told = carried(event, where, page)
    return any(
        row.channel in channels
        and meet(row.when, where)
        and all(can_be(told, *asked) for asked in row.when.items())
        for row in page.channels
    )


def _asked(where: Mapping[str, Condition]) -> set[str]:
    return set(where["source_system"].one_of) if "source_system" in where else set()


def can_be(told: Carried, attribute: str, condition: Condition) -> bool:
    """Whether what is carried may meet a condition."""
    if attribute not in told:
        return False
    texts = told[attribute]
    return texts is None or not condition.one_of or not set(texts).isdisjoint(condition.one_of)


def kinds_that_meet(
    where: Mapping[str, Condition], page: Page, kinds: Collection[str] = EVENTS
) -> list[str]:
    """The kinds of events of which one may meet all of these conditions."""
    return [
        event
        for event in kinds
        if all(can_be(carried(event, where, page), *asked) for asked in where.items())
    ]
