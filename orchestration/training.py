"""Trains what likeness weighs by: Splink looks at the people of a publication.

Pairs that other evidence joins are no question, so what is trained are the groups that it leaves
apart. Few of their pairs are one person, and a pair at a rare level is as often one person as two:
`u` is sampled among the groups that the pass before left apart, `m` and the prior follow by
expectation maximisation over several blockings, until three passes have settled both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

from ingestion.sources.definitions.likeness import COLUMNS, FILE, Row, weights
from ingestion.sources.definitions.likeness import LEVELS as ALL_LEVELS
from ingestion.sources.definitions.likeness import OWN as FOLDER
from orchestration.environment import CannotStart, place

ENTITY = "people"  # of accounts and deals too few are alike to learn from (docs/decisions)
LEVELS = ALL_LEVELS[ENTITY]
BY_HAND = "accounts, opportunities"
SEED = 1
PASSES = 3
MOST_PAIRS = 5e7
SURE = 0.9
DIGITS = 4  # of a share, so that the last bits of a sum change no file
GROUPS = """
    with names as (
        select
            group_key,
            arg_max(value, length(value) || value) as name
        from {valued} where kind = 'name' group by group_key
    )
    select
        valued.group_key as unique_id,
        split_part(any_value(names.name), ' ', 1) as first_name,
        split_part(any_value(names.name), ' ', 2) as last_name,
        min(value) filter (where kind = 'phone') as phone,
        min(value) filter (where kind = 'title') as title,
        min(value) filter (where kind = 'city') as city,
        list(value order by value) filter (where kind = 'mailbox') as mailboxes,
        list(split_part(value, '@', 2)) filter (where kind = 'work_mailbox') as work_domains,
        list(value) filter (where kind = 'local_part') as local_parts,
        flatten(list(list_transform(
            range(1, len(string_split(value, '.')) + 1),
            i -> array_to_string(string_split(value, '.')[1:i], '.')
        )) filter (where kind = 'local_part')) as beginnings,
        list(value) filter (where kind = 'employer') as employers,
        list(distinct split_part(value, ' ', 1)) filter (where kind = 'employer') as employer_kinds
    from {valued} as valued
    left join names on valued.group_key = names.group_key
    group by valued.group_key
    order by valued.group_key
"""
SAME_NAME = "first_name_l = first_name_r and last_name_l = last_name_r"
SHORT_NAME = (
    "last_name_l = last_name_r"
    " and (starts_with(first_name_l, first_name_r) or starts_with(first_name_r, first_name_l))"
)
AT_EMPLOYER = "coalesce(list_has_any(employers_l, employers_r), false)"
COMPARABLE = "coalesce(list_has_any(employer_kinds_l, employer_kinds_r), false)"
APART = (
    "coalesce(list_has_any(work_domains_l, work_domains_r)"
    " and not list_has_any(mailboxes_l, mailboxes_r), false)"
)
CONDITIONS = {
    "name": {
        "full_name_at_employer": f"{SAME_NAME} and {AT_EMPLOYER} and not {APART}",
        "full_name_at_employer_apart": f"{SAME_NAME} and {AT_EMPLOYER}",
        "full_name": f"{SAME_NAME} and not {COMPARABLE}",
        "full_name_elsewhere": SAME_NAME,
        "short_name_at_employer": f"{SHORT_NAME} and {AT_EMPLOYER} and not {APART}",
        "short_name_at_employer_apart": f"{SHORT_NAME} and {AT_EMPLOYER}",
        "short_name": SHORT_NAME,
        "family_name_at_employer": f"last_name_l = last_name_r and {AT_EMPLOYER}",
    },
    "address": {
        "mailbox": "list_has_any(mailboxes_l, mailboxes_r)",
        "local_part": (
            "list_has_any(local_parts_l, beginnings_r) or list_has_any(beginnings_l, local_parts_r)"
        ),
    },
    "phone": {"same": "phone_l = phone_r"},
    "title": {"same": "title_l = title_r"},
    "city": {"same": "city_l = city_r"},
}
UNKNOWN = {
    "name": "first_name_l is null or first_name_r is null",
    "address": "mailboxes_l is null or mailboxes_r is null",
    "phone": "phone_l is null or phone_r is null",
    "title": "title_l is null or title_r is null",
    "city": f"city_l is null or city_r is null or {AT_EMPLOYER}",
}
BLOCKINGS = (
    "l.phone = r.phone",
    "list_has_any(l.mailboxes, r.mailboxes)",
    "l.last_name = r.last_name and l.first_name = r.first_name"
    " and list_has_any(l.employers, r.employers)",
)
COMPARED = (
    "l.phone = r.phone",
    "l.last_name = r.last_name and l.first_name[1] = r.first_name[1]",
)
Shares = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Trained:
    """`prior`: the share of all pairs of groups that are one person."""

    groups: int
    prior: float
    m: Shares = field(default_factory=dict)
    u: Shares = field(default_factory=dict)

    @property
    def pairs(self) -> float:
        return self.groups * (self.groups - 1) / 2


def main() -> int:
    """From the last publication into the project. Raises CannotStart."""
    published = place().current.resolve() / "working.duckdb"
    if not published.exists():
        raise CannotStart(f"nothing is published in {place().warehouse}; say `make run` first")
    with duckdb.connect() as engine:
        engine.execute(f"attach '{published}' as working (read_only)")
        [(as_of,)] = engine.execute("select as_of from working.control.as_of").fetchall()
        trained = train(engine, "working.intermediate.int_people_valued")
    written = FOLDER / FILE
    others = [row for row in weights(written) if row["entity"] != ENTITY]
    written.write_text(told(trained, as_of, others), "utf-8")
    print(
        f"{trained.groups:,} people compared, of whom about {trained.prior * trained.pairs:,.0f} "
        f"pairs are one: {written}"
    )
    return 0


def told(trained: Trained, as_of: datetime, others: Iterable[Row]) -> str:
    """The file, in the order of comparisons and levels; `others`: rows kept as they are."""
    lines = [
        "# How much each kind of agreement tells that two are one (docs/facts.md §2, §3, §4):",
        "# `m` is the share of the pairs of one that are at the level, `u` of those of two.",
        f"# {ENTITY}: written by `make train`: {trained.groups} people as of {as_of:%Y-%m-%d},"
        f" seed {SEED}.",
        f"# {BY_HAND}: set by hand (docs/decisions/likeness-of-accounts-and-deals.md).",
        ",".join(COLUMNS),
        f"{ENTITY},prior,any_pair,{_share(trained.prior)},{_share(1 - trained.prior)}",
    ]
    for comparison in CONDITIONS:
        for level in LEVELS[comparison]:
            key = comparison, level
            shares = f"{_share(trained.m[key])},{_share(trained.u[key])}"
            lines.append(f"{ENTITY},{comparison},{level},{shares}")
    lines += [",".join(row[column] or "" for column in COLUMNS) for row in others]
    return "\n".join(lines) + "\n"


def _share(share: float) -> str:
    return f"{Decimal(f'{share:.{DIGITS}g}'):f}"


def train(engine: duckdb.DuckDBPyConnection, valued: str) -> Trained:
    """`valued`: the relation with all that groups of records are compared by."""
    engine.execute("set threads = 1")  # sums of fractions depend on their order
    engine.execute(f"create table groups as {GROUPS.format(valued=valued)}")
    engine.execute("create table apart as select * from groups")
    count = engine.sql("select count(*) from groups").fetchone()[0]
    if count < 2:
        raise CannotStart("there are no two people to learn from; say `make run` first")
    trained = Trained(count, prior=1 / count)
    for _ in range(PASSES):
        trained = _maximised(engine, replace(trained, u=_sampled(engine, trained)))
    return trained


def _sampled(engine: duckdb.DuckDBPyConnection, before: Trained) -> Shares:
    linker = _linker(engine, "apart", before)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=MOST_PAIRS, seed=SEED, min_count_per_level=None
    )
    return _smoothed(_told(linker, "u_probability"), before.pairs)


def _maximised(engine: duckdb.DuckDBPyConnection, before: Trained) -> Trained:
    """`m` and the prior that fit `u`; from here on those stand apart that seem to be two."""
    linker = _linker(engine, "groups", before)
    for blocking in BLOCKINGS:
        if _has_pairs(engine, blocking):
            linker.training.estimate_parameters_using_expectation_maximisation(blocking)
    found = _told(linker, "m_probability")
    after = replace(before, m=_smoothed(found, max(before.prior * before.pairs, 1)))
    scored = _linker(engine, "groups", after).inference.predict()
    scored = scored.as_duckdbpyrelation()
    total = scored.aggregate("sum(match_probability)").fetchone()[0] or 0.5
    engine.register("scored", scored.to_arrow_table())
    engine.execute(
        f"""create or replace table apart as select * from groups where unique_id not in (
            select greatest(unique_id_l, unique_id_r) from scored where match_probability >= {SURE}
        )"""
    )
    return replace(after, prior=total / after.pairs)


def _has_pairs(engine: duckdb.DuckDBPyConnection, blocking: str) -> bool:
    pairs = f"from groups as l join groups as r on l.unique_id < r.unique_id and {blocking}"
    return engine.execute(f"select 1 {pairs} limit 1").fetchone() is not None


def _linker(engine: duckdb.DuckDBPyConnection, table: str, known: Trained) -> Any:
    from splink import DuckDBAPI, Linker, SettingsCreator  # make train alone installs it
    from splink.comparison_level_library import CustomLevel
    from splink.comparison_library import CustomComparison

    def level(comparison: str, name: str) -> Any:
        condition = CONDITIONS[comparison].get(name, "ELSE")
        shares = {
            f"{share}_probability": told[comparison, name]
            for share, told in (("m", known.m), ("u", known.u))
            if told
        }
        return CustomLevel(condition, name).configure(**shares)

    comparisons = [
        CustomComparison(
            [
                CustomLevel(UNKNOWN[comparison], "unknown").configure(is_null_level=True),
                *(level(comparison, name) for name in LEVELS[comparison]),
            ],
            comparison,
        )
        for comparison in CONDITIONS
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=list(COMPARED),
        probability_two_random_records_match=known.prior,
        max_iterations=100,
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection=engine)
    return Linker(api.register(table), settings, log_level="WARNING")


def _told(linker: Any, share: str) -> Shares:
    """What was estimated; a level that no pair was at is not."""
    return {
        (comparison["output_column_name"], level["label_for_charts"]): level.get(share)
        for comparison in linker.misc.save_model_to_json()["comparisons"]
        for level in comparison["comparison_levels"]
        if not level.get("is_null_level")
    }


def _smoothed(shares: Shares, pairs: float) -> Shares:
    """As if half a pair more had been at each level: what was never seen may be seen yet."""
    counted = {key: _number(share) * pairs + 0.5 for key, share in shares.items()}
    totals: dict[str, float] = {}
    for (comparison, _), count in counted.items():
        totals[comparison] = totals.get(comparison, 0.0) + count
    return {key: count / totals[key[0]] for key, count in counted.items()}


def _number(share: Any) -> float:
    return share if isinstance(share, float) else 0.0
