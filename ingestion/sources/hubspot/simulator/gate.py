"""Who may ask HubSpot what, and how often: tokens, scopes, limits on the virtual clock."""

from __future__ import annotations

import email.utils
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingestion.sandbox.store import Store
from ingestion.sources.hubspot.simulator.answers import Refusal, answer

TOKEN = "pat-na1-sandbox"
TEN_SECONDS = 10_000
SECOND = 1_000
DAY = 86_400_000
_SEARCH = re.compile(r"^/crm/(v3/objects|objects/[0-9-]+)/[^/]+/search$")
TOLD_BURST = 190  # what the headers tell where nothing is limited


@dataclass(frozen=True)
class Limits:
    """Requests a span, and what HubSpot keeps from who asks; None limits nothing.

    The sample company's portal is not slowed down by default, and its search knows everything.
    `search_lag`: milliseconds until a change is sure to be found. `tells_wait`: whether an answer
    429 says when to come back; HubSpot's often do not, and those of a search never.
    """

    ten_secondly: int | None = None
    searches_per_second: int | None = None
    daily: int = 1_000_000
    tells_wait: bool = False
    search_lag: int = 0
    archive_kept: int | None = None  # milliseconds; HubSpot's own: about ninety days
    scopes: frozenset[str] | None = None  # what the token was granted; None: everything


@dataclass
class Gate:
    """Stands before the app: refuses strangers, counts requests, adds HubSpot's headers."""

    app: ASGIApp
    store: Store
    limits: Limits
    _recent: deque[int] = field(default_factory=deque)
    _searches: deque[int] = field(default_factory=deque)
    _day: int = 0
    _today: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if len(scope["path"]) > 1:  # a slash at the end means nothing
            scope = {**scope, "path": scope["path"].rstrip("/")}
        now = self.store.now
        added = [(b"date", email.utils.format_datetime(_moment(now), usegmt=True).encode())]
        refusal = self._stranger(Request(scope)) or self._limited(scope["path"], now)
        if refusal is None or refusal.status == 429:
            added += self._headers(now)
        if refusal is not None and refusal.retry_after is not None:
            added.append((b"retry-after", str(refusal.retry_after).encode()))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        app = answer(refusal.body, refusal.status) if refusal else self.app
        await app(scope, receive, send_with_headers)

    def _stranger(self, request: Request) -> Refusal | None:
        given = request.headers.get("authorization", "")
        if given == f"Bearer {TOKEN}":
            return None
        if given:
            return Refusal(
                401,
                "INVALID_AUTHENTICATION",
                "Authentication credentials not found. This API supports OAuth 2.0 authentication "
                "and you can find more details at "
                "https://developers.hubspot.com/docs/methods/auth/oauth-overview",
            )
        return Refusal(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")

    def _limited(self, path: str, now: int) -> Refusal | None:
        if now // DAY != self._day:
            self._day, self._today = now // DAY, 0
        if self._today >= self.limits.daily:
            return self._too_many("DAILY", "daily", DAY - now % DAY)
        if _SEARCH.search(path):  # counted apart, and never told when to come back
            if _is_full(self._searches, self.limits.searches_per_second, SECOND, now):
                return self._too_many("SECONDLY", "secondly", None)
            self._searches.append(now)
        else:
            if _is_full(self._recent, self.limits.ten_secondly, TEN_SECONDS, now):
                wait = self._recent[0] + TEN_SECONDS - now
                return self._too_many("TEN_SECONDLY_ROLLING", "ten_secondly_rolling", wait)
            if self.limits.ten_secondly is not None:
                self._recent.append(now)
        self._today += 1
        return None

    def _too_many(self, policy: str, name: str, wait: int | None) -> Refusal:
        extra = {"errorType": "RATE_LIMIT", "policyName": policy}
        refusal = Refusal(429, "RATE_LIMITS", f"You have reached your {name} limit.", extra=extra)
        if self.limits.tells_wait and wait is not None:
            refusal.retry_after = -(-wait // SECOND)
        return refusal

    def _headers(self, now: int) -> list[tuple[bytes, bytes]]:
        most = self.limits.ten_secondly or TOLD_BURST
        told = {
            "Daily": self.limits.daily,
            "Daily-Remaining": max(0, self.limits.daily - self._today),
            "Interval-Milliseconds": TEN_SECONDS,
            "Max": most,
            "Remaining": max(0, most - len(self._recent)),
        }
        return [
            (f"x-hubspot-ratelimit-{k}".lower().encode(), str(v).encode()) for k, v in told.items()
        ]


def require(request: Request, scopes: Iterable[str]) -> None:
    """Refuse what the token was not granted, as HubSpot refuses it."""
    granted = request.app.state.limits.scopes
    missing = [scope for scope in scopes if granted is not None and scope not in granted]
    if missing:
        raise Refusal(
            403,
            "MISSING_SCOPES",
            "This app hasn't been granted all required scopes to make this call. Read more about "
            "required scopes here: https://developers.hubspot.com/scopes.",
            errors=[
                {
                    "message": "One or more of the following scopes are required.",
                    "context": {"requiredGranularScopes": missing},
                }
            ],
            extra={"links": {"scopes": "https://developers.hubspot.com/scopes"}},
        )


def _is_full(recent: deque[int], most: int | None, span: int, now: int) -> bool:
    while recent and recent[0] <= now - span:
        recent.popleft()
    return most is not None and len(recent) >= most


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
