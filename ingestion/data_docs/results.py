"""What a load found, as the validation results that Great Expectations renders.

It judged a big load in bounded batches, and some promises were counted in SQL: here each is one
result again, of all rows of the load.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib.metadata import version
from typing import Any

from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.core.run_identifier import RunIdentifier

from ingestion.expectation import Expectation
from ingestion.landing.load import Load
from ingestion.landing.promises import asked_of
from ingestion.landing.verdict import Finding

NOT_RAISED = {"raised_exception": False, "exception_message": None, "exception_traceback": None}


def of_table(
    load: Load, table: str, answered: Sequence[tuple[Expectation, Finding]], as_of: datetime
) -> ExpectationSuiteValidationResult:
    """One result of a table and connection."""
    findings = [finding for _, finding in answered]
    kept = sum(finding.passed for finding in findings)
    return ExpectationSuiteValidationResult(
        success=kept == len(findings),
        results=[_result(expectation, finding) for expectation, finding in answered],
        suite_name=f"What {load.source} promises of {table}",
        suite_parameters={},
        statistics={
            "evaluated_expectations": len(findings),
            "successful_expectations": kept,
            "unsuccessful_expectations": len(findings) - kept,
            "success_percent": _percent(kept, len(findings)),
        },
        meta={
            "great_expectations_version": version("great_expectations"),
            "run_id": RunIdentifier(escape(load.load_id), as_of),
            "batch_spec": {
                "data_asset_name": f"raw_{load.source}.{table}",
                "table": table,
                "connection": load.connection,
                "load": load.status,
                "as_of": f"{as_of:%Y-%m-%d %H:%M} UTC",
                "rows": max(finding.rows for finding in findings),
            },
        },
    )


def _result(expectation: Expectation, finding: Finding) -> ExpectationValidationResult:
    config = asked_of(expectation).configuration
    if column := config.kwargs.get("column"):
        config.kwargs["column"] = escape(column)  # it stands in headings as it is
    config.meta = {"check": finding.check, "records": _records(finding)}
    return ExpectationValidationResult(
        success=finding.passed,
        expectation_config=config,
        result=_counts(expectation, finding),
        exception_info=NOT_RAISED,
    )


def _records(finding: Finding) -> str:
    more = finding.failed - len(finding.keys)
    return ", ".join(finding.keys) + (f" and {more:,} more" if finding.keys and more > 0 else "")


def _counts(expectation: Expectation, finding: Finding) -> dict[str, Any]:
    """Without the values that Great Expectations would add."""
    if expectation.kind == "row_count_between":
        return {"observed_value": finding.rows}
    counts = {
        "element_count": finding.rows,
        "unexpected_count": finding.broken,
        "unexpected_percent": _percent(finding.broken, finding.rows - finding.empty),
    }
    if expectation.kind == "not_null":
        return counts
    return counts | {
        "missing_count": finding.empty,
        "missing_percent": _percent(finding.empty, finding.rows),
    }


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
