"""Stretches of a person's life that one outcome or a long silence ends (docs/facts.md §6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.sandbox.truth.events import Event
from ingestion.sandbox.truth.page import Pages


@dataclass(frozen=True, slots=True)
class Segment:
    """`reached`: the latest instant that anything of the person's, up to its end, reaches;
    `next_at`: when the next segment begins."""

    events: tuple[Event, ...]
    closing: Event | None
    reached: int
    next_at: int | None

    @property
    def is_last(self) -> bool:
        return self.next_at is None

    @property
    def closed_at(self) -> int | None:
        return self.closing.at if self.closing else None


def segments(events: list[Event], pages: Pages) -> Iterator[Segment]:
    """Cut after every closing event, and where nothing reached for longer than the idle limit."""
    current: list[Event] = []
    closing: Event | None = None
    reached: int | None = None
    for event in events:
        if current and (closing or event.at - reached > pages.idle_limit(event.at)):
            yield Segment(tuple(current), closing, reached, event.at)
            current = []
        current.append(event)
        reached = event.reach if reached is None else max(reached, event.reach)
        closing = event if closing_stages(event, pages) else None
    if current:
        yield Segment(tuple(current), closing, reached, None)


def closing_stages(event: Event, pages: Pages) -> frozenset[str]:
    return event.stages & pages.at(event.at).closes_cycle if event.stages else frozenset()
