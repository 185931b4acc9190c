"""Where a proxy stands before the UI, its name is the UI's; nothing else changes."""

import asyncio

import pytest

from orchestration.guard import Guard
from tests.conftest import environment


async def ui(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})


def answered(headers, name=None):
    """The status of a question to the UI that has this name."""
    sent = []

    async def send(message):
        sent.append(message)

    told = [(key.encode(), value.encode()) for key, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": told}
    with environment(ACCORD_UI_NAME=name):
        asyncio.run(Guard(ui)(scope, None, send))
    return sent[0]["status"]


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("data.acme.com", "https://data.acme.com"),  # as the proxy was asked
        ("127.0.0.1:3000", "https://data.acme.com"),  # under the UI's own name
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
    ],
)
def test_a_proxy_asks_under_its_name_or_the_ui_s_own(host, origin):
    assert answered({"host": host, "origin": origin}, name="data.acme.com") == 200


@pytest.mark.parametrize("name", [None, "data.acme.com"])
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:3000", "origin": "https://evil.example"},
        {"host": "evil.example", "origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:3000"},
        {"host": "[oops", "origin": "http://[oops"},
        {"host": "127.0.0.1:3000", "sec-fetch-site": "cross-site"},
    ],
)
def test_no_other_page_is_answered_with_a_proxy_or_without(headers, name):
    assert answered(headers, name) == 403
