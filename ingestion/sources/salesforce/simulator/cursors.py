"""Query results handed out page by page under a locator."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from ingestion.sources.salesforce.simulator.errors import bad
from ingestion.sources.salesforce.simulator.execute import Result
from ingestion.sources.salesforce.simulator.org import full_id

LARGEST_PAGE = 2000
SMALLEST_PAGE = 200
VALUES_A_PAGE = 250_000  # wide rows come in smaller pages
OPEN_CURSORS = 10
CURSOR_DAYS = 2
DAY = 24 * 3600 * 1000


@dataclass(frozen=True)
class Cursor:
    result: Result
    page_size: int
    opened_at: int


class Cursors:
    """The open cursors of the user; the oldest goes when too many are open."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Cursor] = OrderedDict()
        self._count = 0

    def first_page(self, result: Result, options: str, now: int, version: str) -> dict[str, Any]:
        widest = max(SMALLEST_PAGE, VALUES_A_PAGE // max(1, result.width))
        size = min(_asked_size(options), widest)
        if len(result.rows) <= size:
            return _page("", Cursor(result, size, now), 0, version)
        self._count += 1
        locator = self._locator(now)
        cursor = self._open[locator] = Cursor(result, size, now)
        while len(self._open) > OPEN_CURSORS:
            self._open.popitem(last=False)
        return _page(locator, cursor, 0, version)

    def page(self, text: str, now: int, version: str) -> dict[str, Any]:
        locator, _, position = text.rpartition("-")
        cursor = self._open.get(full_id(locator))
        if cursor is None or now - cursor.opened_at > CURSOR_DAYS * DAY or not position.isdigit():
            raise bad("INVALID_QUERY_LOCATOR", "invalid query locator")
        return _page(locator, cursor, int(position), version)

    def _locator(self, now: int) -> str:
        digest = hashlib.sha256(f"{now}/{self._count}".encode()).hexdigest()
        return full_id("01g" + digest[:12])


def _asked_size(options: str) -> int:
    for option in options.split(","):
        name, _, value = option.strip().partition("=")
        if name.lower() == "batchsize" and value.isdigit():
            return max(SMALLEST_PAGE, min(LARGEST_PAGE, int(value)))
    return LARGEST_PAGE


def _page(locator: str, cursor: Cursor, start: int, version: str) -> dict[str, Any]:
    result, end = cursor.result, start + cursor.page_size
    page: dict[str, Any] = {"totalSize": result.count, "done": end >= len(result.rows)}
    if not page["done"]:
        page["nextRecordsUrl"] = f"/services/data/v{version}/query/{locator}-{end}"
    page["records"] = [result.write(row) for row in result.rows[start:end]]
    return page
