"""`python -m orchestration <command>`: what the Makefile calls."""

from __future__ import annotations

import argparse
import atexit
import os
import sys
from datetime import date

from ingestion.source import SourceError
from orchestration import full_disk
from orchestration.backtest.asked import PARAMETERS
from orchestration.environment import CannotStart, place

RELOADED = {
    "source": "as salesforce",
    "connection": "which account of it",
    "object": "a raw table of it, as opportunity",
    "from": "first day of what changed, as 2026-03-01",
    "to": "the day before which it changed",
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration")
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="land, model, check, publish, then show the result")
    runs.add_argument("--days", default="1", help="days the sample company lives on first")
    commands.add_parser("sweep", help="a run that compares with all that the systems hold")
    commands.add_parser("rebuild", help="every model anew from what has landed")
    again = commands.add_parser("reload", help="read one object of one source again")
    for name, says in RELOADED.items():
        again.add_argument(
            f"--{name}", default="default" if name == "connection" else "", help=says
        )
    past = commands.add_parser("as-of", help="the marts as of a past day, in a file of their own")
    past.add_argument("day", nargs="?", default="", help="as 2026-06-24")
    commands.add_parser("ui", help="serve the Dagster UI on loopback until Ctrl-C")
    dev = commands.add_parser("dev", help="build what changed by hand, in warehouse/dev.duckdb")
    dev.add_argument("--select", default="", help="dbt's selection (default: what changed)")
    trying = commands.add_parser("backtest", help="try pages of definitions on the whole history")
    for name, says in PARAMETERS.items():
        trying.add_argument(f"--{name}", default="", help=says)
    commands.add_parser("train", help="learn from the last publication what likeness weighs by")
    backup = commands.add_parser("backup", help="write the warehouse into one file")
    backup.add_argument("--to", default="", help="the folder to write it into (default: backups)")
    restore = commands.add_parser("restore", help="a backup into an empty warehouse")
    restore.add_argument("file", nargs="?", default="", help="as `backup` wrote it")
    chosen = parser.parse_args(arguments)
    try:
        return _done(chosen)
    except (CannotStart, SourceError) as error:
        print(f"accord: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        if not full_disk.is_cause_of(error):
            raise
        print(f"accord: {full_disk.line(place().warehouse)}", file=sys.stderr)
        return 1


def _done(chosen: argparse.Namespace) -> int:
    if chosen.command == "run":
        from orchestration.run import main as run

        if not chosen.days.isdecimal():
            raise CannotStart(f"DAYS is {chosen.days!r}; set it to a whole number, as 1")
        return run(int(chosen.days))
    if chosen.command in ("sweep", "rebuild", "reload"):
        from orchestration.run import main as run

        return run(0, chosen.command, _resources(chosen))
    if chosen.command == "as-of":
        from orchestration.past import main as build

        return build(_day(chosen.day))
    if chosen.command == "dev":
        from orchestration.dev import main as dev

        return dev(chosen.select)
    if chosen.command == "backtest":
        from orchestration.backtest.command import main as backtest

        return backtest({name: getattr(chosen, name) for name in PARAMETERS})
    if chosen.command == "train":
        from orchestration.training import main as train

        return train()
    if chosen.command == "backup":
        from orchestration.backup import main as back_up

        return back_up(chosen.to)
    if chosen.command == "restore":
        from orchestration.restore import main as restore

        return restore(chosen.file)
    from orchestration.ui import main as ui

    return ui()


def _resources(chosen: argparse.Namespace) -> dict | None:
    """Run config for the object that is to be read again."""
    if chosen.command != "reload":
        return None
    told = {name: getattr(chosen, name) for name in RELOADED}
    from dagster import Failure  # seconds to import

    from orchestration.extraction import reload_of

    try:
        reload_of(told)
    except Failure as failure:  # before anything begins
        raise CannotStart(failure.description) from None
    return {"extraction": {"config": {"reload": told}}}


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        said = f"{told!r} is no day" if told else "no day is told"
        raise CannotStart(f"{said}; say `make as-of DAY=2026-06-24`") from None


if __name__ == "__main__":
    status = main()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # all is closed; to take so many libraries apart as well takes seconds
