"""Bars and lines without a script and without a network, readable at every width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

OURS, AGAINST, GAINED, LOST = "#0072b2", "#8c959f", "#009e73", "#d55e00"
HIGH, WIDE = 100, 100  # of the field in which lines are drawn, stretched to the room there is


@dataclass(frozen=True)
class Bar:
    """A line of a bar chart: its name, its parts from left to right, and what stands behind."""

    name: str
    parts: Sequence[tuple[float, str]]
    says: str


def bars(drawn: Sequence[Bar], says: str, whole: float = 0) -> str:
    """Bars below their names: one of `whole` as long as there is room, else the longest."""
    most = whole or max((sum(value for value, _ in bar.parts) for bar in drawn), default=0) or 1
    rows = "".join(_bar(bar, most) for bar in drawn)
    return f'<div class="bars" role="img" aria-label="{escape(says)}">{rows}</div>'


def _bar(bar: Bar, most: float) -> str:
    parts = "".join(
        f'<i style="background: {colour}; width: {100 * value / most:.2f}%"></i>'
        for value, colour in bar.parts
        if value
    )
    return (
        f'<p><span class="name">{escape(bar.name)}</span>'
        f'<span class="says">{escape(bar.says)}</span><span class="bar">{parts}</span></p>'
    )


def lines(drawn: Sequence[tuple[Mapping[date, int], str]], says: str) -> str:
    """Numbers month by month, one line each in its colour, over the months that any of them has."""
    months = _months([month for numbers, _ in drawn for month in numbers])
    if not months:
        return ""
    most = max(value for numbers, _ in drawn for value in numbers.values()) or 1
    step = WIDE / max(len(months) - 1, 1)

    def points(numbers: Mapping[date, int]) -> Iterator[str]:
        for position, month in enumerate(months):
            yield f"{position * step:.1f},{HIGH - HIGH * numbers.get(month, 0) / most:.1f}"

    shapes = "".join(
        f'<polyline points="{" ".join(points(numbers))}" fill="none" stroke="{colour}" '
        'stroke-width="3" stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
        for numbers, colour in drawn
    )
    return (
        f'<div class="lines" role="img" aria-label="{escape(says)}"><span>{most:,}</span>'
        f'<svg viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none">{shapes}</svg>'
        f"<span>{months[0]:%b %Y}</span><span>{months[-1]:%b %Y}</span></div>"
    )


def key(*colours: tuple[str, str]) -> str:
    """What the colours stand for."""
    each = "".join(
        f'<li><span style="background: {colour}"></span>{escape(says)}</li>'
        for colour, says in colours
    )
    return f'<ul class="key">{each}</ul>'


def _months(told: Sequence[date]) -> list[date]:
    """Each from the first to the last, those without a number too."""
    if not told:
        return []
    found, last = [min(told)], max(told)
    while found[-1] < last:
        year, month = divmod(found[-1].year * 12 + found[-1].month, 12)
        found.append(date(year, month + 1, 1))
    return found
