"""Great Expectations over data frames of landed text."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

from ingestion.expectation import Expectation

NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?"
INSTANT = (
    r"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]:[0-6][0-9]"
    r"(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
# The data frame warns of every pattern with groups in it; whether it matches is all that is asked.
warnings.filterwarnings("ignore", "This pattern is interpreted as a regular expression, and has")


@dataclass(frozen=True)
class Answer:
    """To one expectation, of one batch: positions of the rows that break it, and how many rows have
    no value where none is needed."""

    failing: list[int]
    empty: int


def answers(frame: pd.DataFrame, expectations: Sequence[Expectation]) -> dict[str, Answer]:
    """To each expectation, by its name."""
    numbered = frame.assign(_position=range(len(frame)))
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": numbered})
    suite = gx.ExpectationSuite(name="promises")
    for expectation in expectations:
        asked = asked_of(expectation)
        asked.meta = {"name": expectation.name}
        suite.add_expectation(asked)
    verdict = batch.validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": ["_position"],
            "include_unexpected_rows": False,
        },
    )
    told: dict[str, Answer] = {}
    for result in verdict.results:
        name = result.expectation_config.meta["name"]
        if result.exception_info and result.exception_info.get("raised_exception"):
            raise RuntimeError(f"{name}: {result.exception_info.get('exception_message')}")
        indices = result.result.get("unexpected_index_list") or []
        told[name] = Answer(
            [index["_position"] for index in indices], result.result.get("missing_count") or 0
        )
    return told


@cache
def _batch_definition() -> object:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("landing").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("all")


def asked_of(expectation: Expectation) -> gxe.Expectation:
    """As Great Expectations says it."""
    column = expectation.column
    if expectation.kind == "not_null":
        return gxe.ExpectColumnValuesToNotBeNull(column=column)
    if expectation.kind == "unique_in_load":
        return gxe.ExpectColumnValuesToBeUnique(column=column or "_record_id")
    if expectation.kind == "row_count_between":
        low, high = expectation.minimum, expectation.maximum
        return gxe.ExpectTableRowCountToBeBetween(min_value=low, max_value=high)
    if expectation.kind == "in_set":
        return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(expectation.values))
    pattern = {"is_number": NUMBER, "is_timestamp": INSTANT}.get(
        expectation.kind, expectation.pattern
    )
    return gxe.ExpectColumnValuesToMatchRegex(column=column, regex=rf"\A(?:{pattern})\Z")
