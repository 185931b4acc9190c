"""Leads, contacts and accounts, with the history that the org keeps of leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.sandbox import ids
from ingestion.sandbox.clock import iso_date
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.salesforce import words
from ingestion.sandbox.recording.salesforce.book import Book
from ingestion.sandbox.recording.salesforce.sheet import Fields, Sheet
from ingestion.sandbox.traces import Trace

NAMES = {
    "Lead": {
        "first_name": "FirstName", "last_name": "LastName", "email": "Email", "phone": "Phone",
        "title": "Title", "company_name": "Company", "website": "Website", "country": "Country",
        "city": "City", "postal_code": "PostalCode",
    },
    "Contact": {
        "first_name": "FirstName", "last_name": "LastName", "email": "Email", "phone": "Phone",
        "title": "Title", "country": "MailingCountry", "city": "MailingCity",
        "postal_code": "MailingPostalCode",
    },
    "Account": {
        "name": "Name", "domain": "Website", "industry": "Industry", "phone": "Phone",
        "country": "BillingCountry", "city": "BillingCity", "postal_code": "BillingPostalCode",
    },
}  # fmt: skip
POINTERS = {
    "Lead": "HubSpot_Contact_ID__c",
    "Contact": "HubSpot_Contact_ID__c",
    "Account": "HubSpot_Company_ID__c",
}
REQUIRED = {"Lead": ("LastName", "Company"), "Contact": ("LastName",), "Account": ("Name",)}
NOT_PROVIDED = "[not provided]"
WEBSITES = ("{}", "www.{}", "https://www.{}", "http://{}/", "https://{}")
TRACKED = {"Status": "Picklist", "Email": "Email", "Rejection_Reason__c": "Picklist"}
REVENUE_A_HEAD = 145_000


def record_people(book: Book) -> Iterator[Change]:
    sheets = {trace.id: _sheet(book, trace) for trace in book.own if trace.object in NAMES}
    _work(book, sheets)
    _scores(book, sheets)
    _opt_outs(book, sheets)
    _customers(book, sheets)
    for id, sheet in sheets.items():
        if sheet.object == "Lead":
            yield from _lead(book, book.by_id[id], sheet)
        else:
            yield from sheet.changes()


def _sheet(book: Book, trace: Trace) -> Sheet:
    object, author = trace.object, book.author_of(trace)
    fields = _fields(book, trace, trace.values)
    for name in REQUIRED[object]:
        fields[name] = fields.get(name) or NOT_PROVIDED
    fields["CurrencyIsoCode"] = "USD"
    fields["OwnerId"] = _owner(book, trace)
    if object == "Lead":
        fields["Status"] = words.LEAD_STATUSES["new"]
    if object == "Contact":
        fields["AccountId"] = trace.account_id
    if object == "Account":
        fields["ParentId"] = trace.parent_id
        fields["Type"] = "Prospect"
    truth = (trace.kind, trace.key)
    sheet = Sheet(
        object, trace.id, trace.created_at, author, fields, truth, settled_at=trace.converted_at
    )
    for at, values in trace.later:
        sheet.update(at, author, **_required(object, _fields(book, trace, values)))
    for at, id in book.pointer(trace):
        sheet.update(at, words.integration_user_id(book.firm), **{POINTERS[object]: id})
    sheet.delete(trace.deleted_at, trace.restored_at)
    if trace.merged_at is not None and trace.merged_into:
        sheet.merge(trace.merged_at, trace.merged_into)
    return sheet


def _fields(book: Book, trace: Trace, values: dict[str, Any]) -> Fields:
    """A record's values in the vendor's fields, as the vendor keeps texts."""
    names = NAMES[trace.object]
    fields: Fields = {
        names[name]: words.clean(value) for name, value in values.items() if name in names
    }
    if "source" in values and trace.object != "Account":
        fields["LeadSource"] = words.LEAD_SOURCES.get(values["source"])
    if "other_emails" in values:
        others = [words.clean(address) for address in values["other_emails"] or ()]
        fields["Alternate_Email__c"] = next(filter(None, others), None)
    if trace.object == "Account":
        rng = book.rng(f"account/{trace.id}")
        if fields.get("Website"):
            fields["Website"] = rng.choice(WEBSITES).format(fields["Website"])
        if values.get("employees"):
            fields["NumberOfEmployees"] = int(values["employees"])
            if rng.random() < 0.6:
                fields["AnnualRevenue"] = float(fields["NumberOfEmployees"] * REVENUE_A_HEAD)
    return fields


def _required(object: str, fields: Fields) -> Fields:
    """A required field can't be emptied."""
    return {name: value for name, value in fields.items() if value or name not in REQUIRED[object]}


def _owner(book: Book, trace: Trace) -> str:
    if trace.owner_key:
        return words.user_id(book.firm, trace.owner_key)
    if trace.object == "Lead":
        return words.queue_id(book.firm)
    return words.integration_user_id(book.firm)


def _work(book: Book, sheets: dict[str, Sheet]) -> None:
    """Sales at work on people: who got them, and what became of them."""
    for qualification in book.life.qualifications:
        if qualification.sales_system != words.SYSTEM:
            continue
        owner = words.integration_user_id(book.firm)
        for at, user_key in qualification.assignments:
            trace = book.person_at(qualification.person_key, at)
            owner = words.user_id(book.firm, user_key)
            if trace:
                actor = words.integration_user_id(book.firm)
                sheets[trace.id].update(at, actor, OwnerId=owner)
        for at, status, reason in qualification.status_changes:
            trace = book.person_at(qualification.person_key, at, ("Lead",))
            if trace is None or status not in words.LEAD_STATUSES:
                continue
            fields: Fields = {"Status": words.LEAD_STATUSES[status]}
            if reason:
                fields["Rejection_Reason__c"] = words.REJECTION_REASONS[reason]
            sheets[trace.id].update(at, owner, **fields)


def _scores(book: Book, sheets: dict[str, Sheet]) -> None:
    """The connector copies the platform's score to every lead that it knows."""
    connector = words.integration_user_id(book.firm)
    for qualification in book.life.qualifications:
        for trace in book.traces.of_thing(words.SYSTEM, "person", qualification.person_key):
            known_from = min((at for at, _ in book.pointer(trace)), default=None)
            if trace.object != "Lead" or known_from is None:
                continue
            for at, score in qualification.scores:
                sheets[trace.id].update(
                    max(at, known_from), connector, HubSpot_Score__c=float(score)
                )


def _opt_outs(book: Book, sheets: dict[str, Sheet]) -> None:
    connector = words.integration_user_id(book.firm)
    for person in book.life.people:
        if person.opted_out_at is None:
            continue
        for trace in book.traces.of_thing(words.SYSTEM, "person", person.key):
            at = person.opted_out_at + 5 * words.MINUTE
            for known_from, _ in book.pointer(trace):
                sheets[trace.id].update(max(at, known_from), connector, HasOptedOutOfEmail=True)


def _customers(book: Book, sheets: dict[str, Sheet]) -> None:
    for deal in book.life.deals:
        for at, stage in deal.stages:
            if stage != "won":
                continue
            for trace in book.traces.of_thing(words.SYSTEM, "company", deal.company_key):
                actor = words.user_id(book.firm, deal.owner_key)
                sheets[trace.id].update(at, actor, Type="Customer - Direct")


def _lead(book: Book, trace: Trace, sheet: Sheet) -> Iterator[Change]:
    if trace.converted_at is not None:
        sheet.update(
            trace.converted_at,
            book.user_id(trace.owner_key) or words.integration_user_id(book.firm),
            IsConverted=True,
            Status=words.CONVERTED,
            ConvertedDate=iso_date(trace.converted_at),
            ConvertedContactId=trace.converted_contact_id,
            ConvertedAccountId=trace.converted_account_id,
            ConvertedOpportunityId=trace.converted_opportunity_id,
        )
    rows = History(book, "LeadHistory", "LeadId", trace.id, (trace.deleted_at, trace.restored_at))
    yield from rows.row(words.whole_second(trace.created_at), sheet.created_by, "created")
    yield from sheet.changes(rows.of_lead)
    for loser in book.own:
        if loser.merged_into == trace.id and loser.merged_at is not None:
            at = words.whole_second(loser.merged_at)
            yield from rows.row(at, book.author_of(trace), "leadMerged", discriminator=loser.id)


class History:
    """Field history of one record: a row a change of a tracked field."""

    def __init__(
        self,
        book: Book,
        object: str,
        parent_field: str,
        parent_id: str,
        bin: tuple[int | None, int | None],
    ) -> None:
        self.book = book
        self.object = object
        self.parent_field = parent_field
        self.parent_id = parent_id
        self.bin = bin

    def row(
        self,
        at: int,
        actor: str,
        field: str,
        type: str = "Text",
        old: Any = None,
        new: Any = None,
        discriminator: str = "",
    ) -> Iterator[Change]:
        id = ids.salesforce(
            "017", self.book.firm.seed, self.object, self.parent_id, field, type, at, discriminator
        )
        fields = {
            self.parent_field: self.parent_id,
            "Field": field,
            "DataType": type,
            "OldValue": old,
            "NewValue": new,
        }
        sheet = Sheet(self.object, id, at, actor, fields)
        sheet.delete(*self.bin)
        yield from sheet.changes()

    def of_owner(self, at: int, old: str | None, new: str | None, actor: str) -> Iterator[Change]:
        """A lookup is told twice: by id and by name."""
        names = self.book.names
        yield from self.row(at, actor, "Owner", "EntityId", old, new)
        yield from self.row(at, actor, "Owner", "Text", names.get(old or ""), names.get(new or ""))

    def of_lead(self, at: int, before: Fields, changed: Fields, actor: str) -> Iterator[Change]:
        if changed.get("IsConverted"):
            yield from self.row(at, actor, "leadConverted")
        for name, new in changed.items():
            if name == "OwnerId":
                yield from self.of_owner(at, before.get(name), new, actor)
            elif name in TRACKED:
                yield from self.row(at, actor, name, TRACKED[name], before.get(name), new)
