"""HubSpot's object types and their properties, as the portal of the sample company has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ingestion.sources.hubspot.properties import DECLARED, MODIFIED


@dataclass(frozen=True)
class ObjectType:
    """A CRM object: its names, what is told of it unasked, what a search by words looks at."""

    name: str
    singular: str
    type_id: str
    scope: str
    defaults: tuple[str, ...]
    worded: tuple[str, ...] = ()
    versions_kept: int = 20
    created: str = "createdate"
    aliases: tuple[str, ...] = field(default=())

    @property
    def modified(self) -> str:
        return MODIFIED[self.name]

    @property
    def always(self) -> tuple[str, ...]:
        return (self.created, self.modified, "hs_object_id")


_ENGAGEMENTS = (
    ("calls", "call", "0-48"),
    ("meetings", "meeting_event", "0-47"),
    ("emails", "email", "0-49"),
    ("notes", "note", "0-46"),
    ("tasks", "task", "0-27"),
)

TYPES: dict[str, ObjectType] = {
    kind.name: kind
    for kind in (
        ObjectType(
            "contacts", "contact", "0-1", "crm.objects.contacts.read",
            ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
            ("firstname", "lastname", "email", "phone", "mobilephone", "company",
             "hs_additional_emails"),
            versions_kept=45,
        ),
        ObjectType(
            "companies", "company", "0-2", "crm.objects.companies.read",
            ("createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"),
            ("name", "domain", "website", "phone"),
        ),
        ObjectType(
            "deals", "deal", "0-3", "crm.objects.deals.read",
            ("amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate",
             "hs_object_id", "pipeline"),
            ("dealname", "pipeline", "dealstage", "description", "dealtype"),
        ),
        ObjectType(
            "products", "product", "0-7", "crm.objects.products.read",
            ("createdate", "description", "hs_lastmodifieddate", "hs_object_id", "name", "price"),
            ("name", "description", "price", "hs_sku"),
        ),
        ObjectType(
            "line_items", "line_item", "0-8", "crm.objects.line_items.read",
            ("amount", "createdate", "hs_lastmodifieddate", "hs_object_id", "hs_product_id",
             "quantity"),
        ),
        *(
            ObjectType(
                name, singular, type_id, "crm.objects.contacts.read",
                ("hs_createdate", "hs_lastmodifieddate", "hs_object_id"), created="hs_createdate",
                aliases=("meeting",) if name == "meetings" else (),
            )
            for name, singular, type_id in _ENGAGEMENTS
        ),
    )
}  # fmt: skip

BY_ANY_NAME = {
    alias: kind
    for kind in TYPES.values()
    for alias in (kind.name, kind.singular, kind.type_id, *kind.aliases)
}

_NUMBERS = (
    "hubspotscore", "num_conversion_events", "numberofemployees", "annualrevenue", "amount",
    "hs_exchange_rate", "amount_in_home_currency", "hs_deal_stage_probability", "hs_acv",
    "hs_arr", "hs_mrr", "hs_tcv", "hs_call_duration", "price", "hs_cost_of_goods_sold", "quantity",
    "discount",
    "hs_discount_percentage", "hs_object_id", "associatedcompanyid", "hs_parent_company_id",
    "hs_primary_associated_company", "hs_product_id",
)  # fmt: skip
_INSTANTS = (
    "createdate", "hs_createdate", "lastmodifieddate", "hs_lastmodifieddate", "closedate",
    "first_conversion_date", "hubspot_owner_assigneddate", "hs_timestamp", "hs_meeting_start_time",
    "hs_meeting_end_time", "hs_task_completion_date",
)  # fmt: skip
_CHOICES = (
    "lifecyclestage", "hs_lead_status", "hs_analytics_source", "dealtype", "pipeline", "dealstage",
    "hubspot_owner_id", "type", "hs_manual_forecast_category", "deal_currency_code",
    "hs_call_direction", "hs_call_status", "hs_meeting_outcome", "hs_email_direction",
    "hs_email_status", "hs_task_status", "hs_task_type", "hs_task_priority", "rejection_reason",
    "hs_product_type", "recurringbillingfrequency", "hs_additional_emails",
    "hs_merged_object_ids", "hs_additional_domains",
)  # fmt: skip
_SWITCHES = ("hs_email_optout", "hs_is_closed", "hs_is_closed_won")
_CALCULATED = (
    "hs_object_id", "createdate", "hs_createdate", "lastmodifieddate", "hs_lastmodifieddate",
    "hs_is_closed", "hs_is_closed_won", "amount_in_home_currency", "hs_merged_object_ids",
    "num_conversion_events",
)  # fmt: skip
# What the portal added itself, by hand or through the Salesforce integration.
_CUSTOM = (
    "rejection_reason",
    "competitor",
    "salesforceleadid",
    "salesforcecontactid",
    "salesforceaccountid",
)
# Contacts have this property too, and never a value in it: a search on it finds nothing.
_EMPTY = {"contacts": ("hs_lastmodifieddate",)}

_DEFINED_AT = "2019-08-06T02:41:08.009Z"


def property_type(name: str) -> str:
    if name in _NUMBERS:
        return "number"
    if name in _INSTANTS:
        return "datetime"
    if name in _SWITCHES:
        return "bool"
    return "enumeration" if name in _CHOICES else "string"


_FIELD_TYPES = {
    "number": "number",
    "datetime": "date",
    "bool": "booleancheckbox",
    "enumeration": "select",
    "string": "text",
}


def definition(kind: ObjectType, name: str, added: dict[str, Any] | None = None) -> dict[str, Any]:
    """A property as `/crm/v3/properties` tells it. `added` is told of the portal's own ones."""
    type_ = property_type(name)
    is_custom = name in _CUSTOM or added is not None
    described = {
        "updatedAt": _DEFINED_AT,
        "createdAt": _DEFINED_AT,
        "name": name,
        "label": name.removeprefix("hs_").replace("_", " ").capitalize(),
        "type": type_,
        "fieldType": _FIELD_TYPES[type_],
        "description": "",
        "groupName": f"{kind.singular}information",
        "options": [],
        "displayOrder": -1,
        "calculated": name in _CALCULATED,
        "externalOptions": name == "hubspot_owner_id",
        "archived": False,
        "hasUniqueValue": name == "hs_object_id",
        "hidden": False,
        "hubspotDefined": not is_custom,
        "modificationMetadata": {
            "archivable": is_custom,
            "readOnlyDefinition": not is_custom,
            "readOnlyValue": name in _CALCULATED,
        },
        "formField": type_ != "datetime",
        "dataSensitivity": "non_sensitive",
    }
    return described | (added or {})


def built_in(kind: ObjectType) -> tuple[str, ...]:
    return (*DECLARED[kind.name], *_EMPTY.get(kind.name, ()))
