"""What can't be a row, or breaks a promise, lies whole in `_quarantine` with its reason."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from ingestion.landing.target import Target
from ingestion.landing.warehouse import Warehouse


def quarantine(
    warehouse: Warehouse, target: Target, broken: Sequence[tuple[str | None, str, str]]
) -> None:
    """Keep records that can't be rows, once a load: (record id, reason, text)."""
    if not broken:
        return
    ids, reasons, records = (pa.array(each, pa.string()) for each in zip(*broken, strict=True))
    warehouse.ingest("broken", pa.table({"_record_id": ids, "reason": reasons, "record": records}))
    warehouse.run(
        f"""
        insert into {target.schema}._quarantine
        select distinct ?, ?, ?, broken._record_id, broken.reason, broken.record
        from broken
        where not exists (
            select 1 from {target.schema}._quarantine as known
            where known._load_id = ? and known._object = ? and known.record = broken.record
        )
        """,
        (target.load_id, target.connection, target.table.name, target.load_id, target.table.name),
    )
    warehouse.run("drop table broken")
