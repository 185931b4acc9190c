"""HubSpot's properties: which get a column of their own, which are read with their history."""

from ingestion.sources.hubspot.custom import LIST, added

CRM_OBJECTS = (
    "contacts",
    "companies",
    "deals",
    "calls",
    "meetings",
    "emails",
    "notes",
    "tasks",
    "products",
    "line_items",
)

_OF_EVERY_OBJECT = ("hs_object_id", "hs_object_source", "hs_merged_object_ids", "hubspot_owner_id")
_OF_ENGAGEMENTS = ("hs_timestamp", "hs_createdate", "hs_lastmodifieddate", *_OF_EVERY_OBJECT)
_OF_PRODUCTS = (
    "name", "description", "price", "hs_sku", "hs_cost_of_goods_sold", "hs_product_type",
    "recurringbillingfrequency", "hs_recurring_billing_period", "createdate", "hs_lastmodifieddate",
)  # fmt: skip

DECLARED: dict[str, tuple[str, ...]] = {
    "contacts": (
        "email", "hs_additional_emails", "firstname", "lastname", "phone", "mobilephone",
        "jobtitle", "company", "website", "address", "city", "state", "zip", "country",
        "lifecyclestage", "hs_lead_status", "rejection_reason", "hubspotscore", "hs_email_optout",
        "hs_analytics_source", "hs_analytics_source_data_1", "hs_analytics_source_data_2",
        "hs_analytics_first_touch_converting_campaign", "first_conversion_event_name",
        "first_conversion_date", "num_conversion_events", "associatedcompanyid",
        "salesforceleadid", "salesforcecontactid", "hs_calculated_merged_vids",
        "hubspot_owner_assigneddate", "createdate", "lastmodifieddate", *_OF_EVERY_OBJECT,
    ),
    "companies": (
        "name", "domain", "hs_additional_domains", "website", "industry", "type",
        "numberofemployees", "annualrevenue", "phone", "address", "city", "state", "zip", "country",
        "lifecyclestage", "hs_parent_company_id", "salesforceaccountid",
        "createdate", "hs_lastmodifieddate", *_OF_EVERY_OBJECT,
    ),
    "deals": (
        "dealname", "dealtype", "pipeline", "dealstage", "amount", "deal_currency_code",
        "amount_in_home_currency", "hs_exchange_rate", "closedate", "hs_deal_stage_probability",
        "hs_manual_forecast_category", "hs_is_closed", "hs_is_closed_won", "closed_lost_reason",
        "closed_won_reason", "competitor", "hs_analytics_source", "hs_campaign", "hs_acv", "hs_arr",
        "hs_mrr", "hs_tcv", "description", "hs_primary_associated_company",
        "hs_salesforceopportunityid", "createdate", "hs_lastmodifieddate", *_OF_EVERY_OBJECT,
    ),
    "calls": (
        "hs_call_title", "hs_call_body", "hs_call_direction", "hs_call_disposition",
        "hs_call_duration", "hs_call_status", *_OF_ENGAGEMENTS,
    ),
    "meetings": (
        "hs_meeting_title", "hs_meeting_body", "hs_meeting_outcome", "hs_meeting_start_time",
        "hs_meeting_end_time", *_OF_ENGAGEMENTS,
    ),
    "emails": (
        "hs_email_subject", "hs_email_text", "hs_email_direction", "hs_email_status",
        "hs_email_from_email", "hs_email_to_email", *_OF_ENGAGEMENTS,
    ),
    "notes": ("hs_note_body", *_OF_ENGAGEMENTS),
    "tasks": (
        "hs_task_subject", "hs_task_body", "hs_task_status", "hs_task_type", "hs_task_priority",
        "hs_task_completion_date", *_OF_ENGAGEMENTS,
    ),
    "products": (*_OF_PRODUCTS, *_OF_EVERY_OBJECT),
    "line_items": (
        "hs_product_id", "quantity", "amount", "discount", "hs_discount_percentage",
        "hs_line_item_currency_code", "hs_acv", "hs_arr", "hs_mrr", "hs_tcv",
        *_OF_PRODUCTS, *_OF_EVERY_OBJECT,
    ),
}  # fmt: skip

_ADDED = added(LIST.read_text(encoding="utf-8"), DECLARED)
COLUMNS = {name: (*columns, *_ADDED.get(name, ())) for name, columns in DECLARED.items()}

WITH_HISTORY: dict[str, tuple[str, ...]] = {
    "contacts": (
        "lifecyclestage",
        "hs_lead_status",
        "hubspot_owner_id",
        "hubspotscore",
        "email",
        "rejection_reason",
    ),
    "companies": (
        "lifecyclestage",
        "hubspot_owner_id",
        "name",
        "domain",
        "industry",
        "numberofemployees",
    ),
    "deals": (
        "dealstage",
        "pipeline",
        "amount",
        "closedate",
        "hubspot_owner_id",
        "deal_currency_code",
    ),
}

# Contacts alone keep their stamp under another name; under the wrong one a search finds nothing.
MODIFIED = dict.fromkeys(CRM_OBJECTS, "hs_lastmodifieddate") | {"contacts": "lastmodifieddate"}

# from → to, as read by `/crm/v4/associations/{from}/{to}/batch/read`
ASSOCIATIONS: tuple[tuple[str, str], ...] = (
    ("contacts", "companies"),
    ("deals", "companies"),
    ("deals", "contacts"),
    ("deals", "line_items"),
    *(
        (engagement, target)
        for engagement in ("calls", "meetings", "emails", "notes", "tasks")
        for target in ("contacts", "deals")
    ),
)
