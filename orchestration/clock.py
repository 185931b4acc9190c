"""Now: the vendors' for real systems, the virtual one for the sample company."""

import json
import urllib.request
from datetime import UTC, datetime

from orchestration.environment import sandbox_url


def now() -> datetime:
    """UTC. In the sandbox, the end of its virtual day."""
    if url := sandbox_url():
        return datetime.fromtimestamp(_call(f"{url}/_sandbox/now")["now"] / 1000, UTC)
    return datetime.now(UTC)


def advance(days: int) -> datetime:
    """Let the sample company live on for `days`, then tell its time."""
    if days and (url := sandbox_url()):
        _call(f"{url}/_sandbox/advance", {"days": days})
    return now()


def wait(seconds: float) -> None:
    """Waiting for a limit moves the sandbox's clock instead of ours."""
    _call(f"{sandbox_url()}/_sandbox/sleep", {"seconds": seconds})


def _call(url: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as answer:
        return json.loads(answer.read() or b"{}")
