"""`python -m ingestion.checking`: what each configured connection can read, and what it lacks."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from ingestion.looking import looked
from ingestion.settings import Connection, connections
from ingestion.source import SourceError
from ingestion.sources import discover

NOT_CONNECTED = """\
No system is connected. Set the variables of its source in the environment: .env.example lists
them, and ingestion/sources/<source>/README.md says which rights to ask for."""


def main() -> int:
    """0: every connection that is meant reads all of its objects; 2: one is ill told; else 1."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        found = [each for source in discover().values() for each in connections(source)]
    except SourceError as error:
        print(f"accord: {error}", file=sys.stderr)
        return 2
    systems = [each for each in found if any(setting.secret for setting in each.source.settings)]
    good = connected = meant = 0
    for connection in systems:
        meant += connection.is_meant
        if connection.missing:
            console.print(f"{_name(connection)}: not read, {', '.join(connection.missing)} not set")
            continue
        connected += 1
        good += _shown(console, connection)
    if not connected:
        console.print(NOT_CONNECTED)
    return 0 if connected and good == meant else 1


def _shown(console: Console, connection: Connection) -> bool:
    """Print what a connection sees; whether it is all that is asked of it."""
    sights = list(looked(connection))
    lacking = [sight.of for sight in sights if not sight.is_seen]
    told = f"cannot read {', '.join(lacking)}" if lacking else "reads all that it is asked for"
    console.print(f"{_name(connection)}: {told}", style="bold")
    width = max(len(sight.of) for sight in sights)
    for sight in sights:
        mark = Text("  ✓ ", "green") if sight.is_seen else Text("  ✗ ", "red")
        console.print(Text.assemble(mark, f"{sight.of:<{width}} {sight.says}".rstrip()))
    return not lacking


def _name(connection: Connection) -> str:
    title, name = connection.source.title, connection.name
    return title if name == "default" else f"{title} ({name})"


if __name__ == "__main__":
    sys.exit(main())
