"""Which record of which system stands for which true thing: all mess of identity is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingestion.sandbox import ids
from ingestion.sandbox.history import Firm, Life
from ingestion.sandbox.mess import DEFAULT, Mess


@dataclass(slots=True)
class Trace:
    """One record of one system, in our own words; a recorder writes it down in the vendor's.

    `object`: Lead, Contact, Account, Opportunity · contacts, companies, deals · customer.
    `origin`: form, import, sync, manual, chat, billing; merge for the new record a HubSpot merge makes.
    `values`, as this record spells them. Of a person: first_name, last_name, email, other_emails (tuple),
    phone, title, company_name, website, country, city, postal_code, source. Of a company: name, domain,
    other_domains (tuple), industry, employees, country, city, postal_code, phone; of a billing customer name, email,
    phone, country, city, postal_code and person_key (whose address it is; None for a shared one). Of a deal: name; amount_minor
    and currency only where this record's differ from the truth, from the beginning to the end.
    A value may be None (never filled), "" (emptied) or blank; a missing key is None.
    `later`: (at, {value: new}) changes afterwards. `synced`: (at, system, object, id) this record points to from `at` on.
    `account_id`: the company record in the same system. `parent_id`: the parent's, for companies.
    `merged_into`: the survivor's id; under HubSpot's new regime a trace of its own with created_at = merged_at.
    `deleted_at`, `restored_at`: soft deletion; both stay readable as deleted (recycle bin, archive).
    """

    system: str
    object: str
    id: str
    kind: str  # person, company, deal
    key: str
    created_at: int
    origin: str
    values: dict = field(default_factory=dict)
    later: tuple = ()
    synced: tuple = ()
    account_id: str | None = None
    parent_id: str | None = None
    owner_key: str | None = None
    merged_at: int | None = None
    merged_into: str | None = None
    deleted_at: int | None = None
    restored_at: int | None = None
    converted_at: int | None = None
    converted_contact_id: str | None = None
    converted_account_id: str | None = None
    converted_opportunity_id: str | None = None

    def is_there(self, at: int) -> bool:
        """It can be seen and used at `at`: created, not merged away, not deleted."""
        if at < self.created_at or (self.merged_at is not None and at >= self.merged_at):
            return False
        return (
            self.deleted_at is None
            or at < self.deleted_at
            or (self.restored_at is not None and at >= self.restored_at)
        )


class Traces(tuple):
    """All traces of one life, in order of creation, found by true thing."""

    def __new__(cls, traces: Iterable[Trace]) -> "Traces":
        ordered = sorted(traces, key=lambda trace: (trace.created_at, trace.system, trace.id))
        self = super().__new__(cls, ordered)
        self.by_thing = {}
        for trace in ordered:
            self.by_thing.setdefault((trace.system, trace.kind, trace.key), []).append(trace)
        return self

    def of_thing(self, system: str, kind: str, key: str) -> list[Trace]:
        return self.by_thing.get((system, kind, key), [])


def record_of(
    traces: Traces, system: str, kind: str, key: str, at: int, objects: Iterable[str] | None = None
) -> Trace | None:
    """The record that what happens at `at` hangs on: the contact once a lead was converted; of twins
    now the one, now the other. None while the system has no record of it."""
    there = [
        trace
        for trace in traces.of_thing(system, kind, key)
        if (objects is None or trace.object in objects)
        and trace.is_there(at)
        and (trace.converted_at is None or at < trace.converted_at)
    ]
    if not there:
        return None
    return there[at // 60_000 % len(there)] if len(there) > 1 else there[0]


def of(firm: Firm, life: Life, mess: Mess = DEFAULT) -> Traces:
    """All records that the three systems ever hold of a life."""
    traces: list[Trace] = []
    for company in life.companies:
        values = {
            "name": company.name, "domain": company.domain, "industry": company.industry, "employees": company.employees,
            "country": company.country, "city": company.city, "postal_code": company.postal_code, "phone": company.phone,
        }  # fmt: skip
        ids_ = {
            "hubspot": ids.hubspot(firm.seed, "companies", company.key),
            "salesforce": ids.salesforce("001", firm.seed, company.key),
        }
        traces.append(Trace("hubspot", "companies", ids_["hubspot"], "company", company.key, life.born_at, "form", dict(values)))
        if company.segment != "smb":
            traces.append(Trace("salesforce", "Account", ids_["salesforce"], "company", company.key, life.born_at + 1000, "sync", dict(values)))
        traces.append(
            Trace("stripe", "customer", ids.stripe("cus", firm.seed, company.key), "company", company.key, life.deals[0].stages[-1][0], "billing",
                  {"name": company.legal_name, "email": life.people[0].email, "person_key": life.people[0].key})
        )
    for person in life.people:
        values = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email, "other_emails": (), "phone": person.phone, "title": person.title, "country": person.country, "city": person.city, "source": person.source}
        contact = Trace("hubspot", "contacts", ids.hubspot(firm.seed, "contacts", person.key), "person", person.key, person.arrived_at, "form", dict(values), account_id=traces[0].id)
        traces.append(contact)
        qualification = life.qualifications[0]
        if qualification.sales_system == "salesforce":
            lead = Trace("salesforce", "Lead", ids.salesforce("00Q", firm.seed, person.key), "person", person.key, qualification.mql_at, "sync", dict(values))
            lead.values["company_name"] = life.companies[0].name
            lead.synced = ((lead.created_at, "hubspot", "contacts", contact.id),)
            lead.converted_at, lead.converted_contact_id = qualification.converted_at, ids.salesforce("003", firm.seed, person.key)
            lead.converted_account_id = traces[1].id
            lead.converted_opportunity_id = ids.salesforce("006", firm.seed, life.deals[0].key)
            contact.synced = ((lead.created_at, "salesforce", "Lead", lead.id),)
            traces.append(lead)
            traces.append(Trace("salesforce", "Contact", lead.converted_contact_id, "person", person.key, lead.converted_at, "sync", dict(values), account_id=traces[1].id))
    for deal in life.deals:
        if deal.system == "salesforce":
            traces.append(Trace("salesforce", "Opportunity", ids.salesforce("006", firm.seed, deal.key), "deal", deal.key, deal.created_at, "manual", {"name": deal.name}, account_id=traces[1].id))
        else:
            traces.append(Trace("hubspot", "deals", ids.hubspot(firm.seed, "deals", deal.key), "deal", deal.key, deal.created_at, "manual", {"name": deal.name}, account_id=traces[0].id))
    return Traces(traces)
