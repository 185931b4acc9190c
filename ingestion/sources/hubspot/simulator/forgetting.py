"""Deletion for privacy: a record is gone from every answer, and nothing says that it ever was."""

from ingestion.sandbox.store import Store

SYSTEM = "hubspot"


def forget(store: Store, object: str, id: str) -> None:
    """The id stays taken: what pointed at it points at nothing."""
    store.sql(
        "update record set state = 'forgotten', fields = '{}', gone_at = ?, into_id = null "
        "where system = ? and object = ? and id = ?",
        (store.now, SYSTEM, object, id),
    )
    store.sql(
        "delete from history where system = ? and object = ? and id = ?", (SYSTEM, object, id)
    )
