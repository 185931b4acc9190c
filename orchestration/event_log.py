"""Let Dagster's run log be written without waiting for the disk at every event.

Its SQLite files open, commit and close once an event, thousands of times a run; with a flush to disk each
time that takes longer than the run itself. The log tells what happened and holds no data of the
warehouse, so losing its last second with the machine's power costs nothing.
"""

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@event.listens_for(Engine, "connect")
def _do_not_wait(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
