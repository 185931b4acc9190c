"""Who stands behind a page: the digest of its executable part, and whether the approvals hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.page import Page

# Words for readers; everything else decides what the marts hold.
WORDS = frozenset({"says"})
NOT_EXECUTABLE = frozenset({"title", "approvals"})


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of the executable part as canonical JSON: keys sorted, types kept, ISO dates."""
    executable = {key: _bare(value) for key, value in data.items() if key not in NOT_EXECUTABLE}
    compact = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    text = json.dumps(executable, default=date.isoformat, **compact)
    return hashlib.sha256(text.encode()).hexdigest()


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if key not in WORDS}
    if isinstance(node, list):
        return [_bare(item) for item in node]
    return node


def objections(
    page: Page, page_digest: str, earlier: Sequence[Page]
) -> Iterator[tuple[Where, str]]:
    """Why the approvals don't put a page in force. `earlier`: the pages before it."""
    standing = []
    for position, approval in enumerate(page.approvals):
        if approval.digest == page_digest:
            standing.append(approval)
        else:
            yield (
                ("approvals", position, "digest"),
                f"{approval.name} ({approval.team}) approved another text of this page: "
                f'sign again with --name "{approval.name}" --team {approval.team}',
            )
    teams = {approval.team.strip().casefold() for approval in standing}
    names = {approval.name.strip().casefold() for approval in standing}
    if len(teams) < 2 or len(names) < 2:
        yield (
            ("approvals",),
            f"signed by {_listed(teams)}: two people of two teams have to sign",
        )
    if page.is_retrospective and earlier:
        yield (
            ("is_retrospective",),
            f"only the first page can reach back, and {earlier[0].key} stands before this one",
        )
    last = max((approval.approved_on for approval in standing), default=None)
    if last and last > page.effective_from and not page.is_retrospective:
        yield (
            ("effective_from",),
            f"in force from {page.key}, before its last approval on {last.isoformat()}",
        )


def are_valid(page: Page, page_digest: str, earlier: Sequence[Page]) -> bool:
    """Two people of two teams approved this very text in time; a void approval does no harm."""
    void = {("approvals", position, "digest") for position in range(len(page.approvals))}
    return all(where in void for where, _ in objections(page, page_digest, earlier))


def _listed(teams: set[str]) -> str:
    return " and ".join(sorted(teams)) or "nobody"
