"""What a source's own code trips over is that source's failure, never the end of the program."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingestion.source import Item, SourceError, Stream


@contextmanager
def told_by(source: str, doing: str) -> Iterator[None]:
    """One line that says where. What the mistake says is left out: it may hold a credential."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        raise SourceError(
            source,
            f"{doing} failed ({type(error).__name__} in {_place(error)})",
            "Run again; if it stays, its client has to be mended",
        ) from error


def read(source: str, stream: Stream, client: Any, cursor: dict[str, Any]) -> Iterator[Item]:
    """What a stream tells. An answer that is not as documented is told as such."""
    with told_by(f"{source}.{stream.name}", "reading"):
        try:
            yield from stream.extract(client, cursor)
        except (KeyError, TypeError, ValueError) as error:
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise SourceError(
                source,
                f"an answer was not of the form the vendor documents ({what})",
                "Run again; if it stays, the API has changed",
                obj=stream.name,
            ) from error


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{'/'.join(Path(last.filename).parts[-2:])}:{last.lineno}"
