"""The org: which objects it has, which fields of which type, and who may see what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

NUMERIC = ("double", "currency", "percent", "int")
UNFILTERABLE = ("textarea", "address", "anyType", "base64")


@dataclass(frozen=True)
class FieldDefinition:
    """One field as describe tells of it. `of` names the compound field that it is a part of."""

    name: str
    type: str
    length: int = 0
    is_nillable: bool = True
    is_calculated: bool = False
    values: tuple[str, ...] = ()
    reference_to: tuple[str, ...] = ()
    of: str | None = None

    @property
    def is_custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def is_filterable(self) -> bool:
        return self.type not in UNFILTERABLE

    @property
    def relationship(self) -> str | None:
        if not self.reference_to:
            return None
        return self.name[:-1] + "r" if self.is_custom else self.name.removesuffix("Id")

    @property
    def label(self) -> str:
        if self.is_custom:
            return self.name.removesuffix("__c").replace("_", " ")
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", self.name)
        return words.removesuffix(" Id") + " ID" if self.type in ("reference", "id") else words


@dataclass(frozen=True)
class ObjectDefinition:
    """One object. `fields` by name, in the order of describe."""

    name: str
    key_prefix: str
    label: str
    label_plural: str
    fields: Mapping[str, FieldDefinition]

    @cached_property
    def by_lower_name(self) -> dict[str, FieldDefinition]:
        return {name.lower(): definition for name, definition in self.fields.items()}

    @cached_property
    def relationships(self) -> dict[str, FieldDefinition]:
        return {
            definition.relationship.lower(): definition
            for definition in self.fields.values()
            if definition.relationship
        }

    @property
    def is_mergeable(self) -> bool:
        return "MasterRecordId" in self.fields

    @property
    def has_recycle_bin(self) -> bool:
        return "IsDeleted" in self.fields


@dataclass(frozen=True)
class Org:
    """Settings of the org and the connected app; the defaults are the sample company's.

    `hidden_objects` and `hidden_fields` (`Lead.Email`) are those the connected user may not see;
    `certificate` is the public key (PEM) of the connected app for the JWT grant. Bulk jobs take
    `bulk_seconds` of the virtual clock and come in pages of at most `bulk_page` records; objects
    in `without_bulk` know no jobs, those in `bulk_jobs_fail_for` end them in failure. For the first
    `busy_seconds` others take all the calls that may run at once. What is deleted lies in the
    recycle bin for `recycle_days`, for ever in the sample company; what is deleted of objects in
    `hard_deletes` vanishes at once, and no list of deletes names it. Where it does not have
    several currencies, the org has no list of them, no rates, and no field that names one.
    `system` is the name under which the store keeps its records.
    """

    id: str = "00DHs0000028lWzMAI"
    system: str = "salesforce"
    client_id: str = "sandbox"
    client_secret: str = "sandbox"
    username: str = "integration@brightwatercontrols.com"
    certificate: str | None = None
    session_seconds: int = 7200
    daily_requests: int = 100_000
    daily_bulk_jobs: int = 10_000
    bulk_seconds: int = 0
    bulk_page: int = 50_000
    without_bulk: frozenset[str] = frozenset()
    bulk_jobs_fail_for: frozenset[str] = frozenset()
    busy_seconds: int = 0
    recycle_days: int | None = None
    hard_deletes: frozenset[str] = frozenset()
    is_api_enabled: bool = True
    has_several_currencies: bool = True
    hidden_objects: frozenset[str] = frozenset()
    hidden_fields: frozenset[str] = frozenset()
    custom_fields: Mapping[str, tuple[FieldDefinition, ...]] = field(default_factory=dict)


def case_safe_suffix(short: str) -> str:
    """The three characters that make a 15-character id safe where case is lost."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    blocks = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(
        alphabet[
            sum(1 << position for position, letter in enumerate(block) if "A" <= letter <= "Z")
        ]
        for block in blocks
    )


def full_id(id: str) -> str:
    """An id in its 18-character form."""
    return id + case_safe_suffix(id) if len(id) == 15 else id
