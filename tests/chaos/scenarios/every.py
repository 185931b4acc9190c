"""Pitfalls of answers and lines, which every source has."""

from __future__ import annotations

from ingestion.sandbox.faults import Fault
from tests.chaos.scenario import Scenario
from tests.chaos.stage import Stage
from tests.chaos.trial import SYSTEMS

# Where a first load asks for whole pages; a single customer is asked for before.
FIRST = {"salesforce": "*/queryAll", "hubspot": "*/objects*/contacts", "stripe": "/v1/invoices*"}


def _at(kind: str, call: int, times: int = 1, **more: float) -> tuple[str, int, int, dict]:
    return kind, call, times, more


BY_PITFALL = {
    (6, "a short page that says there is more"): [_at("short", 1)],
    (6, "an empty page that says there is more"): [_at("empty", 1)],
    (6, "pages told twice and in another order"): [_at("duplicated", 1), _at("reordered", 2)],
    (11, "an answer cut, in its packing too"): [_at("truncated", 1), _at("cut_gzip", 2)],
    (11, "an answer longer and shorter than promised"): [
        _at("mis_sized", 1, by=-20),
        _at("mis_sized", 2, by=20),
    ],
    (12, "a failure under HTTP 200"): [_at("failed_200", 1)],
    (29, "a burst, then troubles of gateways"): [
        _at("burst", 1),
        _at("status", 2, status=502),
        _at("status", 3, status=503),
        _at("status", 4, status=504),
    ],
    (29, "the calls of the day used up"): [_at("daily", 1, times=20)],
    (29, "a token that expires under way"): [_at("token", 1)],
    (29, "a line that is reset"): [_at("reset", 1, times=3)],
    (29, "a host that is somebody else's"): [_at("redirect", 1)],
    (29, "a clock a day ahead"): [_at("skew", 1, seconds=86_400)],
}
BROKEN = tuple(
    Scenario(
        pitfall,
        name,
        says,
        is_first=True,
        faults=tuple(
            Fault(name, kind, FIRST[name], call=call, times=times, **more)
            for kind, call, times, more in faults
        ),
    )
    for (pitfall, says), faults in BY_PITFALL.items()
    for name in SYSTEMS
)
# What is younger than a system says it is lands with the next load.
LATE = tuple(
    Scenario(
        29,
        name,
        "a clock a day behind",
        is_first=True,
        loads=2,
        faults=(Fault(name, "skew", times=0, seconds=-86_400),),
    )
    for name in SYSTEMS
)


def charges_change(stage: Stage) -> None:
    """One, five and fifteen hours after the load. A settled charge is in no list, so only the
    feed tells of it; of other systems the company itself changes enough."""
    if stage.name == "stripe":
        for hours, id in zip((25, 29, 39), stage.ids("charge", 3)):
            stage.then("charge", id, hours=hours, description="Changed")


# What happens on the next day lies before the instant that was told.
AHEAD = tuple(
    Scenario(
        29,
        name,
        f"a clock {hours} hours ahead for a whole load, and a day after it",
        charges_change,
        loads=2,
        faults=(Fault(name, "skew", times=0, seconds=hours * 3_600),),
    )
    for name in SYSTEMS
    for hours in (4, 20, 24)
)
SCENARIOS = (*BROKEN, *LATE, *AHEAD)
