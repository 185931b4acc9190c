"""What people did with marketing: visits, forms, mailings, events, and what contacts show of it."""

from __future__ import annotations

from random import Random
from typing import Any

from ingestion.sandbox import ids
from ingestion.sandbox.clock import SECOND, iso_instant
from ingestion.sandbox.history import Form, Touch
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.book import Book
from ingestion.sandbox.recording.hubspot.firm import DOMAIN, THANK_YOU
from ingestion.sandbox.traces import Trace

MAILS = {
    "email_sent": "SENT",
    "email_delivered": "DELIVERED",
    "email_bounced": "BOUNCE",
    "email_open": "OPEN",
    "email_click": "CLICK",
    "email_unsubscribe": "STATUSCHANGE",
}
EVENTS = {"event_registered": "REGISTERED", "event_attended": "ATTENDED"}
SCANNED = 0.02  # of the mails delivered: a machine opens them first
TYPED_OTHERWISE = 0.06  # of the addresses in forms: capitals, or a blank behind
MEDIA = {"search_ads": "cpc", "social_ads": "paid_social", "email": "email"}


def record_touches(book: Book) -> None:
    forms = {form.key: form for form in book.firm.forms}
    kinds = {campaign.key: campaign for campaign in book.firm.campaigns}
    at_of = {touch.key: touch.at for touch in book.life.touches}
    dice = book.dice("touches")
    counts: dict[str, int] = {}
    for touch in book.life.touches:
        contact = book.contact(touch.person_key, touch.at)
        if contact is None:
            continue
        if touch.kind in MAILS:
            _mail(book, dice, touch, contact, at_of)
        elif touch.kind == "page_view":
            book.loose.append(_visit(touch, contact, kinds))
        elif touch.kind in EVENTS:
            book.loose += _took_part(book, touch, contact, kinds)
        elif touch.form_key:
            counts[contact.id] = counts.get(contact.id, 0) + 1
            _submit(book, dice, touch, contact, forms[touch.form_key], counts[contact.id])
    _answer_by_machine(book)


def _change(at: int, object: str, id: str, fields: dict[str, Any], key: str | None) -> Change:
    truth = ("touch", key) if key else None
    return Change(at, object, id, "create", fields, truth=truth)


def _mail(book: Book, dice: Random, touch: Touch, contact: Trace, at_of: dict[str, int]) -> None:
    """An event names the sending that it follows from."""
    address = book.address(contact, touch.at)
    if not address:
        return
    fields: dict[str, Any] = {
        "type": MAILS[touch.kind],
        "recipient": address,
        "emailCampaignId": words.email_campaign_id(book.firm, touch.campaign_key or THANK_YOU),
    }
    if touch.parent_key:
        sent_at = at_of[touch.parent_key]
        fields["sentBy"] = {"id": ids.uuid("hubspot", touch.parent_key), "created": sent_at}
    if touch.kind == "email_sent":
        fields |= {"subject": "News from Brightwater", "from": "news@brightwatercontrols.com"}
    elif touch.kind == "email_bounced":
        fields |= {
            "category": "UNKNOWN_USER",
            "response": "550 5.1.1 user unknown",
            "status": "5.1.1",
        }
    elif touch.kind in ("email_open", "email_click"):
        fields |= {"filteredEvent": False, "userAgent": "Mozilla/5.0", "deviceType": "COMPUTER"}
        if touch.page:
            fields["url"] = f"{DOMAIN}{touch.page}"
    elif touch.kind == "email_unsubscribe":
        fields |= {"source": "SOURCE_RECIPIENT", "portalSubscriptionStatus": "UNSUBSCRIBED"}
        sheet = book.sheets[contact.id]
        sheet.update(touch.at + SECOND, "EMAIL|preferences", {"hs_email_optout": "true"})
    id = ids.uuid("hubspot", touch.key)
    book.loose.append(_change(touch.at, "email_events", id, fields, touch.key))
    if touch.kind == "email_delivered" and dice.random() < SCANNED:
        scanned = fields | {"type": "OPEN", "filteredEvent": True, "userAgent": "scanner"}
        id = ids.uuid("hubspot", touch.key, "scanned")
        book.loose.append(_change(touch.at + 2 * SECOND, "email_events", id, scanned, None))


def _answer_by_machine(book: Book) -> None:
    """The workflow's thanks, in the small-business team's name."""
    if not book.is_sold_here:
        return
    for activity in book.life.activities:
        contact = book.contact(activity.person_key, activity.at)
        address = contact and book.address(contact, activity.at)
        if not activity.is_mailing or not address:
            continue
        sent = {
            "type": "SENT",
            "recipient": address,
            "emailCampaignId": words.email_campaign_id(book.firm, THANK_YOU),
            "subject": activity.subject,
        }
        id = ids.uuid("hubspot", activity.key)
        truth = ("activity", activity.key)
        book.loose.append(Change(activity.at, "email_events", id, "create", sent, truth=truth))
        arrived = sent | {"type": "DELIVERED", "sentBy": {"id": id, "created": activity.at}}
        arrived.pop("subject")
        later = ids.uuid("hubspot", activity.key, "delivered")
        book.loose.append(_change(activity.at + 3 * SECOND, "email_events", later, arrived, None))


def _visit(touch: Touch, contact: Trace, kinds: dict[str, Any]) -> Change:
    """The contact is kept as it was known; the API tells whom it was merged into."""
    page = touch.page or "/"
    properties: dict[str, Any] = {"hs_url": f"{DOMAIN}{page}", "hs_title": _title(page)}
    if touch.campaign_key:
        medium = MEDIA.get(kinds[touch.campaign_key].kind)
        properties["hs_utm_campaign"] = touch.campaign_key
        properties["hs_url"] += f"?utm_campaign={touch.campaign_key}"
        if medium:
            properties["hs_utm_medium"] = medium
    fields = {"contact": contact.id, "eventType": "e_visited_page", "properties": properties}
    return _change(touch.at, "web_events", ids.uuid("hubspot", touch.key), fields, touch.key)


def _title(page: str) -> str:
    return page.strip("/").replace("-", " ").replace("/", " · ").capitalize() or "Brightwater"


def _took_part(book: Book, touch: Touch, contact: Trace, kinds: dict[str, Any]) -> list[Change]:
    campaign = kinds.get(touch.campaign_key or "")
    if campaign is None or campaign.kind not in words.EVENT_TYPES:
        return []
    fields = {
        "marketingEventId": words.marketing_event_id(book.firm, campaign.key),
        "name": campaign.name,
        "contactId": contact.id,
        "email": book.address(contact, touch.at),
        "attendanceState": EVENTS[touch.kind],
    }
    id = ids.hubspot(book.firm.seed, "participation", touch.key)
    return [_change(touch.at, "marketing_event_participations", id, fields, touch.key)]


def _submit(
    book: Book, dice: Random, touch: Touch, contact: Trace, form: Form, number: int
) -> None:
    address = book.address(contact, touch.at)
    if not address:
        return
    if dice.random() < TYPED_OTHERWISE:
        address = address.upper() if dice.random() < 0.5 else f"{address} "
    typed = {
        "email": address,
        "firstname": contact.values.get("first_name"),
        "lastname": contact.values.get("last_name"),
        "company": contact.values.get("company_name"),
    }
    fields = {
        "values": [
            {"name": name, "value": value, "objectTypeId": "0-1"}
            for name, value in typed.items()
            if value is not None
        ],
        "pageUrl": f"{DOMAIN}{touch.page or form.page}",
    }
    guid = words.form_id(book.firm, form.key)
    id = ids.uuid("hubspot", touch.key)
    book.loose.append(_change(touch.at, f"form_submissions/{guid}", id, fields, touch.key))
    shown = {"num_conversion_events": str(number)}
    if number == 1:
        shown["first_conversion_event_name"] = form.name
        shown["first_conversion_date"] = iso_instant(touch.at)
    book.sheets[contact.id].update(touch.at, f"FORM|{guid}", shown)
