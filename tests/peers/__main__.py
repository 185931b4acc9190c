"""`make peers`: other connectors against our simulators, scored as our own landing is.

Prints a table, peer × pitfall, beside Accord's own numbers for the same scenario.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingestion.sandbox.world import open_world
from tests.chaos import scenario as chaos
from tests.chaos.kills import in_child
from tests.chaos.rounds import be_impatient
from tests.chaos.scenario import SEED, SIZE, Scenario
from tests.chaos.scenarios import SCENARIOS
from tests.peers.environment import NotInstalled, installed
from tests.peers.playing import Outcome, Stages
from tests.peers.roster import ROSTER, Peer

COLUMNS = ("expected", "landed", "lost", "doubled", "wrong")
SHOWN = 160


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.peers", description=__doc__)
    home = Path(tempfile.gettempdir()) / "accord-peers"
    parser.add_argument("--environments", type=Path, default=home, help="where peers are installed")
    parser.add_argument("--peer", help="only this one")
    parser.add_argument("--pitfall", type=int, help="only this one")
    options = parser.parse_args()
    be_impatient()
    chosen = [each for each in SCENARIOS if options.pitfall in (None, each.pitfall)]
    chosen.sort(key=lambda each: (each.is_first, each.pitfall))
    table = Table("peer", "pitfall", "what", *COLUMNS, "Accord", "trouble")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_world(folder / "world", SEED, SIZE).close()
        own = Own(folder)
        for peer in ROSTER:
            if options.peer in (None, peer.name):
                try:
                    programs = installed(peer.requirement, options.environments)
                except NotInstalled as reason:
                    table.add_row(peer.requirement, "", str(reason))
                    continue
                stages = Stages(peer, programs, folder / "world", folder / peer.name)
                add(table, peer, stages, chosen, own)
    Console(width=220).print(table)
    return 0


class Own:
    """Accord's own numbers, each scenario played once."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._told = folder, {}

    def of(self, scenario: Scenario) -> str:
        key = scenario.pitfall, scenario.source, scenario.says
        if key not in self._told:
            place = self._folder / f"own-{len(self._told)}"
            place.mkdir()
            world = self._folder / "world"
            outcome, status = in_child(lambda: chaos.play(scenario, world, place))
            told = f"ended with {status}"
            if outcome is not None:
                score = outcome.score
                told = f"{score.lost}/{score.doubled}/{score.wrong}"
                told += f" {outcome.trouble}" if outcome.trouble else ""
            self._told[key] = told
        return self._told[key]


def add(table: Table, peer: Peer, stages: Stages, chosen: list[Scenario], own: Own) -> None:
    """The peer's rows: first what it misses when nothing happens, then what each pitfall adds."""
    add_row(table, peer, "", "nothing happens", stages.calm, "")
    for scenario in (each for each in chosen if each.source == peer.source):
        outcome = stages.play(scenario)
        beyond = outcome.score.beyond(stages.calm.score.but_values())
        if not beyond.is_clean:  # held against as many syncs, as far apart
            beyond = beyond.beyond(stages.undisturbed(scenario).score)
        outcome.score = beyond
        add_row(table, peer, str(scenario.pitfall), scenario.says, outcome, own.of(scenario))


def add_row(table: Table, peer: Peer, pitfall: str, says: str, outcome: Outcome, own: str) -> None:
    counts = [f"{getattr(outcome.score, name):,}" for name in COLUMNS]
    told = "; ".join(filter(None, [outcome.trouble, *outcome.score.examples]))[:SHOWN]
    table.add_row(peer.name, pitfall, says, *counts, own, told)
    print(peer.name, pitfall, says, *counts, own, told, sep=" | ", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
