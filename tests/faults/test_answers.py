"""An answer is read to its end, however it is packed, or it is none."""

import gzip

import httpx
import pytest

from ingestion.answers import Broken, whole

ROWS = [b"Id,Name\n1,a\n", b"2,b\n"]


def answered(content: bytes) -> bytes:
    headers = {"content-encoding": "gzip", "content-length": str(len(content))}
    response = httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))
    return whole(response).content


def test_what_was_packed_piece_by_piece_is_read_whole():
    assert answered(b"".join(map(gzip.compress, ROWS))) == b"".join(ROWS)


@pytest.mark.parametrize("lacking", [1, 9])
def test_a_last_piece_that_is_cut_makes_it_none(lacking):
    with pytest.raises(Broken, match="packing"):
        answered(b"".join(map(gzip.compress, ROWS))[:-lacking])
