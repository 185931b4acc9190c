"""Every record: landed as the systems hold it, and accounted for in what was published.

A landed record is accounted for when a mart or a bridge holds it, when its latest version says that
it is deleted or merged, when it lies in quarantine, or when `int_records_excluded` says why it was
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.compare import SHOWN, Comparison, Measure, Mistake
from ingestion.sandbox.truth.published import Published

SYSTEMS = ("salesforce", "hubspot", "stripe")
# Raw tables of records that become rows of a mart or a bridge, and which.
TOLD_IN = {
    "salesforce": {
        "lead": "bridge_people", "contact": "bridge_people", "account": "bridge_accounts",
        "opportunity": "bridge_opportunities", "campaign_member": "fct_touchpoints",
        "task": "fct_touchpoints", "event": "fct_touchpoints",
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


def landed(store: Store, published: Published) -> Comparison:
    found = Comparison()
    for system in SYSTEMS:
        tables = _tables(published, system)
        _complete(found, store, published, system, tables)
        for table, mart in TOLD_IN[system].items():
            _accounted(found, published, system, table, mart)
    return found


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
    for object, id in store.sql(
        "select object, id from record where system = ? and state = 'live'", (system,)
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


def _accounted(found: Comparison, published: Published, system: str, table: str, mart: str) -> None:
    records = _latest(published, system, table)
    told = {_whole(row["record_id"], records) for row in _told(published, system, mart)}
    excluded = {
        _whole(row["record_id"], records) for row in published.query(
            "select distinct record_id from working.intermediate.int_records_excluded"
            f" where source_system = '{system}'"
        )
    }  # fmt: skip
    gone = {id for id, op in records.items() if op != "upsert"}
    lost = records.keys() - told - excluded - gone
    found.measures.append(
        Measure("accounted for", f"{system} {table}", len(records), len(records) - len(lost),
                1 - len(lost) / max(len(records), 1))
    )  # fmt: skip
    found.mistakes += [
        Mistake(f"accounted for: {system} {table}", id, "a row or a reason", "neither")
        for id in sorted(lost)[:SHOWN]
    ]


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
