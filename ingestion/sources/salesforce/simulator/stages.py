"""The stages of the org's opportunities, with what the vendor derives from each."""

from __future__ import annotations

from typing import NamedTuple


class Stage(NamedTuple):
    probability: int
    is_closed: bool
    is_won: bool
    forecast_category: str
    forecast_category_name: str


STAGES = {
    "Prospecting": Stage(10, False, False, "Pipeline", "Pipeline"),
    "Qualification": Stage(10, False, False, "Pipeline", "Pipeline"),
    "Needs Analysis": Stage(20, False, False, "Pipeline", "Pipeline"),
    "Value Proposition": Stage(50, False, False, "Pipeline", "Pipeline"),
    "Id. Decision Makers": Stage(60, False, False, "Pipeline", "Pipeline"),
    "Perception Analysis": Stage(70, False, False, "Pipeline", "Pipeline"),
    "Proposal/Price Quote": Stage(75, False, False, "BestCase", "Best Case"),
    "Negotiation/Review": Stage(90, False, False, "Forecast", "Commit"),
    "Closed Won": Stage(100, True, True, "Closed", "Closed"),
    "Closed Lost": Stage(0, True, False, "Omitted", "Omitted"),
}
