"""Deals where they were sold, and Salesforce's in HubSpot as well."""

from random import Random

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY, MINUTE, SECOND
from ingestion.sandbox.history import Deal, Firm, Life
from ingestion.sandbox.mess import Mess
from ingestion.sandbox.tracing.people import account_id, opportunity_id
from ingestion.sandbox.tracing.trace import Trace

ONE_SIDED = 0.97  # of the pairs in which a pointer is missing: the other side's is there


def trace_deals(firm: Firm, life: Life, mess: Mess, dice: Random) -> list[Trace]:
    traces: list[Trace] = []
    for deal in life.deals:
        traces += _trace_deal(firm, mess, dice, deal)
    return traces


def _trace_deal(firm: Firm, mess: Mess, dice: Random, deal: Deal) -> list[Trace]:
    if deal.system == "hubspot":
        at = deal.created_at
        return [_hubspot_deal(firm, deal, at, "manual", deal.owner_key)]
    opportunity = Trace(
        "salesforce", "Opportunity", opportunity_id(firm, deal.key), "deal", deal.key,
        deal.created_at, "manual", {"name": deal.name},
        account_id=account_id(firm, deal.company_key), owner_key=deal.owner_key,
    )  # fmt: skip
    if dice.random() < mess.is_deleted:
        opportunity.deleted_at = deal.created_at + int(dice.uniform(2, 60) * DAY)
        if dice.random() < mess.is_restored:
            opportunity.restored_at = opportunity.deleted_at + int(dice.uniform(0.1, 6) * DAY)
        return [opportunity]
    if dice.random() >= mess.deal_is_in_both:
        return [opportunity]
    at = deal.created_at + dice.randrange(2, 40) * MINUTE
    copy = _hubspot_deal(firm, deal, at, "sync", deal.owner_key)
    there = (at + 20 * SECOND, "salesforce", "Opportunity", opportunity.id)
    back = (at + 40 * SECOND, "hubspot", "deals", copy.id)
    lacks_there = dice.random() < mess.lacks_sync_id
    lacks_back = dice.random() < mess.lacks_sync_id
    if lacks_there and lacks_back and dice.random() < ONE_SIDED:
        lacks_back = False
    copy.synced = () if lacks_there else (there,)
    opportunity.synced = () if lacks_back else (back,)
    if dice.random() < mess.deal_differs:
        differ(dice, deal, dice.choice((copy, copy, opportunity)))
    if dice.random() < mess.spells_otherwise:
        copy.values["name"] = deal.name.upper() if dice.random() < 0.5 else f"{deal.name} (copy)"
    return [opportunity, copy]


def _hubspot_deal(firm: Firm, deal: Deal, at: int, origin: str, owner_key: str) -> Trace:
    return Trace(
        "hubspot", "deals", ids.hubspot(firm.seed, "deals", deal.key, 0), "deal", deal.key, at,
        origin, {"name": deal.name}, owner_key=owner_key,
    )  # fmt: skip


def differ(dice: Random, deal: Deal, trace: Trace) -> None:
    """Before tax, after tax, a year instead of the term, or the figure in the wrong currency."""
    amount = deal.amounts[-1][1]
    if dice.random() < 0.25:
        trace.values["currency"] = "EUR" if deal.currency != "EUR" else "USD"
    else:
        trace.values["amount_minor"] = max(
            1, amount * dice.choice((80, 90, 110, 119, 125, 300)) // 100
        )
