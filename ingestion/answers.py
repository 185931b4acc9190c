"""Read a vendor's answer to its end, or say that it has none: cut, mis-sized or dripping."""

from __future__ import annotations

import codecs
import email.message
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import msgspec

from ingestion.texts import loaded, shielded

LONGEST_SILENCE_SECONDS = 60.0  # between two pieces of an answer
LONGEST_ANSWER_SECONDS = 300.0  # a whole answer, however steadily it drips
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


def line() -> httpx.Client:
    return httpx.Client(
        verify=_trusted(),
        timeout=LONGEST_SILENCE_SECONDS,
        headers={"Accept-Encoding": "gzip, deflate"},
        follow_redirects=False,
        trust_env=True,
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Whom this machine trusts, read once: it takes longer than an answer."""
    return httpx.create_ssl_context()


def whole(response: httpx.Response) -> Answer:
    """The answer of a streamed response; what it promises of its length and form must hold.

    The bytes are unpacked here: a cut gzip stream is an error, where libraries give what there is.
    """
    started = time.monotonic()
    parts: list[bytes] = []
    for part in response.iter_raw():
        parts.append(part)
        if time.monotonic() - started > LONGEST_ANSWER_SECONDS:
            raise Broken(f"an answer was not complete after {LONGEST_ANSWER_SECONDS:g} seconds")
    content = b"".join(parts)
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
    unpacked = b""
    while content:  # what was packed piece by piece is unpacked so
        unpacking = zlib.decompressobj(wbits=47)  # gzip or zlib, by the first bytes
        try:
            unpacked += unpacking.decompress(content)
        except zlib.error as error:
            raise Broken("an answer's packing is damaged") from error
        if not unpacking.eof:
            raise Broken("an answer's packing was cut")
        content = unpacking.unused_data
    return unpacked


def in_words(error: Exception) -> str:
    if isinstance(error, Broken):
        return str(error)
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {LONGEST_SILENCE_SECONDS:g} seconds"
    return f"the connection broke ({type(error).__name__})"
