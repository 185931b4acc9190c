"""An answer comes within a time, and fits: whatever a server sends, and however slowly."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from ingestion import answers
from ingestion.answers import Broken, whole
from ingestion.http import Session, waiting_by
from ingestion.source import SourceError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Sends = Callable[[socket.socket, threading.Event], None]


@pytest.fixture
def server() -> Iterator[Callable[[Sends], str]]:
    """Answers every request as it is told to: `server(sends)` gives its address."""
    over = threading.Event()
    listeners: list[socket.socket] = []

    def begin(sends: Sends) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def answer() -> None:
            while True:
                try:
                    taken, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(taken,), daemon=True).start()

        def one(taken: socket.socket) -> None:
            with taken:
                try:
                    taken.recv(65_536)
                    sends(taken, over)
                except OSError:
                    return

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield begin
    over.set()
    for listener in listeners:
        listener.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LONGEST_ANSWER_SECONDS", 0.4)


def dripping(taken: socket.socket, over: threading.Event) -> None:
    """A header a tenth of a second, for ever."""
    taken.sendall(HEAD)
    while not over.wait(0.1):
        taken.sendall(b"X-Pad: a\r\n")


@pytest.mark.parametrize("is_proxied", [False, True])
def test_headers_that_drip_end_in_time(server, hasty, monkeypatch, is_proxied):
    address = server(dripping)
    if is_proxied:
        monkeypatch.setenv("HTTP_PROXY", address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        address = "http://127.0.0.1:9"
    session, began = Session("invented", address), time.monotonic()
    line = "an answer was not complete after 0.4 seconds"
    with pytest.raises(SourceError, match=line) as told, waiting_by(lambda _: None):
        session.request("GET", "/a")
    assert "(6 tries)" in str(told.value)
    assert time.monotonic() - began < 6 * 0.4 + 3


def test_a_line_is_as_good_as_new_after_an_answer_came_in_time(server, hasty):
    def soon(taken: socket.socket, over: threading.Event) -> None:
        while True:
            taken.sendall(HEAD + b"Content-Length: 2\r\n\r\n{}")
            if not taken.recv(65_536):
                return

    session = Session("invented", server(soon))
    for _ in range(3):
        assert session.request("GET", "/a").content == b"{}"
        time.sleep(0.3)  # in all longer than one answer may take


def answered(content: bytes, **headers: str) -> bytes:
    told = {"content-length": str(len(content)), **headers}
    return whole(httpx.Response(200, headers=told, stream=httpx.ByteStream(content))).content


def test_an_answer_that_unpacks_to_more_than_fits_is_none(monkeypatch):
    monkeypatch.setattr(answers, "LARGEST_ANSWER_BYTES", 8 << 20)
    packed = {"content-encoding": "gzip"}
    fits = gzip.compress(b" " * (8 << 20))
    assert len(answered(fits, **packed)) == 8 << 20
    for bomb in (b" " * (9 << 20), b" " * (100 << 20)):
        with pytest.raises(Broken, match="an answer is larger than 8 MB"):
            answered(gzip.compress(bomb), **packed)
    with pytest.raises(Broken, match="larger than 8 MB"):
        answered(fits + fits, **packed)


def test_an_answer_that_is_sent_larger_than_fits_is_none(monkeypatch):
    monkeypatch.setattr(answers, "LARGEST_ANSWER_BYTES", 1 << 20)
    assert len(answered(b" " * (1 << 20))) == 1 << 20
    with pytest.raises(Broken, match="an answer is larger than 1 MB"):
        answered(b" " * (1 << 20) + b" ")
