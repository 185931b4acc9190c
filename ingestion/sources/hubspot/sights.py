"""What the token may read: the first page of each object, and the calls of the day."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.looking import first_of
from ingestion.source import Sight
from ingestion.sources.hubspot import crm, lists, marketing
from ingestion.sources.hubspot.client import Client

STREAMS = (*crm.STREAMS, *marketing.STREAMS, *lists.STREAMS)


def sights(client: Client) -> Iterator[Sight]:
    told = client.get("/crm/v3/owners", "owners", limit=1, expect=(200, 403)).headers
    left, most = (told.get(f"x-hubspot-ratelimit-{name}") for name in ("daily-remaining", "daily"))
    says = f"{left} of {most} left" if left and most else "not told to this kind of app"
    yield Sight("API calls of the day", True, says)
    for stream in STREAMS:
        if stream.name in client.skipped:
            yield Sight(stream.name, True, f"left out by {client.skip_setting}")
        else:
            yield first_of("hubspot", stream, client)
