"""Who stands behind a page: the digest of its executable part, and whether the approvals hold."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.page import Approval, Page

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


def breaches(page: Page, page_digest: str, earlier: Sequence[Page]) -> Iterator[tuple[Where, str]]:
    """What was done after or beside signing that is not to be. `earlier`: the pages before it."""
    for position, approval in enumerate(page.approvals):
        if approval.digest != page_digest:
            yield (
                ("approvals", position, "digest"),
                f"{approval.name} ({approval.team}) approved another text of this page: "
                f'sign again with --name "{approval.name}" --team {approval.team}, '
                "or remove this approval",
            )
    yield from _one_for_two(page, page_digest)
    yield from reaches_too_far(page, earlier)
    last = max((a.approved_on for a in _standing(page, page_digest)), default=None)
    if last and last > page.effective_from and not page.is_retrospective:
        yield (
            ("effective_from",),
            f"in force from {page.key}, before its last approval on {last.isoformat()}: choose a "
            "later day, or sign again with --on the day on which they approved",
        )


def reaches_too_far(page: Page, earlier: Sequence[Page]) -> Iterator[tuple[Where, str]]:
    """A page that reaches back is the first of those that say `signed`.

    Drafts and pages on trial never govern, so none stands before another; nor does a sample page
    before a company's own, since it counts as a draft there.
    """
    before = [
        other
        for other in earlier
        if other.status == "signed" and (page.is_sample or not other.is_sample)
    ]
    if page.is_retrospective and before:
        yield (
            ("is_retrospective",),
            f"only the first page can reach back, and {before[0].key} stands before this one",
        )


def awaited(page: Page, page_digest: str) -> Iterator[tuple[Where, str]]:
    """Why those who stand behind this very text are too few."""
    teams = {approval.team for approval in _standing(page, page_digest)}
    if len(teams) < 2:
        by = " and ".join(sorted(teams)) or "nobody"
        yield ("approvals",), f"signed by {by}: two people of two teams have to sign"


def _one_for_two(page: Page, page_digest: str) -> Iterator[tuple[Where, str]]:
    """One person has one voice, however the name is written."""
    first: dict[str, Approval] = {}
    for position, approval in enumerate(page.approvals):
        if approval.digest != page_digest:
            continue
        other = first.setdefault(_person(approval.name), approval)
        if other is not approval:
            yield (
                ("approvals", position, "name"),
                f"{approval.name} ({approval.team}) is {other.name} ({other.team}), who approved "
                "this page already: remove this approval, and have somebody else sign",
            )


def _person(name: str) -> str:
    """A name without what people write now so, now so: case, blanks and signs."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def are_valid(page: Page, page_digest: str, earlier: Sequence[Page]) -> bool:
    """Two people of two teams approved this very text in time; a void approval does no harm."""
    void = {("approvals", position, "digest") for position in range(len(page.approvals))}
    against = [where for where, _ in breaches(page, page_digest, earlier) if where not in void]
    return not against and not list(awaited(page, page_digest))


def _standing(page: Page, page_digest: str) -> list[Approval]:
    return [approval for approval in page.approvals if approval.digest == page_digest]
