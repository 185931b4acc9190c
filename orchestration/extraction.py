"""What a run reads: every source as its cursor says, or by request more, or one object again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import dagster as dg

from ingestion.landing.again import Reload, stream_of
from ingestion.settings import connections
from ingestion.source import Window
from ingestion.sources import discover
from orchestration.environment import mode, sandbox_url

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Extraction:
    """`sweep`: compare with all that the systems hold. `told`: one object that is read alone."""

    sweep: bool = False
    told: Mapping[str, Any] | None = None

    @cached_property
    def reload(self) -> Reload | None:
        """What is to be read again. A `Failure` says what can't be meant."""
        return reload_of(self.told) if self.told else None

    def check(self) -> None:
        """Before anything begins."""
        _ = self.reload

    def reads(self, source: str) -> bool:
        return self.reload is None or self.reload.source == source


RELOAD = {
    "source": dg.Field(str, default_value="", description="As its folder: salesforce, hubspot, …"),
    "connection": dg.Field(str, default_value="default", description="Which account of it."),
    "object": dg.Field(str, default_value="", description="A raw table, as opportunity."),
    "from": dg.Field(
        str,
        default_value="",
        description="First day or instant (UTC) of what changed, as 2026-03-01. Empty: no bound.",
    ),
    "to": dg.Field(
        str, default_value="", description="Day or instant before which it changed. Empty: none."
    ),
}


@dg.resource(
    config_schema={
        "sweep": dg.Field(
            bool,
            default_value=False,
            description="Compare with all that the systems hold, not only with what changed.",
        ),
        "reload": dg.Field(RELOAD, is_required=False, description="One object to read again."),
    }
)
def extraction(context: dg.InitResourceContext) -> Extraction:
    """What is to be read in this run."""
    config = context.resource_config
    return Extraction(config["sweep"], config.get("reload"))


def reload_of(told: Mapping[str, Any]) -> Reload:
    chosen = mode()
    if told["source"] not in chosen.sources:
        raise _refused(
            f"source {told['source']!r} is none that is read here (data: {chosen.name})",
            f"One of: {', '.join(chosen.sources)}",
        )
    source = discover()[told["source"]]
    named = {connection.name: connection for connection in connections(source)}
    connection = named.get(told["connection"])
    if connection is None:
        raise _refused(
            f"{source.name} has no connection {told['connection']!r}", f"One of: {', '.join(named)}"
        )
    is_set_later = chosen.name == "sample" and not sandbox_url()
    if connection.missing and not is_set_later:
        raise _refused(f"{', '.join(connection.missing)} is not set", "Set it in the environment")
    try:
        stream_of(connection, told["object"])
    except KeyError:
        tables = ", ".join(table.name for table in source.tables)
        raise _refused(
            f"{source.name} has no object {told['object']!r}", f"One of: {tables}"
        ) from None
    window = Window(_instant("from", told["from"]), _instant("to", told["to"]))
    if window.start and window.end and window.start >= window.end:
        raise _refused("`from` is not before `to`", "`to` itself is not read")
    return Reload(source.name, told["object"], connection.name, window)


def _instant(name: str, told: str) -> datetime | None:
    if not told:
        return None
    try:
        instant = datetime.fromisoformat(told)
        instant = instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        instant = None
    if instant is None or instant < EPOCH:  # systems refuse what is older, each in its own way
        raise _refused(f"`{name}` is {told!r}", "Write a day since 1970, as 2026-03-01")
    return instant


def _refused(what: str, todo: str) -> dg.Failure:
    return dg.Failure(f"Nothing was read again: {what}. {todo}", allow_retries=False)
