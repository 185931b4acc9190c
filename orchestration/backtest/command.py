"""One backtest, as the command line and the job start it: pages, scratch warehouse, report."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration import dbt
from orchestration.backtest import building, compared, report
from orchestration.backtest.asked import asked
from orchestration.backtest.compared import Compared
from orchestration.backtest.pages import chosen
from orchestration.environment import CannotStart, mode, place, prepare_environment
from orchestration.lock import held
from orchestration.progress import Steps
from orchestration.publication import BUILD


@dataclass(frozen=True)
class Tried:
    """What was found, and the page to read it on."""

    compared: Compared
    report: Path


def backtest(told: Mapping[str, str]) -> Tried:
    """Compare pages; `told` has the four parameters. Raises CannotStart, with nothing written."""
    question, where = asked(told), place()
    published = where.current.resolve()
    if not BUILD.fullmatch(published.name) or not (published / "working.duckdb").exists():
        raise CannotStart(
            f"nothing is published in {where.warehouse} that pages could be tried on; say "
            "`make run` first"
        )
    pages, against = chosen(published, question)
    prepare_environment(mode(), where)
    scratch = building.scratch_of(where)
    with held(scratch.lock, "a backtest"):
        dbt.ensure_parsed(scratch)
        steps = Steps(f"Trying {len(pages)} against {against.name}", "models")
        building.build(scratch, published, pages, against, steps)
        found = compared.read(scratch, published, pages, against, question)
        steps.end()
    return Tried(found, report.write(where, found))


def main(told: Mapping[str, str]) -> int:
    from orchestration.backtest.screen import show

    try:
        show(backtest(told))
    except RuntimeError as error:
        print(f"accord: {error}", file=sys.stderr)
        return 1
    return 0
