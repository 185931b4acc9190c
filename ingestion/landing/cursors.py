"""Where the streams of a connection start, and how far the load under way has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ingestion.landing.warehouse import Warehouse


class Cursors:
    """The cursors of one connection, read once a load."""

    def __init__(self, warehouse: Warehouse, source: str, connection: str, load_id: str) -> None:
        self.warehouse, self.of, self.load_id = warehouse, (source, connection), load_id
        rows = warehouse.rows(
            "select stream, cursor, status, _load_id from control.cursors "
            "where source = ? and connection = ?",
            self.of,
        )
        self.accepted = {x["stream"]: x["cursor"] for x in rows if x["status"] == "accepted"}
        self.pending = {x["stream"]: x["_load_id"] for x in rows if x["status"] == "pending"}

    def is_complete(self, stream: str) -> bool:
        """An earlier process, which was killed, read it to its end in this very load."""
        return self.pending.get(stream) == self.load_id

    def start(self, stream: str) -> dict[str, Any]:
        return json.loads(self.accepted.get(stream, "{}"))

    def save(self, cursors: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep them, by stream, as pending: they count when the whole load is accepted. Inside a
        transaction.
        """
        if not cursors:
            return
        if before := [stream for stream in cursors if stream in self.pending]:
            self.warehouse.run(
                "delete from control.cursors where source = ? and connection = ? "
                f"and status = 'pending' and stream in ({', '.join('?' * len(before))})",
                (*self.of, *before),
            )
        values = ", ".join(["(?, ?, ?, ?, ?, 'pending')"] * len(cursors))
        self.warehouse.run(
            f"insert into control.cursors values {values}",
            [
                value
                for stream, cursor in cursors.items()
                for value in (*self.of, stream, json.dumps(cursor), self.load_id)
            ],
        )
        self.pending |= dict.fromkeys(cursors, self.load_id)

    def accept(self) -> None:
        """The pending cursors of the load become the ones to start from. Inside a transaction."""
        self.warehouse.run(
            "delete from control.cursors "
            "where source = ? and connection = ? and status = 'accepted' and stream in ("
            "select stream from control.cursors where source = ? and connection = ? "
            "and status = 'pending' and _load_id = ?)",
            (*self.of, *self.of, self.load_id),
        )
        self.warehouse.run(
            "update control.cursors set status = 'accepted' where source = ? and connection = ? "
            "and status = 'pending' and _load_id = ?",
            (*self.of, self.load_id),
        )
