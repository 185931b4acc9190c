"""What a run shows at its end: claims beside the canonical number, funnel, checks, files."""

from __future__ import annotations

import shlex
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingestion.masking import plain
from ingestion.settings import ROOT
from ingestion.sources import discover
from orchestration.environment import Mode, Place
from orchestration.run import Outcome

LONGEST_LINE = 400
NOTHING, UNKNOWN = "–", "unknown"
WHY_UNKNOWN = (
    "unknown: an amount in it has no currency or no exchange rate. The checks say what to add."
)
HOW_COUNTED = (
    "Systems count the leads that they hold today, Accord every lead there ever was; "
    "marts.rpt_claims says how each was asked."
)
SKIPPED = "Each stage counts all who reached it; a lead that sales began may skip those before it."
FUNNEL = """
    select
        lead_stage,
        sum(lead_count) as lead_count,
        sum(converted_count) / nullif(sum(previous_count), 0) as conversion_rate
    from marts.rpt_funnel
    where definition_basis = 'then'
    group by lead_stage, stage_order
    order by stage_order
"""
METRICS = {
    "leads": "Leads",
    "mqls": "Qualified by marketing",
    "opportunities": "Opportunities",
    "open_pipeline": "Open pipeline",
    "won": "Won",
    "billed": "Billed",
    "collected": "Collected",
}
COUNTS = ("leads", "mqls", "opportunities")


def show(place: Place, mode: Mode, outcome: Outcome, console: Console | None = None) -> None:
    """Print one screen."""
    console = console or Console(width=None if Console().is_terminal else 100, highlight=False)
    has_answer = outcome.succeeded or outcome.was_modelled
    if place.current.exists() and has_answer:
        with duckdb.connect(str(place.current / "accord.duckdb"), read_only=True) as marts:
            [publication] = _rows(marts, "select * from marts.publication")
            console.print()
            console.print(_claims(marts, () if mode.files else _claimants(), publication))
            console.print(_funnel(marts))
    _checks(console, outcome)
    if not has_answer:
        console.print(_still_published(place))
    _whereabouts(console, place, mode, outcome)


def _still_published(place: Place) -> str:
    """What readers see after a run that failed: its own screen would tell of another run."""
    if not place.current.exists():
        return "No marts yet."
    with duckdb.connect(str(place.current / "accord.duckdb"), read_only=True) as marts:
        [publication] = _rows(marts, "select as_of from marts.publication")
    return f"The marts stay as of {publication['as_of']:%Y-%m-%d %H:%M} UTC."


def _claimants() -> tuple[str, ...]:
    """The systems that report numbers of their own."""
    sources = discover().values()
    return tuple(each.name for each in sources if each.control_totals)


def _rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = marts.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _claims(
    marts: duckdb.DuckDBPyConnection, systems: tuple[str, ...], publication: dict[str, Any]
) -> Table:
    """Files claim nothing of themselves: for them the answer stands alone."""
    title = "What each system claims, and the one answer" if systems else "The one answer"
    of = f"{publication['reporting_currency_code']}, as of {publication['as_of']:%Y-%m-%d %H:%M}"
    table = Table(
        title=f"{title} ({of} UTC)",
        title_justify="left",
        caption=HOW_COUNTED if systems else None,
        caption_justify="left",
    )
    table.add_column("")
    stale = {
        row["source_system"]: row["fresh_at"]
        for row in _rows(marts, "select * from marts.publication_sources where is_stale")
    }
    rows = _rows(marts, "select * from marts.rpt_claims")
    accounts = _accounts(systems, rows)
    for system, connection in accounts:
        told = discover()[system].title
        if sum(each == system for each, _ in accounts) > 1:
            told += f"\n{connection}"
        if system in stale:
            told += f"\nas of {stale[system]:%Y-%m-%d %H:%M}"
        table.add_column(told, justify="right")
    table.add_column("Accord", justify="right", style="bold")
    for metric, title in METRICS.items():
        of_metric = [row for row in rows if row["metric"] == metric]
        claimed = {
            (row["source_system"], row["connection"]): row["claimed_value"] for row in of_metric
        }
        is_money = metric not in COUNTS
        told = [_shown(claimed[a], is_money) if a in claimed else NOTHING for a in accounts]
        table.add_row(title, *told, _shown(of_metric[0]["canonical_value"], is_money))
        if UNKNOWN in told or of_metric[0]["canonical_value"] is None:
            table.caption = WHY_UNKNOWN
    return table


def _accounts(
    systems: tuple[str, ...], claims: list[dict[str, Any]]
) -> list[tuple[str, str | None]]:
    """Every account of every vendor that tells numbers; a vendor that told none has its place."""
    told = {(row["source_system"], row["connection"]) for row in claims}
    return [
        (system, connection)
        for system in systems
        for connection in sorted(name for each, name in told if each == system) or [None]
    ]


def _funnel(marts: duckdb.DuckDBPyConnection) -> Table:
    table = Table(
        title="The funnel, under the signed page",
        title_justify="left",
        caption=SKIPPED,
        caption_justify="left",
    )
    for name in ("Stage", "Leads", "went on to it", ""):
        table.add_column(name, justify="left" if name in ("Stage", "") else "right")
    rows = _rows(marts, FUNNEL)
    most = max((row["lead_count"] for row in rows), default=0) or 1
    for row in rows:
        rate = row["conversion_rate"]
        table.add_row(
            row["lead_stage"].replace("_", " "),
            f"{row['lead_count']:,}",
            "" if rate is None else f"{float(rate):.0%}",
            "█" * round(30 * row["lead_count"] / most),
        )
    return table


def _checks(console: Console, outcome: Outcome) -> None:
    warned, failed = len(outcome.warned), len(outcome.failed)
    console.print(
        f"Checks: [green]{outcome.passed} passed[/], [yellow]{warned} warned[/], "
        f"[red]{failed} failed[/]"
        + (f"; {outcome.not_asked} of what has not changed stand" if outcome.not_asked else "")
    )
    for word, style, lines in (
        ("failed", "red", outcome.failed),
        ("warned", "yellow", outcome.warned),
    ):
        for line in lines[:5]:
            console.print(
                Text.assemble(f"  {word}  ", (plain(line[:LONGEST_LINE]), style)), soft_wrap=True
            )
    for line in dict.fromkeys(outcome.messages):
        console.print(Text(f"  {plain(line[:LONGEST_LINE])}", style="red"), soft_wrap=True)


def _whereabouts(console: Console, place: Place, mode: Mode, outcome: Outcome) -> None:
    if outcome.succeeded and not outcome.was_modelled:
        console.print("Nothing new and nothing due: modelling and publishing were skipped.")
    marts = place.current / "accord.duckdb"
    shown = marts.relative_to(ROOT) if marts.is_relative_to(ROOT) else marts
    if not marts.exists():
        shown = "none yet"
    took = f"Took {outcome.total_seconds:.0f} s, of which start-up {outcome.startup_seconds:.0f} s."
    console.print(Text(f"{took} Data: {mode.name}. Marts: {shown}"))
    if mode.name == "sample":
        rest = "[bold]make score[/] (against the truth) · [bold]make run[/] (one more day)"
    else:
        rest = "the same command again (what has changed since)"
    ui = f"make ui FILES={_quoted(mode.files)}" if mode.files else "make ui"
    rest = Text.from_markup(f" (the run in Dagster) · {rest}")
    console.print(Text.assemble("Next: ", (ui, "bold"), rest), soft_wrap=True)


def _quoted(folder: Path) -> str:
    """As it is said to make in a shell; each of them reads a dollar sign in its own way."""
    return shlex.quote(str(folder).replace("$", "$$"))


def _shown(value: Decimal | float | None, is_money: bool) -> str:
    if value is None:
        return UNKNOWN
    return f"{float(value):,.0f}" if not is_money else f"{float(value):,.2f}"
