"""Is this what the vendor promised? Judge the rows of a load before it is accepted.

A row that breaks a promise goes to quarantine and the load goes on: the record's last good version
stays its latest, and what is gone is gone. A load that breaks the contract
as a whole (keys gone, nothing where there was much, a count that does not match) is rejected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

from ingestion.expectation import Expectation
from ingestion.landing.setting_aside import Row, set_aside, table_of
from ingestion.landing.sql import LATEST_FIRST, quoted, was_read
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection

if TYPE_CHECKING:
    from ingestion.landing.loads import Load

ROWS_A_BATCH = 50_000
KEYS_SHOWN = 20
BROKEN_SHARE_THAT_REJECTS = 0.2
ROWS_BELOW_WHICH_NOTHING_IS_MUCH = 100
COUNTED_IN_SQL = ("unique_in_load", "row_count_between")
KEEPS_ROWS = ("in_set",)  # a new word is news, not damage


@dataclass(frozen=True)
class Finding:
    """One check of one load: what was asked, of how many rows, and which keys failed.

    Of an expectation `broken` counts rows, where `failed` counts records, and `empty` those rows in
    which there was no value to judge. `set_aside` are the rows that it was the first to move away.
    """

    table: str
    check: str
    passed: bool
    rows: int = 0
    failed: int = 0
    keys: tuple[str, ...] = ()
    rejects: bool = False
    message: str = ""
    broken: int = 0
    empty: int = 0
    set_aside: int = 0


@cache
def get_ready() -> None:
    """Let Great Expectations, which takes seconds to import, load while answers are waited for."""
    Thread(target=import_module, args=("ingestion.landing.promises",), daemon=True).start()


def judge(warehouse: Warehouse, connection: Connection, load: Load) -> list[Finding]:
    """All findings of a load, passed ones included. Moves broken rows to quarantine.

    Inside a transaction: a second verdict would not find them.
    """
    return [
        *_contract(warehouse, connection, load),
        *_promises(warehouse, connection, load),
    ]


def _contract(warehouse: Warehouse, connection: Connection, load: Load) -> Iterator[Finding]:
    source = connection.source.name
    for state in load.tables.values():
        if state.set_aside:
            reason = warehouse.value(
                f"select min(reason) from raw_{source}._quarantine "
                "where _load_id = ? and _connection = ? and _object = ?",
                (load.load_id, connection.name, state.table),
            )
            yield Finding(
                state.table,
                "landing_rows",
                False,
                state.rows_read + state.set_aside,
                state.set_aside,
                message=f"{source}.{state.table}: {state.set_aside} rows set aside in "
                f"raw_{source}._quarantine, such as {reason}",
                set_aside=state.set_aside,
            )
        if state.quarantined:
            rejects = state.quarantined >= max(1, state.rows_read * BROKEN_SHARE_THAT_REJECTS)
            yield Finding(
                state.table,
                "landing_key",
                False,
                state.rows_read,
                state.quarantined,
                rejects=rejects,
                message=f"{source}.{state.table}: {state.quarantined} of {state.rows_read} records "
                "have no key or are not readable; they lie in "
                f"raw_{source}._quarantine. Look at them and at the API's answer",
                set_aside=state.quarantined,
            )
        if state.vendor_count is not None:
            held = _held(warehouse, connection, load, state.table)
            held += state.quarantined + state.set_aside
            matches = held >= state.vendor_count
            yield Finding(
                state.table,
                "landing_count",
                matches,
                state.vendor_count,
                max(0, state.vendor_count - held),
                rejects=not matches,
                message=f"{source}.{state.table}: the system counts {state.vendor_count} "
                f"records and {held} were read. "
                "Run again; if it stays, ask for wider read rights",
            )
            known = warehouse.value(
                f"select max(vendor_count) from raw_{source}._loads where _connection = ? "
                "and _object = ? and status = 'accepted'",
                (connection.name, state.table),
            )
            if (known or 0) >= ROWS_BELOW_WHICH_NOTHING_IS_MUCH and state.rows_read == 0:
                yield Finding(
                    state.table,
                    "landing_volume",
                    False,
                    known,
                    known,
                    rejects=True,
                    message=f"{source}.{state.table}: empty where {known} records were before. "
                    "Check the connected user's rights",
                )


def _held(warehouse: Warehouse, connection: Connection, load: Load, table: str) -> int:
    """Records that this load and the accepted ones before it hold, as the vendor counts them."""
    schema = f"raw_{connection.source.name}"
    counts_gone = any(
        stream.counts_gone
        for stream in connection.source.streams
        if table in {each.name for each in stream.tables}
    )
    return warehouse.value(
        f"""
        select count(*) from (
            select
                _op,
                row_number() over (
                    partition by _record_id
                    order by {LATEST_FIRST}
                ) as _rank
            from {schema}.{quoted(table)}
            where _connection = ? and (_load_id = ? or _load_id in (
                select _load_id from {schema}._loads where status = 'accepted'
            ))
        ) as version
        where _rank = 1 and (_op = 'upsert' or ?)
        """,
        (connection.name, load.load_id, counts_gone),
    )


def _promises(warehouse: Warehouse, connection: Connection, load: Load) -> Iterator[Finding]:
    for table, expectations in connection.source.expectations.items():
        state = load.tables.get(table)
        if state is None or not state.rows_new or not expectations:
            continue
        in_sql = [e for e in expectations if e.kind in COUNTED_IN_SQL]
        in_frames = [e for e in expectations if e.kind not in COUNTED_IN_SQL]
        yield from (_counted(warehouse, connection, load, table, e) for e in in_sql)
        yield from _framed(warehouse, connection, load, table, in_frames)


def _counted(
    warehouse: Warehouse, connection: Connection, load: Load, table: str, expectation: Expectation
) -> Finding:
    target = f"raw_{connection.source.name}.{quoted(table)}"
    where = "_load_id = ? and _connection = ?"
    parameters = (load.load_id, connection.name)
    rows = warehouse.value(f"select count(*) from {target} where {where}", parameters)
    keys: list[str] = []
    broken = 0
    if expectation.kind == "unique_in_load":
        column = quoted(expectation.column or "_record_id")
        repeated = warehouse.rows(
            f"select min(_record_id) as _record_id, count(*) as row_count from {target} "
            f"where {where} and {column} is not null "
            f"group by {column} having count(*) > 1 order by 1",
            parameters,
        )
        keys = [row["_record_id"] for row in repeated]
        broken = sum(row["row_count"] for row in repeated)
        passed = not keys
    else:
        read = load.tables[table].rows_read
        is_full = load.tables[table].vendor_count is not None
        low, high = expectation.minimum or 0, expectation.maximum
        passed = not is_full or (read >= low and (high is None or read <= high))
        rows = read
    return Finding(
        table,
        expectation.name,
        passed,
        rows,
        len(keys) or int(not passed),
        tuple(keys[:KEYS_SHOWN]),
        rejects=not passed,
        message=_message(connection, table, expectation),
        broken=broken,
    )


def _framed(
    warehouse: Warehouse,
    connection: Connection,
    load: Load,
    table: str,
    expectations: Sequence[Expectation],
) -> Iterator[Finding]:
    rows, failing, empty = _failing(warehouse, connection, load, table, expectations)
    aside: dict[Row, str] = {}
    for expectation in expectations:
        broken = failing[expectation.name]
        moves = expectation.kind not in KEEPS_ROWS
        keys = list(dict.fromkeys(record_id for record_id, _ in broken))
        rejects = moves and len(keys) >= max(2, rows * BROKEN_SHARE_THAT_REJECTS)
        message = _message(connection, table, expectation)
        first = {row: message for row in broken if moves and not rejects and row not in aside}
        aside |= first
        yield Finding(
            table,
            expectation.name,
            not broken,
            rows,
            len(keys),
            tuple(keys[:KEYS_SHOWN]),
            rejects=rejects,
            message=message,
            broken=len(broken),
            empty=empty[expectation.name],
            set_aside=len(first),
        )
    if aside:
        set_aside(warehouse, connection, load, table, aside)


def _failing(
    warehouse: Warehouse,
    connection: Connection,
    load: Load,
    table: str,
    expectations: Sequence[Expectation],
) -> tuple[int, dict[str, list[Row]], Counter[str]]:
    """How many rows of a load were read, gone records' too, which break which promise, and in how
    many there was nothing to judge by it."""
    from ingestion.landing import promises  # Great Expectations takes seconds to import

    declared = table_of(connection, table)
    columns = dict.fromkeys(["_record_id", "_seen_at", *(e.column for e in expectations)])
    query = (
        f"select {', '.join(map(quoted, filter(None, columns)))} "
        f"from raw_{connection.source.name}.{quoted(table)} as version "
        f"where _load_id = ? and _connection = ? and {was_read(declared)} "
        f"and (_record_id, _seen_at) > (?, ?) order by _record_id, _seen_at limit {ROWS_A_BATCH}"
    )
    failing: dict[str, list[Row]] = {e.name: [] for e in expectations}
    empty: Counter[str] = Counter()
    rows, last = 0, ("", datetime.min)
    while True:
        frame = warehouse.arrow(query, (load.load_id, connection.name, *last)).to_pandas()
        if frame.empty:
            return rows, failing, empty
        keys = list(zip(frame["_record_id"], frame["_seen_at"].dt.to_pydatetime(), strict=True))
        rows, last = rows + len(keys), keys[-1]
        for name, answer in promises.answers(frame, expectations).items():
            failing[name].extend(keys[position] for position in answer.failing)
            empty[name] += answer.empty


def _message(connection: Connection, table: str, expectation: Expectation) -> str:
    says: Any = (
        expectation.says
        or {
            "not_null": "has no value",
            "unique_in_load": "is not unique",
            "matches_regex": "has another form than the vendor documents",
            "in_set": "has a value the vendor does not document",
            "is_number": "is not a number",
            "is_timestamp": "is not an instant with its offset",
            "row_count_between": "brought another number of rows than it can hold",
        }[expectation.kind]
    )
    column = f".{expectation.column}" if expectation.column else ""
    return f"{connection.source.name}.{table}{column} {says}"
