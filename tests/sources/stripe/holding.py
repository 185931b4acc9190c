"""Whether a warehouse holds what Stripe holds: nothing lost, nothing doubled, nothing wrong."""

from ingestion.sources.stripe.simulator import render
from ingestion.sources.stripe.simulator.rendering import cut
from ingestion.sources.stripe.tables import TABLES


def held(store, table):
    """What the API would list, less the members that carry no data."""
    return {
        each["id"]: {k: v for k, v in cut(each).items() if k not in table.envelope}
        for each in render(store, table.name)
    }


def assert_holds_all(landed, store):
    for table in TABLES:
        if table.name != "event":
            assert landed.records(table.name) == held(store, table), table.name
    assert_none_doubled(landed)


def assert_none_doubled(landed):
    """No two versions of a record, one after the other, hold the same."""
    for table in TABLES:
        columns = ", ".join(f'"{field.name}"' for field in table.fields)
        doubled = landed.warehouse.rows(
            f"""
            select * from (
                select *, lag(told) over (
                    partition by _record_id order by _load_id, _seen_at
                ) as before
                from (
                    select *, [_op, _extra, {columns}]::varchar as told
                    from raw_stripe.{table.name}
                )
            ) where told = before
            """
        )
        assert doubled == [], table.name
