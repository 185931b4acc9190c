"""Records are as untidy as promised, and never so that evidence lies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path

from ingestion.sandbox import mess as mess_module
from ingestion.sandbox import traces as tracing
from ingestion.sandbox import words
from ingestion.sandbox.firm import found
from ingestion.sandbox.lives import life
from ingestion.sandbox.mess import DEFAULT, LEVELS, NONE
from ingestion.sandbox.traces import record_of

LISTED = frozenset(
    [
        "info",
        "office",
        "sales",
        "contact",
        "hello",
        "admin",
        "billing",
        "accounts",
        "team",
        "support",
        "purchasing",
        "kontakt",
    ]
)


def addresses(trace) -> set[str]:
    """Every address that a record ever carries, as the matching rules normalise it."""
    values = [trace.values, *(new for _, new in trace.later)]
    spelled = [
        text for held in values for text in (held.get("email"), *held.get("other_emails", ()))
    ]
    return {text.strip().lower() for text in spelled if text}


def stands_for(trace) -> str | None:
    return trace.key if trace.kind == "person" else trace.values.get("person_key")


def people_and_records(firm, households):
    """Those who arrived by the first day, each with their records of that day."""
    end = firm.first_day_ends_at
    for known in households:
        for person in known.life.people:
            if person.arrived_at <= end:
                yield person, known, [
                    trace
                    for trace in known.traces
                    if trace.kind == "person" and trace.key == person.key and trace.created_at <= end
                ]  # fmt: skip


def test_fifteen_in_a_hundred_people_stand_twice_in_one_system(firm, households):
    counts = [
        Counter(trace.object for trace in records if trace.origin != "merge")
        for _, _, records in people_and_records(firm, households)
    ]
    assert sum(max(count.values(), default=0) > 1 for count in counts) >= 0.15 * len(counts)


def test_ten_in_a_hundred_people_changed_their_address(firm, households):
    people = [person for person, _, _ in people_and_records(firm, households)]
    changed = [
        person
        for person in people
        if person.later_email and person.address_changed_at <= firm.first_day_ends_at
    ]
    assert len(changed) >= 0.10 * len(people)


def test_two_in_a_hundred_addresses_are_shared_mailboxes_of_the_page(firm, households):
    people = [person for person, _, _ in people_and_records(firm, households)]
    shared = {person.email for person in people if person.mailbox_is_shared}
    assert len(shared) >= 0.02 * len({person.email for person in people})
    assert {address.partition("@")[0] for address in shared} <= LISTED


def test_one_in_a_hundred_people_has_a_namesake_at_the_same_company(firm, households):
    people = [person for person, _, _ in people_and_records(firm, households)]
    names = Counter((p.company_key, p.first_name, p.last_name) for p in people if p.company_key)
    assert sum(count for count in names.values() if count > 1) >= 0.01 * len(people)


def test_ten_in_a_hundred_deals_of_two_systems_differ_in_amount_or_currency(firm, households):
    deals: dict[str, list] = defaultdict(list)
    for known in households:
        for trace in known.traces:
            if trace.kind == "deal" and trace.created_at <= firm.first_day_ends_at:
                deals[trace.key].append(trace)
    both = [records for records in deals.values() if len({trace.system for trace in records}) == 2]
    differing = [
        records
        for records in both
        if any(trace.values.keys() & {"amount_minor", "currency"} for trace in records)
    ]
    assert len(both) > 100
    assert len(differing) >= 0.10 * len(both)


def test_two_people_never_share_an_address_outside_the_listed_mailboxes(households):
    owners: dict[str, set[str]] = defaultdict(set)
    for known in households:
        for trace in known.traces:
            if stands_for(trace):
                for address in addresses(trace):
                    owners[address].add(stands_for(trace))
    several = [address for address, people in owners.items() if len(people) > 1]
    assert several, "a mailbox is typed for a colleague here and there"
    assert {address.partition("@")[0] for address in several} <= LISTED


def test_pointers_merges_and_conversions_stay_with_one_true_thing(households):
    thing_of = {
        (trace.system, trace.id): (trace.kind, trace.key)
        for known in households
        for trace in known.traces
    }
    assert len(thing_of) == sum(len(known.traces) for known in households), "no id stands twice"
    for known in households:
        for trace in known.traces:
            thing = (trace.kind, trace.key)
            for _, system, _, id in trace.synced:
                assert thing_of[system, id] == thing
            if trace.merged_into:
                assert thing_of[trace.system, trace.merged_into] == thing
            if trace.converted_contact_id:
                assert thing_of["salesforce", trace.converted_contact_id] == thing
            for company_id in filter(None, (trace.account_id, trace.converted_account_id)):
                assert thing_of[trace.system, company_id][0] == "company"


def test_merges_come_in_every_regime_and_in_chains(households):
    by_id = {trace.id: trace for known in households for trace in known.traces}
    merged = [trace for trace in by_id.values() if trace.merged_into]
    assert {trace.object for trace in merged} >= {
        "Lead",
        "Contact",
        "Account",
        "contacts",
        "companies",
    }
    into_new = {
        by_id[trace.merged_into].origin == "merge" for trace in merged if trace.object == "contacts"
    }
    assert into_new == {True, False}
    assert any(by_id[trace.merged_into].merged_into for trace in merged), (
        "from the first to a third"
    )
    for trace in merged:
        assert trace.created_at < trace.merged_at
        assert by_id[trace.merged_into].created_at <= trace.merged_at


def test_nine_in_ten_people_can_be_put_together_from_their_records(firm, households):
    whole = everybody = 0
    for person, known, _ in people_and_records(firm, households):
        records = [
            trace for trace in known.traces if trace.kind == "person" and trace.key == person.key
        ]
        everybody += bool(records)
        whole += len(clusters(records)) == 1
    assert whole >= 0.90 * everybody


def clusters(records) -> set[int]:
    """The records joined by address, pointer, merge or conversion."""
    group = {trace.id: number for number, trace in enumerate(records)}
    linked = [(one.id, other.id) for one in records for other in records if evidence(one, other)]
    for _ in records:
        for one, other in linked:
            group[one] = group[other] = min(group[one], group[other])
    return set(group.values())


def evidence(one, other) -> bool:
    mine = {address for address in addresses(one) if address.partition("@")[0] not in LISTED}
    named = {id for *_, id in one.synced} | {one.merged_into, one.converted_contact_id}
    return bool(mine & addresses(other)) or other.id in named


def test_a_tidy_company_has_one_record_a_person_and_system():
    firm = found(3, 300)
    for index in range(60):
        lived = life(firm, index, NONE)
        traces = tracing.of(firm, lived, NONE)
        counts = Counter((trace.object, trace.key) for trace in traces if trace.kind != "deal")
        assert set(counts.values()) <= {1}
        assert all(trace.deleted_at is None and trace.merged_at is None for trace in traces)


def test_what_happens_hangs_on_a_record_that_is_there(households):
    for known in households[:150]:
        for activity in known.life.activities:
            system = (
                "hubspot"
                if known.life.companies and known.life.companies[0].segment == "smb"
                else "salesforce"
            )
            trace = record_of(known.traces, system, "person", activity.person_key, activity.at)
            if trace is not None:
                assert trace.is_there(activity.at)
                assert trace.converted_at is None or activity.at < trace.converted_at


def test_awkward_texts_stand_in_records(households):
    titles = {trace.values.get("title") for known in households for trace in known.traces}
    subjects = {activity.subject for known in households for activity in known.life.activities}
    assert len((titles | subjects) & set(words.AWKWARD)) >= 10
    assert "02134" in {
        trace.values.get("postal_code") for known in households for trace in known.traces
    }


def test_a_tidier_company_cleans_up_no_less():
    half, double = LEVELS["half"], LEVELS["double"]
    assert (half.stands_twice, half.merges_twins, half.deal_is_in_both) == (0.12, 0.55, 0.70)
    assert (double.stands_twice, double.corrects_address, double.is_deleted) == (0.48, 0.75, 0.03)


def test_the_readme_tells_every_rate_as_it_is():
    readme = Path(mess_module.__file__).with_name("README.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", readme, re.MULTILINE))
    assert {name: float(rate) for name, rate in told.items()} == asdict(DEFAULT)
