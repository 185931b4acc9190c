"""Builds beside each other: readers of an old one are left alone, the newest three stay."""

import duckdb
import pytest

from orchestration.environment import Place
from orchestration.publication import BUILDS_KEPT, publish

BUILD = "20260701T000000-000002"


@pytest.fixture
def place(tmp_path):
    where = Place(tmp_path / "warehouse")
    where.warehouse.mkdir()
    for path in (where.marts, where.pii, where.working):
        duckdb.connect(str(path)).close()
    where.dbt_target.mkdir()
    where.manifest.write_text("{}")
    return where


def publish_saying(place, told, build_id=BUILD):
    """A build whose marts hold one row."""
    with duckdb.connect(str(place.marts)) as marts:
        marts.execute("create schema if not exists marts")
        marts.execute(f"create or replace table marts.told as select '{told}' as word")
    return publish(place, build_id)


def read(connection):
    return connection.execute("select word from marts.told").fetchone()[0]


def kept(place):
    return sorted(path.name for path in place.builds.iterdir())


def test_a_build_made_again_stands_beside_its_forerunner_and_its_readers(place):
    old = publish_saying(place, "old")
    with duckdb.connect(str(place.current / "accord.duckdb"), read_only=True) as reader:
        assert read(reader) == "old"
        new = publish_saying(place, "new")
        assert read(reader) == "old"
        with duckdb.connect(str(old / "accord.duckdb"), read_only=True) as late:
            assert read(late) == "old"
    assert place.current.resolve() == new != old
    with duckdb.connect(str(place.current / "accord.duckdb"), read_only=True) as reader:
        assert read(reader) == "new"
        parquet = f"select word from '{place.current}/parquet/told.parquet'"
        assert reader.execute(parquet).fetchone() == ("new",)


def test_a_table_is_a_parquet_file_and_a_view_is_made_by_who_asks_it(place):
    with duckdb.connect(str(place.marts)) as marts:
        marts.execute("create schema if not exists marts")
        marts.execute("create or replace view marts.each as select unnest(range(9)) as number")
    publish_saying(place, "told")
    assert [path.name for path in (place.current / "parquet").iterdir()] == ["told.parquet"]
    with duckdb.connect(str(place.current / "accord.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.each").fetchone() == (9,)


def test_the_newest_three_stay_also_past_the_tenth_of_one_name(place):
    publish_saying(place, "first", "20260630T000000-000001")
    for number in range(1, 12):
        publish_saying(place, f"time {number}")
    assert kept(place) == [f"{BUILD}-10", f"{BUILD}-11", f"{BUILD}-9"]
    assert place.current.resolve().name == f"{BUILD}-11"


def test_the_refresh_decides_what_is_older_and_not_the_clock_that_it_read(place):
    for number, day in enumerate(("0704", "0703", "0702", "0701"), start=1):
        publish_saying(place, day, f"2026{day}T000000-{number:06d}")
    assert kept(place) == [
        "20260701T000000-000004",
        "20260702T000000-000003",
        "20260703T000000-000002",
    ]


def test_what_is_published_stays_whatever_stands_beside_it(place):
    for number in range(1, BUILDS_KEPT + 2):
        (place.builds / f"20260701T000000-{number + 5:06d}").mkdir(parents=True)
    (place.builds / "by hand").mkdir()
    build = publish_saying(place, "now")
    assert build == place.current.resolve() and (build / "accord.duckdb").exists()
    assert "by hand" in kept(place)


def test_a_reader_of_a_build_that_is_pruned_reads_on(place):
    publish_saying(place, "long ago")
    with duckdb.connect(str(place.current / "accord.duckdb"), read_only=True) as reader:
        for number in range(3, 4 + BUILDS_KEPT):
            publish_saying(place, "later", f"20260701T000000-{number:06d}")
        assert BUILD not in kept(place)
        assert read(reader) == "long ago"


def test_what_dbt_writes_for_whoever_builds_by_hand_is_closed_to_others(
    place, tmp_path, monkeypatch
):
    """Its log holds the rows that `dbt show` showed."""
    monkeypatch.setattr(Place, "dbt_project", tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs").chmod(0o755)
    publish_saying(place, "old")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("logs", "target")] == [0o700] * 2
