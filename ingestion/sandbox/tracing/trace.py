"""What a trace is, and which of them something hangs on."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Trace:
    """One record of one system, in our own words; a recorder writes it down in the vendor's.

    `object`: Lead, Contact, Account, Opportunity · contacts, companies, deals · customer.
    `origin`: form, import, sync, manual, chat, billing; conversion for the contact a lead becomes,
    merge for the new record that HubSpot's merge makes.
    `values`, as this record spells them:
    - a person's first_name, last_name, email, other_emails (tuple), phone, title, company_name,
      website, country, city, postal_code, source
    - a company's name, domain, other_domains (tuple), industry, employees, country, city,
      postal_code, phone
    - a billing customer's name, email, phone, country, city, postal_code, and person_key: whose
      address it is, None for a shared mailbox
    - a deal's name; amount_minor and currency only where this record's differ from the truth,
      from its beginning to its end
    A value may be None (never filled), "" (emptied) or blank; a missing key is None.
    `later`: (at, {value: new}) changes afterwards, in order of time.
    `synced`: (at, system, object, id) this record points to from `at` on.
    `account_id`: the company record in the same system. `parent_id`: the parent's, for companies.
    `merged_into`: the survivor's id; under HubSpot's newer regime a trace of its own, created at
    merged_at. `deleted_at`, `restored_at`: soft deletion; it stays readable as deleted.
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
    """The record that what happens at `at` hangs on; None while the system has none.

    Once a lead was converted it is the contact; of twins now the one, now the other.
    """
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
