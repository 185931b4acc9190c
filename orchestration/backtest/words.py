"""The numbers of a funnel as people read them: the same in the terminal and on the page."""

from __future__ import annotations

from decimal import Decimal

from orchestration.backtest.compared import Funnel

NOTHING, UNKNOWN = "–", "unknown"
DAY = "reached in 24 h"
FEW = 20  # a share of fewer is told as numbers: one lead more would be another one


def headings(currency_code: str) -> list[str]:
    pipeline, won = f"pipeline, {currency_code}", f"won, {currency_code}"
    return [
        "MQLs",
        "to sales",
        "pending",
        "accepted",
        "SQLs",
        "deals",
        pipeline,
        won,
        DAY,
        "mean response",
    ]


def measures(funnel: Funnel) -> list[str]:
    """As `headings` names them."""
    return [
        f"{funnel.mql_count:,}",
        f"{funnel.handed_off_count:,}",
        f"{funnel.decision_pending_count:,}",
        accepted(funnel),
        f"{funnel.sql_count:,}",
        f"{funnel.opportunity_count:,}",
        money(funnel.money("pipeline_amount")),
        money(funnel.money("won_amount")),
        share(funnel.contacted_within_24_hours_count, funnel.handed_off_count),
        response(funnel),
    ]


def accepted(funnel: Funnel) -> str:
    return share(funnel.accepted_count, funnel.decided_count)


def share(part: int, whole: int) -> str:
    """A rate, or its two numbers."""
    if not whole:
        return NOTHING
    return f"{part} of {whole}" if whole < FEW else f"{part / whole:.0%}"


def money(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def response(funnel: Funnel) -> str:
    """The mean, beside the number of those that it is of where they are few."""
    if funnel.response_hours is None:
        return NOTHING
    few = f" (of {funnel.contacted_count})" if funnel.contacted_count < FEW else ""
    return f"{funnel.response_hours:,.1f} h{few}"
