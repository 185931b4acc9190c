"""Runs inside a peer's own interpreter: its vendor is a simulator, its clock the simulator's.

A JSON file named by PEER_POINTING says `hosts` (name to loopback address), `forms` (path to what is
posted there instead), `moved` (paths that the simulator serves elsewhere: pattern, path, member
of the answer that is the whole answer), `answers` (what it does not serve: pattern, status,
body), `dropped` (parameters that it does not know: pattern of `name=value`), `now` (epoch seconds) and `clock` (the file that is told how far the clock came).
"""

import atexit
import json
import os
import re
import time
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

_longest_real_sleep = 1.0


def _keep_time(now, told):
    """The clock goes on from there; a wait of a second or more costs no real time."""
    import time_machine

    traveller = time_machine.travel(now, tick=True).start()
    sleep = time.sleep

    def passing(seconds):
        if seconds < _longest_real_sleep:
            sleep(seconds)
        else:
            sleep(0.001)
            traveller.shift(seconds)

    time.sleep = passing
    atexit.register(lambda: Path(told).write_text(str(time.time())))


def _point(pointing):
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPResponse

    send = HTTPAdapter.send

    def answer(adapter, request, status, body):
        content = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        raw = HTTPResponse(
            BytesIO(content), headers, status, preload_content=False, request_url=request.url
        )
        return adapter.build_response(request, raw)

    def pointed(self, request, **options):
        parts = urlsplit(request.url)
        base = pointing["hosts"].get(parts.hostname)
        if base is None and parts.hostname != "127.0.0.1":
            raise requests.ConnectionError(f"no such host here: {parts.hostname}")
        base, path, member = base or f"http://{parts.netloc}", parts.path, None
        for pattern, status, body in pointing["answers"]:
            if re.fullmatch(pattern, path):
                return answer(self, request, status, body)
        for pattern, to, name in pointing["moved"]:
            if match := re.fullmatch(pattern, path):
                path, member = match.expand(to), name
        if form := pointing["forms"].get(path):
            request.prepare_body(form, None)
        kept = [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not any(re.fullmatch(each, f"{name}={value}") for each in pointing["dropped"])
        ]
        request.url = base + path + ("?" + urlencode(kept) if kept else "")
        response = send(self, request, **options)
        if member and response.status_code == 200:
            return answer(self, request, 200, response.json()[member])
        return response

    HTTPAdapter.send = pointed


if _file := os.environ.get("PEER_POINTING"):
    _pointing = json.loads(Path(_file).read_text())
    _point(_pointing)
    _keep_time(_pointing["now"], _pointing["clock"])
