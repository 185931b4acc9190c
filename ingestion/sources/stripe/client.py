"""Speak to Stripe: pages of raw records, single objects, and nested lists to their end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from ingestion.causes import Cause
from ingestion.http import Answer, Session
from ingestion.masking import shown
from ingestion.onward import Onward
from ingestion.source import SourceError
from ingestion.texts import reader

VERSION = "2023-08-16"
PAGE = 100
ASKED_AGAIN = 3  # so often for a page that leads nowhere
SHOULD_RETRY = "stripe-should-retry"
PASSING = (409, 424)  # another request was in the way, or what an answer needs from outside
Parameters = Sequence[tuple[str, str]]


class Page(msgspec.Struct):
    data: list[msgspec.Raw]
    has_more: bool


class Named(msgspec.Struct):
    """What the walk itself looks at in a record."""

    id: str
    created: int = 0
    status: str | None = None
    test_clock: str | None = None


class Nested(msgspec.Struct):
    """A list inside an object: ten elements at most, and whether there are more."""

    data: list[msgspec.Raw]
    has_more: bool = False


class Gone(msgspec.Struct):
    deleted: bool = False


class Refusal(msgspec.Struct):
    code: str | None = None
    param: str | None = None
    message: str | None = None


class Envelope(msgspec.Struct):
    error: Refusal


_page = msgspec.json.Decoder(Page)
_named = msgspec.json.Decoder(Named)
_gone = msgspec.json.Decoder(Gone)
_envelope_of = reader(msgspec.json.Decoder(Envelope).decode)


def named(record: bytes | msgspec.Raw) -> Named:
    return _named.decode(record)


def cause_told(answer: Answer) -> Cause | None:
    """Stripe says itself whether to ask again; else by the status.

    A 429 has two causes: too many calls, and a lock that one other call holds.
    """
    asks_again = answer.headers.get(SHOULD_RETRY)
    if asks_again == "false":
        return Cause.FATAL
    if answer.status == 429:
        return Cause.TRANSIENT if _is_locked(answer) else None
    return Cause.TRANSIENT if asks_again == "true" or answer.status in PASSING else None


def _is_locked(answer: Answer) -> bool:
    try:
        return _envelope_of(answer.content).error.code == "lock_timeout"
    except msgspec.DecodeError:
        return False


class Client:
    """One account, read at the version that is declared in `tables.py`.

    `versions` are those that answers said they are of: the pinned one, as long as it is heeded.
    """

    def __init__(self, settings: Mapping[str, str], connection: str = "default") -> None:
        self.session = Session(
            source="stripe",
            base_url=settings["BASE_URL"],
            headers={
                "Authorization": f"Bearer {settings['API_KEY']}",
                "Stripe-Version": VERSION,
            },
            vendor_domains=("stripe.com",),
            fatal=self._refused,
            cause=cause_told,
            connection=connection,
        )
        self.reads_test_clocks = settings.get("TEST_CLOCKS") == "yes"
        self.totals: dict[str, dict[str, dict[str, int]]] | None = None
        self.versions: set[str] = set()

    @property
    def now(self) -> datetime:
        """The account's clock; the first look at it also proves host and key."""
        if not self.session.requests:
            self._get("/v1/customers", "customer", [("limit", "1")], (200,))
        return self.session.now

    def pages(
        self,
        path: str,
        obj: str,
        parameters: Parameters = (),
        after: str | None = None,
        has_created: bool = True,
    ) -> Iterator[list[bytes]]:
        """A list, newest first, page by page, no element twice.

        The element a page ended with may be deleted before the next one is asked for; the walk then
        goes on from its second (a list that knows no `created`: from the start), past what it has.
        """
        seen = Seen(has_created)
        last: Named | None = None
        tries = restarts = 0
        onward = Onward("stripe", obj)
        while True:
            asked = [*parameters, ("limit", str(PAGE))]
            if after:
                asked.append(("starting_after", after))
            answer = self._get(path, obj, asked, (200, 400))
            if answer.status == 400:
                self._check_resumable(answer, obj, after)
                restarts += 1
                self._check_progress(restarts, obj)
                after, onward = None, Onward("stripe", obj)
                if has_created and last:
                    parameters = [each for each in parameters if each[0] != "created[lte]"]
                    parameters.append(("created[lte]", str(last.created)))
                continue
            page = _page.decode(answer.content)
            names = [named(record) for record in page.data]
            last = names[-1] if names else last
            fresh = [
                bytes(record)
                for record, name in zip(page.data, names, strict=True)
                if seen.is_new(name)
            ]
            if fresh:
                restarts = 0
                yield fresh
            if not page.has_more:
                return
            tries = tries + 1 if not names or names[-1].id == after else 0
            self._check_progress(tries, obj)
            if names and names[-1].id != after:
                after = names[-1].id
                onward.to(after)
            seen.turn_page(names)

    def one(self, path: str, obj: str) -> bytes | None:
        """The object, or None where it is deleted or was never there."""
        answer = self._get(path, obj, [], (200, 404))
        if answer.status == 404:
            if _envelope_of(answer.content).error.code != "resource_missing":
                raise SourceError(
                    "stripe",
                    f"HTTP 404, and not because {path.rsplit('/', 1)[-1]} is gone",
                    f"Check {self.session.stem}_BASE_URL",
                    obj=obj,
                )
            return None
        return None if _gone.decode(answer.content).deleted else answer.content

    def ask_once(self) -> None:
        """A wrong key, or a host that does not answer, is an error; a lacking right is none."""
        self._get("/v1/events", "event", (("limit", "1"),), (200, 403))

    def rest(self, nested: Nested, path: str, obj: str, parameters: Parameters) -> list[bytes]:
        """All elements of a nested list; those that did not ride along are asked for."""
        found = [bytes(element) for element in nested.data]
        if not nested.has_more:
            return found
        known = {named(element).id for element in found}
        last = named(found[-1]).id if found else None
        for page in self.pages(path, obj, parameters, after=last, has_created=False):
            found += [element for element in page if named(element).id not in known]
        return found

    def _get(self, path: str, obj: str, asked: Parameters, expect: tuple[int, ...]) -> Answer:
        answer = self.session.request("GET", path, params=list(asked), obj=obj, expect=expect)
        if version := answer.headers.get("stripe-version"):
            self.versions.add(version)
        return answer

    def _check_resumable(self, answer: Answer, obj: str, after: str | None) -> None:
        refusal = _envelope_of(answer.content).error
        if refusal.param == "starting_after" and after:
            return
        raise SourceError(
            "stripe",
            f"HTTP 400: {shown(refusal.message or refusal.code or '')}",
            "The API refuses what version 2023-08-16 allows: see the source's README",
            obj=obj,
        )

    def _refused(self, answer: Answer) -> str | None:
        """What no retry mends; the vendor's words are left out: they repeat part of the key."""
        key = f"{self.session.stem}_API_KEY"
        if answer.status == 401:
            return f"the key is refused (HTTP 401): set {key} to a key of this account"
        if answer.status == 403:
            return f"the key of {key} may not read this (HTTP 403): give it the read right"
        if answer.headers.get(SHOULD_RETRY) == "false":
            return f"HTTP {answer.status}, and Stripe says that trying again is no use"
        return None

    def _check_progress(self, tries: int, obj: str) -> None:
        if tries > ASKED_AGAIN:
            raise SourceError(
                "stripe",
                f"a list says that it has more and does not give it ({tries} tries)",
                "Run again",
                obj=obj,
            )


class Seen:
    """Which elements of a list were there already.

    What a page repeats lies in the page before or, after a deletion, in the second where the walk
    went on; a list that then starts anew may repeat any.
    """

    def __init__(self, has_created: bool) -> None:
        self.has_created = has_created
        self._created: dict[str, int] = {}

    def is_new(self, name: Named) -> bool:
        if name.id in self._created:
            return False
        self._created[name.id] = name.created
        return True

    def turn_page(self, names: Sequence[Named]) -> None:
        """Forget what lies above the page that was read, its own elements excepted."""
        if self.has_created and names:
            here = {name.id for name in names}
            oldest = names[-1].created
            self._created = {
                id: created
                for id, created in self._created.items()
                if id in here or created <= oldest
            }
