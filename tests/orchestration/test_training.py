"""What `make train` writes: the same file from the same people, with every level that is weighed."""

from datetime import datetime

import duckdb
import pytest

from ingestion.sources.definitions.likeness import FILE, OWN, weights
from orchestration.training import CONDITIONS, ENTITY, LEVELS, UNKNOWN, Trained, told, train

AS_OF = datetime(2026, 5, 1)


def test_each_level_but_the_last_has_a_condition():
    for comparison, levels in LEVELS.items():
        if comparison != "prior":
            assert tuple(CONDITIONS[comparison]) == levels[:-1]
            assert comparison in UNKNOWN


def test_the_file_holds_shares_that_land(tmp_path):
    shares = {
        (comparison, level): 1 / len(levels)
        for comparison, levels in LEVELS.items()
        for level in levels
    }
    path = tmp_path / FILE
    others = [row for row in weights(OWN / FILE) if row["entity"] != ENTITY]
    path.write_text(told(Trained(1000, 1.5e-7, shares, shares), AS_OF, others))
    rows = [row for row in weights(path) if row["entity"] == ENTITY]
    assert rows[0] == {
        "entity": "people", "comparison": "prior", "level": "any_pair", "m": "0.00000015", "u": "1",
    }  # fmt: skip
    assert [(row["m"], row["u"]) for row in rows if row["comparison"] == "phone"] == [
        ("0.5", "0.5"), ("0.5", "0.5"),
    ]  # fmt: skip
    kept = [row for row in weights(path) if row["entity"] != ENTITY]
    assert kept and kept == others


@pytest.fixture
def valued() -> duckdb.DuckDBPyConnection:
    """600 people of 60 companies; every tenth stands there twice, once under a private address."""
    engine = duckdb.connect()
    engine.execute("""
        create table valued as
        with people as (
            select
                n,
                'g' || lpad(cast(n as text), 4, '0') as group_key,
                'first' || chr(cast(97 + n % 26 as integer)) || ' last' || chr(cast(97 + n // 26 % 24 as integer)) as name,
                'domain firm' || n % 60 || '.example' as employer,
                'person' || n as local_part
            from range(600) as numbers(n)
        ),
        groups as (
            select *, local_part || '@firm' || n % 60 || '.example' as mailbox from people
            union all
            select * replace (group_key || 'b' as group_key), local_part || '@mail.example'
            from people where n % 10 = 0
        )
        select group_key, 'name' as kind, name as value from groups
        union all select group_key, 'employer', employer from groups
        union all select group_key, 'mailbox', mailbox from groups
        union all select group_key, 'phone', lpad(cast(n * 7919 as text), 9, '1') from groups where n % 3 <> 0
        union all select group_key, 'title', 'title' || n // 7 % 9 from groups
    """)
    return engine


def test_splink_finds_what_tells_one_person_from_two_and_the_same_each_time(valued):
    pytest.importorskip("splink", reason="make train installs it")
    trained = train(valued, "valued")
    assert trained.prior * trained.pairs == pytest.approx(60, rel=0.2)
    for key in (("phone", "same"), ("title", "same"), ("name", "full_name_at_employer")):
        assert trained.m[key] > 10 * trained.u[key] > 0 or key[0] == "title"
    assert trained.m["phone", "same"] > 0.9
    again = duckdb.connect()
    again.register(
        "before", valued.sql("select * from valued order by hash(value)").to_arrow_table()
    )
    again.execute("create table valued as select * from before")
    assert told(train(again, "valued"), AS_OF, []) == told(trained, AS_OF, [])
