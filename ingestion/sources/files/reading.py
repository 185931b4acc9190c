"""CSV files, every cell as text: strict about quotes and widths, each row with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.lined_yaml import Fault, Faults
from ingestion.sources.files.mapping import Reading

ROWS_A_BLOCK = 20_000
Cell = str | None

csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class Block:
    """Some rows and the lines they begin on; `misshapen` are wider or narrower than the header."""

    lines: list[int]
    rows: list[list[Cell]]
    misshapen: list[tuple[int, list[str]]]


class CsvFile:
    """One file under a header. Faults where it cannot be read as a whole."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self.reading = reading
        self.header = self._header()

    def blocks(self) -> Iterator[Block]:
        """All rows below the header, some thousands at a time."""
        nulls = set(self.reading.nulls)
        width = len(self.header)
        block = Block([], [], [])
        rows = self._rows()
        next(rows)
        for line, row in rows:
            if len(row) == width:
                block.lines.append(line)
                block.rows.append([None if cell in nulls else cell for cell in row])
            else:
                block.misshapen.append((line, row))
            if len(block.lines) + len(block.misshapen) >= ROWS_A_BLOCK:
                yield block
                block = Block([], [], [])
        yield block

    def _header(self) -> list[str]:
        for _, header in self._rows():
            twice = next((name for name in header if header.count(name) > 1), None)
            if twice is not None:
                raise Faults([Fault(self.path.name, 1, f"two columns are called `{twice}`")])
            return header
        raise Faults([Fault(self.path.name, 1, "is empty: the first line has to name the columns")])

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line on which the row begins, cells); blank lines are passed over."""
        reading = self.reading
        line = 0
        try:
            with self.path.open(encoding=reading.encoding, newline="") as opened:
                reader = csv.reader(
                    opened, delimiter=reading.delimiter, quotechar=reading.quote, strict=True
                )
                for row in reader:
                    if row:
                        yield line + 1, row
                    line = reader.line_num
        except csv.Error as error:
            raise Faults([Fault(self.path.name, line + 1, f"not CSV: {error}")]) from None
        except UnicodeDecodeError:
            says = f"is not {reading.encoding}; set `read: {{encoding: …}}` in the mapping"
            raise Faults([Fault(self.path.name, self._undecodable(), says)]) from None

    def _undecodable(self) -> int:
        """The first line whose own bytes are not of the encoding; readers decode far ahead."""
        with self.path.open("rb") as opened:
            for number, line in enumerate(opened, start=1):
                try:
                    line.decode(self.reading.encoding)
                except UnicodeDecodeError:
                    return number
        return 1
