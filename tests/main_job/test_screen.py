"""What stands on the screen at the end of a run."""

import io
import shlex
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
    assert shown == ["HubSpot", "Salesforce", "Stripe as of 2026-05-17 06:30"]


def test_each_account_of_a_vendor_has_a_column_of_its_own(published, tmp_path):
    where = Place(tmp_path)
    where.current.mkdir()
    shutil.copy(published.marts, where.current / "accord.duckdb")
    with duckdb.connect(str(where.current / "accord.duckdb")) as marts:
        marts.execute(
            "insert into marts.rpt_claims "
            "select * replace ('emea' as connection, 4711 as claimed_value) from marts.rpt_claims "
            "where source_system = 'salesforce' and metric = 'leads'"
        )
    told = io.StringIO()
    show(where, Mode("sample"), Outcome(True), Console(file=told, width=120))
    lines = told.getvalue().splitlines()
    heads = [line.split("┃")[2:6] for line in lines if "┃" in line][:2]
    shown = [" ".join(part.split()) for part in (h + " " + b for h, b in zip(*heads, strict=True))]
    assert shown == ["HubSpot", "Salesforce default", "Salesforce emea", "Stripe"]
    [leads] = [line.split("│") for line in lines if "Leads  " in line and "│" in line]
    assert leads[4].strip() == "4,711" != leads[3].strip()


def test_a_run_that_published_nothing_tells_why_and_not_the_numbers_of_another_one(published):
    told = io.StringIO()
    ended = Outcome(False, messages=["a page is void"])
    show(Place(published.warehouse), Mode("sample"), ended, Console(file=told, width=120))
    first, why, stays, *_ = told.getvalue().splitlines()
    assert first.startswith("Checks: 0 passed") and why.strip() == "a page is void"
    [(as_of,)] = published.query("select as_of from marts.publication")
    assert stays == f"The marts stay as of {as_of:%Y-%m-%d %H:%M} UTC."


def last_lines(where, mode, **outcome):
    said = io.StringIO()
    show(where, mode, Outcome(True, **outcome), Console(file=said, width=400, color_system=None))
    return said.getvalue().splitlines()


def test_the_next_command_can_be_pasted_whatever_the_folder_is_called(tmp_path):
    folder = tmp_path / "hf <b>it's $HOME[/] :smile:"
    line = last_lines(Place(tmp_path), Mode("files", folder))[-1]
    (begin, command), end = line.split(" make "), " (the run in Dagster) · the same command"
    told = shlex.split(command.partition(end)[0])
    assert begin == "Next:" and told == ["ui", f"FILES={folder}".replace("$", "$$")]


def test_a_text_that_a_terminal_would_obey_is_shown_in_numbers(tmp_path):
    odd = "raw: x — \x1b[35m\x07\r\u009b \udce9 [bold]"
    shown = r"raw: x — \x1b[35m\x07\r\x9b \udce9 [bold]"
    told = last_lines(Place(tmp_path), Mode("sample"), failed=[odd], messages=[odd])
    assert [line.strip() for line in told[1:3]] == [f"failed  {shown}", shown]
