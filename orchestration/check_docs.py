"""What each check proves, in a plain sentence: for the checks of models and of landings alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingestion.expectation import Expectation

# What every load of every table is asked, whatever its vendor promises.
OF_EVERY_TABLE = {
    "landing_key": "Every record of a load has its key and can be read.",
    "landing_rows": "No row of a load was set aside.",
    "landing_count": "As many records are held as the system itself counts.",
    "landing_volume": "A table in which there was much does not come back empty.",
    "landing_drift": "The system's fields and words are those that the load before saw.",
}


def of_expectation(promise: Expectation) -> str:
    """What a vendor promises of the rows that one load landed."""
    column = promise.column
    if promise.kind == "matches_regex":
        told = f"Each {column} that is there fits the pattern {promise.pattern}"
        return f"{told}; one that does not {promise.says}." if promise.says else f"{told}."
    return {
        "not_null": f"Every row has a value in {column}.",
        "unique_in_load": f"No two rows of a load have the same {column}.",
        "in_set": f"Each {column} that is there is one of: {', '.join(promise.values)}.",
        "is_number": f"Each {column} that is there is a number.",
        "is_timestamp": f"Each {column} that is there is an instant with its offset.",
        "row_count_between": f"A full load has {_bounds(promise.minimum, promise.maximum)} rows.",
    }[promise.kind]


def of_test(test: Mapping[str, Any]) -> str:
    """What a dbt test proves: as its YAML says, else by its kind, column and model."""
    if test.get("description"):
        return test["description"]
    if not test.get("test_metadata"):
        return f"{test['name'].replace('_', ' ').capitalize()}."  # its name is the sentence
    told = _of_kind(test)
    where = test["config"].get("where")
    return f"Of the rows where {where}: {told[0].lower()}{told[1:]}" if where else told


def _of_kind(test: Mapping[str, Any]) -> str:
    kind, asked = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
    model = (test.get("attached_node") or "..its model").split(".", 2)[2]
    column, columns = test.get("column_name"), " and ".join(asked.get("columns", ()))
    key = f"Each row of {model} has its own {columns}, and none is empty"
    if kind == "keyed_by":
        return f"{key}."
    if kind == "keyed_and_typed":
        return f"{key}; every value that the vendor sent is of the type it is read as."
    if kind == "keyed_by_periods":
        return f"Each date of each {columns} stands in {model} once, and none is empty."
    if kind == "relationships":
        other = asked["to"].removeprefix("ref('").removesuffix("')")
        return f"Each {column} of {model} that is there stands in {other} as {asked['field']}."
    if kind == "accepted_values":
        return f"Each {column} of {model} that is there is one of: {', '.join(asked['values'])}."
    if kind == "within":
        bounds = _bounds(asked.get("least"), asked.get("greatest"))
        return f"Each {column} of {model} that is there is {bounds}."
    if kind == "not_null":
        return f"Every row of {model} has a value in {column}."
    if kind == "unique":
        return f"No two rows of {model} have the same {column}."
    return f"The test {kind} holds of {column or 'the rows'} in {model}."


def _bounds(least: int | None, greatest: int | None) -> str:
    if least is None:
        return f"at most {greatest}"
    return f"at least {least}" if greatest is None else f"{least} to {greatest}"
