"""Check and sign pages: `python -m ingestion.sources.definitions check|sign|schema|words`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ingestion.lined_yaml import Fault, Faults
from ingestion.lined_yaml import read as read_page
from ingestion.settings import told, warehouse_folder
from ingestion.sources.definitions import doc_blocks, schema
from ingestion.sources.definitions.folder import DEFAULT, Version, resolved, versions
from ingestion.sources.definitions.landed_words import unmapped
from ingestion.sources.definitions.likeness import weights_of
from ingestion.sources.definitions.overrides import overrides_of
from ingestion.sources.definitions.signing import sign, voided_later

EASTERNMOST = timedelta(hours=14)


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """All that is wrong with the pages of a folder, why a page that says `signed` is not, and why
    one that does not can never be."""
    try:
        pages = versions(folder)
    except Faults as faults:
        return faults.faults
    if beside := [fault for read in (weights_of, overrides_of) for fault in _told(read, folder)]:
        return tuple(beside)
    return tuple(
        fault
        for version in pages
        for fault in (version.objections if version.page.status == "signed" else version.reach)
    )


def _told(read: Callable[[Path], object], folder: Path) -> tuple[Fault, ...]:
    try:
        read(folder)
    except Faults as faults:
        return faults.faults
    return ()


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        return {"check": _check, "sign": _sign, "schema": _schema, "words": _words}[asked.do](asked)
    except Faults as faults:
        print(faults, file=sys.stderr)
    except FileNotFoundError as missing:
        print(f"{missing.filename}: there is no such page; name its file", file=sys.stderr)
    except IsADirectoryError as folder:
        print(f"{folder.filename}: is a folder; name the file of a page", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: can't be used ({error.strerror})", file=sys.stderr)
    return 1


def _check(asked: argparse.Namespace) -> int:
    folder = resolved(asked.folder)
    if not folder.is_dir():
        print(f"{folder}: there is no such folder of pages", file=sys.stderr)
        return 1
    faults = faults_of(folder)
    for fault in faults:
        print(fault)
    if not faults:
        pages = versions(folder)
        for warning in (
            *_ahead_of_their_day(folder, pages),
            *unmapped(folder, pages, warehouse_folder() / "current"),
        ):
            print(warning)
        names = ", ".join(f"{v.page.key} ({v.page.status})" for v in pages)
        print(f"no fault in {names} of {asked.folder}")
    return 1 if faults else 0


def _ahead_of_their_day(folder: Path, pages: Sequence[Version]) -> Iterator[Fault]:
    for page in (version.page for version in pages):
        for position, approval in enumerate(page.approvals):
            if approval.approved_on > _today():
                says = f"warning: {approval.approved_on} has not come yet: nobody approved on it"
                at = ("approvals", position, "approved_on")
                yield read_page(folder / f"{page.key}.yml").fault(at, says)


def _sign(asked: argparse.Namespace) -> int:
    if warning := voided_later(asked.page):
        print(warning, flush=True)
    page_digest = sign(asked.page, asked.name, asked.team, asked.on)
    print(f"{asked.name} ({asked.team}) signed {asked.page.name}, digest {page_digest}")
    return 0


def _schema(_: argparse.Namespace) -> int:
    print(schema.write())
    return 0


def _words(asked: argparse.Namespace) -> int:
    print(doc_blocks.write(asked.folder))
    return 0


def _today() -> date:
    """The latest date that there is anywhere: east of here it is another day."""
    return (datetime.now(UTC) + EASTERNMOST).date()


def _past_day(told: str) -> date:
    """A day on which somebody can have approved."""
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{told!r} is no day; say it as 2026-07-01") from None
    if day > _today():
        raise argparse.ArgumentTypeError(f"{told} has not come yet: nobody approved on it")
    return day


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingestion.sources.definitions")
    commands = parser.add_subparsers(dest="do", required=True)
    check = commands.add_parser("check", help="one line a fault, with file and line")
    words = commands.add_parser("words", help="write the pages' words as dbt doc blocks")
    for command in (check, words):
        command.add_argument(
            "folder",
            nargs="?",
            default=told("DEFINITIONS_PATH") or DEFAULT,
            help="of the pages; else DEFINITIONS_PATH, else %(default)s",
        )
    signing = commands.add_parser("sign", help="approve a page as it stands")
    signing.add_argument("page", type=Path)
    signing.add_argument("--name", required=True)
    signing.add_argument("--team", required=True)
    signing.add_argument("--on", type=_past_day, default=date.today())
    commands.add_parser("schema", help="write page.schema.json for editors")
    return parser


if __name__ == "__main__":
    sys.exit(main())
