"""A backtest in the terminal: a line a page, then what became of the leads gained and lost."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration.backtest.command import Tried
from orchestration.backtest.compared import GAINED, KEPT, LOST, Compared
from orchestration.backtest.words import NOTHING, headings, measures

WIDTH = 130  # where no terminal says how wide it is


def show(tried: Tried, console: Console | None = None) -> None:
    """Print one screen."""
    console = console or Console(width=None if Console().is_terminal else WIDTH, highlight=False)
    found = tried.compared
    console.print()
    if found.is_empty:
        console.print(Text(found.says_empty), soft_wrap=True)
    console.print(_funnels(found))
    console.print(_differences(found))
    console.print(Text(f"Report: {tried.report}"), soft_wrap=True)


def _funnels(found: Compared) -> Table:
    of = f"as of {found.as_of:%Y-%m-%d %H:%M} UTC"
    table = _table(f"Had each page always been in force, {found.period} ({of})")
    table.add_column("Page")
    volume, *others = headings(found.currency_code)
    for name in (volume, KEPT, GAINED, LOST, *others):
        table.add_column(name, justify="right")
    for told in (found.against, *found.pages):
        volume, *rest = measures(told.whole)
        if told is found.against:
            changes = [NOTHING] * 3
        else:
            changes = [f"{told.of(change).mql_count:,}" for change in (KEPT, GAINED, LOST)]
        table.add_row(told.page.name, volume, *changes, *rest)
    return table


def _table(title: str) -> Table:
    """Many narrow columns: no lines between them, so that they fit a terminal."""
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAVY, collapse_padding=True)


def _differences(found: Compared) -> Table:
    title = f"What became of the leads that differ from {found.against.page.name}"
    table = _table(title)
    for name in ("Page", ""):
        table.add_column(name)
    for name in headings(found.currency_code):
        table.add_column(name, justify="right")
    for told in found.pages:
        for change in (GAINED, LOST):
            table.add_row(told.page.name, change, *measures(told.of(change)))
    return table
