"""The numbers of a funnel as people read them: the same in the terminal and on the page."""

from __future__ import annotations

from decimal import Decimal

from orchestration.backtest.compared import Funnel

NOTHING, UNKNOWN = "–", "unknown"
HEADINGS = ("MQLs", "accepted", "SQLs", "deals", "pipeline", "won", "response")


def measures(funnel: Funnel) -> list[str]:
    """As `HEADINGS` names them."""
    return [
        f"{funnel.mql_count:,}",
        share(funnel.share("accepted_count")),
        f"{funnel.sql_count:,}",
        f"{funnel.opportunity_count:,}",
        money(funnel.money("pipeline_amount")),
        money(funnel.money("won_amount")),
        hours(funnel.response_hours),
    ]


def share(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0%}"


def money(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{value:,.0f}"


def hours(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f} h"
