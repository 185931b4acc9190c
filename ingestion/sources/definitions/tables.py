"""The raw tables a page lands in, and its rows in them. Every value is text."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.source import Field, Table
from ingestion.sources.definitions import overrides, reconciling, targets
from ingestion.sources.definitions.agreement_rows import of_sla
from ingestion.sources.definitions.folder import Version
from ingestion.sources.definitions.likeness import COLUMNS
from ingestion.sources.definitions.parts import Condition
from ingestion.sources.definitions.scores import Scores

Row = dict[str, str | None]


def _table(name: str, key: str, columns: str = "") -> Table:
    keys = ("page", *key.split())
    fields = tuple(Field(column) for column in (*keys, *columns.split()))
    return Table(name=name, object=name, fields=fields, key=keys)


TABLES = (
    _table(
        "pages",
        "",
        "title company status is_retrospective is_sample digest approvals_are_valid time_zone"
        " fiscal_year_start_month reporting_currency idle_limit_days influence_window_days"
        " rate_date_open_opportunity rate_date_closed_opportunity rate_date_invoice"
        " rate_date_payment rate_date_spend message",
    ),
    _table("approvals", "name team", "approved_on digest"),
    _table("criteria", "stage rule", "event says"),
    _table("conditions", "stage rule attribute operator value"),
    _table("cycle_stages", "stage", "opens closes"),
    _table("statuses", "system field label", "means claims"),
    _table("outcomes", "system touch_type label", "outcome"),
    _table("automatic_authors", "system author"),
    _table("rejection_reasons", "label", "reason"),
    _table("opportunity_stages", "opportunity_stage", "stage_order outcome forecast_category"),
    _table("stage_labels", "system pipeline label", "opportunity_stage"),
    _table("opportunity_types", "label", "opportunity_type"),
    _table("billing_intervals", "label", "billing_interval"),
    _table("channels", "channel_order", "channel"),
    _table("channel_conditions", "channel_order attribute operator value"),
    _table("uninfluential_touches", "touch_type"),
    _table("survivorship", "entity field system", "rank"),
    _table("matching_evidence", "rule", "confidence"),
    _table("matching_thresholds", "entity", "link_at review_at"),
    _table("variance_causes", "cause", "cause_order"),
    _table("domains", "kind pattern"),
    _table("shared_mailboxes", "local_part"),
    _table("unnamed_currencies", "system", "currency_code"),
    _table("freshness_limits", "system", "hours"),
    _table("ideal_customer", "attribute operator value"),
    _table("scores", "", "fit_at_least intent_at_least half_life_days most_a_day"),
    _table("fit_points", "fit_order", "says points"),
    _table("fit_conditions", "fit_order attribute operator value"),
    _table("activities", "activity_order", "activity event points at_most"),
    _table("activity_conditions", "activity_order attribute operator value"),
    _table(
        "sla",
        "",
        "review_on mqls_a_week accepted_percent contact_within_minutes feedback_within_minutes"
        " in_time_percent signs_within_minutes",
    ),
    _table("signs", "sign rule", "event"),
    _table("sign_conditions", "sign rule attribute operator value"),
    _table("calendars", "calendar_order", "calendar time_zone"),
    _table("calendar_conditions", "calendar_order attribute operator value"),
    _table("working_hours", "calendar_order iso_weekday starts", "ends"),
    _table("holidays", "calendar_order holiday"),
    _table("targets", "metric", "period target_value"),
)
BY_NAME = {table.name: table for table in TABLES}
# Of no page: how likeness weighs is measured, not agreed upon.
WEIGHTS = Table(
    name="matching_weights",
    object="matching_weights",
    fields=tuple(Field(column) for column in COLUMNS),
    key=COLUMNS[:3],
)
# Of no page either: what somebody decided about two records.
OVERRIDES = Table(
    name="matching_overrides",
    object="matching_overrides",
    fields=tuple(Field(column) for column in overrides.COLUMNS),
    key=overrides.KEY,
)


def rows(version: Version) -> Iterator[tuple[Table, Row]]:
    """Every row of one page."""
    for name, row in _rows(version):
        yield BY_NAME[name], {"page": version.page.key, **row}


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _rows(version: Version) -> Iterator[tuple[str, Row]]:
    page = version.page
    settings = {key: str(value) for key, value in page.settings.model_dump().items()}
    yield (
        "pages",
        {
            "title": page.title,
            "company": page.company,
            "message": page.message,
            "status": page.status,
            "is_retrospective": _flag(page.is_retrospective),
            "is_sample": _flag(page.is_sample),
            "digest": version.digest,
            "approvals_are_valid": _flag(version.approvals_are_valid),
            **settings,
        },
    )
    for approval in page.approvals:
        approved_on = approval.approved_on.isoformat()
        yield "approvals", approval.model_dump() | {"approved_on": approved_on}
    yield from _criteria(version)
    yield from _maps(version)
    yield from _channels(version)
    yield from _lists(version)
    yield from reconciling.rows(page.matching, page.variance_causes)
    if page.scores:
        yield from _scores(page.scores)
    if page.sla:
        yield from of_sla(page.sla)
    if page.targets:
        yield from targets.rows(page.targets)


def _conditions(attribute: str, condition: Condition) -> Iterator[Row]:
    for operator, value in condition.rows:
        yield {"attribute": attribute, "operator": operator, "value": value}


def _criteria(version: Version) -> Iterator[tuple[str, Row]]:
    page = version.page
    for stage, criterion in page.criteria.items():
        for number, rule in enumerate(criterion.any, start=1):
            key = {"stage": stage, "rule": str(number)}
            yield "criteria", {**key, "event": rule.event, "says": criterion.says}
            for attribute, condition in rule.where.items():
                for row in _conditions(attribute, condition):
                    yield "conditions", {**key, **row}
    for stage in dict.fromkeys([*page.opens_cycle, *page.closes_cycle]):
        opens, closes = stage in page.opens_cycle, stage in page.closes_cycle
        yield "cycle_stages", {"stage": stage, "opens": _flag(opens), "closes": _flag(closes)}


def _maps(version: Version) -> Iterator[tuple[str, Row]]:
    page = version.page
    for system, fields in page.statuses.items():
        for field, labels in fields.items():
            for label, status in labels.items():
                key = {"system": system, "field": field, "label": label}
                yield "statuses", {**key, **status.model_dump()}
    for system, touch_types in page.outcomes.items():
        for touch_type, labels in touch_types.items():
            for label, outcome in labels.items():
                key = {"system": system, "touch_type": touch_type, "label": label}
                yield "outcomes", {**key, "outcome": outcome}
    for system, authors in page.automatic_authors.items():
        for author in authors:
            yield "automatic_authors", {"system": system, "author": author}
    for stage, what in page.opportunity_stages.items():
        yield (
            "opportunity_stages",
            {
                "opportunity_stage": stage,
                "stage_order": str(what.order),
                "outcome": what.outcome,
                "forecast_category": what.forecast,
            },
        )
    for system, pipelines in page.stage_labels.items():
        for pipeline, labels in pipelines.items():
            for label, stage in labels.items():
                key = {"system": system, "pipeline": pipeline, "label": label}
                yield "stage_labels", {**key, "opportunity_stage": stage}
    for table, column, words in (
        ("rejection_reasons", "reason", page.rejection_reasons),
        ("opportunity_types", "opportunity_type", page.opportunity_types),
        ("billing_intervals", "billing_interval", page.billing_intervals),
    ):
        for word, labels in words.items():
            for label in labels:
                yield table, {"label": label, column: word}


def _channels(version: Version) -> Iterator[tuple[str, Row]]:
    for number, channel in enumerate(version.page.channels, start=1):
        yield "channels", {"channel_order": str(number), "channel": channel.channel}
        for attribute, condition in channel.when.items():
            for row in _conditions(attribute, condition):
                yield "channel_conditions", {"channel_order": str(number), **row}


def _scores(scores: Scores) -> Iterator[tuple[str, Row]]:
    fit, intent = scores.fit, scores.intent
    yield (
        "scores",
        {
            "fit_at_least": str(fit.at_least),
            "intent_at_least": str(intent.at_least),
            "half_life_days": str(intent.half_life_days),
            "most_a_day": str(intent.most_a_day),
        },
    )
    for number, row in enumerate(fit.points, start=1):
        yield (
            "fit_points",
            {"fit_order": str(number), "says": row.says, "points": str(row.points)},
        )
        for attribute, condition in row.where.items():
            for each in _conditions(attribute, condition):
                yield "fit_conditions", {"fit_order": str(number), **each}
    for number, activity in enumerate(intent.activities, start=1):
        yield (
            "activities",
            {
                "activity_order": str(number),
                "activity": activity.activity,
                "event": activity.event,
                "points": str(activity.points),
                "at_most": str(activity.at_most),
            },
        )
        for attribute, condition in activity.where.items():
            for each in _conditions(attribute, condition):
                yield "activity_conditions", {"activity_order": str(number), **each}


def _lists(version: Version) -> Iterator[tuple[str, Row]]:
    page = version.page
    for entity, fields in page.survivorship.items():
        for field, systems in fields.items():
            for rank, system in enumerate(systems, start=1):
                name = "*" if field == "default" else field
                key = {"entity": entity, "field": name, "system": system}
                yield "survivorship", {**key, "rank": str(rank)}
    for kind, patterns in page.domains.model_dump().items():
        for pattern in patterns:
            yield "domains", {"kind": kind, "pattern": pattern}
    for touch_type in page.uninfluential_touches:
        yield "uninfluential_touches", {"touch_type": touch_type}
    for local_part in page.shared_mailboxes:
        yield "shared_mailboxes", {"local_part": local_part}
    for system, currency_code in page.currency_where_none_is_named.items():
        yield "unnamed_currencies", {"system": system, "currency_code": currency_code}
    for system, hours in page.freshness_limit_hours.items():
        yield "freshness_limits", {"system": system, "hours": str(hours)}
    yield from _ideal_customer(version)


def _ideal_customer(version: Version) -> Iterator[tuple[str, Row]]:
    ideal = version.page.ideal_customer
    if ideal is None:
        return
    conditions = {
        "employee_count": ideal.employee_count or Condition(),
        "industry": Condition(one_of=tuple(ideal.industries)),
        "country": Condition(one_of=tuple(ideal.countries)),
    }
    for attribute, condition in conditions.items():
        for row in _conditions(attribute, condition):
            yield "ideal_customer", row
