"""The conformed contract, read as data: its entities, their columns and types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[3] / "dbt_project" / "contract"

# Our own bookkeeping of a record; a file cannot say it.
OURS = ("source_system", "connection", "first_created_at", "first_load_id", "load_id")
# What the mapping says apart from its columns.
OF_THE_MAPPING = ("source_object", "record_id")

# Without these a row means nothing to the models.
REQUIRED = {
    "people": ("record_kind",),
    "touches": ("touch_type", "side", "touched_at"),
    "lifecycle_changes": ("source_person_id", "field", "changed_at"),
    "person_changes": ("source_person_id", "field", "changed_at"),
    "user_changes": ("source_user_id", "field", "changed_at"),
    "opportunities": ("stage",),
    "opportunity_changes": ("source_opportunity_id", "field", "changed_at"),
    "opportunity_lines": ("source_opportunity_id",),
    "opportunity_people": ("source_opportunity_id", "source_person_id"),
    "invoices": ("status", "currency_code"),
    "invoice_lines": ("source_invoice_id",),
    "payments": ("payment_type", "outcome", "currency_code", "amount"),
    "exchange_rates": (
        "currency_code",
        "base_currency_code",
        "units_per_base",
        "valid_from_date",
    ),
    "spend": ("currency_code", "amount", "spend_date"),
}

_INTERVALS = ("day", "week", "month", "year")
# The contract's own words, where it fixes them.
WORDS = {
    ("people", "record_kind"): ("lead", "contact", "customer"),
    ("touches", "side"): ("marketing", "sales"),
    ("touches", "touch_type"): (
        "page_view",
        "email_sent",
        "email_delivered",
        "email_bounced",
        "email_opened",
        "email_clicked",
        "email_unsubscribed",
        "form_submission",
        "event_registered",
        "event_attended",
        "call",
        "meeting",
        "sales_email",
        "task",
        "note",
    ),
    ("opportunity_changes", "field"): (
        "stage",
        "pipeline",
        "amount",
        "currency",
        "probability",
        "close_date",
        "owner",
        "forecast_category",
    ),
    ("user_changes", "field"): ("role", "team", "manager", "is_active", "time_zone", "email"),
    ("payments", "payment_type"): ("payment", "refund", "credit"),
    ("payments", "outcome"): ("succeeded", "failed", "pending"),
    ("products", "billing_interval"): _INTERVALS,
    ("subscriptions", "billing_interval"): _INTERVALS,
    ("invoice_lines", "billing_interval"): _INTERVALS,
}


@dataclass(frozen=True)
class Entity:
    """One entity: its columns and their types, as the contract declares them."""

    name: str
    types: dict[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that land: all but our own bookkeeping."""
        return tuple(column for column in self.types if column not in OURS)

    @property
    def mappable(self) -> tuple[str, ...]:
        return tuple(column for column in self.columns if column not in OF_THE_MAPPING)

    @property
    def required(self) -> tuple[str, ...]:
        return REQUIRED.get(self.name, ())

    @property
    def amounts(self) -> tuple[str, ...]:
        """Money that needs `currency_code` beside it."""
        if "currency_code" not in self.types:
            return ()
        return tuple(c for c in self.types if c == "amount" or c.endswith("_amount"))


@cache
def entities(folder: Path = FOLDER) -> dict[str, Entity]:
    """Every entity of the contract, by name."""
    reader = YAML(typ="safe")
    found = (_entity(path.stem, reader.load(path)) for path in sorted(folder.glob("*.yml")))
    return {entity.name: entity for entity in found}


def _entity(name: str, declared: dict[str, Any]) -> Entity:
    columns = declared["models"][0]["columns"]
    return Entity(name, {column["name"]: column["data_type"] for column in columns})
