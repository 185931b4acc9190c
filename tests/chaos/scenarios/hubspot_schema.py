"""Pitfalls of HubSpot: the portal's schema changes."""

from __future__ import annotations

from typing import Any

from tests.chaos.scenario import Expected, Scenario
from tests.chaos.scenarios.hubspot import HUBSPOT
from tests.chaos.stage import Stage, latest, versions

PLANT = "contacts/plant"


def added(**told: Any) -> dict[str, Any]:
    """A property that the portal adds to its contacts."""
    base = {"object_type": "contacts", "name": "plant", "label": "Plant", "type": "string"}
    return base | {"options": []} | told


def values(stage: Stage) -> None:
    for id in stage.ids("contacts", 3):
        stage.change("contacts", id, plant="Köln 02134")


def new_property(stage: Stage) -> None:
    """The values are old, and no stamp moves."""
    values(stage)
    stage.then("properties", PLANT, "create", **added())


def property_with_values(stage: Stage) -> None:
    stage.make("properties", PLANT, **added(type="enumeration", options=[_option("a", "Alpha")]))
    values(stage)


def in_extra(stage: Stage) -> Expected:
    told = "json_extract_string(_extra, '$.properties.plant')"
    ids = stage.ids("contacts", 3)
    return {latest(HUBSPOT, "contacts", id, told): "Köln 02134" for id in ids}


def drift(kind: str, field: str) -> Expected:
    return {versions(HUBSPOT, "_drift", f"kind = '{kind}' and field = '{field}'"): 1}


def came(stage: Stage) -> Expected:
    return in_extra(stage) | drift("new_field", "plant")


def dropped(stage: Stage) -> None:
    stage.then("properties", PLANT, "delete")


def went(stage: Stage) -> Expected:
    return in_extra(stage) | drift("dropped_field", "plant")


def retyped(stage: Stage) -> None:
    options = [_option("a", "First"), _option("b", "Beta")]
    stage.then("properties", PLANT, options=options, type="string")


def became(stage: Stage) -> Expected:
    kinds = ("retyped_field", "new_value", "renamed_value")
    told = in_extra(stage)
    for kind in kinds:
        told |= drift(kind, "plant")
    return told


def stages(stage: Stage) -> None:
    """One is deleted for good, one gets another label."""
    deleted, relabelled = stage.ids("pipeline_stages", 2)
    stage.vanish("pipeline_stages", deleted)
    stage.then("pipeline_stages", relabelled, label="Another label")


def stages_told(stage: Stage) -> Expected:
    """What is gone is marked and keeps its label."""
    return {
        versions(HUBSPOT, "_drift", "_object in ('pipelines', 'pipeline_stages')"): 2,
        versions(HUBSPOT, "pipeline_stages", "_op = 'delete' and label is not null"): 1,
    }


def _option(value: str, label: str) -> dict[str, Any]:
    return {"value": value, "label": label, "displayOrder": 0, "hidden": False}


BESIDE = {"contacts": ("_extra",)}
SCENARIOS = (
    Scenario(17, HUBSPOT, "a new property comes with values", new_property, hours=1,
             but=BESIDE, expects=came),
    Scenario(28, HUBSPOT, "a property is dropped", dropped, property_with_values, hours=1,
             but=BESIDE, expects=went),
    Scenario(28, HUBSPOT, "another type and other values", retyped, property_with_values, hours=1,
             but=BESIDE, expects=became),
    Scenario(28, HUBSPOT, "a stage is deleted, one is named anew", stages, hours=1,
             expects=stages_told),
)  # fmt: skip
