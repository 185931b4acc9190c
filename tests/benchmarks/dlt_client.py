"""dlt's declarative REST source at its defaults, in an environment that uv makes for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PINNED = ("dlt[duckdb]==1.31.0", "duckdb==1.5.5")
PROGRAM = """
import sys, time
import dlt
from dlt.sources.rest_api import rest_api_source

url, folder, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
source = rest_api_source({
    "client": {"base_url": url, "paginator": {"type": "json_link", "next_url_path": "next"}},
    "resources": [{
        "name": "people",
        "endpoint": {"path": "people", "data_selector": "results"},
        "primary_key": "id",
        "write_disposition": "append",
    }],
})
place = dlt.destinations.duckdb(folder + "/dlt.duckdb")
pipeline = dlt.pipeline("people", destination=place, pipelines_dir=folder + "/dlt")
started = time.monotonic()
pipeline.run(source)
seconds = time.monotonic() - started
with pipeline.sql_client() as client:
    (count,) = client.execute_sql("select count(*) from people")[0]
assert count == rows, count
print(seconds)
"""


def seconds_of_dlt(url: str, rows: int, folder: Path) -> tuple[float | None, str]:
    """How long it took, or why it could not be tried. Its imports are not counted."""
    uv, place = str(Path(sys.executable).with_name("uv")), folder / "environment"
    python = str(place / "bin" / "python")
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, str(place)],
        [uv, "pip", "install", "--quiet", "--python", python, *PINNED],
    ):
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode:
            return None, f"{PINNED[0]} can't be installed here ({_shown(made.stderr)})"
    ran = subprocess.run(
        [python, "-c", PROGRAM, url, str(folder), str(rows)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"HOME": str(folder), "RUNTIME__DLTHUB_TELEMETRY": "false"},
    )
    if ran.returncode:
        return None, f"{PINNED[0]} failed ({_shown(ran.stderr)})"
    return float(ran.stdout.split()[-1]), ""


def _shown(told: str) -> str:
    return " ".join(told.split())[-200:]
