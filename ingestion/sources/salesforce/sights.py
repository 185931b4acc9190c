"""What the connected user may see: objects and fields by describe, and the calls of the day."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.source import Sight
from ingestion.sources.salesforce.client import API, Client
from ingestion.sources.salesforce.streams import OPTIONAL
from ingestion.sources.salesforce.tables import TABLES


def sights(client: Client) -> Iterator[Sight]:
    usage = client.request("GET", f"{API}/sobjects/User/describe").headers
    told = usage.get("sforce-limit-info", "").removeprefix("api-usage=")
    used, _, most = told.partition("/")
    yield Sight("API calls of 24 hours", True, f"{used} of {most} used" if most else "not told")
    for table in TABLES:
        if table.name in client.skipped:
            yield Sight(table.name, True, f"left out by {client.stem}_SKIP")
            continue
        seen = client.describe(table)
        if seen is None and table.object in OPTIONAL:
            yield Sight(table.name, True, "not in an org with one currency")
        elif seen is None:
            yield Sight(
                table.name,
                False,
                f"grant read access to {table.object}, or name {table.name} in {client.stem}_SKIP",
            )
        elif seen.missing:
            yield Sight(
                table.name,
                False,
                f"grant read access to {table.object}'s fields {', '.join(seen.missing)}",
            )
        else:
            yield Sight(table.name, True, f"{len(seen.fields)} fields")
