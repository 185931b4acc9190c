"""`python -m ingestion.sandbox`: serve the sample company, write it out, judge marts by it."""

import argparse
import asyncio
import sys
from pathlib import Path

from ingestion.sandbox.app import serve
from ingestion.sandbox.faults import Plan, PlanError
from ingestion.sandbox.firm import DEFAULT_SIZE
from ingestion.sandbox.mess import LEVELS
from ingestion.sandbox.world import WorldError, open_world
from ingestion.settings import warehouse_folder


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ingestion.sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="simulators of all systems on loopback ports")
    serving.add_argument("--folder", type=Path, required=True, help="where the world is kept")
    serving.add_argument("--seed", type=int, default=7)
    serving.add_argument("--size", type=int, default=DEFAULT_SIZE, help="people on the first day")
    serving.add_argument("--mess", choices=LEVELS, default="default", help="how untidy it is")
    serving.add_argument("--orgs", type=int, choices=(1, 2), default=1, help="of Salesforce")
    serving.add_argument("--ports-file", type=Path, required=True, help="written once ready")
    serving.add_argument("--faults", type=Path, help="a fault plan: which calls go wrong, and how")
    for name, says in (
        ("truth", "write what happened and what is knowable beside the world"),
        ("score", "the published marts against the truth"),
    ):
        judging = commands.add_parser(name, help=says)
        judging.add_argument("--warehouse", type=Path, default=warehouse_folder())
        judging.add_argument("--folder", type=Path, help="of the world, if it is another one")
    writing = commands.add_parser("world", help="raw landings of a company as Parquet")
    writing.add_argument("--size", type=people, default=10_000, help="people: 10k, 100k, 1m")
    writing.add_argument("--seed", type=int, default=7)
    writing.add_argument("--out", type=Path, help="default: worlds/<size> in the warehouse folder")
    writing.add_argument("--bustle", type=float, help="share of mailings (default 1; 0.1 from 1m)")
    options = parser.parse_args(arguments)
    try:
        if options.command == "world":
            return write_world(options)
        if options.command != "serve":
            from ingestion.sandbox.truth.command import run  # its libraries take long to load

            folder = options.folder or options.warehouse / "sandbox"
            return run(options.command, folder, options.warehouse / "current")
        world = open_world(
            options.folder, options.seed, options.size, LEVELS[options.mess], orgs=options.orgs
        )
        asyncio.run(serve(world, options.ports_file, plan_of(options)))
    except (WorldError, PlanError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    return 0


def plan_of(options: argparse.Namespace) -> Plan | None:
    if options.faults is None:
        return None
    from ingestion.sandbox.faults.file import read  # its library takes long to load

    return read(options.faults)


def people(text: str) -> int:
    """`10k`, `1m` or plain digits."""
    units = {"k": 1_000, "m": 1_000_000}
    number, unit = (text[:-1], units[text[-1]]) if text[-1:] in units else (text, 1)
    if not number.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is no number of people, as 500, 10k or 1m are")
    return int(number) * unit


def write_world(options: argparse.Namespace) -> int:
    from ingestion.sandbox.bulk import write_landings  # its libraries take long to load

    out = options.out or warehouse_folder() / "worlds" / str(options.size)
    bustle = options.bustle or (1.0 if options.size < 1_000_000 else 0.1)
    for table, rows in write_landings(options.size, out, options.seed, bustle).items():
        print(f"{rows:12,}  {table}")
    print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
