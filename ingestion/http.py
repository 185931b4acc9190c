"""Speak HTTP to a vendor: stay on its host, keep its clock, retry by cause and never for ever."""

from __future__ import annotations

import email.utils
import ipaddress
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from ingestion.source import SourceError

TRANSIENT = (406, 408, 420, 425, 500, 502, 503, 504, 520, 522, 524)
LONGEST_WAIT_SECONDS = 120.0
_wait: ContextVar[Callable[[float], None]] = ContextVar("wait", default=time.sleep)


@contextmanager
def waiting_by(wait: Callable[[float], None]) -> Iterator[None]:
    """Inside, waiting for a limit calls `wait(seconds)`: the sandbox moves its clock instead."""
    token = _wait.set(wait)
    try:
        yield
    finally:
        _wait.reset(token)


def wait(seconds: float) -> None:
    """Let time pass: a vendor needs it, or asks for it."""
    _wait.get()(seconds)


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class Session:
    """One connection of one source.

    `fatal(answer)` gives the reason when no retry can mend an answer. `on_unauthorized()` renews
    the token (it may set `headers`) and is tried once per request.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        vendor_domains: tuple[str, ...] = (),
        max_tries: int = 6,
        timeout: float = 60.0,
        on_unauthorized: Callable[[], None] | None = None,
        fatal: Callable[[Answer], str | None] | None = None,
    ) -> None:
        self.source = source
        self.base_url = base_url.rstrip("/")
        self.headers = dict(headers or {})
        self.vendor_domains = vendor_domains
        self.max_tries = max_tries
        self.on_unauthorized = on_unauthorized
        self.fatal = fatal
        self.requests = 0
        self._date: datetime | None = None
        self._client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=True)
        self._hosts = {urlsplit(self.base_url).netloc}
        self._check(self.base_url, None)

    def allow(self, url: str) -> str:
        """Follow to the host of `url` too, if it is the vendor's own; gives its base."""
        parts = urlsplit(url)
        self._check(url, None, trusted=True)
        self._hosts.add(parts.netloc)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def now(self) -> datetime:
        """The vendor's clock, UTC, whole seconds: its `Date` header, not ours."""
        if self._date is None:
            try:
                self._send("GET", self.base_url + "/", {})
            except httpx.TransportError as error:
                raise self._error(
                    f"{urlsplit(self.base_url).netloc} does not answer ({type(error).__name__})",
                    f"Check {self.source.upper()}_BASE_URL and try again",
                    None,
                ) from error
        return self._date or datetime.now(UTC)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Any = None,
        json: Any = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        obj: str | None = None,
        expect: tuple[int, ...] = (200,),
        fatal: Callable[[Answer], str | None] | None = None,
        renew: bool = True,
    ) -> Answer:
        """An answer with an expected status, or a `SourceError`. `url`: a path or a next link."""
        target = urljoin(self.base_url + "/", url) if "://" in url else self.base_url + url
        self._check(target, obj)
        is_fatal = fatal or self.fatal or (lambda _: None)
        renewed, reason = not renew, "no answer"
        for attempt in range(self.max_tries):
            try:
                answer = self._send(
                    method,
                    target,
                    {"params": params, "json": json, "data": data, "headers": headers},
                )
            except (httpx.TransportError, httpx.DecodingError) as error:
                reason = f"{type(error).__name__.lower()} while reading {urlsplit(target).netloc}"
                self._pause(attempt, None)
                continue
            if answer.status in expect:
                return answer
            if answer.status == 401 and self.on_unauthorized and not renewed:
                renewed = True
                self.on_unauthorized()
                continue
            reason = is_fatal(answer) or ""
            if reason:
                raise SourceError(self.source, reason, "Correct it and run again", obj=obj)
            reason = f"HTTP {answer.status} from {urlsplit(target).netloc}{_told(answer)}"
            if answer.status == 401:
                raise self._error(reason, f"Check the {self.source.upper()}_… credentials", obj)
            if answer.status == 403:
                raise self._error(reason, "Grant the connected user the right to read it", obj)
            if answer.status == 429 or answer.status in TRANSIENT:
                self._pause(attempt, answer.headers.get("retry-after"))
                continue
            raise self._error(reason, "See the source's README for what it needs", obj)
        raise self._error(
            f"{reason} ({self.max_tries} tries)",
            f"Check {self.source.upper()}_BASE_URL and try again",
            obj,
        )

    def _send(self, method: str, url: str, options: dict[str, Any]) -> Answer:
        self.requests += 1
        headers = {**self.headers, **(options.pop("headers", None) or {})}
        answer = self._client.request(method, url, headers=headers, **options)
        if date := answer.headers.get("date"):
            self._date = email.utils.parsedate_to_datetime(date).astimezone(UTC)
        if answer.is_redirect:
            target = urljoin(url, answer.headers.get("location", ""))
            self._check(target, None)
            return self._send(method, target, options | {"headers": headers})
        return Answer(answer.status_code, answer.headers, answer.content)

    def _check(self, url: str, obj: str | None, trusted: bool = False) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "http" and not _is_loopback(host):
            raise self._error(f"refuses plain http to {host}", "Use https", obj)
        known = trusted or not hasattr(self, "_hosts") or parts.netloc in self._hosts
        of_vendor = any(host == d or host.endswith("." + d) for d in self.vendor_domains)
        own = host == urlsplit(self.base_url).hostname
        if trusted and not (of_vendor or own):
            known = False
        if not (known or of_vendor):
            raise self._error(
                f"an answer led to the foreign host {host}", "It was not followed", obj
            )

    def _pause(self, attempt: int, retry_after: str | None) -> None:
        seconds = min(2.0**attempt, 30.0) * random.uniform(0.5, 1.0)
        if retry_after and retry_after.replace(".", "", 1).isdigit():
            seconds = float(retry_after)
        if attempt + 1 < self.max_tries:
            _wait.get()(min(seconds, LONGEST_WAIT_SECONDS))

    def _error(self, what: str, todo: str, obj: str | None) -> SourceError:
        return SourceError(self.source, what, todo, obj=obj)

    def close(self) -> None:
        self._client.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _told(answer: Answer) -> str:
    """The vendor's own message, shortened; never a header, where secrets stand."""
    try:
        body = answer.json()
    except ValueError:
        return ""
    body = body[0] if isinstance(body, list) and body else body
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    inner = error if isinstance(error, dict) else body
    text = inner.get("message") or body.get("error_description") or ""
    return f": {str(text)[:200]}" if text else ""
