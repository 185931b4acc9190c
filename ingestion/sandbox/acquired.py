"""A unit that the sample company took over, with a Salesforce org of its own beside the first one.

It sells in Europe, to many of the companies that the others know, too. Its org holds them, their
people and their deals typed in anew: with ids, users and words of its own, now earlier, now later.
No record of it names one of another system, and none of another system names one of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from ingestion.sandbox import words
from ingestion.sandbox.clock import DAY, HOUR, MINUTE
from ingestion.sandbox.firm import DOMAIN
from ingestion.sandbox.history import Company, Deal, Firm, Life, User
from ingestion.sandbox.mess import Mess
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording import salesforce
from ingestion.sandbox.tracing.companies import company_record, point_to_parents
from ingestion.sandbox.tracing.deals import differ
from ingestion.sandbox.tracing.people import Place, account_id, opportunity_id
from ingestion.sandbox.tracing.trace import Trace, Traces
from ingestion.sources.salesforce.simulator.org import Org

SYSTEM = "salesforce/emea"  # source and connection
COUNTRIES = frozenset(("GB", "DE", "FR", "NL", "SE"))
SELLS_TO = 0.80  # of the households there
TAKES_PART = 0.85  # of the deals with them
KNOWS = 0.75  # of the people there
LACKS_ADDRESS = 0.03  # of these
OWN_STAFF = 3


def is_there(firm: Firm) -> bool:
    return firm.extra["orgs"] > 1


def org_of(system: str) -> tuple[Org, ...]:
    """What its simulator is called with beside the world, where it is the unit's."""
    return (Org(id="00D7Q000004ZvKpUAK", system=SYSTEM),) if system == SYSTEM else ()


def record_firm(firm: Firm) -> Iterator[Change]:
    return salesforce.record_firm(unit_of(firm))


def record(firm: Firm, life: Life, mess: Mess) -> Iterator[Change]:
    """What the unit's org ever records of a household: nothing, if it does not sell to it."""
    dice = Random(f"{firm.seed}/{life.index}/emea")
    if not life.companies or life.companies[0].country not in COUNTRIES:
        return iter(())
    if dice.random() >= SELLS_TO:
        return iter(())
    unit = unit_of(firm)
    deals = tuple(
        _as_sold(dice, unit, life, deal) for deal in life.deals if dice.random() < TAKES_PART
    )
    known = replace(
        life, touches=(), activities=(), qualifications=(), deals=deals, subscriptions=(),
        invoices=(),
    )  # fmt: skip
    return salesforce.record(unit, known, _traces(unit, known, mess, dice))


def unit_of(firm: Firm) -> Firm:
    """The unit as a firm: the others' products and rates, and users who are partly the same."""
    dice = Random(f"{firm.seed}/emea")
    shared = [user for user in firm.users if user.time_zone.startswith("Europe/")]
    known = {user.key for user in shared}
    taken = {(user.first_name, user.last_name) for user in firm.users}
    names = [name for name in words.STAFF_NAMES if tuple(name) not in taken]
    own = [
        User(
            f"user-emea-{number}", first, last,
            f"{words.plain(f'{first}.{last}').lower()}@{DOMAIN}".replace("'", ""),
            "account_executive", "EMEA", None, "Europe/Berlin", firm.starts_at - 300 * DAY,
        )
        for number, (first, last) in enumerate(dice.sample(names, OWN_STAFF), start=1)
    ]  # fmt: skip
    managed = [
        user if user.manager_key in known else replace(user, manager_key=None) for user in shared
    ]
    return replace(firm, seed=f"{firm.seed}/emea", users=(*managed, *own), campaigns=())


def _as_sold(dice: Random, unit: Firm, life: Life, deal: Deal) -> Deal:
    """The same deal at the unit: its own people's, and heard of a little earlier or later."""
    lag = dice.randrange(-3 * HOUR // MINUTE, 18 * HOUR // MINUTE) * MINUTE
    lag = max(lag, life.born_at + HOUR - deal.created_at)  # of nobody before they were born
    own = dice.choice(unit.users[-OWN_STAFF:]).key
    there = {user.key for user in unit.users}
    owner = deal.owner_key if deal.owner_key in there else own
    return replace(
        deal,
        system="salesforce",
        owner_key=owner,
        created_at=deal.created_at + lag,
        stages=tuple((at + lag, stage) for at, stage in deal.stages),
        amounts=tuple((at + lag, minor) for at, minor in deal.amounts),
        close_dates=tuple((at + lag, day) for at, day in deal.close_dates),
        owners=tuple((at + lag, key if key in there else own) for at, key in deal.owners),
        campaign_key=None,
    )


def _traces(unit: Firm, life: Life, mess: Mess, dice: Random) -> Traces:
    traces: list[Trace] = []
    for company in life.companies:
        others = [
            *_people(unit, life, mess, dice, company),
            *_deals(unit, life, mess, dice, company),
        ]
        if others:
            at = min(trace.created_at for trace in others)
            account = company_record(unit, mess, dice, company, "Account", 0, at, "manual")
            account.owner_key = unit.users[-1].key
            traces += [account, *others]
    point_to_parents(life, traces)
    return Traces(traces)


def _people(unit: Firm, life: Life, mess: Mess, dice: Random, company: Company) -> Iterator[Trace]:
    for person in life.people:
        if person.company_key != company.key or dice.random() >= KNOWS:
            continue
        place = Place(unit, life, mess, dice, person)
        at = person.arrived_at + int(dice.uniform(0, 90) * DAY)
        email = None if dice.random() < LACKS_ADDRESS else place.address(at)
        contact = place.record("Contact", 0, at, "manual", email)
        contact.account_id = account_id(unit, company.key)
        contact.owner_key = unit.users[-1].key
        yield contact


def _deals(unit: Firm, life: Life, mess: Mess, dice: Random, company: Company) -> Iterator[Trace]:
    for deal in life.deals:
        if deal.company_key != company.key:
            continue
        trace = Trace(
            "salesforce", "Opportunity", opportunity_id(unit, deal.key), "deal", deal.key,
            deal.created_at, "manual", {"name": deal.name},
            account_id=account_id(unit, company.key), owner_key=deal.owner_key,
        )  # fmt: skip
        if dice.random() < mess.deal_differs:
            differ(dice, deal, trace)
        if dice.random() < mess.spells_otherwise:
            trace.values["name"] = dice.choice((deal.name.upper(), f"{deal.name} (EMEA)"))
        yield trace
