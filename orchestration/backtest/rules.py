"""The rules of a page as people say them, out of the rows in which it lands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ingestion.sources.definitions.in_words import conditions_in_words, rule_in_words
from ingestion.sources.definitions.parts import Condition, Rule
from ingestion.sources.definitions.tables import BY_NAME, TABLES, Row
from ingestion.sources.definitions.vocabulary import WEEKDAYS

YES, NO = "yes", "no"
# Who stands behind a page and from when on is no rule.
NO_RULES = ("title", "status", "is_retrospective", "is_sample", "digest", "approvals_are_valid")
# What a part of a page is called where the name of its table would not say it.
PARTS = {
    "pages": "settings",
    "cycle_stages": "what opens and closes a lead",
    "statuses": "what a status means",
    "outcomes": "outcome of a touch",
    "automatic_authors": "who records for machines",
    "stage_labels": "stage of a deal",
    "opportunity_stages": "stages of deals",
    "opportunity_types": "types of deals",
    "survivorship": "which system is believed",
    "matching_evidence": "how sure evidence makes us",
    "matching_thresholds": "how sure is sure enough",
    "variance_causes": "order of causes",
    "unnamed_currencies": "currency where none is named",
    "freshness_limits": "hours until data are stale",
    "sla": "what both sides owe each other",
}
# Columns that hold words of ours, written with underscores; others hold texts, told to the letter.
OURS = {
    "cause", "claims", "entity", "event", "field", "forecast_category", "kind", "metric", "outcome",
    "rate_date_closed_opportunity", "rate_date_invoice", "rate_date_open_opportunity",
    "rate_date_payment", "rate_date_spend", "rule", "stage", "touch_type",
}  # fmt: skip
OF_SYSTEMS = {("statuses", "field")}
COUNTS = ("_days", "_minutes", "_value", "_week", "_day", "hours")
RANKS = ("rank", "cause_order")  # numbers that say nothing without their name
FLAGS = {"true": YES, "false": NO}
SHORT = {"mql": "MQL", "sql": "SQL", "sla": "SLA", "mqls": "MQLs", "sqls": "SQLs"}
# Tables of rules whose conditions land apart.
JOINED = {
    "criteria": "conditions",
    "channels": "channel_conditions",
    "fit_points": "fit_conditions",
    "activities": "activity_conditions",
    "signs": "sign_conditions",
    "calendars": "calendar_conditions",
}
OF_CALENDARS = ("working_hours", "holidays")
Records = Mapping[str, Sequence[Row]]


class Said(NamedTuple):
    """A rule of a part of a page, by its name there, and what the page says of it."""

    part: str
    rule: str
    says: str


def said(records: Records) -> Iterator[Said]:
    """Every rule of a page, in the order of its parts."""
    for table in TABLES:
        rows = records.get(table.name, ())
        if table.name in JOINED:
            yield from _of_rules(table.name, rows, records.get(JOINED[table.name], ()))
        elif table.name in OF_CALENDARS:
            yield from _of_calendars(table.name, rows, records.get("calendars", ()))
        elif table.name == "ideal_customer":
            yield from _ideal_customer(rows)
        elif table.name != "approvals" and table.name not in JOINED.values():
            yield from _plain(table.name, rows)


def tried_in_order(records: Records) -> dict[str, list[str]]:
    """By part, names of rules of which the first that fits counts, as they follow each other."""
    return {
        part: list(
            dict.fromkeys(str(row[column]) for row in _numbered(records.get(table, ()), key))
        )
        for table, part, column, key in (
            ("channels", "channels", "channel", "channel_order"),
            ("activities", "intent", "activity", "activity_order"),
            ("calendars", "calendars", "calendar", "calendar_order"),
        )
    }


def _plain(table: str, rows: Iterable[Row]) -> Iterator[Said]:
    part = PARTS.get(table, table.replace("_", " "))
    keys = [name for name in BY_NAME[table].key if name != "page"]
    values = [each.name for each in BY_NAME[table].fields if each.name not in ("page", *keys)]
    for row in sorted(rows, key=lambda row: [row[key] or "" for key in keys]):
        name = " ".join(_text(table, key, row[key]) for key in keys if row[key])
        if not values:
            yield Said(part, name, YES)
        for value in values:
            if row[value] is not None and value not in NO_RULES:
                called = in_words(value) if len(values) > 1 or value in RANKS else ""
                says = _text(table, value, row[value])
                yield Said(part, " ".join(filter(None, (name, called))), says)


def _of_rules(table: str, rows: Iterable[Row], conditions: Iterable[Row]) -> Iterator[Said]:
    keys = [name for name in BY_NAME[table].key if name != "page"]
    found: dict[tuple, dict[str, list[Row]]] = {}
    for row in conditions:
        by_attribute = found.setdefault(tuple(row[key] for key in keys), {})
        by_attribute.setdefault(row["attribute"] or "", []).append(row)
    for row in _numbered(rows, keys[-1]):
        each = found.get(tuple(row[key] for key in keys), {})
        yield from _TOLD[table](row, {name: _condition(each[name]) for name in sorted(each)})


def _criterion(row: Row, where: Mapping[str, Condition]) -> Iterator[Said]:
    yield Said(f"what makes somebody {in_words(row['stage'])}", _rule(row, where), YES)


def _sign(row: Row, where: Mapping[str, Condition]) -> Iterator[Said]:
    yield Said(f"sign of a handoff: {in_words(row['sign'])}", _rule(row, where), YES)


def _channel(row: Row, where: Mapping[str, Condition]) -> Iterator[Said]:
    yield Said("channels", f"{row['channel']} where {conditions_in_words(where)}", YES)


def _fit(row: Row, where: Mapping[str, Condition]) -> Iterator[Said]:
    yield Said("fit", conditions_in_words(where), f"{row['points']} points")


def _activity(row: Row, where: Mapping[str, Condition]) -> Iterator[Said]:
    yield Said("intent", f"{row['activity']}: what counts", _rule(row, where))
    yield Said("intent", f"{row['activity']}: points", str(row["points"]))
    yield Said("intent", f"{row['activity']}: points at most", str(row["at_most"]))


def _calendar(row: Row, where: Mapping[str, Condition]) -> Iterator[Said]:
    yield Said("calendars", f"{row['calendar']}: time zone", str(row["time_zone"]))
    whose = conditions_in_words(where) if where else "everybody's whom none before fits"
    yield Said("calendars", f"{row['calendar']}: whose", whose)


_TOLD = {
    "criteria": _criterion,
    "channels": _channel,
    "fit_points": _fit,
    "activities": _activity,
    "signs": _sign,
    "calendars": _calendar,
}


def _of_calendars(table: str, rows: Iterable[Row], calendars: Iterable[Row]) -> Iterator[Said]:
    names = {row["calendar_order"]: row["calendar"] for row in calendars}
    for row in _numbered(rows, "calendar_order"):
        name = names.get(row["calendar_order"]) or ""
        if table == "holidays":
            yield Said("calendars", f"{name}: free on {row['holiday']}", YES)
        else:
            day = WEEKDAYS[int(row["iso_weekday"] or 1) - 1]
            yield Said("calendars", f"{name}: {day} from {row['starts']}", f"to {row['ends']}")


def _ideal_customer(rows: Sequence[Row]) -> Iterator[Said]:
    by_attribute: dict[str, list[Row]] = {}
    for row in rows:
        by_attribute.setdefault(row["attribute"] or "", []).append(row)
    for attribute, those in by_attribute.items():
        yield Said(
            "ideal customer",
            in_words(attribute),
            conditions_in_words({attribute: _condition(those)}),
        )


def _rule(row: Row, where: Mapping[str, Condition]) -> str:
    return rule_in_words(Rule.model_construct(event=row["event"], where=where))


def _condition(rows: Iterable[Row]) -> Condition:
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(row["operator"] or "", []).append(row["value"] or "")
    bounds = [(each, told[each][0]) for each in ("at_least", "at_most") if each in told]
    return Condition(
        one_of=tuple(sorted(told.get("one_of", ()))),
        bounds=tuple((operator, _number(value)) for operator, value in bounds),
        like=tuple(sorted(told.get("like", ()))),
    )


def _number(value: str) -> int | float:
    return float(value) if "." in value or "e" in value else int(value)


def _numbered(rows: Iterable[Row], column: str) -> list[Row]:
    return sorted(rows, key=lambda row: int(row[column] or 0))


def _text(table: str, column: str, value: str | None) -> str:
    text = value or ""
    if column in OURS and (table, column) not in OF_SYSTEMS:
        return in_words(text)
    if column.endswith(COUNTS) and text.isdecimal():
        return f"{int(text):,}"
    return FLAGS.get(text, text)


def in_words(name: str | None) -> str:
    words = (name or "").replace("_", " ").split(" ")
    return " ".join(SHORT.get(word, word) for word in words)
