"""A folder of pages, one file a version: read together, because versions must not collide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.lined_yaml import Fault, Faults, Lined, model_of, read
from ingestion.sources.definitions.approval import (
    are_valid,
    awaited,
    breaches,
    digest,
    reaches_too_far,
)
from ingestion.sources.definitions.checks import faults as faults_of_page
from ingestion.sources.definitions.conditions import Found
from ingestion.sources.definitions.page import Page

PROJECT = Path(__file__).parents[3]
SUFFIXES = (".yml", ".yaml")
DEFAULT = "dbt_project/definitions"


@dataclass(frozen=True)
class Version:
    """One page as read, with what its approvals are worth."""

    page: Page
    digest: str
    approvals_are_valid: bool
    breaches: tuple[Fault, ...]
    awaited: tuple[Fault, ...]
    reach: tuple[Fault, ...]  # those of the breaches that no signature will mend

    @property
    def governs(self) -> bool:
        """A signed page does; that a sample's never does for real systems is staging's to see."""
        return self.page.status == "signed" and self.approvals_are_valid

    @property
    def objections(self) -> tuple[Fault, ...]:
        """Why nobody may go by it, whatever its status says."""
        return (*self.breaches, *self.awaited)

    def has_begun(self, now: datetime) -> bool:
        """Whether its day has come where the company reports."""
        today = now.astimezone(ZoneInfo(self.page.settings.time_zone)).date()
        return self.page.effective_from <= today

    def judges_anew(self, now: datetime, digest_landed: str | None) -> bool:
        """It governs a time that has begun, and not by the rules that landed as its own."""
        is_another = digest_landed is not None and digest_landed != self.digest
        return self.governs and is_another and self.has_begun(now)

    def breaks_its_word(self, now: datetime, had_landed_signed: bool) -> bool:
        """It says `signed` and is not: it was edited since, or its day has come, or it was signed
        when it landed before. A page to come may wait for its signatures."""
        if self.page.status != "signed":
            return False
        if self.has_begun(now) or had_landed_signed:
            return bool(self.objections)
        return bool(self.breaches) and not self.governs


def resolved(path: str | Path) -> Path:
    """The folder meant: as given, or, where there is none such, inside the project."""
    given = Path(path).expanduser()
    return given if given.is_absolute() or given.is_dir() else PROJECT / given


def versions(folder: Path) -> tuple[Version, ...]:
    """Every page of the folder by date, or Faults that name all that is wrong in any of them."""
    found: list[tuple[Lined, Page]] = []
    wrong: list[Fault] = []
    for path in sorted(folder.iterdir() if folder.is_dir() else ()):
        if path.suffix.lower() not in SUFFIXES:
            continue
        if says := _unfit(path):
            wrong.append(Fault(path.name, 1, says))
            continue
        try:
            found.append(page_of(path))
        except Faults as faults:
            wrong.extend(faults.faults)
    if not found and not wrong:
        raise Faults([Fault(folder.name, 1, "holds no page: a file such as 2024-01-01.yml")])
    wrong.extend(_collisions(found))
    if wrong:
        raise Faults(wrong)
    found.sort(key=lambda pair: pair[1].effective_from)
    pages = [page for _, page in found]
    return tuple(
        _version(lined, page, pages[:position]) for position, (lined, page) in enumerate(found)
    )


def _unfit(path: Path) -> str:
    """Why a file can be no page, whatever it holds; empty where it can."""
    if path.suffix not in SUFFIXES:
        return f"would not be read: call it {path.stem}{path.suffix.lower()}"
    if path.is_dir():
        return "is a folder: a page is a file; call the folder something else"
    if not path.exists():
        return "is a link that leads nowhere: mend it or take it out"
    return "" if path.is_file() else "is no file: take it out"


def tried(path: Path) -> Version:
    """A page to try, whatever its file is called and whoever signed it, or Faults."""
    lined = read(path)
    page = model_of(lined, Page)
    if wrong := _faults(lined, page):
        raise Faults(wrong)
    return Version(
        page, digest(lined.data), approvals_are_valid=False, breaches=(), awaited=(), reach=()
    )


def page_of(path: Path) -> tuple[Lined, Page]:
    """One page and the file it stands in, or Faults; whether it is signed is another question."""
    lined = read(path)
    page = model_of(lined, Page)
    wrong = _faults(lined, page)
    if path.stem != page.key:
        says = f"`effective_from` is {page.key}: call the file {page.key}.yml"
        wrong.append(lined.fault(("effective_from",), says))
    if wrong:
        raise Faults(wrong)
    return lined, page


def _faults(lined: Lined, page: Page) -> list[Fault]:
    return list(_told(lined, faults_of_page(page)))


def _collisions(found: Sequence[tuple[Lined, Page]]) -> list[Fault]:
    first: dict[str, str] = {}
    wrong = []
    for lined, page in found:
        if page.key in first:
            says = f"{first[page.key]} is in force from {page.key} too: one page a date"
            wrong.append(lined.fault(("effective_from",), says))
        first.setdefault(page.key, lined.name)
    return wrong


def _version(lined: Lined, page: Page, earlier: Sequence[Page]) -> Version:
    page_digest = digest(lined.data)
    return Version(
        page,
        page_digest,
        are_valid(page, page_digest, earlier),
        _told(lined, breaches(page, page_digest, earlier)),
        _told(lined, awaited(page, page_digest)),
        _told(lined, reaches_too_far(page, earlier)),
    )


def _told(lined: Lined, found: Found) -> tuple[Fault, ...]:
    faults = []
    for where, says, *others in found:
        lines = "".join(f" line {lined.line(other)}" for other in others)
        faults.append(lined.fault(where, _at(where, says + lines)))
    return tuple(faults)


def _at(where: tuple[str | int, ...], says: str) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    return f"`{path.lstrip('.')}`: {says}"
