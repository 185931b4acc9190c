"""An object as describe tells of it: what can be read, of which type, and what moves no stamp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingestion.source import Table

UNREADABLE = ("address", "location", "base64", "complexvalue")  # their parts are fields themselves
NUMBERS = ("double", "currency", "percent", "int", "long")
DOUBLES = ("double", "currency", "percent")
# Nobody can be denied these: where they are missing, the org has a single currency.
OF_SEVERAL_CURRENCIES = ("CurrencyIsoCode", "DefaultCurrencyIsoCode")
# Calculated from their own record alone: what changes them moves its stamp.
FOLLOW_THEIR_RECORD = ("Opportunity.ExpectedRevenue", "OpportunityLineItem.Subtotal")


@dataclass(frozen=True)
class Described:
    """`fields` in the order to ask for them, declared ones first; `missing` are hidden or lacking.

    `calculated` change without their record's stamp. `shape` is what drift is told by.
    """

    fields: tuple[str, ...]
    types: Mapping[str, str]
    missing: tuple[str, ...]
    calculated: tuple[str, ...]
    tells_deletes: bool
    shape: Mapping[str, Mapping[str, Any]]

    @property
    def has_values_of_any_type(self) -> bool:
        return "anyType" in {self.types[name] for name in self.fields}


def described(table: Table, answer: Mapping[str, Any]) -> Described:
    found = {field["name"]: field for field in answer["fields"]}
    readable = {name for name, field in found.items() if field["type"] not in UNREADABLE}
    declared = [field.name for field in table.fields]
    calculated = (
        name
        for name in sorted(readable)
        if found[name]["calculated"] and f"{table.object}.{name}" not in FOLLOW_THEIR_RECORD
    )
    return Described(
        fields=(
            *(name for name in declared if name in readable),
            *sorted(readable.difference(declared)),
        ),
        types={name: found[name]["type"] for name in readable},
        missing=tuple(
            name for name in declared if name not in readable and name not in OF_SEVERAL_CURRENCIES
        ),
        calculated=tuple(calculated),
        tells_deletes=answer["replicateable"],
        shape={name: _shape(found[name]) for name in sorted(readable)},
    )


def _shape(field: Mapping[str, Any]) -> dict[str, Any]:
    shape = {"type": field["type"], "label": field["label"]}
    values = _active(field.get("picklistValues") or ())
    return shape | ({"values": values} if values else {})


def _active(values: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {each["value"]: each["label"] or each["value"] for each in values if each["active"]}
