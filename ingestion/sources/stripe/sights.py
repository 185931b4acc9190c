"""What the key may read: the first page of each list. Stripe tells no limit in its answers."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.source import Sight, SourceError
from ingestion.sources.stripe.client import Client
from ingestion.sources.stripe.kinds import KINDS


def sights(client: Client) -> Iterator[Sight]:
    client.ask_once()
    for path, name in [("/v1/events", "event"), *((kind.path, kind.name) for kind in KINDS)]:
        try:
            next(client.pages(path, name), None)
        except SourceError as error:
            yield Sight(name, False, str(error))
        else:
            yield Sight(name, True)
