"""Great Expectations over data frames of landed text."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
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


def failing_rows(frame: pd.DataFrame, expectations: Sequence[Expectation]) -> dict[str, list[int]]:
    """Positions of the rows that break each expectation, by its name."""
    numbered = frame.assign(_position=range(len(frame)))
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": numbered})
    suite = gx.ExpectationSuite(name="promises")
    for expectation in expectations:
        asked = _asked(expectation)
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
    failing: dict[str, list[int]] = {}
    for result in verdict.results:
        name = result.expectation_config.meta["name"]
        if result.exception_info and result.exception_info.get("raised_exception"):
            raise RuntimeError(f"{name}: {result.exception_info.get('exception_message')}")
        indices = result.result.get("unexpected_index_list") or []
        failing[name] = [index["_position"] for index in indices]
    return failing


@cache
def _batch_definition() -> object:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("landing").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("all")


def _asked(expectation: Expectation) -> gxe.Expectation:
    column = expectation.column
    if expectation.kind == "not_null":
        return gxe.ExpectColumnValuesToNotBeNull(column=column)
    if expectation.kind == "in_set":
        return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(expectation.values))
    pattern = {"is_number": NUMBER, "is_timestamp": INSTANT}.get(
        expectation.kind, expectation.pattern
    )
    return gxe.ExpectColumnValuesToMatchRegex(column=column, regex=rf"\A(?:{pattern})\Z")
