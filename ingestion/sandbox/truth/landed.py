"""Every record: landed as the systems hold it, and accounted for in what was published.

A landed record is accounted for when a mart or a bridge holds it, when its latest version says that
it is deleted or merged, when it lies in quarantine, or when the rules keep it out: a touch of
somebody gone, a draft. What is kept out must be counted in `int_records_excluded`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.compare import SHOWN, Comparison, Measure, Mistake
from ingestion.sandbox.truth.entities import Records
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.published import Published
from ingestion.sandbox.truth.reading import systems_of

SYSTEMS = ("salesforce", "hubspot", "stripe")
# Objects whose records become rows of a mart or a bridge, and of which.
TOLD_IN = {
    "salesforce": {
        "Lead": "bridge_people", "Contact": "bridge_people", "Account": "bridge_accounts",
        "Opportunity": "bridge_opportunities", "CampaignMember": "fct_touchpoints",
        "Task": "fct_touchpoints", "Event": "fct_touchpoints",
    },
    "hubspot": {
        "contacts": "bridge_people", "companies": "bridge_accounts",
        "deals": "bridge_opportunities", "form_submissions": "fct_touchpoints",
        "email_events": "fct_touchpoints", "web_events": "fct_touchpoints",
        "marketing_event_participations": "fct_touchpoints", "calls": "fct_touchpoints",
        "meetings": "fct_touchpoints", "emails": "fct_touchpoints", "notes": "fct_touchpoints",
        "tasks": "fct_touchpoints",
    },
    "stripe": {
        "customer": "bridge_accounts", "invoice": "fct_invoices", "charge": "fct_payments",
        "refund": "fct_payments", "credit_note": "fct_payments",
    },
}  # fmt: skip
NOT_TOLD = ("person is gone or unknown", "after as_of", "told by another system")
NO_DEAL = "'deal is gone or unknown', 'names no deal'"


def landed(store: Store, records: Records, knowable: Knowable, published: Published) -> Comparison:
    found = Comparison()
    wanted = _wanted(knowable)
    for system in SYSTEMS:
        _complete(found, store, published, system, _tables(published, system))
    for system in SYSTEMS:
        for object, mart in TOLD_IN[system].items():
            _accounted(found, published, system, object, mart, wanted.get((system, object)))
    for system in SYSTEMS:
        _ledger(found, published, system)
    _counted(found, records, knowable, published)
    return found


def _wanted(knowable: Knowable) -> dict[tuple[str, str], set[str]]:
    """Ids that the rules let into a fact; objects that all go into a bridge are not listed."""
    wanted: dict[tuple[str, str], set[str]] = {
        (system, object): set()
        for system, objects in TOLD_IN.items()
        for object, mart in objects.items()
        if mart.startswith("fct_")
    }
    refs = [event.ref for _, event in knowable.touches]
    refs += [fact.invoice.ref for fact in knowable.invoices]
    refs += [fact.payment.ref for fact in knowable.payments]
    for system, object, id in refs:
        wanted[system, object].add(id)
    return wanted


def _counted(found: Comparison, records: Records, knowable: Knowable, published: Published) -> None:
    """What was kept out is counted, with its reason."""
    told = len(knowable.touches)
    kept_out = sum(not touch.is_gone for touch in records.touches) - told
    bearer = knowable.deals_found.clusters.bearer
    lines = sum(not line.is_gone and bearer(line.deal) is None for line in records.lines)
    drafts = sum(not each.is_gone and each.status == "draft" for each in records.invoices)
    reasons = ", ".join(f"'{reason}'" for reason in NOT_TOLD)
    for name, expected, where in (
        (
            "touches of people gone, or not yet, or told twice",
            kept_out,
            f"entity = 'touches' and reason in ({reasons})",
        ),
        (
            "lines of no deal, or of one gone",
            lines,
            f"entity = 'opportunity_lines' and reason in ({NO_DEAL})",
        ),
        ("drafts of invoices", drafts, "entity = 'invoices' and reason = 'draft'"),
    ):
        got = published.value(
            "select coalesce(sum(record_count), 0)"
            f" from working.intermediate.int_records_excluded where {where}"
            f" and source_system in {SYSTEMS}"
        )
        agreement = min(expected, got) / max(expected, got, 1)
        is_right = expected == got
        found.measures.append(
            Measure("accounted for", name, expected, int(got), 1.0 if is_right else agreement)
        )


def _tables(published: Published, system: str) -> set[str]:
    rows = published.query(
        "select table_name from duckdb_tables() where database_name = 'working'"
        f" and schema_name = 'raw_{system}' and not starts_with(table_name, '_')"
    )
    return {row["table_name"] for row in rows}


def _complete(
    found: Comparison, store: Store, published: Published, system: str, tables: set[str]
) -> None:
    """What the system holds and shows has landed."""
    held: dict[str, set[str]] = {}
    for object, id in (
        row
        for part in systems_of(system, store)
        for row in store.sql(
            "select object, id from record where system = ? and state = 'live'", (part.name,)
        )
    ):
        base, _, part = object.partition("/")
        table = _snake(base)
        if table in tables:
            held.setdefault(table, set()).add(f"{part}|{id}" if part else id)
    expected = got = 0
    missing: list[str] = []
    for table, ids in sorted(held.items()):
        there = _latest(published, system, table).keys()
        expected += len(ids)
        got += len(ids & there)
        missing += [f"{table} · {id}" for id in sorted(ids - there)]
    found.measures.append(
        Measure("landed", f"records that {system} shows", expected, got, got / max(expected, 1))
    )
    found.mistakes += [Mistake("landed: record missing", key, "a row", "none") for key in missing][
        :SHOWN
    ]


def _accounted(
    found: Comparison,
    published: Published,
    system: str,
    object: str,
    mart: str,
    wanted: set[str] | None,
) -> None:
    table = _snake(object)
    records = _latest(published, system, table)
    told = {_whole(row["record_id"], records) for row in _told(published, system, mart)}
    gone = {id for id, op in records.items() if op != "upsert"}
    quarantined = _quarantined(published, system, table)
    lost = records.keys() - told - gone - quarantined
    if wanted is not None:
        lost &= {_whole(id, records) for id in wanted}
    right = len(records) - len(lost)
    found.measures.append(
        Measure("accounted for", f"{system} {object}", len(records), right,
                right / max(len(records), 1))
    )  # fmt: skip
    found.mistakes += [
        Mistake(f"accounted for: {system} {object}", id, "a row or a reason", "neither")
        for id in sorted(lost)[:SHOWN]
    ]


def _ledger(found: Comparison, published: Published, system: str) -> None:
    """The ledger tells of as many of each object as the marts hold, and of all that landed."""
    tallies = {
        "told of": "fate in ('in_fact', 'internal')",
        "landed": "fate <> 'quarantined'",
    }
    for name, fates in tallies.items():
        expected = got = right = 0
        for object, mart in TOLD_IN[system].items():
            table = _snake(object)
            records = _latest(published, system, table)
            told = {_whole(row["record_id"], records) for row in _told(published, system, mart)}
            gone = {id for id, op in records.items() if op != "upsert"}
            wanted = len(records if name == "landed" else records.keys() & told - gone)
            held = published.value(
                "select coalesce(sum(record_count), 0) from accord.marts.rpt_record_ledger"
                f" where source_system = '{system}' and source_object = '{table}'"
                f" and {fates}"
            )
            expected, got, right = expected + wanted, got + held, right + min(wanted, held)
        agreement = float(right / max(expected, got, 1))
        found.measures.append(
            Measure(
                "accounted for", f"the ledger on {system}: {name}", expected, int(got), agreement
            )
        )


def _quarantined(published: Published, system: str, table: str) -> set[str]:
    rows = published.query(
        f"select distinct _record_id as id from working.raw_{system}._quarantine as broken"
        f" where _object = '{table}' and _record_id is not null and not exists ("
        f"select 1 from working.raw_{system}.{table} as raw"
        f" where raw._record_id = broken._record_id and raw._connection = broken._connection"
        f" and raw._load_id > broken._load_id)"
    )
    return {row["id"] for row in rows}


def _latest(published: Published, system: str, table: str) -> dict[str, str]:
    """Each record's latest accepted state."""
    rows = published.query(
        f"select raw._record_id as id, arg_max(raw._op, raw._load_id) as op"
        f" from working.raw_{system}.{table} as raw"
        f" inner join working.raw_{system}._loads as loads"
        "  on raw._load_id = loads._load_id and raw._connection = loads._connection"
        f"  and loads._object = '{table}' and loads.status = 'accepted'"
        " group by raw._record_id"
    )
    return {row["id"]: row["op"] for row in rows}


def _told(published: Published, system: str, mart: str) -> Iterable[dict[str, str]]:
    return published.query(
        f"select distinct record_id from accord.marts.{mart} where source_system = '{system}'"
    )


def _whole(id: str, records: dict[str, str]) -> str:
    """One record may show several things: `<its id>|<which>`."""
    return id if id in records else id.rpartition("|")[0]


def _snake(object: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", object).lower()
