"""What a person may ask to read again, and what is told of the rest before anything begins."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from ingestion.landing.again import Reload
from ingestion.source import Window
from orchestration.extraction import Extraction
from tests.conftest import environment

CHARGES = {"source": "stripe", "connection": "default", "object": "charge", "from": "", "to": ""}


def asked(**changed):
    with environment(STRIPE_CONNECTIONS="default,europe"):
        return Extraction(told={**CHARGES, **changed}).reload


def test_a_day_is_its_first_instant_in_utc_and_an_offset_counts():
    told = asked(**{"from": "2026-03-01", "to": "2026-03-02T01:00:00+01:00"}, connection="europe")
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2)]
    assert told == Reload("stripe", "charge", "europe", Window(*days))


def test_nothing_told_is_no_bound():
    assert asked().window.is_open


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"source": ""}, "source '' is none that is read here (data: sample). One of: hubspot"),
        ({"source": "files", "object": "people"}, "source 'files' is none that is read here"),
        ({"object": "lead"}, "stripe has no object 'lead'. One of: customer"),
        ({"connection": "asia"}, "stripe has no connection 'asia'. One of: default, europe"),
        ({"from": "May"}, "`from` is 'May'. Write a day since 1970, as 2026-03-01"),
        ({"from": "0001-01-01"}, "`from` is '0001-01-01'. Write a day since 1970"),
        ({"from": "0001-01-01T00:00:00+14:00"}, "`from` is '0001-01-01T00:00:00+14:00'. Write"),
        ({"to": "9999-12-31T23:59:59-14:00"}, "`to` is '9999-12-31T23:59:59-14:00'. Write a day"),
        ({"from": "2026-03-02", "to": "2026-03-02"}, "`from` is not before `to`"),
    ],
)
def test_what_can_not_be_meant_is_one_line(changed, said):
    with pytest.raises(dg.Failure, match="^Nothing was read again: ") as refused:
        asked(**changed)
    assert said in str(refused.value)
    assert not refused.value.allow_retries


def test_an_account_that_can_not_be_asked_is_refused_by_its_variable():
    with environment(HUBSPOT_ACCESS_TOKEN="pat-na1-x"), pytest.raises(dg.Failure) as refused:
        Extraction(told=CHARGES).check()
    assert refused.value.description == (
        "Nothing was read again: STRIPE_API_KEY is not set. Set it in the environment"
    )


def test_what_the_sandbox_sets_is_not_missing_before_it_serves():
    assert asked().connection == "default"
    serving = {"ACCORD_SANDBOX": "http://127.0.0.1:9", "STRIPE_CONNECTIONS": "default,europe"}
    with environment(**serving), pytest.raises(dg.Failure, match="STRIPE_EUROPE_API_KEY is not"):
        Extraction(told=CHARGES | {"connection": "europe"}).check()
