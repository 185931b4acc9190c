"""What stands on the screen at the end of a run."""

import io
import shutil

import duckdb
from rich.console import Console

from orchestration.environment import Mode, Place
from orchestration.run import Outcome
from orchestration.screen import show


def test_claims_of_a_source_that_was_not_read_have_the_day_of_the_last_reading(published, tmp_path):
    where = Place(tmp_path)
    where.current.mkdir()
    shutil.copy(published.marts, where.current / "accord.duckdb")
    with duckdb.connect(str(where.current / "accord.duckdb")) as marts:
        marts.execute(
            "update marts.publication_sources set is_stale = true, "
            "fresh_at = timestamp '2026-05-17 06:30' where source_system = 'stripe'"
        )
    told = io.StringIO()
    show(where, Mode("sample"), Outcome(True), Console(file=told, width=120))
    heads = [line.split("┃")[2:5] for line in told.getvalue().splitlines() if "┃" in line][:2]
    shown = [" ".join(part.split()) for part in (h + " " + b for h, b in zip(*heads, strict=True))]
    assert shown == ["Salesforce", "HubSpot", "Stripe as of 2026-05-17 06:30"]
