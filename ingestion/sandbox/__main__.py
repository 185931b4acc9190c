"""`python -m ingestion.sandbox`: serve the sample company, tell its truth, judge marts by it."""

import argparse
import asyncio
import sys
from pathlib import Path

from ingestion.sandbox.app import serve
from ingestion.sandbox.firm import DEFAULT_SIZE
from ingestion.sandbox.world import WorldError
from ingestion.settings import warehouse_folder


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ingestion.sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="simulators of all systems on loopback ports")
    serving.add_argument("--folder", type=Path, required=True, help="where the world is kept")
    serving.add_argument("--seed", type=int, default=7)
    serving.add_argument("--size", type=int, default=DEFAULT_SIZE, help="people on the first day")
    serving.add_argument("--ports-file", type=Path, required=True, help="written once ready")
    for name, says in (
        ("truth", "write what happened and what is knowable beside the world"),
        ("score", "the published marts against the truth"),
    ):
        judging = commands.add_parser(name, help=says)
        judging.add_argument("--warehouse", type=Path, default=warehouse_folder())
        judging.add_argument("--folder", type=Path, help="of the world, if it is another one")
    options = parser.parse_args(arguments)
    try:
        if options.command != "serve":
            from ingestion.sandbox.truth.command import run  # its libraries take long to load

            folder = options.folder or options.warehouse / "sandbox"
            return run(options.command, folder, options.warehouse / "current")
        asyncio.run(serve(options.folder, options.seed, options.size, options.ports_file))
    except WorldError as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
