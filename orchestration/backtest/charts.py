"""Bars and lines as inline SVG: no script, no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

OURS, AGAINST, GAINED, LOST = "#0072b2", "#8c959f", "#009e73", "#d55e00"
BAR, GAP, LETTER = 26, 10, 8.2  # pixels
LONGEST_NAME = 26
WIDTH = 640  # of a chart in a grid of two
LINES_HIGH, LINES_WIDE = 190, 640


@dataclass(frozen=True)
class Bar:
    """A line of a bar chart: its name, its parts from left to right, and what stands behind."""

    name: str
    parts: Sequence[tuple[float, str]]
    says: str


def bars(drawn: Sequence[Bar], says: str, width: int = WIDTH) -> str:
    """Bars beside their names, the longest as long as there is room."""
    left = max(len(_short(bar.name)) for bar in drawn) * LETTER + 14
    right = max(len(bar.says) for bar in drawn) * LETTER + 14
    most = max((sum(value for value, _ in bar.parts) for bar in drawn), default=0) or 1
    scale = (width - left - right) / most
    height = len(drawn) * (BAR + GAP)
    shapes = [
        shape
        for position, bar in enumerate(drawn)
        for shape in _bar(bar, position * (BAR + GAP) + GAP / 2, left, scale)
    ]
    return _svg(width, height, says, shapes)


def _bar(bar: Bar, top: float, left: float, scale: float) -> Iterator[str]:
    yield _text(left - 8, top + BAR / 2 + 5, _short(bar.name), "end")
    begin = left
    for value, colour in bar.parts:
        wide = value * scale
        place = f'x="{begin:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{BAR}"'
        yield f'<rect {place} fill="{colour}"/>'
        begin += wide
    yield _text(begin + 8, top + BAR / 2 + 5, bar.says)


def lines(drawn: Sequence[tuple[Mapping[date, int], str]], says: str) -> str:
    """Numbers month by month, one line each in its colour, over the months that any of them has."""
    months = _months([month for numbers, _ in drawn for month in numbers])
    if not months:
        return ""
    most = max(value for numbers, _ in drawn for value in numbers.values())
    left, bottom, top = 14 + len(f"{most:,}") * LETTER, LINES_HIGH - 26, 12
    step = (LINES_WIDE - left - 16) / max(len(months) - 1, 1)

    def at(position: int, value: float) -> str:
        return f"{left + position * step:.1f},{bottom - (bottom - top) * value / most:.1f}"

    shapes = []
    for value, y in ((0, bottom), (most, top)):
        shapes.append(f'<path d="M{left:.1f} {y}H{LINES_WIDE - 16}" stroke="#d0d7de"/>')
        shapes.append(_text(left - 6, y + 4, f"{value:,}", "end", "axis"))
    for month, x, anchor in ((0, left, "start"), (-1, LINES_WIDE - 16, "end")):
        shapes.append(_text(x, LINES_HIGH - 6, f"{months[month]:%b %Y}", anchor, "axis"))
    for numbers, colour in drawn:
        points = " ".join(at(p, numbers.get(month, 0)) for p, month in enumerate(months))
        shapes.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="3" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
    return _svg(LINES_WIDE, LINES_HIGH, says, shapes)


def key(*colours: tuple[str, str]) -> str:
    """What the colours stand for."""
    each = "".join(
        f'<li><span style="background: {colour}"></span>{escape(says)}</li>'
        for colour, says in colours
    )
    return f'<ul class="key">{each}</ul>'


def _text(x: float, y: float, says: str, anchor: str = "start", kind: str = "name") -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{escape(says)}</text>'


def _months(told: Sequence[date]) -> list[date]:
    """Each from the first to the last, those without a number too."""
    if not told:
        return []
    found, last = [min(told)], max(told)
    while found[-1] < last:
        year, month = divmod(found[-1].year * 12 + found[-1].month, 12)
        found.append(date(year, month + 1, 1))
    return found


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _svg(width: float, height: float, says: str, shapes: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(says)}">'
        f"{''.join(shapes)}</svg>"
    )
