"""Texts that a page asks for, that never landed, and that are nearly one that did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import duckdb

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import Condition, Rule

# What holds words of the systems' users, and where all of those lie that ever landed.
EVENTS = "select distinct {0} from working.intermediate.int_person_events where {0} is not null"
FIT = """
    select distinct value from working.intermediate.int_fit_attributes_unpivoted
    where attribute = '{0}'
"""
USERS = "select distinct {0} from accord.marts.dim_users where {0} is not null"
ALIKE = 0.8
OF_EVENTS = ("asset", "medium", "campaign_type")
OF_FIT = ("title", "country", "industry", "account_country")
OF_USERS = ("time_zone", "team", "role")

Landed = Mapping[tuple[str, str], set[str]]
Asked = Iterator[tuple[str, Where, Mapping[str, Condition]]]


def landed_texts(connection: duckdb.DuckDBPyConnection) -> Landed:
    """By what a condition is asked of (`event`, `fit`, `user`) and attribute."""
    queries = {
        **{("event", name): EVENTS.format(name) for name in OF_EVENTS},
        **{("fit", name): FIT.format(name) for name in OF_FIT},
        **{("user", name): USERS.format(name) for name in OF_USERS},
    }
    return {
        what: {text for (text,) in connection.execute(query).fetchall()}
        for what, query in queries.items()
    }


def never_landed(page: Page, landed: Landed) -> Iterator[tuple[Where, str]]:
    """A word that is like none may be one that nobody has used yet."""
    for of, where, conditions in _asked(page):
        for attribute, condition in conditions.items():
            known = landed.get((of, attribute), set())
            others = {each.casefold(): each for each in known.difference(condition.one_of)}
            for text in condition.one_of:
                near = get_close_matches(text.casefold(), others, n=1, cutoff=ALIKE)
                if text not in known and near:
                    meant = others[near[0]]
                    says = f"no `{attribute}` that landed is `{text}`; there is `{meant}`"
                    yield (*where, attribute), says


def _asked(page: Page) -> Asked:
    for stage, criterion in page.criteria.items():
        yield from _rules(("criteria", stage, "any"), criterion.any)
    for position, channel in enumerate(page.channels):
        yield "event", ("channels", position, "when"), channel.when
    if page.ideal_customer:
        wanted = page.ideal_customer
        for attribute, entry in (("industry", "industries"), ("account_country", "countries")):
            texts = Condition(one_of=tuple(getattr(wanted, entry)))
            yield "fit", ("ideal_customer", entry), {attribute: texts}
    if page.scores:
        for position, row in enumerate(page.scores.fit.points):
            yield "fit", ("scores", "fit", "points", position, "where"), row.where
        for position, activity in enumerate(page.scores.intent.activities):
            yield "event", ("scores", "intent", "activities", position, "where"), activity.where
    if page.sla:
        for position, calendar in enumerate(page.sla.calendars):
            yield "user", ("sla", "calendars", position, "where"), calendar.where
        for name, sign in page.sla.signs or ():
            if not isinstance(sign, int | None):
                yield from _rules(("sla", "signs", name, "any"), sign.any)


def _rules(at: Where, rules: list[Rule]) -> Asked:
    for number, rule in enumerate(rules):
        yield "event", (*at, number, "where"), rule.where
