"""Roll-ups of campaigns: counted from their members and deals whenever they are read.

They change without the campaign's own stamp moving, as every calculated field does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]
COUNTS = (
    "NumberOfLeads",
    "NumberOfConvertedLeads",
    "NumberOfContacts",
    "NumberOfResponses",
    "NumberOfOpportunities",
    "NumberOfWonOpportunities",
)
AMOUNTS = ("AmountAllOpportunities", "AmountWonOpportunities")


def of_campaigns(
    members: Iterable[Row], deals: Iterable[Row], rates: Mapping[str, float]
) -> dict[str, Row]:
    """Campaign id to what its live members and deals add up to, in the corporate currency."""
    sums: dict[str, Row] = defaultdict(lambda: dict.fromkeys((*COUNTS, *AMOUNTS), 0))
    for member in members:
        if not member.get("IsDeleted"):
            of = sums[member["CampaignId"]]
            is_lead, is_contact = "LeadId" in member, "ContactId" in member
            of["NumberOfLeads"] += is_lead
            of["NumberOfConvertedLeads"] += is_lead and is_contact
            of["NumberOfContacts"] += is_contact and not is_lead
            of["NumberOfResponses"] += bool(member.get("HasResponded"))
    for deal in deals:
        if "CampaignId" in deal and not deal.get("IsDeleted"):
            of = sums[deal["CampaignId"]]
            amount = deal.get("Amount", 0) / rates.get(deal.get("CurrencyIsoCode", ""), 1.0)
            of["NumberOfOpportunities"] += 1
            of["AmountAllOpportunities"] += amount
            if deal.get("IsWon"):
                of["NumberOfWonOpportunities"] += 1
                of["AmountWonOpportunities"] += amount
    return sums
