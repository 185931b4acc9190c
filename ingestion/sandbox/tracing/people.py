"""People in HubSpot as contacts, in Salesforce as leads and contacts."""

from collections.abc import Callable
from random import Random

from ingestion.sandbox import ids, words
from ingestion.sandbox.clock import DAY, HOUR, MINUTE, SECOND
from ingestion.sandbox.history import Company, Firm, Life, Person, Qualification
from ingestion.sandbox.mess import Mess
from ingestion.sandbox.tracing import twins
from ingestion.sandbox.tracing.spelling import person_values
from ingestion.sandbox.tracing.trace import Trace

NEVER_SYNCED_BACK = 0.05  # of people whom sales typed in: marketing never hears of them
KNOWN_TO_SALES = (
    0.10  # of people without a lead or deal in mid and enterprise: imported as contacts
)
ORIGINS = {
    "form": "form",
    "event": "import",
    "list_import": "import",
    "chat": "chat",
    "referral": "form",
}


class Place:
    """Everything there is to know when one person's records are made."""

    def __init__(self, firm: Firm, life: Life, mess: Mess, dice: Random, person: Person) -> None:
        self.firm = firm
        self.life = life
        self.mess = mess
        self.dice = dice
        self.person = person
        self.company: Company | None = next(
            (each for each in life.companies if each.key == person.company_key), None
        )
        self.qualifications: list[Qualification] = [
            each for each in life.qualifications if each.person_key == person.key
        ]
        self.in_salesforce = self.company is not None and self.company.segment != "smb"

    def chance(self, rate: float) -> bool:
        return self.dice.random() < rate

    def address(self, at: int) -> str:
        """The one in use at `at`."""
        person = self.person
        if person.address_changed_at is not None and at >= person.address_changed_at:
            return person.later_email
        return person.email

    def other_address(self, number: int) -> str:
        """A private address that nobody else has."""
        local, _, _ = self.person.email.partition("@")
        mark = self.person.key.removeprefix("person-").replace("-", ".")
        return f"{local.split('+')[0]}.{mark}.{number}@{self.dice.choice(words.FREE_MAIL)}"

    def record(self, object: str, number: int, at: int, origin: str, email: str | None) -> Trace:
        system = "hubspot" if object == "contacts" else "salesforce"
        seed, key = self.firm.seed, self.person.key
        if system == "hubspot":
            id = ids.hubspot(seed, object, key, number)
        else:
            id = ids.salesforce("00Q" if object == "Lead" else "003", seed, key, number)
        values = person_values(self.dice, self.person, self.company, email, self.mess, system)
        return Trace(system, object, id, "person", key, at, origin, values)


def trace_people(
    firm: Firm, life: Life, mess: Mess, dice_for: Callable[[str], Random]
) -> list[Trace]:
    traces: list[Trace] = []
    for number, person in enumerate(life.people):
        place = Place(firm, life, mess, dice_for(f"person/{number}"), person)
        traces += _trace_person(place)
    _type_shared_mailboxes(life, mess, dice_for("mailboxes"), traces)
    return traces


def _trace_person(place: Place) -> list[Trace]:
    hubspot = _contact(place)
    salesforce = _in_salesforce(place) if place.in_salesforce else []
    _sync(place, hubspot, salesforce)
    _change_address(place, [*hubspot, *salesforce])
    traces = [*hubspot, *salesforce]
    if not place.person.is_internal:
        traces += twins.stand_twice(place, hubspot, salesforce)
        if place.chance(place.mess.alternate_address):
            trace = place.dice.choice(traces)
            other = place.other_address(9)
            spaced = f" {other} " if trace.system == "salesforce" and place.chance(0.3) else other
            trace.values["other_emails"] = (*trace.values["other_emails"], spaced)
    _delete(place, traces)
    for trace in traces:
        _leave_alone_once_gone(trace)
    return traces


def _contact(place: Place) -> list[Trace]:
    person = place.person
    at, origin = person.arrived_at, ORIGINS.get(person.arrival, "manual")
    if person.arrival == "outbound" and place.in_salesforce:
        if place.chance(NEVER_SYNCED_BACK):
            return []
        at, origin = at + 15 * MINUTE, "sync"
    return [place.record("contacts", 0, at, origin, person.email)]


def _in_salesforce(place: Place) -> list[Trace]:
    """A lead once it is handed over or typed in; a contact from conversion, or for a deal."""
    person, firm = place.person, place.firm
    deals = [
        (joined_at, deal)
        for deal in place.life.deals
        for key, _, _, joined_at in deal.people
        if key == person.key
    ]
    first_deal = min(deals, key=lambda each: each[0], default=None)
    worked = [each for each in place.qualifications if each.assignments]
    converted = next((each for each in worked if each.converted_at is not None), None)
    traces: list[Trace] = []
    if worked:
        first = worked[0]
        is_outbound = person.arrival == "outbound"
        at = first.opened_at if is_outbound else first.mql_at
        has_account = any(deal.created_at < at - HOUR for deal in place.life.deals)
        if has_account and converted is None and place.chance(0.4):
            contact = place.record("Contact", 0, at, "sync", place.address(at))
            traces.append(contact)
        else:
            lead = place.record(
                "Lead", 0, at, "manual" if is_outbound else "sync", place.address(at)
            )
            lead.owner_key = first.assignments[0][1] if is_outbound else None
            traces.append(lead)
    if converted is not None:
        at, lead = converted.converted_at, traces[0]
        contact = place.record("Contact", 0, at, "conversion", None)
        contact.values = dict(lead.values)
        deal = next(each for each in place.life.deals if each.key == converted.deal_key)
        contact.owner_key = deal.owner_key
        lead.converted_at = at
        lead.converted_contact_id = contact.id
        lead.converted_account_id = account_id(firm, person.company_key)
        is_its_own = deal.created_at == at
        lead.converted_opportunity_id = opportunity_id(firm, deal.key) if is_its_own else None
        traces.append(contact)
    contacts = [trace for trace in traces if trace.object == "Contact"]
    if first_deal and (not contacts or contacts[0].created_at > first_deal[0]):
        at, deal = first_deal
        if contacts:  # sales has them on an earlier deal already: the lead joins that contact
            contacts[0].created_at, contacts[0].origin = at, "manual"
        else:
            contact = place.record("Contact", 0, at, "manual", place.address(at))
            contact.owner_key = deal.owner_key
            traces.append(contact)
    if not traces and place.chance(KNOWN_TO_SALES):
        at = person.arrived_at + int(place.dice.uniform(5, 200) * DAY)
        traces.append(place.record("Contact", 0, at, "import", place.address(at)))
    for trace in traces:
        if trace.object == "Contact":
            trace.account_id = account_id(firm, person.company_key)
    return traces


def account_id(firm: Firm, company_key: str) -> str:
    return ids.salesforce("001", firm.seed, company_key, 0)


def opportunity_id(firm: Firm, deal_key: str) -> str:
    return ids.salesforce("006", firm.seed, deal_key, 0)


def _sync(place: Place, hubspot: list[Trace], salesforce: list[Trace]) -> None:
    """Each side carries the other's id, unless somebody's integration was off that day."""
    for contact in hubspot:
        for trace in salesforce:
            at = max(contact.created_at, trace.created_at) + 20 * SECOND
            if not place.chance(place.mess.lacks_sync_id):
                contact.synced += ((at, "salesforce", trace.object, trace.id),)
            if not place.chance(place.mess.lacks_sync_id):
                trace.synced += ((at, "hubspot", "contacts", contact.id),)


def _change_address(place: Place, traces: list[Trace]) -> None:
    """Some records learn of the new address, sooner or later; some keep the old one beside it."""
    person = place.person
    if person.later_email is None:
        return
    for trace in traces:
        if trace.created_at >= person.address_changed_at or not place.chance(
            place.mess.corrects_address
        ):
            continue
        at = person.address_changed_at + int(place.dice.expovariate(1 / 6) * DAY) + MINUTE
        new = {"email": person.later_email}
        if place.chance(0.4):
            new["other_emails"] = (*trace.values["other_emails"], person.email)
        trace.later += ((at, new),)
        for contact in traces:  # a conversion takes over what the lead holds by then
            is_its_contact = contact.id == trace.converted_contact_id
            if is_its_contact and contact.origin == "conversion" and at < trace.converted_at:
                contact.values.update(new)
                contact.later = ()


def _delete(place: Place, traces: list[Trace]) -> None:
    """Somebody tidies up; sometimes it was a mistake."""
    is_test = place.person.is_internal and place.person.first_name == "Test"
    if not traces or not place.chance(
        place.mess.deletes_tests if is_test else place.mess.is_deleted
    ):
        return
    trace = place.dice.choice(traces)
    if trace.merged_at is not None or trace.converted_at is not None or trace.origin == "merge":
        return
    trace.deleted_at = trace.created_at + int(place.dice.uniform(3, 200) * DAY)
    if place.chance(place.mess.is_restored):
        trace.restored_at = trace.deleted_at + int(place.dice.uniform(0.1, 9) * DAY)


def _leave_alone_once_gone(trace: Trace) -> None:
    """A converted lead is read-only, and what is merged or deleted changes no more."""
    ends = [at for at in (trace.merged_at, trace.converted_at) if at is not None]
    until = min(ends, default=None)

    def may_change(at: int) -> bool:
        return (until is None or at < until) and trace.is_there(max(at, trace.created_at))

    trace.later = tuple(each for each in trace.later if may_change(each[0]))
    trace.synced = tuple(each for each in trace.synced if may_change(each[0]))


def _type_shared_mailboxes(life: Life, mess: Mess, dice: Random, traces: list[Trace]) -> None:
    """Sales types the company's mailbox for a colleague whose own address it does not know."""
    mailboxes = {
        person.company_key: person.email for person in life.people if person.mailbox_is_shared
    }
    users = {person.key for person in life.people if person.mailbox_is_shared}
    company_of = {person.key: person.company_key for person in life.people}
    for trace in traces:
        mailbox = mailboxes.get(company_of[trace.key])
        if mailbox is None or trace.key in users or trace.system != "salesforce":
            continue
        if trace.origin == "manual" and dice.random() < mess.typed_shared_mailbox:
            trace.values["email"] = mailbox
