"""Pitfalls of HubSpot: what shows itself late, moves no stamp, goes, or becomes one."""

from __future__ import annotations

from ingestion.sandbox.faults import Fault
from ingestion.sandbox.recorded import Change
from ingestion.sources.hubspot.simulator import Limits
from tests.chaos.scenario import Expected, Scenario
from tests.chaos.serving import Answer
from tests.chaos.stage import AWKWARD, HOUR, MINUTE, SECOND, Stage, latest, versions

HUBSPOT = "hubspot"
# An event keeps the id that it was read with; the record of that id says what it became.
OF_THE_PAST = {"web_events": ("objectId",), "marketing_event_participations": ("contactId",)}
LAGS = Limits(search_lag=HOUR)
TOO_MANY = 10_050  # a search pages through ten thousand


def late(stage: Stage) -> None:
    """A list shows all at once; a search does not."""
    stage.make_many("contacts", {str(90_000_000 + n): stage.now + n * MINUTE for n in range(1, 35)})
    for id in stage.ids("deals", 5):
        stage.then("deals", id, hours=0.3, dealname="Late")


def too_many() -> list[str]:
    return [str(10_000_000 + number) for number in range(TOO_MANY)]


def many_of_one_stamp(stage: Stage) -> None:
    stage.make_many("products", dict.fromkeys(too_many(), stage.now + MINUTE))


def many_one_after_the_other(stage: Stage) -> None:
    ids = enumerate(too_many())
    stage.make_many("products", {id: stage.now + MINUTE + number for number, id in ids})


def all_there(_: Stage) -> Expected:
    ids = f"cast(id as bigint) between {too_many()[0]} and {too_many()[-1]}"
    return {versions(HUBSPOT, "products", ids): TOO_MANY}


def at_the_border(stage: Stage) -> None:
    stage.make("contacts", "90000002", stage.now)
    stage.then("contacts", stage.ids("contacts", 1)[0], hours=1, jobtitle="At the border")


def by_its_own_stamp(stage: Stage) -> None:
    for id in stage.ids("contacts", 3):
        stage.then("contacts", id, jobtitle="Changed")


def changed(stage: Stage) -> Expected:
    ids = stage.ids("contacts", 3)
    return {latest(HUBSPOT, "contacts", id, "jobtitle"): "Changed" for id in ids}


def without_the_stamp(stage: Stage) -> None:
    def hide(answer: Answer, _: int) -> None:
        body = answer.body
        told = [each for each in body["results"] if each["name"] != "lastmodifieddate"]
        answer.body = body | {"results": told}

    stage.system.on("*/properties/contacts", hide)


def long_form(stage: Stage) -> None:
    """More submissions than two pages hold."""
    stage.make("forms", "chaos", stage.now - HOUR)
    submitted(stage, range(120), stage.now - 30 * MINUTE)


def submitted(stage: Stage, numbers: range, at: int) -> None:
    told = {"values": [{"name": "email", "value": "a@example.com"}]}
    stage.add(
        Change(at + n * SECOND, "form_submissions/chaos", f"s-{n:03d}", "create", told)
        for n in numbers
    )


def while_paged(stage: Stage) -> None:
    """Newest first, so what comes stands before the pages that were read and shifts the others."""

    def come(_: Answer, number: int) -> None:
        if number == 1:
            stage.world.sleep(60)
            submitted(stage, range(120, 180), stage.now - MINUTE)

    stage.system.on("*/submissions/forms/chaos", come)


def all_submissions(_: Stage) -> Expected:
    return {versions(HUBSPOT, "form_submissions", "form_id = 'chaos'"): 180}


def many_associations(stage: Stage) -> None:
    ids = [str(91_000_000 + number) for number in range(600)]
    stage.make_many("contacts", dict.fromkeys(ids, stage.now + MINUTE))
    stage.then("deals", stage.ids("deals", 1)[0], **{"@contacts": [[id, []] for id in ids]})


def all_stand_beside(stage: Stage) -> Expected:
    deal = stage.ids("deals", 1)[0]
    return {latest(HUBSPOT, "deal_contact", deal, 'json_array_length("to")'): 600}


def in_part(stage: Stage) -> None:
    """HTTP 207: some could not be read, and are there."""

    def fail(answer: Answer, number: int) -> None:
        if number == 1:
            trouble = {"status": "error", "category": "INTERNAL_ERROR", "message": "try later"}
            answer.status = 207
            body = answer.body
            answer.body = body | {"results": body["results"][1:], "errors": [trouble]}

    stage.system.on("*/contacts/batch/read", fail)


def associated(stage: Stage) -> None:
    deal = stage.ids("deals", 1)[0]
    contacts = [[id, []] for id in stage.ids("contacts", 5)]
    stage.then("deals", deal, is_stamped=False, **{"@contacts": contacts})


def calculated(stage: Stage) -> None:
    deal = stage.ids("deals", 1)[0]
    stage.then("deals", deal, is_stamped=False, amount_in_home_currency="12.5")


def worked_out(stage: Stage) -> Expected:
    deal = stage.ids("deals", 1)[0]
    return {latest(HUBSPOT, "deals", deal, "amount_in_home_currency"): "12.5"}


# ── what goes, and what becomes one ───────────────────────────────────────────────────────────


def deletes(stage: Stage) -> None:
    archived, restored, forgotten = stage.ids("contacts", 3)
    stage.then("contacts", archived, "delete", is_stamped=False)
    stage.then("contacts", restored, "delete", hours=0.3, is_stamped=False)
    stage.then("contacts", restored, "restore", hours=0.6, is_stamped=False)
    stage.vanish("contacts", forgotten)


def restored_later(stage: Stage) -> None:
    stage.then("contacts", stage.ids("contacts", 1)[0], "delete", is_stamped=False)
    stage.then("contacts", stage.ids("contacts", 1)[0], "restore", hours=1.5, is_stamped=False)


def merges(stage: Stage) -> None:
    """Into a new record; and, as it was before, into one of the two."""
    for number, object in enumerate(("contacts", "companies", "deals")):
        first, second, third, fourth = stage.ids(object, 4)
        made, fields = str(92_000_001 + number), stage.fields(object, first)
        fields = {name: value for name, value in fields.items() if not name.startswith("@")}
        fields |= {"hs_merged_object_ids": f"{first};{second}"}
        stage.then(object, made, "create", 0.5, **fields)
        stage.then(object, first, "merge", 0.501, into=made)
        stage.then(object, second, "merge", 0.501, into=made)
        stage.then(object, third, hours=0.6, hs_merged_object_ids=fourth)
        stage.then(object, fourth, "merge", 0.601, into=third)


def merged(stage: Stage) -> Expected:
    found: dict[str, str] = {}
    for number, object in enumerate(("contacts", "companies", "deals")):
        into = {r.id: r.into_id for r in stage.world.records(HUBSPOT, object) if r.into_id}
        in_new = [id for id, survivor in into.items() if survivor == str(92_000_001 + number)]
        assert len(in_new) == 2
        ends = {id: _end(into, id) for id in into}
        found |= {latest(HUBSPOT, object, id, "_merged_into_id"): end for id, end in ends.items()}
        found |= {latest(HUBSPOT, object, id): "merge" for id in into}
    return found


def _end(into: dict[str, str], id: str) -> str:
    """A survivor may have ended in another one."""
    while id in into:
        id = into[id]
    return id


def gap(stage: Stage) -> None:
    deletes(stage)
    at_the_border(stage)


# ── history, texts ────────────────────────────────────────────────────────────────────────────


def history(stage: Stage) -> None:
    """There and back in one day; and more amounts a day than HubSpot keeps of both days."""
    contact, deal = stage.ids("contacts", 1)[0], stage.ids("deals", 1)[0]
    for hours, stage_of_life in ((1, "lead"), (2, "marketingqualifiedlead"), (3, "lead")):
        stage.then("contacts", contact, hours=hours, lifecyclestage=stage_of_life)
    for number in range(30):
        hours = 1 + number / 60 + 24 * (number // 15)
        stage.then("deals", deal, hours=hours, amount=f"{70_000 + number}.00")


def all_versions(stage: Stage) -> Expected:
    deal = stage.ids("deals", 1)[0]
    told = f"object_id = '{deal}' and property = 'amount' and value like '700__.00'"
    return {versions(HUBSPOT, "deal_property_history", told): 30}


def awkward(stage: Stage) -> None:
    for id, text in zip(stage.ids("contacts", len(AWKWARD)), AWKWARD):
        stage.then("contacts", id, lastname=text)


def came_through(stage: Stage) -> Expected:
    ids = stage.ids("contacts", len(AWKWARD))
    return {latest(HUBSPOT, "contacts", id, "lastname"): text for id, text in zip(ids, AWKWARD)}


def nothing_or_empty(stage: Stage) -> None:
    cleared, unset = stage.ids("contacts", 2)
    stage.then("contacts", cleared, jobtitle="")
    stage.then("contacts", unset, jobtitle=None)


def told_apart(stage: Stage) -> Expected:
    cleared, unset = stage.ids("contacts", 2)
    return {
        latest(HUBSPOT, "contacts", cleared, "jobtitle"): "",
        latest(HUBSPOT, "contacts", unset, "jobtitle is null"): True,
    }


SCENARIOS = (
    Scenario(1, HUBSPOT, "rows that the index shows an hour late", late, hours=0.6, loads=3,
             settings=(LAGS,)),
    Scenario(2, HUBSPOT, "ten thousand and more rows of one stamp", many_of_one_stamp, hours=1,
             expects=all_there),
    Scenario(3, HUBSPOT, "a row at the very cursor", at_the_border, hours=1, loads=2),
    Scenario(4, HUBSPOT, "more changed rows than a search gives", many_one_after_the_other,
             hours=1, expects=all_there),
    Scenario(5, HUBSPOT, "contacts have a stamp of another name", by_its_own_stamp, hours=1,
             expects=changed),
    Scenario(5, HUBSPOT, "a portal without the stamp", by_its_own_stamp, hours=1,
             meddles=without_the_stamp, refuses="no property lastmodifieddate", expects=changed),
    Scenario(6, HUBSPOT, "an empty page of a search", at_the_border, hours=1, loads=2,
             faults=(Fault(HUBSPOT, "empty", "*/contacts/search"),)),
    Scenario(8, HUBSPOT, "submissions come while they are paged", long_form, hours=1, loads=2,
             meddles=while_paged, expects=all_submissions),
    Scenario(9, HUBSPOT, "more associations than an answer holds", many_associations, hours=1,
             expects=all_stand_beside),
    Scenario(12, HUBSPOT, "a batch fails under HTTP 200", at_the_border, hours=1, loads=2,
             faults=(Fault(HUBSPOT, "failed_200", "*batch/read"),)),
    Scenario(12, HUBSPOT, "a batch fails in part, under HTTP 207", by_its_own_stamp, hours=1,
             meddles=in_part, refuses="in part", expects=changed),
    Scenario(14, HUBSPOT, "associations change, no stamp moves", associated),
    Scenario(15, HUBSPOT, "a calculated property changes, no stamp moves", calculated,
             expects=worked_out),
    Scenario(19, HUBSPOT, "archived, restored, forgotten", deletes),
    Scenario(19, HUBSPOT, "restored in a later run", restored_later, hours=1, loads=2),
    Scenario(20, HUBSPOT, "merged into a new record, and into one of two", merges,
             but=OF_THE_PAST, expects=merged),
    Scenario(22, HUBSPOT, "a gap of forty days", gap, days=40),
    Scenario(23, HUBSPOT, "there and back in a day; more than is kept", history, loads=3,
             expects=all_versions),
    Scenario(24, HUBSPOT, "texts that look like something else", awkward, hours=1,
             expects=came_through),
    Scenario(25, HUBSPOT, "cleared is not unset", nothing_or_empty, hours=1, expects=told_apart),
    Scenario(26, HUBSPOT, "read by a batch, and again by the list", at_the_border, hours=12,
             loads=2),
)  # fmt: skip
