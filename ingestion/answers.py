"""Read a vendor's answer to its end, or say that it has none: cut, mis-sized or dripping."""

from __future__ import annotations

import codecs
import email.message
import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import httpx
import msgspec

from ingestion.deadline import Deadline
from ingestion.texts import loaded, shielded

LONGEST_SILENCE_SECONDS = 60.0  # between two pieces of an answer
LONGEST_ANSWER_SECONDS = 300.0  # a whole answer, however steadily it drips
LARGEST_ANSWER_BYTES = 256 * 1024 * 1024  # as sent, and unpacked
PIECE_BYTES = 1024 * 1024
_json = msgspec.json.Decoder(msgspec.Raw)


class Broken(Exception):
    """An answer that is not whole. Its text says in what way."""


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        return loaded(self.content)


def line(deadline: Deadline) -> httpx.Client:
    client = httpx.Client(
        verify=_trusted(),
        timeout=LONGEST_SILENCE_SECONDS,
        headers={"Accept-Encoding": "gzip, deflate"},
        follow_redirects=False,
        trust_env=True,
    )
    return deadline.hold(client)


@cache
def _trusted() -> ssl.SSLContext:
    """Whom this machine trusts, read once: it takes longer than an answer."""
    return httpx.create_ssl_context()


@contextmanager
def in_time(deadline: Deadline) -> Iterator[None]:
    """Inside, one answer is read, from its first byte to its last."""
    deadline.begin(LONGEST_ANSWER_SECONDS)
    try:
        yield
    except httpx.TimeoutException as error:
        if not deadline.has_passed:
            raise
        seconds = f"{LONGEST_ANSWER_SECONDS:g} seconds"
        raise Broken(f"an answer was not complete after {seconds}") from error


def whole(response: httpx.Response) -> Answer:
    """The answer of a streamed response; what it promises of its length and form must hold.

    The bytes are unpacked here: a cut gzip stream is an error, where libraries give what there is.
    """
    content = _bounded(response.iter_raw())
    promised = response.headers.get("content-length")
    if promised is not None and promised.isdigit() and len(content) != int(promised):
        raise Broken("an answer has another length than it promised")
    content = _unpacked(content, response.headers.get("content-encoding", ""))
    told = response.headers.get("content-type", "")
    content = _in_utf8(content, told)
    if "json" in told and (content or response.status_code == 200):
        content = _as_json(content)
    return Answer(response.status_code, response.headers, content)


def _as_json(content: bytes) -> bytes:
    try:
        _json.decode(content)
        return content
    except msgspec.DecodeError as error:
        readable = shielded(content)
        if readable == content:
            raise Broken("an answer was cut or is no JSON") from error
    return _as_json(readable)


def _in_utf8(content: bytes, content_type: str) -> bytes:
    """By the charset that the answer declares; bytes that are none of its stay as they are."""
    header = email.message.Message()
    header["content-type"] = content_type
    try:
        codec = codecs.lookup(header.get_content_charset("utf-8"))
        return content if codec.name in ("utf-8", "ascii") else codec.decode(content)[0].encode()
    except (LookupError, UnicodeError):
        return content


def _unpacked(content: bytes, encoding: str) -> bytes:
    if encoding.lower() in ("", "identity") or not content:
        return content
    if encoding.lower() not in ("gzip", "x-gzip", "deflate"):
        raise Broken(f"an answer came packed as {encoding[:20]}, which was not asked for")
    try:
        return _bounded(_pieces(content))
    except zlib.error as error:
        raise Broken("an answer's packing is damaged") from error


def _pieces(packed: bytes) -> Iterator[bytes]:
    while packed:  # what was packed piece by piece is unpacked so
        unpacking = zlib.decompressobj(wbits=47)  # gzip or zlib, by the first bytes
        while packed and not unpacking.eof:
            yield unpacking.decompress(packed, PIECE_BYTES)
            packed = unpacking.unconsumed_tail
        yield unpacking.flush()
        if not unpacking.eof:
            raise Broken("an answer's packing was cut")
        packed = unpacking.unused_data


def _bounded(pieces: Iterable[bytes]) -> bytes:
    """All of them, as long as they are an answer that fits into memory."""
    kept = BytesIO()
    for piece in pieces:
        kept.write(piece)
        if kept.tell() > LARGEST_ANSWER_BYTES:
            raise Broken(f"an answer is larger than {LARGEST_ANSWER_BYTES >> 20} MB")
    return kept.getvalue()


def in_words(error: Exception) -> str:
    if isinstance(error, Broken):
        return str(error)
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {LONGEST_SILENCE_SECONDS:g} seconds"
    return f"the connection broke ({type(error).__name__})"
