"""What lands of Salesforce: a table an object, the columns under the vendor's own field names.

Declared are the standard fields that revenue work rests on, the sample company's custom fields, and
those that `custom.toml` lists; every other field an org has is read too and lands in `_extra`.
Compound fields (`BillingAddress`) are left out: their parts are fields of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ingestion.source import Field, Mark, Table, always_upsert
from ingestion.sources.salesforce.custom import LIST, with_custom_fields


def _texts(names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names.split())


def _numbers(names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "number", same_as="number") for name in names.split())


def _booleans(names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "boolean") for name in names.split())


def _instants(names: str) -> tuple[Field, ...]:
    return tuple(Field(name, same_as="instant") for name in names.split())


def _values(names: str) -> tuple[Field, ...]:
    """Values whose JSON type depends on another column; kept as their own JSON text."""
    return tuple(Field(name, "any") for name in names.split())


def life(record: Mapping[str, str | None]) -> Mark:
    """A deleted record says so itself; one that lost a merge also names its winner."""
    if record.get("IsDeleted") != "true":
        return Mark()
    winner = record.get("MasterRecordId")
    return Mark("merge", winner) if winner else Mark("delete")


AUDIT = (
    *_texts("CreatedById LastModifiedById"),
    *_instants("CreatedDate LastModifiedDate SystemModstamp"),
)
ID = _texts("Id")
DELETED = _booleans("IsDeleted")
CURRENCY = _texts("CurrencyIsoCode")
ACTIVITY_DATES = (*_texts("LastActivityDate"), *_instants("LastViewedDate LastReferencedDate"))


def _address(prefix: str) -> tuple[Field, ...]:
    parts = ("Street", "City", "State", "PostalCode", "Country", "GeocodeAccuracy")
    places = ("Latitude", "Longitude")
    return _texts(" ".join(prefix + part for part in parts)) + _numbers(
        " ".join(prefix + place for place in places)
    )


def _table(object: str, name: str, *fields: tuple[Field, ...]) -> Table:
    declared = tuple(field for group in (ID, *fields) for field in group)
    return Table(
        name, object, declared, changed_at="SystemModstamp", envelope=("attributes",), mark=life
    )


def _history(object: str, name: str, *fields: tuple[Field, ...]) -> Table:
    """Rows that never change. They share their parent's fate, which is no change of theirs."""
    return replace(_table(object, name, *fields), changed_at="CreatedDate", mark=always_upsert)


LEAD = _table(
    "Lead",
    "lead",
    _texts(
        "MasterRecordId LastName FirstName Salutation Name Title Company Email Phone MobilePhone"
    ),
    _texts("Fax Website Description LeadSource Status Industry Rating OwnerId Jigsaw"),
    _texts("ConvertedAccountId ConvertedContactId ConvertedOpportunityId ConvertedDate"),
    _texts("EmailBouncedReason IndividualId"),
    _address(""),
    _numbers("AnnualRevenue NumberOfEmployees"),
    _booleans("IsConverted IsUnreadByOwner HasOptedOutOfEmail HasOptedOutOfFax DoNotCall"),
    _instants("EmailBouncedDate FirstCallDateTime FirstEmailDateTime"),
    _texts("HubSpot_Contact_ID__c Alternate_Email__c Rejection_Reason__c"),
    _numbers("HubSpot_Score__c"),
    DELETED + CURRENCY + ACTIVITY_DATES + AUDIT,
)

CONTACT = _table(
    "Contact",
    "contact",
    _texts("MasterRecordId AccountId LastName FirstName Salutation Name Title Department Email"),
    _texts("Phone Fax MobilePhone HomePhone OtherPhone AssistantName AssistantPhone ReportsToId"),
    _texts("LeadSource Birthdate Description OwnerId EmailBouncedReason IndividualId Jigsaw"),
    _address("Mailing"),
    _address("Other"),
    _booleans("HasOptedOutOfEmail HasOptedOutOfFax DoNotCall IsEmailBounced"),
    _instants("EmailBouncedDate LastCURequestDate LastCUUpdateDate"),
    _texts("HubSpot_Contact_ID__c Alternate_Email__c"),
    DELETED + CURRENCY + ACTIVITY_DATES + AUDIT,
)

ACCOUNT = _table(
    "Account",
    "account",
    _texts(
        "MasterRecordId Name Type ParentId Phone Fax AccountNumber Website Sic SicDesc Industry"
    ),
    _texts("Ownership TickerSymbol Description Rating Site OwnerId AccountSource Jigsaw"),
    _address("Billing"),
    _address("Shipping"),
    _numbers("AnnualRevenue NumberOfEmployees"),
    _texts("HubSpot_Company_ID__c"),
    DELETED + CURRENCY + ACTIVITY_DATES + AUDIT,
)

OPPORTUNITY = _table(
    "Opportunity",
    "opportunity",
    _texts(
        "AccountId Name Description StageName CloseDate Type NextStep LeadSource ForecastCategory"
    ),
    _texts("ForecastCategoryName CampaignId Pricebook2Id OwnerId ContactId Fiscal"),
    _texts("LastAmountChangedHistoryId LastCloseDateChangedHistoryId"),
    _numbers(
        "Amount Probability ExpectedRevenue TotalOpportunityQuantity FiscalQuarter FiscalYear"
    ),
    _booleans("IsPrivate IsClosed IsWon HasOpportunityLineItem HasOpenActivity HasOverdueTask"),
    _instants("LastStageChangeDate"),
    _texts("HubSpot_Deal_ID__c Loss_Reason__c Competitor__c"),
    DELETED + CURRENCY + ACTIVITY_DATES + AUDIT,
)

OPPORTUNITY_HISTORY = _history(
    "OpportunityHistory",
    "opportunity_history",
    _texts("OpportunityId StageName CloseDate ForecastCategory PrevCloseDate CreatedById"),
    _numbers("Amount ExpectedRevenue Probability PrevAmount"),
    DELETED + CURRENCY + _instants("CreatedDate SystemModstamp"),
)

OPPORTUNITY_FIELD_HISTORY = _history(
    "OpportunityFieldHistory",
    "opportunity_field_history",
    _texts("OpportunityId Field DataType CreatedById") + _values("OldValue NewValue"),
    DELETED + _instants("CreatedDate"),
)

LEAD_HISTORY = _history(
    "LeadHistory",
    "lead_history",
    _texts("LeadId Field DataType CreatedById") + _values("OldValue NewValue"),
    DELETED + _instants("CreatedDate"),
)

OPPORTUNITY_LINE_ITEM = _table(
    "OpportunityLineItem",
    "opportunity_line_item",
    _texts("OpportunityId PricebookEntryId Product2Id ProductCode Name ServiceDate Description"),
    _numbers("SortOrder Quantity Discount Subtotal TotalPrice UnitPrice ListPrice"),
    DELETED + CURRENCY + AUDIT,
)

OPPORTUNITY_CONTACT_ROLE = _table(
    "OpportunityContactRole",
    "opportunity_contact_role",
    _texts("OpportunityId ContactId Role") + _booleans("IsPrimary"),
    DELETED + CURRENCY + AUDIT,
)

CAMPAIGN = _table(
    "Campaign",
    "campaign",
    _texts("Name ParentId Type Status StartDate EndDate Description OwnerId"),
    _numbers("ExpectedRevenue BudgetedCost ActualCost ExpectedResponse NumberSent"),
    _numbers("NumberOfLeads NumberOfConvertedLeads NumberOfContacts NumberOfResponses"),
    _numbers("NumberOfOpportunities NumberOfWonOpportunities"),
    _numbers("AmountAllOpportunities AmountWonOpportunities"),
    _booleans("IsActive"),
    DELETED + CURRENCY + ACTIVITY_DATES + AUDIT,
)

CAMPAIGN_MEMBER = _table(
    "CampaignMember",
    "campaign_member",
    _texts(
        "CampaignId LeadId ContactId AccountId LeadOrContactId LeadOrContactOwnerId Status Type"
    ),
    _texts(
        "FirstRespondedDate Name FirstName LastName Title Email Phone CompanyOrAccount LeadSource"
    ),
    _booleans("HasResponded HasOptedOutOfEmail HasOptedOutOfFax DoNotCall"),
    DELETED + CURRENCY + AUDIT,
)

TASK = _table(
    "Task",
    "task",
    _texts("WhoId WhatId AccountId OwnerId Subject ActivityDate Status Priority Type TaskSubtype"),
    _texts("Description CallType CallDisposition CallObject RecurrenceActivityId"),
    _numbers("WhoCount WhatCount CallDurationInSeconds"),
    _booleans("IsHighPriority IsClosed IsArchived IsReminderSet IsRecurrence"),
    _instants("CompletedDateTime ReminderDateTime"),
    _texts("Outcome__c"),
    DELETED + CURRENCY + AUDIT,
)

EVENT = _table(
    "Event",
    "event",
    _texts("WhoId WhatId AccountId OwnerId Subject Location ActivityDate EndDate Description Type"),
    _texts("ShowAs GroupEventType EventSubtype RecurrenceActivityId"),
    _numbers("WhoCount WhatCount DurationInMinutes"),
    _booleans("IsAllDayEvent IsPrivate IsChild IsGroupEvent IsArchived IsRecurrence IsReminderSet"),
    _instants("ActivityDateTime StartDateTime EndDateTime ReminderDateTime"),
    _texts("Outcome__c"),
    DELETED + CURRENCY + AUDIT,
)

USER = _table(
    "User",
    "user",
    _texts("Username LastName FirstName Name Email Alias CompanyName Division Department Title"),
    _texts("Phone MobilePhone ManagerId UserRoleId ProfileId UserType TimeZoneSidKey LocaleSidKey"),
    _texts("LanguageLocaleKey EmployeeNumber FederationIdentifier DefaultCurrencyIsoCode"),
    _address(""),
    _booleans("IsActive ForecastEnabled"),
    _instants("LastLoginDate"),
    CURRENCY + AUDIT,
)

USER_ROLE = _table(
    "UserRole",
    "user_role",
    _texts("Name DeveloperName ParentRoleId RollupDescription ForecastUserId PortalType"),
    _texts("OpportunityAccessForAccountOwner ContactAccessForAccountOwner LastModifiedById"),
    _booleans("MayForecastManagerShare"),
    _instants("LastModifiedDate SystemModstamp"),
)

PRODUCT2 = _table(
    "Product2",
    "product2",
    _texts("Name ProductCode Description Family QuantityUnitOfMeasure StockKeepingUnit DisplayUrl"),
    _texts("ExternalId ExternalDataSourceId"),
    _booleans("IsActive IsArchived"),
    _texts("Billing_Interval__c"),
    DELETED + CURRENCY + _instants("LastViewedDate LastReferencedDate") + AUDIT,
)

CURRENCY_TYPE = _table(
    "CurrencyType",
    "currency_type",
    _texts("IsoCode"),
    _numbers("ConversionRate DecimalPlaces"),
    _booleans("IsActive IsCorporate"),
    AUDIT,
)

DATED_CONVERSION_RATE = _table(
    "DatedConversionRate",
    "dated_conversion_rate",
    _texts("IsoCode StartDate NextStartDate"),
    _numbers("ConversionRate"),
    AUDIT,
)

STANDARD = (
    *(USER, USER_ROLE, CURRENCY_TYPE, DATED_CONVERSION_RATE, PRODUCT2),
    *(CAMPAIGN, ACCOUNT, CONTACT, LEAD, LEAD_HISTORY, CAMPAIGN_MEMBER),
    *(OPPORTUNITY, OPPORTUNITY_HISTORY, OPPORTUNITY_FIELD_HISTORY),
    *(OPPORTUNITY_LINE_ITEM, OPPORTUNITY_CONTACT_ROLE, TASK, EVENT),
)
TABLES = with_custom_fields(STANDARD, LIST.read_text())
