"""Pitfalls of Salesforce: what changes between two loads, and what goes."""

from __future__ import annotations

import json

from ingestion.sandbox import ids
from ingestion.sandbox.recorded import Change
from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from tests.chaos.scenario import Expected, Scenario
from tests.chaos.stage import AWKWARD, HOUR, SECOND, Stage, latest, versions

SALESFORCE = "salesforce"
TIER = FieldDefinition("Tier__c", "string", 40)
FORMULA = FieldDefinition("Tier__c", "string", 40, is_calculated=True)
PICKLIST = FieldDefinition("Tier__c", "picklist", 40, values=("Gold", "Tin"))
OTHER_LIST = FieldDefinition("Tier__c", "picklist", 40, values=("Gold", "Iron"))
# Nothing tells that an activity grew old.
GROWN_OLD = {"task": ("IsArchived",), "event": ("IsArchived",)}
HIDDEN = Org(hidden_fields=frozenset({"Lead.Phone", "Contact.Title"}))


def key(prefix: str, name: str) -> str:
    return ids.salesforce(prefix, "chaos", name)


def has(field: FieldDefinition) -> tuple[Org]:
    return (Org(custom_fields={"Lead": (field,)}),)


def in_extra(stage: Stage, count: int, value: str) -> Expected:
    """What leads hold in `Tier__c`, which has no column."""
    told = "json_extract_string(_extra, '$.Tier__c')"
    return {latest(SALESFORCE, "lead", id, told): value for id in stage.ids("Lead", count)}


def drift(kind: str, field: str, count: int = 1) -> Expected:
    where = f"_object = 'lead' and kind = '{kind}' and field = '{field}'"
    return {versions(SALESFORCE, "_drift", where): count}


# ── what shows itself late, and what lies on a border ─────────────────────────────────────────


def late(stage: Stage) -> None:
    stage.make("Lead", key("00Q", "late"), stage.now - 3 * SECOND)


def much_later(stage: Stage) -> None:
    stage.make("Lead", key("00Q", "later"), stage.now - 3 * HOUR)


def at_the_border(stage: Stage) -> None:
    stage.make("Lead", key("00Q", "border"), stage.now)
    stage.then("Lead", stage.ids("Lead", 1)[0], hours=1, Title="At the border")


# ── without a stamp ───────────────────────────────────────────────────────────────────────────


def tiers(stage: Stage) -> None:
    for id in stage.ids("Lead", 3):
        stage.change("Lead", id, Tier__c="Gold")


def formula(stage: Stage) -> None:
    stage.change("Lead", stage.ids("Lead", 1)[0], Tier__c="Iron")


def members(stage: Stage) -> None:
    """Of a campaign; they know no recycle bin."""
    campaign = stage.ids("Campaign", 1)[0]
    for number, lead in enumerate(stage.ids("Lead", 3)):
        of = {"CampaignId": campaign, "LeadId": lead, "Status": "Sent"}
        stage.make("CampaignMember", key("00v", f"member-{number}"), stage.now - 60_000, **of)


def rollup(stage: Stage) -> None:
    stage.vanish("CampaignMember", stage.ids("CampaignMember", 1)[0])


def two_members(stage: Stage) -> Expected:
    campaign = stage.ids("Campaign", 1)[0]
    return {latest(SALESFORCE, "campaign", campaign, "NumberOfLeads"): "2"}


# ── what goes, and what becomes one ───────────────────────────────────────────────────────────


def deletes(stage: Stage) -> None:
    deleted, restored, purged = stage.ids("Lead", 3)
    stage.then("Lead", deleted, "delete", hours=0.3)
    stage.then("Lead", restored, "delete", hours=0.3)
    stage.then("Lead", restored, "restore", hours=0.5)
    stage.vanish("Lead", purged)
    stage.vanish("CampaignMember", stage.ids("CampaignMember", 2)[1])


def delete(stage: Stage) -> None:
    stage.then("Lead", stage.ids("Lead", 1)[0], "delete")
    stage.then("Lead", stage.ids("Lead", 2)[1], "delete")
    stage.then("Lead", stage.ids("Lead", 2)[1], "restore", hours=1.5)


def purge(stage: Stage) -> None:
    stage.then("Lead", stage.ids("Lead", 1)[0], "delete")


def merges(stage: Stage) -> None:
    for object in ("Contact", "Lead", "Account"):
        lost, won = stage.ids(object, 2)
        stage.then(object, lost, "merge", into=won)


def merged(stage: Stage) -> Expected:
    """Known from the records' own states: one of each pair is left."""
    found: dict[str, str] = {}
    for object, table in (("Contact", "contact"), ("Lead", "lead"), ("Account", "account")):
        (lost,) = [r for r in stage.world.records(SALESFORCE, object) if r.into_id][-1:]
        found[latest(SALESFORCE, table, lost.id)] = "merge"
        found[latest(SALESFORCE, table, lost.id, "_merged_into_id")] = lost.into_id
    return found


def gap(stage: Stage) -> None:
    stage.then("Lead", stage.ids("Lead", 1)[0], "delete", hours=1)
    stage.vanish("Lead", stage.ids("Lead", 2)[1])


# ── history, texts, money ─────────────────────────────────────────────────────────────────────


def history(stage: Stage) -> None:
    """There and back in one day; and a row that the org keeps no longer."""
    lead = stage.ids("Lead", 1)[0]
    for number, status in enumerate(("Working", "Nurture", "Working")):
        at = stage.now + (number + 1) * 60_000
        stage.then("Lead", lead, hours=(number + 1) / 60, Status=status)
        row = {"LeadId": lead, "Field": "Status", "DataType": "Picklist", "NewValue": status}
        made = Change(at, "LeadHistory", key("017", f"row-{number}"), "create", row)
        stage.world.add([(SALESFORCE, made)], 0)
    stage.vanish("LeadHistory", stage.ids("LeadHistory", 1)[0])


def all_rows(stage: Stage) -> Expected:
    rows = {latest(SALESFORCE, "lead_history", key("017", f"row-{n}")): "upsert" for n in range(3)}
    kept = stage.world.sql(
        "select count(*) from record where system = ? and object = 'LeadHistory'", (SALESFORCE,)
    )
    return rows | {versions(SALESFORCE, "lead_history", "_op = 'upsert'"): kept[0][0] + 1}


def awkward(stage: Stage) -> None:
    for id, text in zip(stage.ids("Lead", len(AWKWARD)), AWKWARD):
        stage.then("Lead", id, LastName=text, Title=None)


def came_through(stage: Stage) -> Expected:
    leads = stage.ids("Lead", len(AWKWARD))
    return {
        latest(SALESFORCE, "lead", id, "LastName"): text for id, text in zip(leads, AWKWARD)
    } | {latest(SALESFORCE, "lead", id, "Title is null"): True for id in leads}


def nothing_or_empty(stage: Stage) -> None:
    first, second = stage.ids("Lead", 2)
    stage.then("Lead", first, Title="", Phone=None)
    stage.then("Lead", second, Title="null", Phone=" ")


def nothing_is_null(stage: Stage) -> Expected:
    first, second = stage.ids("Lead", 2)
    return {
        latest(SALESFORCE, "lead", first, "[Title, Phone]"): [None, None],
        latest(SALESFORCE, "lead", second, "[Title, Phone]"): ["null", " "],
    }


def currencies(stage: Stage) -> None:
    for (code, amount), id in zip(MONEY.items(), stage.ids("Opportunity", len(MONEY))):
        stage.then("Opportunity", id, CurrencyIsoCode=code, Amount=amount)


MONEY = {"JPY": 12_500_000.0, "KWD": 0.125, "EUR": 99_999_999.99}


def amounts(stage: Stage) -> Expected:
    told = "[CurrencyIsoCode, cast(cast(Amount as double) as text)]"
    deals = stage.ids("Opportunity", len(MONEY))
    return {
        latest(SALESFORCE, "opportunity", id, told): [code, json.dumps(amount)]
        for id, (code, amount) in zip(deals, MONEY.items())
    }


def nobody_sees_it_while_it_is_read(stage: Stage) -> None:
    """Describe tells of fields, and the query no longer knows them."""
    stage.system.on("*/sobjects/Lead/describe", lambda *_: stage.system.use(HIDDEN))


SCENARIOS = (
    Scenario(1, SALESFORCE, "a row that shows itself after its stamp", late, hours=1),
    Scenario(1, SALESFORCE, "a row that shows itself hours after its stamp", much_later),
    Scenario(3, SALESFORCE, "a row at the very cursor", at_the_border, hours=1, loads=2),
    Scenario(13, SALESFORCE, "a formula changes, no stamp moves", formula, before=tiers,
             settings=has(FORMULA), but={"lead": ("_extra",)},
             expects=lambda stage: in_extra(stage, 1, "Iron")),
    Scenario(13, SALESFORCE, "a roll-up changes, no stamp moves", rollup, members,
             expects=two_members),
    Scenario(17, SALESFORCE, "a right is granted", settings=(HIDDEN,), later=(), hours=1,
             expects=lambda _: drift("new_field", "Phone")),
    Scenario(17, SALESFORCE, "a custom field comes with values", tiers, hours=1,
             later=has(TIER), but={"lead": ("_extra",)},
             expects=lambda stage: in_extra(stage, 3, "Gold")),
    Scenario(18, SALESFORCE, "deleted, restored, purged", deletes, members),
    Scenario(18, SALESFORCE, "deleted and restored, no sweep between", delete, hours=1, loads=2),
    Scenario(18, SALESFORCE, "deleted and purged, no sweep between", purge, hours=1,
             later=(Org(recycle_days=0),),
             but={"lead": ("IsDeleted", "SystemModstamp", "LastModifiedDate")}),
    Scenario(18, SALESFORCE, "out of the recycle bin after 15 days", delete, days=9, loads=2,
             later=(Org(recycle_days=15),), but=GROWN_OLD),
    Scenario(20, SALESFORCE, "two records become one", merges, hours=1, expects=merged),
    Scenario(22, SALESFORCE, "deletes older than the vendor's memory", gap, days=17),
    Scenario(23, SALESFORCE, "there and back in one day; older rows go", history, loads=2,
             expects=all_rows),
    Scenario(24, SALESFORCE, "texts that look like something else", awkward, hours=1,
             expects=came_through),
    Scenario(25, SALESFORCE, "nothing, empty, and the word null", nothing_or_empty, hours=1,
             expects=nothing_is_null),
    Scenario(27, SALESFORCE, "amounts of several currencies", currencies, expects=amounts),
    Scenario(28, SALESFORCE, "a column is dropped", hours=1, later=(HIDDEN,),
             but={"lead": ("Phone", "_extra"), "contact": ("Title", "_extra")},
             expects=lambda _: drift("dropped_field", "Phone")),
    Scenario(28, SALESFORCE, "a column is dropped while it is read", at_the_border, hours=1,
             meddles=nobody_sees_it_while_it_is_read,
             but={"lead": ("Phone", "_extra"), "contact": ("Title", "_extra")}),
    Scenario(28, SALESFORCE, "a field gets another type and other values", before=tiers, hours=1,
             settings=has(PICKLIST), later=has(OTHER_LIST), but={"lead": ("_extra",)},
             expects=lambda stage: in_extra(stage, 3, "Gold") | drift("new_value", "Tier__c")
             | drift("dropped_value", "Tier__c")),
)  # fmt: skip
