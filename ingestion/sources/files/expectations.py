"""What a mapping promises of the rows that it lands: canonical texts, whatever the file wrote."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.expectation import Expectation, are_timestamps, matches_regex, not_null
from ingestion.sources.files.contract import WORDS, Entity, entities

DECIMAL = r"-?[0-9]+(?:\.[0-9]+)?"
WHOLE = r"-?[0-9]+"
DATE = r"[0-9]{4}-[01][0-9]-[0-3][0-9]"


def _of(entity: Entity) -> Iterator[Expectation]:
    yield from not_null("source_object", *entity.required)
    for column in entity.columns:
        data_type = entity.types[column]
        if data_type == "timestamp":
            yield from are_timestamps(column)
        elif data_type == "date":
            yield from matches_regex(DATE, column, says="is no ISO date")
        elif data_type == "bigint":
            yield from matches_regex(WHOLE, column, says="is no plain whole number")
        elif data_type.startswith("decimal"):
            yield from matches_regex(DECIMAL, column, says="is no plain decimal number")
        elif data_type == "boolean":
            yield from matches_regex("true|false", column, says="is neither true nor false")
        elif (entity.name, column) in WORDS:
            words = "|".join(WORDS[entity.name, column])
            yield from matches_regex(words, column, says="is none of the contract's words")


EXPECTATIONS = {entity.name: tuple(_of(entity)) for entity in entities().values()}
