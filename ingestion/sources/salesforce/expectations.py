"""What Salesforce promises: ids are ids, and what it calls required is never empty."""

from __future__ import annotations

from ingestion.expectation import (
    Expectation,
    are_timestamps,
    in_set,
    matches_regex,
    not_null,
    unique_in_load,
)
from ingestion.source import Table
from ingestion.sources.salesforce.tables import TABLES

KEY_PREFIXES = {
    "account": "001",
    "campaign": "701",
    "campaign_member": "00v",
    "contact": "003",
    "currency_type": "01L",
    "dated_conversion_rate": "04w",
    "event": "00U",
    "lead": "00Q",
    "lead_history": "017",
    "opportunity": "006",
    "opportunity_contact_role": "00K",
    "opportunity_field_history": "017",
    "opportunity_history": "008",
    "opportunity_line_item": "00k",
    "product2": "01t",
    "task": "00T",
    "user": "005",
    "user_role": "00E",
}
REQUIRED = {
    "account": ("Name", "OwnerId"),
    "campaign": ("Name", "OwnerId"),
    "campaign_member": ("CampaignId",),
    "contact": ("LastName", "OwnerId"),
    "currency_type": ("IsoCode", "ConversionRate"),
    "dated_conversion_rate": ("IsoCode", "StartDate", "ConversionRate"),
    "event": ("OwnerId", "StartDateTime"),
    "lead": ("LastName", "Company", "Status", "OwnerId"),
    "lead_history": ("LeadId", "Field"),
    "opportunity": ("Name", "StageName", "CloseDate", "OwnerId"),
    "opportunity_contact_role": ("OpportunityId", "ContactId"),
    "opportunity_field_history": ("OpportunityId", "Field"),
    "opportunity_history": ("OpportunityId", "StageName"),
    "opportunity_line_item": ("OpportunityId", "Quantity"),
    "product2": ("Name",),
    "task": ("OwnerId", "Status"),
    "user": ("Username", "LastName"),
    "user_role": ("Name",),
}
DATES = {
    "campaign": ("StartDate", "EndDate"),
    "campaign_member": ("FirstRespondedDate",),
    "dated_conversion_rate": ("StartDate", "NextStartDate"),
    "lead": ("ConvertedDate",),
    "opportunity": ("CloseDate",),
    "opportunity_history": ("CloseDate",),
    "task": ("ActivityDate",),
}
INSTANTS = {
    "event": ("StartDateTime",),
    "task": ("CompletedDateTime",),
}
WORDS = {
    ("opportunity", "ForecastCategory"): (
        "Omitted", "Pipeline", "BestCase", "MostLikely", "Forecast", "Closed",
    ),
    ("task", "TaskSubtype"): ("Task", "Email", "ListEmail", "Cadence", "Call", "LinkedIn"),
}  # fmt: skip
UNIQUE = {"currency_type": ("IsoCode",), "user": ("Username",)}
WITH_MONEY = ("campaign", "opportunity", "opportunity_history", "opportunity_line_item")
DATE = "[0-9]{4}-[01][0-9]-[0-3][0-9]"
CURRENCY = "[A-Z]{3}"
PERCENT = r"(100|[0-9]{1,2})(\.[0-9]+)?"


def _of(table: Table) -> tuple[Expectation, ...]:
    columns = {field.name for field in table.fields}
    stamps = {table.changed_at or "", "CreatedDate"} & columns
    expectations = [
        *matches_regex(KEY_PREFIXES[table.name] + "[0-9A-Za-z]{15}", "Id"),
        *not_null(*REQUIRED[table.name], table.changed_at or "Id"),
        *are_timestamps(*sorted(stamps), *INSTANTS.get(table.name, ())),
        *matches_regex(DATE, *DATES.get(table.name, ())),
    ]
    if table.name in WITH_MONEY:
        expectations += matches_regex(CURRENCY, "CurrencyIsoCode")
    if "Probability" in columns:
        expectations += matches_regex(PERCENT, "Probability")
    expectations += [unique_in_load(name) for name in UNIQUE.get(table.name, ())]
    for (name, column), words in WORDS.items():
        if name == table.name:
            expectations.append(in_set(column, words))
    return tuple(expectations)


EXPECTATIONS = {table.name: _of(table) for table in TABLES}
