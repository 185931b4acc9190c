"""A vendor that asks for no time is given some all the same."""

from datetime import UTC, datetime

import pytest

from ingestion.causes import Cause, cause_of, seconds_asked, seconds_to_wait
from ingestion.http import Answer

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
NO_TIME = ["0", "-5", "nan", "-inf", "Wed, 01 Jul 2026 11:59:59 GMT", "Wed, 01 Jul 2026 12:00:00 GMT", "soon"]  # fmt: skip


@pytest.mark.parametrize("told", [*NO_TIME, "0.001"])
def test_no_time_at_all_is_our_own_back_off(told):
    waits = [seconds_to_wait(tries, seconds_asked(told, NOW)) for tries in range(1, 10)]
    for tries, waited in enumerate(waits, 1):
        assert min(2 ** (tries - 1), 30) / 2 <= waited <= min(2 ** (tries - 1), 30)


@pytest.mark.parametrize(
    "told, waited", [("7", 7), ("1", 1), ("Wed, 01 Jul 2026 12:00:09 GMT", 9), ("119.5", 119.5)]
)
def test_the_time_that_is_asked_for_is_given(told, waited):
    assert seconds_to_wait(3, seconds_asked(told, NOW)) == waited


@pytest.mark.parametrize("told", ["3600", "inf"])
def test_hours_are_a_limit_of_the_day(told):
    assert cause_of(Answer(429, {"retry-after": told}, b"{}"), NOW) is Cause.DAILY
