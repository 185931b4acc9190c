"""Texts as files write them become the contract's canonical texts, or a plain objection."""

from __future__ import annotations

import pytest

from ingestion.sources.files.values import Spelling, converter

ZURICH = Spelling(time_zone="Europe/Zurich")
GERMAN = Spelling(decimal_mark=",", thousands_mark=".", date_format="%d.%m.%Y")


@pytest.mark.parametrize(
    ("data_type", "spelling", "text", "canonical"),
    [
        ("text", Spelling(), "02134", "02134"),
        ("text", Spelling(), "NA", "NA"),
        ("text", Spelling(), " spaced ", " spaced "),
        ("bigint", Spelling(), "13938.0", "13938"),
        ("bigint", Spelling(), "-7", "-7"),
        ("decimal(38,4)", Spelling(), "500.00", "500"),
        ("decimal(38,4)", Spelling(), "0.10", "0.1"),
        ("decimal(38,4)", Spelling(), "1e7", "10000000"),
        ("decimal(38,4)", Spelling(), "-0.0", "0"),
        ("decimal(38,4)", Spelling(), ".5", "0.5"),
        ("decimal(38,4)", Spelling(), "12345678901234567890.1234", "12345678901234567890.1234"),
        ("decimal(38,4)", GERMAN, "1.234.567,80", "1234567.8"),
        ("decimal(38,4)", GERMAN, "1234,5", "1234.5"),
        ("boolean", Spelling(), "Yes", "true"),
        ("boolean", Spelling(), "0", "false"),
        ("date", Spelling(), "2026-02-28", "2026-02-28"),
        ("date", GERMAN, "28.02.2026", "2026-02-28"),
        ("timestamp", Spelling(), "2026-02-28T23:30:00-05:00", "2026-03-01T04:30:00Z"),
        ("timestamp", Spelling(), "2026-02-28 23:30:00.120Z", "2026-02-28T23:30:00.12Z"),
        ("timestamp", ZURICH, "2026-01-13 18:20", "2026-01-13T17:20:00Z"),
        ("timestamp", ZURICH, "2026-07-13 18:20", "2026-07-13T16:20:00Z"),
        ("timestamp", ZURICH, "2026-07-13", "2026-07-12T22:00:00Z"),
        # 02:30 occurs twice on the day clocks go back: the earlier is meant.
        ("timestamp", ZURICH, "2026-10-25 02:30", "2026-10-25T00:30:00Z"),
        (
            "timestamp",
            Spelling(timestamp_format="%m/%d/%Y %I:%M %p", time_zone="America/New_York"),
            "03/05/2026 04:05 PM",
            "2026-03-05T21:05:00Z",
        ),
        (
            "timestamp",
            Spelling(timestamp_format="epoch_seconds"),
            "1767225600",
            "2026-01-01T00:00:00Z",
        ),
        (
            "timestamp",
            Spelling(timestamp_format="epoch_milliseconds"),
            "1767225600001",
            "2026-01-01T00:00:00.001Z",
        ),
    ],
)
def test_a_text_becomes_canonical(data_type, spelling, text, canonical):
    assert converter(data_type, spelling)(text) == canonical


@pytest.mark.parametrize(
    ("data_type", "spelling", "text", "objection"),
    [
        ("bigint", Spelling(), "12.5", "is no whole number"),
        ("bigint", Spelling(), "many", "is no number"),
        ("bigint", Spelling(), "9223372036854775808", "is too large a number"),
        ("decimal(38,4)", Spelling(), "1,234.50", "is no number with the decimal mark '.'"),
        ("decimal(38,4)", Spelling(), "$12", "is no number"),
        ("decimal(38,4)", Spelling(), "NaN", "is no number"),
        ("decimal(38,4)", Spelling(), "1e99", "is too large a number"),
        ("decimal(38,4)", GERMAN, "12.34", "is no number with the decimal mark ','"),
        ("boolean", Spelling(), "maybe", "is neither true nor false"),
        ("date", Spelling(), "2026-02-30", "is no date of the form YYYY-MM-DD"),
        ("date", Spelling(), "20260228", "is no date of the form YYYY-MM-DD"),
        ("date", GERMAN, "2026-02-28", "is no date of the form %d.%m.%Y"),
        ("timestamp", Spelling(), "2026-02-28 23:30", "has no offset"),
        ("timestamp", ZURICH, "yesterday", "is no instant of the form ISO 8601"),
        ("timestamp", ZURICH, "2026-03-29 02:30", "does not exist in Europe/Zurich"),
        ("timestamp", ZURICH, "0001-01-01T00:00:00", "lies before the year 1"),
        ("timestamp", Spelling(timestamp_format="epoch_seconds"), "soon", "is no instant"),
    ],
)
def test_a_wrong_text_is_an_objection_that_keeps_the_value_to_itself(
    data_type, spelling, text, objection
):
    with pytest.raises(ValueError, match=objection.replace("(", r"\(")) as caught:
        converter(data_type, spelling)(text)
    assert text not in str(caught.value)
