"""Write somebody's approval on a page: only those lines change, comments and layout stay."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

from ingestion.lined_yaml import Fault, Faults, Lined, read
from ingestion.sources.definitions.approval import digest
from ingestion.sources.definitions.folder import page_of
from ingestion.sources.definitions.page import Team

TEAMS = get_args(Team)
FIELDS = ("name", "team", "approved_on", "digest")
# A plain or quoted scalar on one line, as far as it reaches.
SCALAR = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^,}\s#]+""")


def sign(path: Path, name: str, team: str, on: date) -> str:
    """Put the page's digest beside the approver's name and return it, or raise Faults."""
    lined, _ = page_of(path)
    name = " ".join(name.split())
    if not any(letter.isalnum() for letter in name):
        raise Faults([lined.fault(("approvals",), f"`{name}` names nobody: say who approves")])
    if team not in TEAMS:
        says = f"`{team}` is no team that signs: {' and '.join(TEAMS)} do"
        raise Faults([lined.fault(("approvals",), says)])
    page_digest = digest(lined.data)
    entry = {"name": name, "team": team, "approved_on": on, "digest": page_digest}
    approvals = [dict(approval) for approval in lined.data["approvals"]]
    text = path.read_text(encoding="utf-8")
    position = _position(approvals, name, team)
    if position is None:
        approvals.append(entry)
        signed = _with_another(lined, text, entry)
    else:
        approvals[position] = entry
        signed = _with_changed(lined, text, position, entry)
    _replace(path, signed, {**lined.data, "approvals": approvals}, lined)
    return page_digest


def voided_later(path: Path) -> str:
    """What will undo an approval given now; empty where nothing will. Raises Faults.

    The status is part of what is approved: a page that does not say `signed` yet has to change.
    """
    lined, page = page_of(path)
    if page.status == "signed":
        return ""
    says = (
        f"warning: an approval is of `status: {page.status}` too, and void once that is changed to "
        "`signed`: set the status first, then sign"
    )
    return str(lined.fault(("status",), says))


def _position(approvals: list[dict[str, Any]], name: str, team: str) -> int | None:
    for position, approval in enumerate(approvals):
        if (approval["name"], approval["team"]) == (name, team):
            return position
    return None


def _with_changed(lined: Lined, text: str, position: int, entry: dict[str, Any]) -> str:
    lines = text.splitlines(keepends=True)
    places = lined.marked["approvals"][position].lc
    # From the right, so that a change doesn't move the place of the next one on the same line.
    for field in sorted(("approved_on", "digest"), key=places.value, reverse=True):
        line, column = places.value(field)
        old = SCALAR.match(lines[line], column)
        if old:
            lines[line] = lines[line][:column] + str(entry[field]) + lines[line][old.end() :]
    return "".join(lines)


def _with_another(lined: Lined, text: str, entry: dict[str, Any]) -> str:
    lines = text.splitlines(keepends=True)
    approvals = lined.marked["approvals"]
    if len(approvals):
        places = approvals[-1].lc
        after = max(places.value(field)[0] for field in FIELDS) + 1
        indent = " " * max(approvals.lc.item(len(approvals) - 1)[1] - 2, 0)
    else:
        after = lined.line(("approvals",))
        lines[after - 1] = re.sub(r"\[\s*\]", "", lines[after - 1]).rstrip() + "\n"
        indent = "  "
    if not lines[after - 1].endswith("\n"):
        lines[after - 1] += "\n"
    written = [f"{field}: {_scalar(entry[field])}\n" for field in FIELDS]
    block = f"{indent}- " + f"{indent}  ".join(written)
    return "".join([*lines[:after], block, *lines[after:]])


def _scalar(value: Any) -> str:
    """As YAML: plain where that is safe, else in double quotes."""
    text = str(value)
    is_plain = isinstance(value, date) or re.fullmatch(r"[^\W\d_][\w .'-]*\w", text)
    if is_plain or re.fullmatch(r"[0-9a-f]{64}", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _replace(path: Path, text: str, expected: dict[str, Any], lined: Lined) -> None:
    """Write the file in one step, if it then says what was meant and nothing else."""
    beside = path.with_suffix(".signing")
    beside.write_text(text, encoding="utf-8", newline="")
    try:
        if read(beside).data != expected:
            raise ValueError
    except (Faults, ValueError):
        beside.unlink()
        says = "cannot write into this layout; give each approval its own block of four lines"
        raise Faults([Fault(path.name, lined.line(("approvals",)), says)]) from None
    beside.replace(path)
