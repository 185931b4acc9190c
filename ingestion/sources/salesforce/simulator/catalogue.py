"""The org's objects as the connected user sees them, read from the schema's text."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ingestion.sources.salesforce.simulator.org import FieldDefinition, ObjectDefinition, Org
from ingestion.sources.salesforce.simulator.picklists import PICKLISTS
from ingestion.sources.salesforce.simulator.schema import OBJECTS


def _fields(text: str) -> dict[str, FieldDefinition]:
    fields: dict[str, FieldDefinition] = {}
    for line in text.splitlines():
        kind, names = line.split(": ")
        type, _, length = kind.rstrip(")").partition("(")
        for token in names.split():
            for definition in _expanded(token, type, int(length or 0)):
                fields[definition.name] = definition
    return fields


def _expanded(token: str, type: str, length: int) -> list[FieldDefinition]:
    token, _, targets = token.partition(">")
    bare = token.replace("?", "").replace("*", "")
    name, _, picklist = bare.partition("=")
    values = tuple(PICKLISTS[picklist].split("|")) if picklist else ()
    definition = FieldDefinition(
        name,
        type,
        length or (18 if type in ("id", "reference") else 0),
        is_nillable="?" in token or type == "address",
        is_calculated="*" in token,
        values=values,
        reference_to=tuple(targets.split(",")) if targets else (),
    )
    if type != "address":
        return [definition]
    prefix = name.removesuffix("Address")
    lengths = {"Street": 255, "City": 40, "State": 80, "PostalCode": 20, "Country": 80}
    part = replace(definition, type="string", of=name)
    texts = [replace(part, name=prefix + word, length=size) for word, size in lengths.items()]
    places = [
        replace(part, name=prefix + word, type="double") for word in ("Latitude", "Longitude")
    ]
    accuracy = replace(part, name=prefix + "GeocodeAccuracy", type="picklist", length=40)
    return [*texts, *places, accuracy, definition]


@lru_cache(maxsize=1)
def _standard() -> dict[str, ObjectDefinition]:
    objects = {}
    for head, text in OBJECTS.items():
        name, prefix, label, plural = (word.replace("|", " ") for word in head.split())
        objects[name] = ObjectDefinition(name, prefix, label, plural, _fields(text))
    return objects


# What an org with a single currency does not have, objects and fields.
OF_SEVERAL_CURRENCIES = (
    "CurrencyType", "DatedConversionRate", "CurrencyIsoCode", "DefaultCurrencyIsoCode",
)  # fmt: skip


def objects_seen_in(org: Org) -> dict[str, ObjectDefinition]:
    """What the connected user sees of the org: hidden objects and fields are not there at all."""
    seen = {}
    lacking = () if org.has_several_currencies else OF_SEVERAL_CURRENCIES
    for name, definition in _standard().items():
        if name in org.hidden_objects or name in lacking:
            continue
        fields = {
            field.name: field
            for field in (*definition.fields.values(), *org.custom_fields.get(name, ()))
            if f"{name}.{field.name}" not in org.hidden_fields and field.name not in lacking
        }
        seen[name] = replace(definition, fields=fields)
    return seen
