"""Speak HTTP to a vendor: stay on its host, keep its clock, retry by cause and never for ever."""

from __future__ import annotations

import email.utils
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from ingestion.answers import Answer, Broken, in_time, in_words, line, whole
from ingestion.causes import TRIES, Cause, cause_of, message, seconds_asked, seconds_to_wait
from ingestion.deadline import Deadline
from ingestion.masking import host_of, keep, keep_userinfo
from ingestion.own_clock import OwnClock, is_here
from ingestion.settings import stem
from ingestion.source import SourceError

__all__ = ["Answer", "Session", "wait", "waiting_by"]

MOST_REDIRECTS = 5
LEAP = timedelta(minutes=5)  # a vendor's clock that runs ahead by more is asked again
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


class Session:
    """One connection of one source.

    `fatal(answer)` gives the reason when no retry can mend an answer; `cause(answer)` is what the
    vendor itself says of it, where a status means something else than elsewhere or an answer asks
    to be asked for again. `on_unauthorized()` renews
    the token (it may set `headers`) and is tried a few times per request. `headers` hold the
    credentials: they go to the connection's own hosts only, never along with a redirect.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        vendor_domains: tuple[str, ...] = (),
        on_unauthorized: Callable[[], None] | None = None,
        fatal: Callable[[Answer], str | None] | None = None,
        cause: Callable[[Answer], Cause | None] = lambda _: None,
        connection: str = "default",
    ) -> None:
        self.source, self.stem = source, stem(source, connection)
        self.base_url = base_url.rstrip("/")
        self.headers = dict(headers or {})
        keep(self.headers.get("Authorization", ""))
        keep_userinfo(self.base_url)
        self.vendor_domains = vendor_domains
        self.on_unauthorized = on_unauthorized
        self.fatal = fatal
        self.cause = cause
        self.requests = 0
        self._dates: deque[tuple[datetime, float]] = deque(maxlen=2)
        self._deadline = Deadline()
        self._client = line(self._deadline)
        self._hosts = {urlsplit(self.base_url).netloc}
        if "://" not in self.base_url:
            raise self._error(f"{self.stem}_BASE_URL has no https:// in front", "Set it anew", None)
        self._check(self.base_url, None)
        self._own_clock = OwnClock(source, urlsplit(self.base_url).hostname or "")

    def allow(self, url: str) -> str:
        """Count the host of `url`, if it is the vendor's, as our own too; gives its base."""
        self._check(url, None, own_name_is_enough=True)
        parts = urlsplit(url)
        self._hosts.add(parts.netloc)
        return f"{parts.scheme}://{parts.netloc}"

    # ── the vendor's clock ──────────────────────────────────────────────────────────────────

    @property
    def now(self) -> datetime:
        """Up to when it can be read, UTC, whole seconds: by the vendor's clock, never past ours."""
        return self._own_clock.earlier(self.vendors_now)

    @property
    def vendors_now(self) -> datetime:
        """What the vendor's `Date` headers say.

        One of its machines may be ahead of the others. Where two answers disagree a third is asked
        for, and the earlier is believed: reading twice does no harm, skipping does.
        """
        for _ in range(2 - len(self._dates)):
            self._ask_time()
        if not self._dates:
            return datetime.now(UTC)
        if len(self._dates) == 2 and self._has_leapt():
            self._ask_time()
            return min(date for date, _ in self._dates)
        return self._dates[-1][0]

    def _has_leapt(self) -> bool:
        (before, then), (last, at) = self._dates
        return last - before > timedelta(seconds=at - then) + LEAP

    def _ask_time(self) -> None:
        """Any answer tells the time; credentials are not needed for that, nor redirects."""
        for tries in range(1, TRIES[Cause.TRANSIENT] + 1):
            try:
                self._exchange("GET", self.base_url + "/", {}, {})
                return
            except (httpx.TransportError, Broken) as error:
                if tries == TRIES[Cause.TRANSIENT]:
                    told = f"{host_of(self.base_url)} does not answer"
                    raise self._given_up(Cause.TRANSIENT, told, None, tries) from error
                _wait.get()(seconds_to_wait(tries, None))

    def _keep_date(self, text: str | None) -> None:
        try:
            date = email.utils.parsedate_to_datetime(text or "")
            date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            return
        self._dates.append((date, time.monotonic()))

    # ── requests ────────────────────────────────────────────────────────────────────────────

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
        target = url if "://" in url else self.base_url + url
        options = {"params": params, "json": json, "data": data}
        is_fatal = fatal or self.fatal or (lambda _: None)
        tries: Counter[Cause] = Counter()
        while True:
            answer, asked = None, None
            try:
                answer = self._send(method, target, options, headers or {}, obj)
            except (httpx.TransportError, Broken) as error:
                cause = Cause.TRANSIENT
                told = f"{in_words(error)} at {host_of(target)}"
            own = self.cause(answer) if answer and answer.status >= 400 else None
            passes = own in (Cause.BURST, Cause.TRANSIENT)
            if answer and answer.status in expect and not passes:
                return answer
            if answer:
                cause = own or cause_of(answer, self._last_date)
            tries[cause] += 1
            if cause is Cause.TOKEN and self._renewed(renew, tries[cause]):
                continue
            if answer:
                passes = passes or cause is Cause.BURST
                if not passes and (reason := is_fatal(answer)):
                    raise SourceError(self.source, reason, "Correct it and run again", obj=obj)
                words = message(answer)
                told = f"HTTP {answer.status} from {host_of(target)}{words and f': {words}'}"
                asked = seconds_asked(answer.headers.get("retry-after"), self._last_date)
            if cause in (Cause.TOKEN, Cause.DAILY, Cause.FATAL):
                raise self._final(cause, answer.status, told, obj)
            if tries[cause] >= TRIES[cause]:
                raise self._given_up(cause, told, obj, tries[cause])
            _wait.get()(seconds_to_wait(tries[cause], asked))

    def _renewed(self, may: bool, tries: int) -> bool:
        if not (may and self.on_unauthorized) or tries >= TRIES[Cause.TOKEN]:
            return False
        self.on_unauthorized()
        return True

    @property
    def _last_date(self) -> datetime:
        return self._dates[-1][0] if self._dates else datetime.now(UTC)

    def _send(
        self,
        method: str,
        url: str,
        options: Mapping[str, Any],
        headers: Mapping[str, str],
        obj: str | None,
    ) -> Answer:
        """One request and the redirects it leads to, none of them with a body to another host."""
        self._check(url, obj)
        for _ in range(MOST_REDIRECTS + 1):
            is_own = urlsplit(url).netloc in self._hosts
            answer = self._exchange(method, url, options, {**self.headers, **headers}, is_own)
            location = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            target = location if "://" in location else urljoin(url, location)
            self._check(target, obj)
            has_body = options.get("json") is not None or options.get("data") is not None
            if has_body and urlsplit(target).netloc not in self._hosts:
                raise self._error("was sent to another host", "It was not followed", obj)
            url, options = target, {**options, "params": None}
        raise self._error("was redirected again and again", "Check its address", obj)

    def _exchange(
        self,
        method: str,
        url: str,
        options: Mapping[str, Any],
        headers: Mapping[str, str],
        with_credentials: bool = False,
    ) -> Answer:
        self.requests += 1
        sent = headers if with_credentials else {}
        stream = self._client.stream(method, url, headers=sent, **options)
        with in_time(self._deadline), stream as response:
            self._keep_date(response.headers.get("date"))
            try:
                return whole(response)
            except Broken:  # what is left of the answer may stand before the next one
                self._client.close()
                self._client = line(self._deadline)
                raise

    def _check(self, url: str, obj: str | None, own_name_is_enough: bool = False) -> None:
        try:
            parts = urlsplit(url)
            host = httpx.URL(url).host  # what will be asked, whoever reads the address how
            is_clear = host == (parts.hostname or "")
        except (ValueError, httpx.InvalidURL):
            is_clear = False
        if not is_clear:
            raise self._error("an answer led to no address", "It was not followed", obj)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_here(host)):
            raise self._error(f"refuses plain {parts.scheme} to {host}", "Use https", obj)
        is_own = parts.netloc in self._hosts or (
            own_name_is_enough and host == urlsplit(self.base_url).hostname
        )
        is_vendors = any(host == d or host.endswith("." + d) for d in self.vendor_domains)
        if not (is_own or (is_vendors and "@" not in parts.netloc)):
            raise self._error(
                f"an answer led to the foreign host {host}", "It was not followed", obj
            )

    # ── what went wrong ─────────────────────────────────────────────────────────────────────

    def _final(self, cause: Cause, status: int, told: str, obj: str | None) -> SourceError:
        if cause is Cause.TOKEN:
            return self._error(told, f"Check the {self.stem}_… credentials", obj)
        if cause is Cause.DAILY:
            return self._error(
                f"{told} (the calls of the day are used up)", "Run again tomorrow", obj
            )
        if status == 403:
            return self._error(told, "Grant the connected user the right to read it", obj)
        return self._error(told, "See the source's README for what it needs", obj)

    def _given_up(self, cause: Cause, told: str, obj: str | None, tries: int) -> SourceError:
        todo = f"Check {self.stem}_BASE_URL and try again"
        if cause is Cause.BURST:
            todo = "Run again when less else asks it"
        return self._error(f"{told} ({tries} tries)", todo, obj)

    def _error(self, what: str, todo: str, obj: str | None) -> SourceError:
        return SourceError(self.source, what, todo, obj=obj)

    def close(self) -> None:
        self._client.close()
