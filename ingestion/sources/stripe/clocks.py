"""Objects on test clocks: no list holds them unless it is asked for one clock or its customer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ingestion.sources.stripe.client import Client, named
from ingestion.sources.stripe.kinds import Kind


class Clocks:
    """The clocks of an account, if its settings ask for them."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @cached_property
    def ids(self) -> list[str]:
        path, name = "/v1/test_helpers/test_clocks", "test_clock"
        pages = self.client.pages(path, name, has_created=False)
        return [named(record).id for page in pages for record in page]

    @cached_property
    def customers(self) -> list[str]:
        return [
            named(record).id
            for clock in self.ids
            for page in self.client.pages("/v1/customers", "customer", [("test_clock", clock)])
            for record in page
        ]

    def parameters(self, kind: Kind) -> Iterator[list[tuple[str, str]]]:
        """What to ask for, list by list, to see all of a kind that stand on clocks."""
        if self.client.reads_test_clocks and kind.of_clock:
            owners = self.ids if kind.of_clock == "test_clock" else self.customers
            for owner in owners:
                yield [(kind.of_clock, owner)]
