"""What a page and what landed say of each other: no fault of the page, but worth a warning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from ingestion.lined_yaml import Fault, Where, read
from ingestion.sources.definitions.asked_texts import landed_texts, never_landed
from ingestion.sources.definitions.folder import Version
from ingestion.sources.definitions.landing import judged_anew
from ingestion.sources.definitions.page import Page

STAGES = """
    select source_system, pipeline, source_stage, count(*)
    from working.intermediate.int_opportunity_stages_judged
    where source_stage is not null group by all order by all
"""
STATUSES = """
    select source_system, field, new_value, count(*)
    from working.intermediate.int_lifecycle_changes_unioned
    where new_value is not null and not is_deleted group by all order by all
"""
BEFORE = """
    select count(*), min(event_at) from working.intermediate.int_person_events
    where event_at < cast(? as timestamp)
"""
FIRST = """
    select effective_from from working.staging.stg_definitions__pages
    where is_governing order by effective_from limit 1
"""
AS_OF = "select as_of from accord.marts.publication"
GOVERNED = """
    with accepted as (
        select
            version.*,
            row_number() over (
                partition by version.page order by version._load_id desc, version._seen_at desc
            ) as recency
        from working.raw_definitions.pages as version
        semi join working.raw_definitions._loads as load
            on version._load_id = load._load_id
            and load._object = 'pages' and load.status = 'accepted'
    )
    select latest.page, latest.digest, cast(min(accepted._seen_at) as date)
    from accepted as latest
    inner join accepted on latest.page = accepted.page and latest.digest = accepted.digest
    where
        latest.recency = 1 and latest._op = 'upsert' and latest.status = 'signed'
        and latest.approvals_are_valid = 'true'
    group by all
"""


def unmapped(folder: Path, pages: Sequence[Version], published: Path) -> Iterator[Fault]:
    """A line for each stage, text and page: the page in force at the last publication, later ones;
    and one for each page that governed by other rules.

    Nothing where nothing was published yet. `published`: the folder of the last publication.
    """
    if not all((published / f"{file}.duckdb").exists() for file in ("working", "accord")):
        return
    with duckdb.connect() as connection:
        for file in ("working", "accord"):
            path = str(published / f"{file}.duckdb").replace("'", "''")
            connection.execute(f"attach '{path}' as {file} (read_only)")
        try:
            (now,) = connection.execute(AS_OF).fetchone() or (datetime.max,)
            governed = connection.execute(GOVERNED).fetchall()
            stages = connection.execute(STAGES).fetchall()
            statuses = connection.execute(STATUSES).fetchall()
            texts = landed_texts(connection)
            first = connection.execute(FIRST).fetchone()
            unjudged = connection.execute(BEFORE, first).fetchone() if first else None
        except duckdb.CatalogException:  # published before there were such tables
            return
    yield from _rewritten(folder, pages, now.replace(tzinfo=UTC), governed)
    for version in _from_now_on(pages, now.date()):
        lined = read(folder / f"{version.page.key}.yml")
        told = (
            *_stages(version.page, stages),
            *_statuses(version.page, statuses),
            *never_landed(version.page, texts),
        )
        for where, says in told:
            yield lined.fault(where, f"warning: {says}")
    if unjudged and unjudged[0]:
        count, since = unjudged
        governing = next(version.page for version in pages if version.governs)
        says = f"warning: no page judges the {count} events from {since:%Y-%m-%d} until this one"
        yield read(folder / f"{governing.key}.yml").fault(("effective_from",), says)


def _rewritten(
    folder: Path, pages: Sequence[Version], now: datetime, governed: Sequence[tuple]
) -> Iterator[Fault]:
    """A line for each page that governed by other rules, which the next run judges anew."""
    landed = {page: (digest, day) for page, digest, day in governed}
    for version in pages:
        digest, day = landed.get(version.page.key, (None, None))
        if version.judges_anew(now, digest):
            path = folder / f"{version.page.key}.yml"
            says = (
                f"warning: {judged_anew(f'{day}', version.page.key)} by the next run; "
                f"`make backtest VERSION={path} AGAINST={version.page.key}` tells whom it qualifies"
            )
            yield read(path).fault(("effective_from",), says)


def _from_now_on(pages: Sequence[Version], as_of: date) -> Sequence[Version]:
    past = [p for p in pages if p.governs and p.page.effective_from <= as_of]
    since = past[-1].page.effective_from if past else date.min
    return [version for version in pages if version.page.effective_from >= since]


def _stages(page: Page, landed: Sequence[tuple]) -> Iterator[tuple[Where, str]]:
    for system, pipeline, label, count in landed:
        pipelines = page.stage_labels.get(system, {})
        if label not in {*pipelines.get("*", {}), *pipelines.get(pipeline or "*", {})}:
            stands = f"`{label}` of pipeline {pipeline}" if pipeline else f"`{label}`"
            yield (
                ("stage_labels", system, pipeline or "*"),
                f"`stage_labels.{system}` maps {stands} nowhere, seen {count} times",
            )


def _statuses(page: Page, landed: Sequence[tuple]) -> Iterator[tuple[Where, str]]:
    for system, field, label, count in landed:
        if label not in page.statuses.get(system, {}).get(field, {}):
            says = f"`statuses.{system}.{field}` lists `{label}` nowhere, seen {count} times"
            yield ("statuses", system, field), says
