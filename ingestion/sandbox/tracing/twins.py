"""People who stand twice in one system, and what joins their records again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingestion.sandbox.clock import DAY, HOUR
from ingestion.sandbox.tracing.trace import Trace

if TYPE_CHECKING:
    from ingestion.sandbox.tracing.people import Place


def stand_twice(place: Place, hubspot: list[Trace], salesforce: list[Trace]) -> list[Trace]:
    """The further records; those given are changed where a merge ends them."""
    if not place.chance(place.mess.stands_twice):
        return []
    leads = [trace for trace in salesforce if trace.converted_at is None]
    if leads and (not hubspot or place.chance(0.5)):
        return _twice_in_salesforce(place, leads[0])
    return _twice_in_hubspot(place, hubspot[0]) if hubspot else []


def _twice_in_salesforce(place: Place, first: Trace) -> list[Trace]:
    """Salesforce takes the same address twice; a merge keeps one of the two."""
    at = first.created_at + HOUR + int(place.dice.expovariate(1 / 50) * DAY)
    object = first.object if place.chance(0.7) else "Lead"
    email = place.address(at) if place.chance(0.8) else place.person.email
    twin = place.record(object, 1, at, place.dice.choice(("manual", "import")), email)
    twin.account_id = first.account_id if object == "Contact" else None
    if place.chance(place.mess.lacks_evidence):
        twin.values["email"] = None if place.chance(0.5) else place.other_address(1)
        return [twin]
    if object == first.object and place.chance(place.mess.merges_twins):
        merged_at = at + DAY + int(place.dice.expovariate(1 / 25) * DAY)
        loser, master = (twin, first) if place.chance(0.7) else (first, twin)
        if loser is first:  # what comes later has to find the master
            twin.synced += tuple(
                (max(when, merged_at), system, kind, id) for when, system, kind, id in first.synced
            )
        loser.merged_at, loser.merged_into = merged_at, master.id
        if loser.object == "Lead" and place.chance(place.mess.merges_again):
            return [twin, *_merge_again_in_salesforce(place, master, merged_at)]
    return [twin]


def _merge_again_in_salesforce(place: Place, master: Trace, merged_at: int) -> list[Trace]:
    """The master itself is merged into a third: two steps lead from the first to the last."""
    at = merged_at + int(place.dice.uniform(1, 30) * DAY)
    third = place.record(master.object, 2, at, "manual", place.address(at))
    master.merged_at, master.merged_into = at + int(place.dice.uniform(1, 20) * DAY), third.id
    return [third]


def _twice_in_hubspot(place: Place, first: Trace) -> list[Trace]:
    """HubSpot keeps addresses apart, so a twin has another: private, tagged or former."""
    at = first.created_at + HOUR + int(place.dice.expovariate(1 / 60) * DAY)
    origin = place.dice.choice(("form", "form", "import", "manual", "chat"))
    if place.chance(place.mess.lacks_evidence):
        local, _, domain = place.person.email.partition("@")
        email = f"{local}+news@{domain}" if place.chance(0.5) else place.other_address(1)
        if place.person.mailbox_is_shared:
            email = place.other_address(1)
        return [place.record("contacts", 1, at, origin, email)]
    change = next((when for when, new in first.later if "email" in new), None)
    if change is not None and place.chance(0.4):  # they come back under the address they had
        at = max(at, change + HOUR)
        twin = place.record("contacts", 1, at, origin, place.person.email)
        if not place.chance(place.mess.merges_twins):
            return [twin]
    else:
        twin = place.record("contacts", 1, at, origin, place.other_address(1))
    merged_at = at + DAY + int(place.dice.expovariate(1 / 14) * DAY)
    records = [twin, *_merge(place, first, twin, merged_at, 2)]
    if place.chance(place.mess.merges_again):
        survivor = records[-1] if len(records) > 1 else first
        again_at = merged_at + int(place.dice.uniform(2, 60) * DAY)
        third = place.record("contacts", 3, again_at - DAY, origin, place.other_address(3))
        records += [third, *_merge(place, survivor, third, again_at, 4)]
    return records


def _merge(place: Place, first: Trace, twin: Trace, at: int, number: int) -> list[Trace]:
    """Under the older regime the primary keeps its id; since then both end in a new record."""
    addresses = (*first.values["other_emails"], twin.values["email"])
    if place.chance(place.mess.older_merge_regime):
        twin.merged_at, twin.merged_into = at, first.id
        first.later = tuple(sorted((*first.later, (at, {"other_emails": addresses})), key=_at))
        return []
    survivor = place.record("contacts", number, at, "merge", None)
    survivor.values = dict(first.values)
    for when, new in first.later:
        if when <= at:
            survivor.values.update(new)
    survivor.values["other_emails"] = (*survivor.values["other_emails"], twin.values["email"])
    survivor.later = tuple(each for each in first.later if each[0] > at)
    first.later = tuple(each for each in first.later if each[0] <= at)
    survivor.synced = tuple((max(when, at), *rest) for when, *rest in first.synced)
    first.synced = tuple(each for each in first.synced if each[0] < at)
    survivor.account_id, survivor.owner_key = first.account_id, first.owner_key
    for loser in (first, twin):
        loser.merged_at, loser.merged_into = at, survivor.id
    return [survivor]


def _at(each: tuple) -> int:
    return each[0]
