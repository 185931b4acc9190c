"""Opportunities with both of their histories, their lines and their contacts."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox import ids
from ingestion.sandbox.history import Deal
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.salesforce import words
from ingestion.sandbox.recording.salesforce.book import Book
from ingestion.sandbox.recording.salesforce.people import History
from ingestion.sandbox.recording.salesforce.sheet import Fields, Sheet
from ingestion.sandbox.traces import Trace
from ingestion.sources.salesforce.simulator.render import stamp
from ingestion.sources.salesforce.simulator.stages import STAGES

TRACKED = {
    "Amount": "Currency",
    "CloseDate": "DateOnly",
    "StageName": "Picklist",
    "CurrencyIsoCode": "Picklist",
}
SNAPSHOT = ("StageName", "Amount", "CloseDate", "CurrencyIsoCode")
ROLES = {
    "decision_maker": "Decision Maker",
    "economic_buyer": "Economic Buyer",
    "champion": "Influencer",
    "influencer": "Influencer",
    "user": "Business User",
    "technical": "Technical Buyer",
    "technical_buyer": "Technical Buyer",
    "evaluator": "Evaluator",
    "executive_sponsor": "Executive Sponsor",
}
BOTH_AT_ONCE = 2 * words.MINUTE


def record_deals(book: Book) -> Iterator[Change]:
    for trace in book.own:
        if trace.object == "Opportunity":
            yield from _opportunity(book, trace, book.deals[trace.key])


def _opportunity(book: Book, trace: Trace, deal: Deal) -> Iterator[Change]:
    sheet = _sheet(book, trace, deal)
    bin = (trace.deleted_at, trace.restored_at)
    fields = History(book, "OpportunityFieldHistory", "OpportunityId", trace.id, bin)
    snapshots = _Snapshots(book, trace)
    yield from fields.row(words.whole_second(trace.created_at), sheet.created_by, "created")

    def on_change(at: int, before: Fields, changed: Fields, actor: str) -> Iterator[Change]:
        yield from snapshots.row(at, before, {**before, **changed}, actor)
        for name, new in changed.items():
            if name == "OwnerId":
                yield from fields.of_owner(at, before.get(name), new, actor)
            elif name in TRACKED:
                yield from fields.row(at, actor, name, TRACKED[name], before.get(name), new)

    for change in sheet.changes(on_change):
        if change.op == "create":
            yield from snapshots.row(change.at, {}, change.fields, sheet.created_by)
        yield change
    currency = sheet.fields["CurrencyIsoCode"]
    yield from _lines(book, trace, deal, currency, sheet.created_by)
    yield from _contact_roles(book, trace, deal, sheet.created_by)


def _sheet(book: Book, trace: Trace, deal: Deal) -> Sheet:
    owner = words.user_id(book.firm, trace.owner_key or deal.owner_key)
    currency = trace.values.get("currency") or deal.currency
    rng = book.rng(f"stages/{trace.id}")
    buyer = next((person for person in deal.people if person[2]), None)
    source = book.people[buyer[0]].source if buyer and buyer[0] in book.people else None
    fields: Fields = {
        "Name": words.clean(trace.values.get("name")) or deal.name,
        "AccountId": trace.account_id,
        "OwnerId": owner,
        "CurrencyIsoCode": currency,
        "Type": words.OPPORTUNITY_TYPES[deal.kind],
        "LeadSource": words.LEAD_SOURCES.get(source or ""),
        "CampaignId": words.campaign_id(book.firm, deal.campaign_key)
        if deal.campaign_key
        else None,
        "StageName": words.STAGES["discovery"][0],
        "HasOpportunityLineItem": bool(deal.lines),
    }
    sheet = Sheet("Opportunity", trace.id, trace.created_at, owner, fields, (trace.kind, trace.key))
    for at, stage in deal.stages:
        told: Fields = {"StageName": rng.choice(words.STAGES[stage])}
        if at > trace.created_at:
            told["LastStageChangeDate"] = stamp(at)
        if stage == "lost":
            told |= {"Loss_Reason__c": deal.loss_reason, "Competitor__c": deal.competitor}
        sheet.update(at, owner, **told)
    amounts = deal.amounts
    if "amount_minor" in trace.values:
        amounts = ((trace.created_at, trace.values["amount_minor"]),)
    for at, minor in amounts:
        sheet.update(at, owner, Amount=words.major(minor, currency))
    for at, day in deal.close_dates:
        sheet.update(at, owner, CloseDate=day)
    for at, user_key in deal.owners:
        sheet.update(at, owner, OwnerId=words.user_id(book.firm, user_key))
    for at, values in trace.later:
        if words.clean(values.get("name")):
            sheet.update(at, owner, Name=words.clean(values["name"]))
    for at, id in book.pointer(trace):
        sheet.update(at, words.integration_user_id(book.firm), HubSpot_Deal_ID__c=id)
    sheet.delete(trace.deleted_at, trace.restored_at)
    return sheet


class _Snapshots:
    """OpportunityHistory: a row at creation and one after each change of what it shows."""

    def __init__(self, book: Book, trace: Trace) -> None:
        self.book = book
        self.trace = trace

    def row(self, at: int, before: Fields, after: Fields, actor: str) -> Iterator[Change]:
        if all(before.get(name) == after.get(name) for name in SNAPSHOT):
            return
        amount = after.get("Amount")
        stage = STAGES[after["StageName"]]
        fields = {
            "OpportunityId": self.trace.id,
            **{name: after.get(name) for name in SNAPSHOT},
            "Probability": stage.probability,
            "ForecastCategory": stage.forecast_category,
            "ExpectedRevenue": None
            if amount is None
            else round(amount * stage.probability / 100, 2),
            "PrevAmount": before.get("Amount"),
            "PrevCloseDate": before.get("CloseDate"),
        }
        id = ids.salesforce("008", self.book.firm.seed, self.trace.id, at)
        sheet = Sheet("OpportunityHistory", id, at, actor, fields)
        sheet.delete(self.trace.deleted_at, self.trace.restored_at)
        yield from sheet.changes()


def _lines(book: Book, trace: Trace, deal: Deal, currency: str, actor: str) -> Iterator[Change]:
    products = {product.key: product for product in book.firm.products}
    for number, line in enumerate(deal.lines):
        product = products[line.product_key]
        price = words.major(line.unit_price_minor, currency)
        kept = 1 - line.discount_percent / 100
        fields = {
            "OpportunityId": trace.id,
            "Product2Id": words.product_id(book.firm, product.key),
            "PricebookEntryId": ids.salesforce("01u", book.firm.seed, product.key, currency),
            "ProductCode": product.key.upper(),
            "Name": f"{words.clean(trace.values.get('name')) or deal.name} {product.name}",
            "SortOrder": number + 1,
            "Quantity": line.quantity,
            "UnitPrice": price,
            "ListPrice": price,
            "Discount": line.discount_percent or None,
            "TotalPrice": round(price * line.quantity * kept, 3),
            "CurrencyIsoCode": currency,
        }
        id = ids.salesforce("00k", book.firm.seed, trace.id, number)
        sheet = Sheet(
            "OpportunityLineItem",
            id,
            trace.created_at + BOTH_AT_ONCE,
            actor,
            fields,
            ("line", f"{deal.key}/{number}"),
        )
        sheet.delete(trace.deleted_at, trace.restored_at)
        yield from sheet.changes()


def _contact_roles(book: Book, trace: Trace, deal: Deal, actor: str) -> Iterator[Change]:
    """A role needs a contact: who is still a lead gets it once converted."""
    taken: set[str] = set()
    for person_key, role, is_primary, joined_at in deal.people:
        at = max(joined_at, trace.created_at)
        contact = book.person_at(person_key, at, ("Contact",))
        if contact is None:
            later = [
                other
                for other in book.traces.of_thing(words.SYSTEM, "person", person_key)
                if other.object == "Contact" and other.created_at > at
            ]
            if not later:
                continue
            contact = later[0]
            at = contact.created_at
        if contact.id in taken:
            continue
        taken.add(contact.id)
        fields = {
            "OpportunityId": trace.id,
            "ContactId": contact.id,
            "Role": ROLES.get(role, role.replace("_", " ").title()),
            "IsPrimary": is_primary,
            "CurrencyIsoCode": "USD",
        }
        id = ids.salesforce("00K", book.firm.seed, trace.id, person_key)
        sheet = Sheet("OpportunityContactRole", id, at, actor, fields)
        for moved_at, survivor in book.successors(contact):
            if survivor.id not in taken:
                sheet.update(moved_at, actor, ContactId=survivor.id)
        sheet.delete(trace.deleted_at, trace.restored_at)
        yield from sheet.changes()
