"""Companies in HubSpot, as accounts in Salesforce, and as customers in Stripe."""

from random import Random

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY, HOUR, MINUTE, SECOND
from ingestion.sandbox.history import Company, Firm, Life
from ingestion.sandbox.mess import Mess
from ingestion.sandbox.tracing.people import account_id
from ingestion.sandbox.tracing.spelling import respelled, shouted, website
from ingestion.sandbox.tracing.trace import Trace

TARGET_ACCOUNTS = 0.15  # of mid and enterprise companies nobody sold to yet
BILLING_MAILBOXES = ("billing", "accounts", "office")


def trace_companies(
    firm: Firm, life: Life, mess: Mess, dice: Random, others: list[Trace]
) -> list[Trace]:
    """`others`, the people's and deals' traces, say from when on a company record must be there."""
    traces: list[Trace] = []
    for company in life.companies:
        keys = {person.key for person in life.people if person.company_key == company.key}
        keys |= {deal.key for deal in life.deals if deal.company_key == company.key}
        traces += _trace_company(
            firm, life, mess, dice, company, [t for t in others if t.key in keys]
        )
    point_to_parents(life, traces)
    return traces


def company_id(firm: Firm, company_key: str) -> str:
    return ids.hubspot(firm.seed, "companies", company_key, 0)


def _trace_company(
    firm: Firm, life: Life, mess: Mess, dice: Random, company: Company, others: list[Trace]
) -> list[Trace]:
    traces: list[Trace] = []
    hubspot = salesforce = None
    in_hubspot = [trace for trace in others if trace.system == "hubspot"]
    if in_hubspot:
        at = min(trace.created_at for trace in in_hubspot)
        hubspot = company_record(firm, mess, dice, company, "companies", 0, at, "form")
        traces.append(hubspot)
        for trace in in_hubspot:
            if trace.object == "deals" or dice.random() < 0.95:
                trace.account_id = hubspot.id
    if company.segment != "smb":
        dated = [
            trace.created_at
            for trace in others
            if trace.system == "salesforce" and trace.account_id == account_id(firm, company.key)
        ]
        dated += [t.converted_at for t in others if t.converted_at is not None]
        if not dated and dice.random() < TARGET_ACCOUNTS:
            dated = [life.born_at + int(dice.uniform(1, 100) * DAY)]
        if dated:
            salesforce = company_record(
                firm, mess, dice, company, "Account", 0, min(dated), "manual"
            )
            salesforce.owner_key = next(
                (t.owner_key for t in others if t.object == "Opportunity"), None
            )
            traces.append(salesforce)
    if hubspot and salesforce:
        at = max(hubspot.created_at, salesforce.created_at) + 30 * SECOND
        if dice.random() >= mess.lacks_sync_id:
            hubspot.synced = ((at, "salesforce", "Account", salesforce.id),)
        if dice.random() >= mess.lacks_sync_id:
            salesforce.synced = ((at, "hubspot", "companies", hubspot.id),)
    for original in (hubspot, salesforce):
        if original is not None and dice.random() < mess.company_stands_twice:
            traces += _twin(firm, mess, dice, company, original)
    customer = _customer(firm, life, mess, dice, company, hubspot, salesforce)
    return [*traces, *customer]


def company_record(
    firm: Firm,
    mess: Mess,
    dice: Random,
    company: Company,
    object: str,
    number: int,
    at: int,
    origin: str,
) -> Trace:
    system = "hubspot" if object == "companies" else "salesforce"
    values = {
        "name": company.name,
        "domain": company.domain,
        "other_domains": company.other_domains if system == "hubspot" else (),
        "industry": company.industry,
        "employees": company.employees,
        "country": company.country,
        "city": company.city,
        "postal_code": company.postal_code,
        "phone": company.phone,
    }
    if dice.random() < mess.spells_otherwise:
        values["name"] = respelled(dice, company)
    if system == "salesforce":
        values["domain"] = website(dice, company.domain) if dice.random() < 0.8 else company.domain
        if dice.random() < 0.08:
            values["domain"] = None
    if dice.random() < 0.10:
        values["industry"] = None if dice.random() < 0.5 else ""
    if dice.random() < 0.10:
        values["employees"] = None
    elif dice.random() < mess.spells_otherwise:
        values["employees"] = max(1, round(company.employees, -1))
    if object == "companies":
        id = ids.hubspot(firm.seed, object, company.key, number)
    else:
        id = ids.salesforce("001", firm.seed, company.key, number)
    return Trace(system, object, id, "company", company.key, at, origin, values)


def _twin(firm: Firm, mess: Mess, dice: Random, company: Company, original: Trace) -> list[Trace]:
    """Typed again by somebody who did not look; HubSpot refuses a domain that it has."""
    at = original.created_at + HOUR + int(dice.expovariate(1 / 80) * DAY)
    twin = company_record(firm, mess, dice, company, original.object, 1, at, "manual")
    twin.values["name"] = respelled(dice, company)
    if original.system == "hubspot":
        twin.values["domain"] = company.other_domains[0] if company.other_domains else None
        twin.values["other_domains"] = ()
    if dice.random() >= 0.7:
        return [twin]
    merged_at = at + DAY + int(dice.expovariate(1 / 30) * DAY)
    if original.system == "salesforce" or dice.random() < mess.older_merge_regime:
        twin.merged_at, twin.merged_into = merged_at, original.id
        return [twin]
    survivor = company_record(firm, mess, dice, company, "companies", 2, merged_at, "merge")
    survivor.values = dict(original.values)
    survivor.synced = tuple((max(when, merged_at), *rest) for when, *rest in original.synced)
    original.synced = tuple(each for each in original.synced if each[0] < merged_at)
    for loser in (original, twin):
        loser.merged_at, loser.merged_into = merged_at, survivor.id
    return [twin, survivor]


def _customer(
    firm: Firm,
    life: Life,
    mess: Mess,
    dice: Random,
    company: Company,
    hubspot: Trace | None,
    salesforce: Trace | None,
) -> list[Trace]:
    """From the first subscription or invoice on, under somebody's address or a mailbox."""
    dated = [each.started_at for each in life.subscriptions if each.company_key == company.key]
    dated += [each.created_at for each in life.invoices if each.company_key == company.key]
    if not dated:
        return []
    at = min(dated) - 3 * MINUTE
    person = next(
        (
            each
            for each in life.people
            if each.company_key == company.key
            and each.arrived_at < at
            and not each.mailbox_is_shared
        ),
        None,
    )
    if person is None or dice.random() < 0.35:
        person, email = None, f"{dice.choice(BILLING_MAILBOXES)}@{company.domain}"
    else:
        changed_at = person.address_changed_at
        email = person.later_email if changed_at is not None and changed_at <= at else person.email
        if dice.random() < mess.spells_otherwise:
            email = shouted(dice, email)
    customer = Trace(
        "stripe", "customer", ids.stripe("cus", firm.seed, company.key), "company", company.key, at,
        "billing",
        {
            "name": company.legal_name if dice.random() < 0.7 else respelled(dice, company),
            "email": email,
            "phone": company.phone if dice.random() < 0.6 else None,
            "country": company.country,
            "city": company.city,
            "postal_code": company.postal_code,
            "person_key": person.key if person else None,
        },
    )  # fmt: skip
    seller = salesforce or hubspot
    if seller is not None and dice.random() >= mess.lacks_sync_id:
        customer.synced = ((at, seller.system, seller.object, seller.id),)
    return [customer]


def point_to_parents(life: Life, traces: list[Trace]) -> None:
    parents = {company.key: company.parent_key for company in life.companies if company.parent_key}
    for trace in traces:
        if trace.object in ("Account", "companies") and trace.key in parents:
            trace.parent_id = next(
                (
                    other.id
                    for other in traces
                    if other.key == parents[trace.key]
                    and other.object == trace.object
                    and other.created_at <= trace.created_at
                ),
                None,
            )
