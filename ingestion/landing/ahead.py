"""Read ahead: the next answers arrive while the last ones are written."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")
DEPTH = 8  # batches that may wait; bounds the memory of a load, whatever its size
_END = object()


def read_ahead(items: Iterator[T], depth: int = DEPTH) -> Iterator[T]:
    """The same items in the same order, drawn by a thread that is at most `depth` items ahead.

    What `items` raises is raised here, after what came before it. Leaving early stops the thread,
    also where it waits for the answer to an item (`abandon` says that none will come).
    """
    waiting: queue.Queue = queue.Queue(depth)
    left = threading.Event()

    def put(item: object) -> bool:
        while not left.is_set():
            try:
                waiting.put(item, timeout=0.1)
                return not left.is_set()
            except queue.Full:
                continue
        return False

    def draw() -> None:
        try:
            for item in items:
                if not put((item, None)):
                    return
            put((_END, None))
        except BaseException as error:
            put((_END, error))

    thread = threading.Thread(target=contextvars.copy_context().run, args=(draw,), daemon=True)
    thread.start()
    item = None
    try:
        while True:
            item, error = waiting.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        left.set()
        _abandon(item)
        while not waiting.empty():
            _abandon(waiting.get()[0])
        thread.join()


def _abandon(item: object) -> None:
    if hasattr(item, "abandon"):
        item.abandon()
