"""Fields of an object and of its parents: how to find them, and how a record is written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from ingestion.sources.salesforce.simulator.errors import no_such_column, no_such_relation
from ingestion.sources.salesforce.simulator.org import FieldDefinition, ObjectDefinition
from ingestion.sources.salesforce.simulator.render import Row, Rows
from ingestion.sources.salesforce.simulator.tree import Path

LARGEST_PLAIN = 1e7
Getter = Callable[[Row], Any]
Write = Callable[[Row], Row]


class Fields:
    """Resolves the paths of one query from one object on."""

    def __init__(self, rows: Rows, text: str, entity: ObjectDefinition, version: str) -> None:
        self.rows = rows
        self.text = text
        self.entity = entity
        self.version = version

    def resolve(self, path: Path) -> tuple[FieldDefinition, Getter]:
        """The field a path leads to, and how to get it from a row."""
        parts = path.parts
        if len(parts) > 1 and parts[0].lower() == self.entity.name.lower():
            parts = parts[1:]
        return self._resolve(self.entity, parts, path)

    def _resolve(
        self, entity: ObjectDefinition, parts: tuple[str, ...], path: Path
    ) -> tuple[FieldDefinition, Getter]:
        if len(parts) == 1:
            definition = entity.by_lower_name.get(parts[0].lower())
            if definition is None:
                raise no_such_column(self.text, path.position, parts[0], entity.name)
            name = definition.name
            if definition.type == "address":
                return definition, lambda row: self.rows.value(entity, row, name)
            return definition, lambda row: row.get(name)
        reference, parents = self._parents(entity, parts[0], path)
        definition, inner = self._resolve(parents[0], parts[1:], path)

        def through(row: Row) -> Any:
            parent = self._parent(row.get(reference.name), parents)
            return inner(parent) if parent else None

        return definition, through

    def _parents(
        self, entity: ObjectDefinition, name: str, path: Path
    ) -> tuple[FieldDefinition, list[ObjectDefinition]]:
        reference = entity.relationships.get(name.lower())
        targets = reference.reference_to if reference else ()
        seen = [self.rows.objects[target] for target in targets if target in self.rows.objects]
        if reference is None or not seen:
            raise no_such_relation(self.text, path.position, name)
        return reference, seen

    def _parent(self, id: str | None, parents: list[ObjectDefinition]) -> Row | None:
        if id is None:
            return None
        found = (self.rows.by_id(parent.name, id) for parent in parents)
        return next((row for row in found if row is not None), None)

    # ── writing ─────────────────────────────────────────────────────────────────────────────

    def writer(self, paths: Sequence[Path]) -> Write:
        entity = self.entity
        start = f"/services/data/v{self.version}/sobjects/{entity.name}/"
        plain: list[str] = []
        doubles: list[str] = []
        computed: list[tuple[str, Getter]] = []
        parents: dict[str, list[Path]] = {}
        for path in paths:
            if len(path.parts) > 1:
                parents.setdefault(path.parts[0], []).append(path)
                continue
            definition, get = self.resolve(path)
            plain.append(definition.name)
            if definition.type == "address":
                computed.append((definition.name, get))
            elif definition.type in ("double", "currency", "percent"):
                doubles.append(definition.name)
        nested = [self._nested(name, inner) for name, inner in parents.items()]

        def write(row: Row) -> Row:
            get = row.get
            record = {"attributes": {"type": entity.name, "url": start + row["Id"]}}
            for name in plain:
                record[name] = get(name)
            for name in doubles:
                value = record[name]
                if value is not None and not -LARGEST_PLAIN < value < LARGEST_PLAIN:
                    record[name] = scientific(value)
            for name, compute in computed:
                record[name] = compute(row)
            for name, of_parent in nested:
                record[name] = of_parent(row)
            return record

        return write

    def _nested(self, name: str, paths: list[Path]) -> tuple[str, Getter]:
        """The fields of one parent, as an object of their own; null without a parent."""
        reference, parents = self._parents(self.entity, name, paths[0])
        inner = Fields(self.rows, self.text, parents[0], self.version)
        write = inner.writer([Path(path.parts[1:], path.position) for path in paths])

        def of_parent(row: Row) -> Row | None:
            parent = self._parent(row.get(reference.name), parents)
            return write(parent) if parent else None

        return reference.relationship or name, of_parent


def scientific(value: float) -> msgspec.Raw:
    """A large double as the vendor's JSON writes it: `1.25E7`."""
    _, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    sign = "-" if value < 0 else ""
    power = len(digits) + int(exponent) - 1
    return msgspec.Raw(f"{sign}{digits[0]}.{rest}E{power}".encode())
