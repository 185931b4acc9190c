"""Pages that lie about themselves, in each vendor's form; records keep the bytes they had."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import msgspec

from ingestion.sandbox.faults.plan import Fault

KINDS = ("duplicated", "reordered", "short", "empty", "foreign_link")
Members = dict[str, msgspec.Raw]
LIST_OF = {"salesforce": "records", "hubspot": "results", "stripe": "data"}
ALIAS = "sandbox-rest-"
_members = msgspec.json.Decoder(Members)
_records = msgspec.json.Decoder(list[msgspec.Raw])


class Rests:
    """What short and empty pages kept back, to be given under a cursor of their own."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    def keep(self, body: bytes) -> str:
        alias = f"{ALIAS}{next(self._numbers):06d}"
        self._kept[alias] = body
        return alias

    def asked(self, text: str) -> bytes | None:
        """The rest that a request asks for, by the cursor that stands somewhere in it."""
        start = text.find(ALIAS)
        if start < 0:
            return None
        return self._kept.get(text[start : start + len(ALIAS) + 6])


def altered(fault: Fault, path: str, body: bytes, rests: Rests) -> bytes | None:
    """The page as the fault has it; None where the answer is no page that it could touch."""
    try:
        page = _members.decode(body)
        records = _records.decode(page[LIST_OF[fault.vendor]])
    except (msgspec.DecodeError, KeyError):
        if fault.kind == "foreign_link" and b'"instance_url"' in body:
            return _with(_members.decode(body), instance_url=fault.to)
        return None
    if fault.kind == "foreign_link":
        return _foreign(fault, page)
    if fault.kind in ("duplicated", "reordered"):
        changed = records + records if fault.kind == "duplicated" else records[::-1]
        return _with(page, **{LIST_OF[fault.vendor]: changed})
    keeps = 0 if fault.kind == "empty" else len(records) // 2
    cut: dict[str, Callable[..., bytes | None]] = {
        "salesforce": _cut_salesforce,
        "hubspot": _cut_hubspot,
        "stripe": _cut_stripe,
    }
    return cut[fault.vendor](page, records, keeps, path, rests)


def _foreign(fault: Fault, page: Members) -> bytes | None:
    if fault.vendor == "salesforce":
        return _with(page, done=False, nextRecordsUrl=f"{fault.to}/services/data/query/01g-2000")
    if fault.vendor == "stripe":
        return _with(page, url=f"{fault.to}/v1/list")
    if "paging" not in page:
        return None
    paging = msgspec.json.decode(page["paging"])
    paging["next"]["link"] = f"{fault.to}/crm?after={paging['next']['after']}"
    return _with(page, paging=paging)


def _cut_salesforce(
    page: Members, records: list[msgspec.Raw], keeps: int, path: str, rests: Rests
) -> bytes | None:
    if "done" not in page:
        return None
    alias = rests.keep(_with(page, records=records[keeps:]))
    root = path.partition("/query")[0]
    link = f"{root}/query/{alias}"
    return _with(page, records=records[:keeps], done=False, nextRecordsUrl=link)


def _cut_hubspot(
    page: Members, records: list[msgspec.Raw], keeps: int, path: str, rests: Rests
) -> bytes | None:
    """Only lists and searches have pages; the older endpoints count by `offset`."""
    is_list = "paging" in page or "total" in page or "hasMore" in page or "/objects/" in path
    if not is_list or "/batch/" in path or not records:
        return None
    alias = rests.keep(_with(page, results=records[keeps:]))
    if "hasMore" in page:
        return _with(page, results=records[:keeps], hasMore=True, offset=alias)
    return _with(page, results=records[:keeps], paging={"next": {"after": alias}})


def _cut_stripe(
    page: Members, records: list[msgspec.Raw], keeps: int, _: str, rests: Rests
) -> bytes | None:
    """The next page starts after the last element, so nothing has to be kept."""
    if "has_more" not in page or not records:
        return None
    return _with(page, data=records[:keeps], has_more=True)


def _with(page: Members, **changed: object) -> bytes:
    return msgspec.json.encode(page | changed)
