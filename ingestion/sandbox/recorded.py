"""What a system recorded: changes in the order of time, folded into state by the store."""

from typing import Any, NamedTuple


class Change(NamedTuple):
    """One recorded change of one record in one system.

    `fields` holds the vendor's own field names: all of them for `create`, only the changed ones for
    `update`. `is_stamped` False: the vendor's modification stamp does not move. `into` is the
    survivor of a `merge`. `actor` is who did it, in the vendor's own words (a user id, INTEGRATION,
    CRM_UI, FORM …).
    `truth` names what the record is of, in keys of `history`: (kind, key), on `create` only.
    """

    at: int
    object: str
    id: str
    op: str  # create, update, delete, restore, merge
    fields: dict[str, Any]
    actor: str | None = None
    is_stamped: bool = True
    into: str | None = None
    truth: tuple[str, str] | None = None
