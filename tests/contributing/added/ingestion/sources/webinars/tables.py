"""The raw tables of the webinar tool: the API's own fields."""

from collections.abc import Mapping

from ingestion.source import Field, Mark, Table


def life(values: Mapping[str, str | None]) -> Mark:
    """What is deleted stays in the lists and says so."""
    return Mark("delete" if values["is_deleted"] == "true" else "upsert")


STAMPS = (
    Field("created_at", same_as="instant"),
    Field("updated_at", same_as="instant"),
    Field("is_deleted", "boolean"),
)

REGISTRANT = Table(
    name="registrant",
    object="registrants",
    fields=(
        Field("id"),
        Field("email"),
        Field("first_name"),
        Field("last_name"),
        Field("company"),
        Field("country"),
        *STAMPS,
    ),
    key=("id",),
    changed_at="updated_at",
    mark=life,
)

ATTENDANCE = Table(
    name="attendance",
    object="attendances",
    fields=(
        Field("id"),
        Field("registrant_id"),
        Field("webinar"),
        Field("joined_at", same_as="instant"),
        Field("minutes", "number", same_as="number"),
        *STAMPS,
    ),
    key=("id",),
    changed_at="updated_at",
    mark=life,
)

TABLES = (REGISTRANT, ATTENDANCE)
