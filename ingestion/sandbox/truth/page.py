"""The page of definitions as the evaluator reads it: straight from its YAML."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from ingestion.sandbox.truth.calendars import Calendar
from ingestion.sandbox.truth.conditions import fits, holds

STAGE_RANKS = {
    "lead": 1, "mql": 2, "handed_off": 3, "contacted": 4, "accepted": 5, "sql": 6,
    "opportunity": 7, "won": 8, "lost": 9, "rejected": 10, "recycled": 11,
}  # fmt: skip
NO_RANK = 12
STATUSES = ("signed", "trial")
SIGNS = ("task", "notification")
DAY = 86_400_000


@dataclass(frozen=True)
class Page:
    """One page; `rules` is its parsed text."""

    rules: Mapping[str, Any]

    # ── how we count ────────────────────────────────────────────────────────────────────────

    @cached_property
    def effective_from(self) -> date:
        return self.rules["effective_from"]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.rules["settings"]["time_zone"])

    @cached_property
    def currency(self) -> str:
        return self.rules["settings"]["reporting_currency"]

    @cached_property
    def idle_limit(self) -> int:
        """In milliseconds."""
        return int(self.rules["settings"]["idle_limit_days"]) * DAY

    @cached_property
    def influence_window(self) -> int:
        """In milliseconds."""
        return int(self.rules["settings"]["influence_window_days"]) * DAY

    def rate_date(self, fact: str) -> str:
        return self.rules["settings"][f"rate_date_{fact}"]

    def date_of(self, at: int | None) -> date | None:
        """An instant's date in the page's time zone."""
        if at is None:
            return None
        return datetime.fromtimestamp(at // 1000, self.zone).date()

    def midnight(self, day: date) -> int:
        """The first instant of a date in the page's time zone."""
        return int(datetime.combine(day, time(), self.zone).timestamp()) * 1000

    @cached_property
    def starts_at(self) -> int:
        return self.midnight(self.effective_from)

    def currency_where_none_is_named(self, system: str) -> str | None:
        return (self.rules.get("currency_where_none_is_named") or {}).get(system)

    # ── who does not count ──────────────────────────────────────────────────────────────────

    def domain_is(self, kind: str, domain: str) -> bool:
        """`kind` in internal, free_mail, student, shared."""
        return any(fnmatch.fnmatchcase(domain, str(each)) for each in self.rules["domains"][kind])

    @cached_property
    def shared_mailboxes(self) -> frozenset[str]:
        return frozenset(map(str, self.rules["shared_mailboxes"]))

    # ── words ───────────────────────────────────────────────────────────────────────────────

    def status(self, system: str, field: str, label: str | None) -> Mapping[str, str]:
        """What a label of a status field means and claims; empty if the page does not list it."""
        fields = self.rules["statuses"].get(system) or {}
        return (fields.get(field) or {}).get(label) or {}

    def rejection_reason(self, word: str | None) -> str | None:
        return _named(self.rules["rejection_reasons"], word) or word

    def opportunity_type(self, word: str | None) -> str | None:
        return _named(self.rules["opportunity_types"], word)

    def outcome(self, system: str, touch_type: str, word: str | None) -> str | None:
        """What came of a touch, where the vendor does not say it in our words."""
        touch_types = self.rules["outcomes"].get(system) or {}
        return (touch_types.get(touch_type) or {}).get(word)

    def is_automatic(self, system: str, author: str | None) -> bool:
        return author in (self.rules["automatic_authors"].get(system) or ())

    def billing_interval(self, word: str | None) -> tuple[str, int] | None:
        """A unit and how many of it; none for what is sold once or is on no list."""
        listed = _named(self.rules["billing_intervals"], word)
        if listed is None or listed == "once":
            return None
        count, _, unit = listed.rpartition(" ")
        return unit.removesuffix("s"), int(count or 1)

    @cached_property
    def uninfluential_touches(self) -> frozenset[str]:
        return frozenset(self.rules["uninfluential_touches"])

    def opportunity_stage(self, system: str, pipeline: str | None, label: str | None) -> str | None:
        pipelines = self.rules["stage_labels"].get(system) or {}
        own = pipelines.get(pipeline) or {}
        return own.get(label) or (pipelines.get("*") or {}).get(label)

    def is_ideal_customer(
        self, industry: str | None, country: str | None, employees: int | None
    ) -> bool:
        ideal = self.rules["ideal_customer"]
        return (
            fits(ideal["employee_count"], employees)
            and fits(ideal["industries"], industry)
            and fits(ideal["countries"], country)
        )

    def stage_attribute(self, stage: str | None, attribute: str) -> str | None:
        """`attribute` in outcome, forecast."""
        return self.rules["opportunity_stages"][stage][attribute] if stage else None

    # ── who wins ────────────────────────────────────────────────────────────────────────────

    def systems(self, entity: str, field: str) -> tuple[str, ...]:
        fields = self.rules["survivorship"][entity]
        return tuple(fields.get(field) or fields["default"])

    # ── criteria ────────────────────────────────────────────────────────────────────────────

    def stages_of(self, event: Mapping[str, Any]) -> frozenset[str]:
        """Every stage one of whose criteria the event meets."""
        rows = self._criteria.get(event["event"], ())
        return frozenset(stage for stage, where in rows if holds(where, event))

    @cached_property
    def _criteria(self) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
        by_event: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for stage, criterion in self.rules["criteria"].items():
            for each in criterion["any"]:
                by_event.setdefault(each["event"], []).append((stage, each.get("where") or {}))
        return by_event

    def channel_of(self, event: Mapping[str, Any]) -> str | None:
        for row in self.rules["channels"]:
            if holds(row["when"], event):
                return row["channel"]
        return None

    # ── scores ──────────────────────────────────────────────────────────────────────────────

    @property
    def scores(self) -> Mapping[str, Any] | None:
        return self.rules.get("scores")

    @cached_property
    def activities(self) -> list[Mapping[str, Any]]:
        return self.scores["intent"]["activities"] if self.scores else []

    def activity_of(self, event: Mapping[str, Any]) -> int | None:
        """The first row of the activities that a touch fits, by its place."""
        for place, row in enumerate(self.activities):
            if row["event"] == event["event"] and holds(row.get("where") or {}, event):
                return place
        return None

    def fit_of(self, attributes: Mapping[str, Any]) -> int | None:
        if not self.scores:
            return None
        rows = self.scores["fit"]["points"]
        return sum(row["points"] for row in rows if holds(row["where"], attributes))

    # ── handoffs ────────────────────────────────────────────────────────────────────────────

    @property
    def sla(self) -> Mapping[str, Any] | None:
        return self.rules.get("sla")

    @property
    def signs(self) -> Mapping[str, Any]:
        return (self.sla or {}).get("signs") or {}

    def signs_of(self, event: Mapping[str, Any]) -> frozenset[str]:
        """By which a rep can notice a handoff: task, notification."""
        return frozenset(
            sign
            for sign in SIGNS
            for rule in (self.signs.get(sign) or {}).get("any", ())
            if rule["event"] == event["event"] and holds(rule.get("where") or {}, event)
        )

    @cached_property
    def _calendars(self) -> list[Calendar]:
        return [Calendar(row) for row in (self.sla or {}).get("calendars") or ()]

    def calendar_of(self, user: Mapping[str, Any]) -> Calendar | None:
        fitting = (each for each in self._calendars if holds(each.rules.get("where") or {}, user))
        return next(fitting, None)

    # ── cycles ──────────────────────────────────────────────────────────────────────────────

    @cached_property
    def opens_cycle(self) -> frozenset[str]:
        return frozenset(self.rules["opens_cycle"])

    @cached_property
    def closes_cycle(self) -> frozenset[str]:
        return frozenset(self.rules["closes_cycle"])


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that govern, oldest first, and those on trial. `judge`, where one is named, judges
    all that ever happened; else each page judges its own time."""

    governing: tuple[Page, ...]
    tried: tuple[Page, ...] = ()
    judge: Page | None = None

    @property
    def judging(self) -> tuple[Page, ...]:
        return (self.judge,) if self.judge else self.governing

    @property
    def restating(self) -> Iterator[Pages]:
        """Each page, signed or on trial, as the judge of all time."""
        return (replace(self, judge=page) for page in (*self.governing, *self.tried))

    def in_force(self, instant: int) -> Page | None:
        """None before the first one."""
        pages = reversed(self.governing)
        return next((page for page in pages if page.starts_at <= instant), None)

    def at(self, instant: int) -> Page | None:
        """The page that judges an instant."""
        return self.judge or self.in_force(instant)

    def by_day(self, day: date) -> Page:
        return next(page for page in self.judging if page.effective_from == day)

    def idle_limit(self, instant: int) -> int:
        """By the page that judges the instant, else by the first."""
        return (self.at(instant) or self.governing[0]).idle_limit


def read_pages(path: Path) -> Pages:
    """A page, or a folder of them."""
    files = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    yaml = YAML(typ="safe", pure=True)
    pages = [Page(yaml.load(file.read_text())) for file in files]
    pages.sort(key=lambda page: page.effective_from)
    of = {status: tuple(p for p in pages if p.rules["status"] == status) for status in STATUSES}
    return Pages(of["signed"], of["trial"])


def _named(words: Mapping[str, Iterable[str]], word: str | None) -> str | None:
    for name, synonyms in words.items():
        if word is not None and word in synonyms:
            return name
    return None
