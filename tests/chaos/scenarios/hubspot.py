"""Pitfalls of HubSpot."""

from __future__ import annotations

from ingestion.sandbox.faults import Fault
from ingestion.sources.hubspot.simulator import Limits
from tests.chaos.scenario import HOUR, Scenario, Stage

AWKWARD = ("02134", "NA", "null", "1e5", 'a "quote", a\nline', "\u2028 🜚 \u202e", "=cmd")
MANY = range(10_000_000, 10_000_260)


def late(stage: Stage) -> None:
    stage.make("contacts", "90000001", stage.now - HOUR + 60_000)


def many_of_one_stamp(stage: Stage) -> None:
    for number in MANY:
        stage.make("products", str(number), stage.now - 60_000)


def at_the_border(stage: Stage) -> None:
    stage.make("contacts", "90000002", stage.now)
    stage.then("contacts", stage.ids("contacts", 1)[0], hours=24, jobtitle="At the border")


def associated(stage: Stage) -> None:
    deal = stage.ids("deals", 1)[0]
    contacts = [[id, []] for id in stage.ids("contacts", 5)]
    stage.then("deals", deal, is_stamped=False, **{"@contacts": contacts})


def many_associations(stage: Stage) -> None:
    for number in range(600):
        stage.make("contacts", str(91_000_000 + number), stage.now - 60_000)
    pairs = [[str(91_000_000 + number), []] for number in range(600)]
    stage.then("deals", stage.ids("deals", 1)[0], **{"@contacts": pairs})


def calculated(stage: Stage) -> None:
    stage.then("deals", stage.ids("deals", 1)[0], is_stamped=False, hs_forecast_amount="12.5")


def deletes(stage: Stage) -> None:
    archived, restored, forgotten = stage.ids("contacts", 3)
    stage.then("contacts", archived, "delete", is_stamped=False)
    stage.then("contacts", restored, "delete", hours=1, is_stamped=False)
    stage.then("contacts", restored, "restore", hours=3, is_stamped=False)
    stage.vanish("contacts", forgotten)


def restored_later(stage: Stage) -> None:
    stage.then("contacts", stage.ids("contacts", 1)[0], "delete", hours=1, is_stamped=False)
    stage.then("contacts", stage.ids("contacts", 1)[0], "restore", hours=30, is_stamped=False)


def merge(stage: Stage) -> None:
    """Into a new record; and, as it was before, into one of the two."""
    first, second, third, fourth = stage.ids("contacts", 4)
    made = "92000001"
    stage.then("contacts", made, "create", 1.0, hs_merged_object_ids=f"{first};{second}")
    stage.then("contacts", first, "merge", 1.001, into=made)
    stage.then("contacts", second, "merge", 1.001, into=made)
    stage.then("contacts", third, hours=2, hs_merged_object_ids=fourth)
    stage.then("contacts", fourth, "merge", 2.001, into=third)


def history(stage: Stage) -> None:
    for hours, stage_of_life in ((1, "lead"), (2, "marketingqualifiedlead"), (3, "lead")):
        id = stage.ids("contacts", 1)[0]
        stage.then("contacts", id, hours=hours, lifecyclestage=stage_of_life)


def awkward(stage: Stage) -> None:
    for id, text in zip(stage.ids("contacts", len(AWKWARD)), AWKWARD):
        stage.then("contacts", id, lastname=text, jobtitle="")


HUBSPOT = "hubspot"
# An event keeps the id that it was read with; the record of that id says what it became.
OF_THE_PAST = {"web_events": ("objectId",), "marketing_event_participations": ("contactId",)}
LAGS = Limits(search_lag=HOUR)
SCENARIOS = (
    Scenario(1, HUBSPOT, "a row that the index shows an hour late", late, settings=(LAGS,), loads=2),
    Scenario(2, HUBSPOT, "more rows of one stamp than a page holds", many_of_one_stamp),
    Scenario(3, HUBSPOT, "a row at the very cursor", at_the_border, loads=2),
    Scenario(6, HUBSPOT, "an empty page of a search", at_the_border,
             faults=(Fault(HUBSPOT, "empty", "*/contacts/search"),), loads=2),
    Scenario(9, HUBSPOT, "more associations than an answer holds", many_associations),
    Scenario(12, HUBSPOT, "a batch fails under HTTP 200", at_the_border,
             faults=(Fault(HUBSPOT, "failed_200", "*batch/read"),), loads=2),
    Scenario(14, HUBSPOT, "associations change, no stamp moves", associated),
    Scenario(15, HUBSPOT, "a calculated property changes, no stamp moves", calculated),
    Scenario(19, HUBSPOT, "archived, restored, forgotten", deletes),
    Scenario(19, HUBSPOT, "restored in a later run", restored_later, loads=2),
    Scenario(20, HUBSPOT, "merged into a new record, and into one of two", merge, but=OF_THE_PAST),
    Scenario(23, HUBSPOT, "there and back in one day, read three times", history, loads=3),
    Scenario(24, HUBSPOT, "texts that look like something else", awkward),
    Scenario(25, HUBSPOT, "cleared is not unset", awkward),
)  # fmt: skip
