"""What HubSpot knows of the sample company itself: owners, catalogue, campaigns, forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY, HOUR, iso_date, iso_instant
from ingestion.sandbox.history import Campaign, Firm, Form
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.lists import record_lists

DOMAIN = "https://www.brightwatercontrols.com"
# A mailing of no campaign: what a workflow answers people who asked for sales.
THANK_YOU = "thank-you"
PIPELINES = (
    (words.SYNCED_PIPELINE, "Salesforce opportunities", 0),
    (words.SALES_PIPELINE, "Small business", 1),
)
LABELS = {
    "appointmentscheduled": "Appointment scheduled",
    "qualifiedtobuy": "Qualified to buy",
    "presentationscheduled": "Presentation scheduled",
    "decisionmakerboughtin": "Decision maker bought-in",
    "contractsent": "Contract sent",
    "closedwon": "Closed won",
    "closedlost": "Closed lost",
    "148915503": "Discovery",
    "148915504": "Evaluation",
    "148915505": "Proposal",
    "148915506": "Negotiation",
    "148915507": "Won",
    "148915508": "Lost",
}


def record_firm(firm: Firm) -> Iterator[Change]:
    yield from _owners(firm)
    yield from _products(firm)
    yield from _pipelines(firm)
    yield from _forms(firm)
    yield from record_lists(firm)
    for campaign in firm.campaigns:
        yield from _campaign(firm, campaign)
    yield from _mailing(firm, THANK_YOU, "Thank you for your request", firm.starts_at - 90 * DAY)


def _owners(firm: Firm) -> Iterator[Change]:
    for user in firm.users:
        id = words.owner_id(firm, user.key)
        fields = {
            "email": user.email,
            "firstName": user.first_name,
            "lastName": user.last_name,
            "type": "PERSON",
            "userId": words.user_number(user.key),
            "teams": [
                {
                    "id": ids.hubspot(firm.seed, "team", user.team),
                    "name": user.team,
                    "primary": True,
                }
            ],
        }
        yield Change(user.hired_at, "owners", id, "create", fields, truth=("user", user.key))
        if user.left_at is not None:
            yield Change(user.left_at, "owners", id, "delete", {})


def _products(firm: Firm) -> Iterator[Change]:
    at = firm.starts_at - 200 * DAY
    for product in firm.products:
        frequency, period = words.FREQUENCIES[product.interval]
        fields = {
            "name": product.name,
            "description": product.family,
            "price": words.major(product.price_minor, product.currency),
            "hs_sku": product.key.upper(),
            "hs_product_type": "service" if product.billing == "recurring" else "inventory",
            "recurringbillingfrequency": frequency,
            "hs_recurring_billing_period": period,
            "hs_object_source": "CRM_UI",
        }
        fields = {name: value for name, value in fields.items() if value is not None}
        id = words.product_id(firm, product.key)
        yield Change(at, "products", id, "create", fields, truth=("product", product.key))


def _pipelines(firm: Firm) -> Iterator[Change]:
    at = firm.starts_at - 300 * DAY
    for pipeline, label, position in PIPELINES:
        fields: dict[str, Any] = {"label": label, "displayOrder": position}
        yield Change(at, "pipelines", pipeline, "create", fields)
        order = 0
        for stage, ids_ in words.STAGES[pipeline].items():
            for id in ids_:
                fields = {
                    "pipeline_id": pipeline,
                    "stage_id": id,
                    "label": LABELS[id],
                    "displayOrder": order,
                    "metadata": {
                        "isClosed": str(stage in ("won", "lost")).lower(),
                        "probability": words.PROBABILITIES[stage],
                    },
                    "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
                }
                yield Change(at, "pipeline_stages", f"{pipeline}|{id}", "create", fields)
                order += 1


def _forms(firm: Firm) -> Iterator[Change]:
    at = firm.starts_at - 250 * DAY
    for form in firm.forms:
        yield _form(firm, form, at, "hubspot", ("form", form.key))
    # Not HubSpot's own: told only to who asks for all kinds.
    for name, kind in (("Old contact page", "captured"), ("Blog comments", "blog_comment")):
        yield _form(firm, Form(kind, name, "/", "low"), at, kind, None)


def _form(firm: Firm, form: Form, at: int, kind: str, truth: tuple[str, str] | None) -> Change:
    names = ("email", "firstname", "lastname", "company", "phone")
    fields = {
        "name": form.name,
        "formType": kind,
        "fieldGroups": [
            {
                "groupType": "default_group",
                "richTextType": "text",
                "fields": [_field(name)],
            }
            for name in names
        ],
        "configuration": {
            "language": "en",
            "createNewContactForNewEmail": True,
            "editable": True,
            "allowLinkToResetKnownValues": False,
            "archivable": True,
            "cloneable": True,
            "notifyContactOwner": form.intent == "high",
            "notifyRecipients": [],
            "prePopulateKnownValues": True,
            "recaptchaEnabled": False,
            "lifecycleStages": [],
            "postSubmitAction": {"type": "thank_you", "value": "Thank you."},
        },
        "displayOptions": _display(),
        "legalConsentOptions": {"type": "none"},
    }
    return Change(at, "forms", words.form_id(firm, form.key), "create", fields, truth=truth)


def _field(name: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "objectTypeId": "0-1",
        "name": name,
        "label": name.capitalize(),
        "required": name == "email",
        "hidden": False,
        "dependentFields": [],
        "fieldType": "email" if name == "email" else "single_line_text",
    }
    if name == "email":
        field["validation"] = {"blockedEmailDomains": [], "useDefaultBlockList": False}
    return field


def _display() -> dict[str, Any]:
    style = {
        "fontFamily": "arial, helvetica, sans-serif",
        "backgroundWidth": "100%",
        "labelTextColor": "#33475b",
        "labelTextSize": "13px",
        "helpTextColor": "#7C98B6",
        "helpTextSize": "11px",
        "legalConsentTextColor": "#33475b",
        "legalConsentTextSize": "14px",
        "submitColor": "#ff7a59",
        "submitAlignment": "left",
        "submitFontColor": "#ffffff",
        "submitSize": "12px",
    }
    return {
        "renderRawHtml": False,
        "theme": "default_style",
        "submitButtonText": "Submit",
        "style": style,
    }


def _campaign(firm: Firm, campaign: Campaign) -> Iterator[Change]:
    at = campaign.starts_at - 20 * DAY
    guid, truth = words.campaign_id(firm, campaign.key), ("campaign", campaign.key)
    budget = words.major(campaign.budget_minor, campaign.currency)
    fields = {
        "hs_name": campaign.name,
        "hs_start_date": iso_date(campaign.starts_at),
        "hs_end_date": iso_date(campaign.ends_at),
        "hs_campaign_status": "planned",
        "hs_utm": campaign.key,
        "hs_currency_code": campaign.currency,
        "hs_budget_items_sum_amount": budget,
    }
    yield Change(at, "campaigns", guid, "create", fields, truth=truth)
    begun = {"hs_campaign_status": "in_progress"}
    yield Change(campaign.starts_at, "campaigns", guid, "update", begun)
    spent = words.major(campaign.spent_minor, campaign.currency)
    ended = {"hs_campaign_status": "completed", "hs_spend_items_sum_amount": spent}
    yield Change(campaign.ends_at, "campaigns", guid, "update", ended)
    if campaign.kind == "email":
        yield from _mailing(firm, campaign.key, campaign.name, campaign.starts_at, campaign)
    if campaign.kind in words.EVENT_TYPES:
        yield _marketing_event(firm, campaign)


def _mailing(
    firm: Firm, key: str, name: str, at: int, campaign: Campaign | None = None
) -> Iterator[Change]:
    """The mail that marketing wrote, and the sending that its events name."""
    mail, sending = words.mail_id(firm, key), words.email_campaign_id(firm, key)
    kind = "BATCH_EMAIL" if campaign else "AUTOMATED_EMAIL"
    fields: dict[str, Any] = {
        "name": name,
        "subject": name,
        "state": "PUBLISHED" if campaign else "AUTOMATED",
        "type": kind,
        "subcategory": "batch" if campaign else "automated",
        "isAb": False,
        "isPublished": True,
        "isTransactional": False,
        "primaryEmailCampaignId": str(sending),
        "allEmailCampaignIds": [str(sending)],
        "emailCampaignGroupId": ids.hubspot(firm.seed, "mail group", key),
        "publishDate": iso_instant(at),
    }
    if campaign:
        fields["campaign"] = words.campaign_id(firm, campaign.key)
        fields["campaignName"] = campaign.name
        fields["campaignUtm"] = campaign.key
    yield Change(at - DAY, "marketing_emails", mail, "create", fields)
    sent = {
        "contentId": int(mail),
        "name": name,
        "subject": name,
        "type": kind,
        "counters": {},
        "numIncluded": 0,
        "numQueued": 0,
        "lastUpdatedTime": at - HOUR,
    }
    yield Change(at - HOUR, "email_campaigns", str(sending), "create", sent)


def _marketing_event(firm: Firm, campaign: Campaign) -> Change:
    fields = {
        "eventName": campaign.name,
        "eventType": words.EVENT_TYPES[campaign.kind],
        "eventOrganizer": "Brightwater Controls",
        "externalEventId": campaign.key,
        "startDateTime": iso_instant(campaign.starts_at),
        "endDateTime": iso_instant(campaign.ends_at),
        "ends_at": campaign.ends_at,
    }
    id = words.marketing_event_id(firm, campaign.key)
    truth = ("campaign", campaign.key)
    return Change(
        campaign.starts_at - 60 * DAY, "marketing_events", id, "create", fields, truth=truth
    )
