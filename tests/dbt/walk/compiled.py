"""Models as dbt compiled them, made again without dbt: fifty builds cost what their queries cost.

A table is made anew and a kept one is given what its query tells, as the materialisations of this
project do it (`made_anew`, `kept_table`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import duckdb

MADE = re.compile(r'"(working|accord|pii)"\."(staging|intermediate|registry|marts)"')


@dataclass(frozen=True)
class Model:
    id: str
    relation: str
    code: str
    kind: str
    key: tuple[str, ...]
    reads: frozenset[str]


def models_of(results: Sequence) -> tuple[Model, ...]:
    """What a run of dbt made, in its order."""
    return tuple(
        Model(
            id=each.node.unique_id,
            relation=each.node.relation_name,
            code=each.node.compiled_code,
            kind=each.node.config.materialized,
            key=_columns(each.node.config.unique_key),
            reads=frozenset(each.node.depends_on.nodes),
        )
        for each in results
        if each.node.resource_type == "model"
    )


def _columns(key: str | list[str] | None) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key or ())


def fed_by(
    models: Sequence[Model], tables: Iterable[str], wanted: frozenset[str]
) -> tuple[Model, ...]:
    """Those wanted that rows of these raw tables reach, and those that read what is inlined."""
    known = {model.id for model in models}
    reached = {f"source.accord.{table}" for table in tables}
    fed = []
    for model in models:
        inlined = {id for id in model.reads - known if id.startswith("model.")}
        if model.reads & reached or inlined:
            reached.add(model.id)
            fed.append(model)
    return tuple(model for model in fed if model.id in wanted)


def behind(models: Sequence[Model], ends: Iterable[str], without: Iterable[str]) -> frozenset[str]:
    """What these models are made from, and they themselves; what only `without` reads is not."""
    wanted = {f"model.accord.{name}" for name in ends}
    for model in reversed(models):
        if model.id in wanted:
            wanted |= model.reads - {f"model.accord.{name}" for name in without}
    return frozenset(wanted)


def beside(models: Sequence[Model]) -> tuple[Model, ...]:
    """The same, made into schemas of their own."""
    return tuple(
        replace(
            model,
            relation=MADE.sub(r'"\1"."anew_\2"', model.relation),
            code=MADE.sub(r'"\1"."anew_\2"', model.code),
        )
        for model in models
    )


def build(working: duckdb.DuckDBPyConnection, models: Sequence[Model], whole: bool) -> None:
    for model in models:
        if model.kind == "view" and whole:
            working.execute(f"create or replace view {model.relation} as ({model.code})")
        elif model.kind == "table" or (model.kind == "incremental" and whole):
            working.execute(f"create or replace table {model.relation} as ({model.code})")
        elif model.kind == "incremental":
            working.execute(f"create temporary table told as ({model.code})")
            if model.key:
                columns = ", ".join(model.key)
                told = f"select {columns} from told"
                working.execute(f"delete from {model.relation} where ({columns}) in ({told})")
            working.execute(f"insert into {model.relation} by name select * from told")
            working.execute("drop table told")
