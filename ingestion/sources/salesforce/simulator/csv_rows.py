"""The rows of a query as Bulk API 2.0 writes them: CSV, every value quoted, null as nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ingestion.sources.salesforce.simulator.errors import bad
from ingestion.sources.salesforce.simulator.execute import Execution
from ingestion.sources.salesforce.simulator.fields import LARGEST_PLAIN, scientific
from ingestion.sources.salesforce.simulator.tree import Path

DELIMITERS = {
    "BACKQUOTE": "`",
    "CARET": "^",
    "COMMA": ",",
    "PIPE": "|",
    "SEMICOLON": ";",
    "TAB": "\t",
}


def delimiter_of(asked: Mapping[str, Any]) -> str:
    name = asked["columnDelimiter"]
    if name not in DELIMITERS:
        raise bad("INVALIDJOB", f"columnDelimiter is one of {', '.join(DELIMITERS)}")
    return DELIMITERS[name]


class CsvRows:
    """What one query found, fixed when it was asked."""

    def __init__(self, execution: Execution, delimiter: str, line_end: str) -> None:
        result = execution.result()
        self.rows = result.rows
        self._between, self._end = f'"{delimiter}"', f'"{line_end}'
        paths = [path for path in execution.query.fields if isinstance(path, Path)]
        found = [execution.fields.resolve(path) for path in paths]
        self._header = [
            ".".join([*path.parts[:-1], definition.name])
            for path, (definition, _) in zip(paths, found, strict=True)
        ]
        self._values = [(get, _WRITE.get(definition.type, _text)) for definition, get in found]

    @property
    def count(self) -> int:
        return len(self.rows)

    def page(self, start: int, end: int) -> bytes:
        """Rows under their header, which every page repeats."""
        lines = [self._line(self._header)]
        for row in self.rows[start:end]:
            values = ((get(row), write) for get, write in self._values)
            lines.append(
                self._line("" if value is None else write(value) for value, write in values)
            )
        return "".join(lines).encode()

    def _line(self, values: Any) -> str:
        return '"' + self._between.join(value.replace('"', '""') for value in values) + self._end


def _text(value: Any) -> str:
    """Also of a value whose type varies."""
    if isinstance(value, bool):
        return _boolean(value)
    return _double(value) if isinstance(value, float) else str(value)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _instant(value: str) -> str:
    return value.replace("+0000", "Z")


def _double(value: float) -> str:
    if -LARGEST_PLAIN < value < LARGEST_PLAIN:
        return repr(float(value))
    return bytes(scientific(value)).decode()


_WRITE: dict[str, Callable[[Any], str]] = {
    "boolean": _boolean,
    "datetime": _instant,
    "double": _double,
    "currency": _double,
    "percent": _double,
}
