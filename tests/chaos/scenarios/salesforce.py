"""Pitfalls of Salesforce."""

from __future__ import annotations

from ingestion.sandbox import ids
from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from tests.chaos.scenario import Scenario, Stage

AWKWARD = ("02134", "NA", "null", "1e5", 'a "quote", a\nline', "\u2028 🜚 \u202e", "=cmd")
TIER = FieldDefinition("Tier__c", "string", 40)
FORMULA = FieldDefinition("Tier__c", "string", 40, is_calculated=True)


def key(prefix: str, name: str) -> str:
    return ids.salesforce(prefix, "chaos", name)


def late(stage: Stage) -> None:
    stage.make("Lead", key("00Q", "late"), stage.now - 3_000)


def at_the_border(stage: Stage) -> None:
    stage.make("Lead", key("00Q", "border"), stage.now)
    stage.then("Lead", stage.ids("Lead", 1)[0], hours=24, Title="At the border")


def many_of_one_second(stage: Stage) -> None:
    for number in range(2_100):
        stage.make("Lead", key("00Q", f"many-{number}"), stage.now - 1_000)


def awkward(stage: Stage) -> None:
    for id, text in zip(stage.ids("Lead", len(AWKWARD)), AWKWARD):
        stage.then("Lead", id, LastName=text, Title=None)


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


def tiers(stage: Stage) -> None:
    for id in stage.ids("Lead", 3):
        stage.change("Lead", id, Tier__c="Gold")


def deletes(stage: Stage) -> None:
    deleted, restored, purged = stage.ids("Lead", 3)
    stage.then("Lead", deleted, "delete", hours=1)
    stage.then("Lead", restored, "delete", hours=1)
    stage.then("Lead", restored, "restore", hours=3)
    stage.vanish("Lead", purged)
    stage.vanish("CampaignMember", stage.ids("CampaignMember", 2)[1])


def merge(stage: Stage) -> None:
    lost, won = stage.ids("Contact", 2)
    stage.then("Contact", lost, "merge", into=won)


def gap(stage: Stage) -> None:
    stage.then("Lead", stage.ids("Lead", 1)[0], "delete", hours=1)
    stage.vanish("Lead", stage.ids("Lead", 2)[1])


def history(stage: Stage) -> None:
    for hours, status in ((1, "Working"), (2, "Nurture"), (3, "Working")):
        stage.then("Lead", stage.ids("Lead", 1)[0], hours=hours, Status=status)


SALESFORCE = "salesforce"
HIDDEN = Org(hidden_fields=frozenset({"Lead.Phone", "Contact.Title"}))
SCENARIOS = (
    Scenario(1, SALESFORCE, "a row that shows itself after its stamp", late),
    Scenario(2, SALESFORCE, "more rows of one stamp than a page holds", many_of_one_second),
    Scenario(3, SALESFORCE, "a row at the very cursor", at_the_border, loads=2),
    Scenario(
        13,
        SALESFORCE,
        "a formula changes, no stamp moves",
        formula,
        before=tiers,
        settings=(Org(custom_fields={"Lead": (FORMULA,)}),),
    ),
    Scenario(13, SALESFORCE, "a roll-up changes, no stamp moves", rollup, members),
    Scenario(17, SALESFORCE, "a right is granted", settings=(HIDDEN,), later=()),
    Scenario(
        17,
        SALESFORCE,
        "a custom field comes with values",
        tiers,
        later=(Org(custom_fields={"Lead": (TIER,)}),),
    ),
    Scenario(18, SALESFORCE, "deleted, restored, purged", deletes, members),
    Scenario(20, SALESFORCE, "two contacts become one", merge),
    Scenario(22, SALESFORCE, "deletes older than the vendor's memory", gap, days=17),
    Scenario(23, SALESFORCE, "there and back in one day, read three times", history, loads=3),
    Scenario(24, SALESFORCE, "texts that look like something else", awkward),
    Scenario(25, SALESFORCE, "null stays null, empty stays empty", awkward),
    Scenario(28, SALESFORCE, "a column is dropped", settings=(), later=(HIDDEN,),
             but={"lead": ("Phone",), "contact": ("Title",)}),
)  # fmt: skip
