"""`python -m orchestration run | ui`: what the Makefile calls."""

from __future__ import annotations

import argparse
import sys


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration")
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("run", help="land, model, check, publish, then show the result")
    runs.add_argument("--days", type=int, default=1, help="days the sample company lives on first")
    commands.add_parser("ui", help="serve the Dagster UI on loopback until Ctrl-C")
    chosen = parser.parse_args(arguments)
    if chosen.command == "run":
        from orchestration.run import main as run

        return run(chosen.days)
    from orchestration.ui import main as ui

    return ui()


if __name__ == "__main__":
    sys.exit(main())
