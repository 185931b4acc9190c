"""`python -m orchestration run | as-of | ui`: what the Makefile calls."""

from __future__ import annotations

import argparse
import atexit
import os
import sys
from datetime import date

from orchestration.environment import CannotStart


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration")
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="land, model, check, publish, then show the result")
    runs.add_argument("--days", default="1", help="days the sample company lives on first")
    past = commands.add_parser("as-of", help="the marts as of a past day, in a file of their own")
    past.add_argument("day", nargs="?", default="", help="as 2026-06-24")
    commands.add_parser("ui", help="serve the Dagster UI on loopback until Ctrl-C")
    chosen = parser.parse_args(arguments)
    try:
        return _done(chosen)
    except CannotStart as error:
        print(f"accord: {error}", file=sys.stderr)
        return 2


def _done(chosen: argparse.Namespace) -> int:
    if chosen.command == "run":
        from orchestration.run import main as run

        if not chosen.days.isdecimal():
            raise CannotStart(f"DAYS is {chosen.days!r}; set it to a whole number, as 1")
        return run(int(chosen.days))
    if chosen.command == "as-of":
        from orchestration.past import main as build

        return build(_day(chosen.day))
    from orchestration.ui import main as ui

    return ui()


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
