"""What cannot be tried is said in one line, and nothing is written."""

import shutil

import pytest

from orchestration import __main__ as command_line
from orchestration.backtest.asked import asked
from orchestration.backtest.command import backtest
from orchestration.backtest.pages import chosen
from orchestration.environment import CannotStart
from tests.backtest.conftest import told
from tests.conftest import environment


@pytest.fixture
def files(published):
    """All that lies in the warehouse; read it again to compare."""
    return lambda: sorted(path for path in published.warehouse.rglob("*"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (told(), "no page is told; say `make backtest VERSION=<page>`: 2024-01-01, 2025-07-01"),
        (told("2023-01-01"), "no page 2023-01-01 has landed; there are 2024-01-01, 2025-07-01"),
        (told("2026-07-01", "draft"), "no page draft has landed"),
        (told("nowhere.yml"), "nowhere.yml can't be read (No such file or directory)"),
        (told("2025-07-01"), "2025-07-01 would be compared with itself"),
        (told("2026-07-01", first="1st of May"), "FROM is '1st of May', which is no day"),
        (told("2026-07-01", until="2026-02-30"), "TO is '2026-02-30', which is no day"),
        (
            told("2026-07-01", first="2026-05-01", until="2026-05-01"),
            "no day lies from 2026-05-01 to before 2026-05-01",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(published, files, asked, says):
    before = files()
    with published.environment(), pytest.raises(CannotStart) as refused:
        backtest(asked)
    assert says in str(refused.value) and "\n" not in str(refused.value)
    assert files() == before


def test_a_draft_with_an_error_ends_with_its_line_and_status_2(published, files, draft, capsys):
    page = draft("broken.yml", {"event: event_attended, points": "event: event_atended, points"})
    before = files()
    with published.environment():
        assert command_line.main(["backtest", "--version", str(page)]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("accord: broken.yml:") and "event_atended" in told.err
    assert told.err.count("\n") == 1 and told.out == ""
    assert files() == before


def test_two_files_of_one_name_are_told_apart_by_their_folders(published, draft, tmp_path):
    page, alone = draft("same.yml"), draft("alone.yml")
    other = shutil.copy(page, tmp_path / "same.yml")
    named = asked(told(f"{page},{alone},{other}"))
    pages, against = chosen(published.warehouse / "current", named)
    assert [each.name for each in pages] == [str(page), "alone.yml", str(other)]
    assert {row["page"] for row in pages[0].records["pages"]} == {str(page)}
    assert against.name == "2025-07-01"


def test_before_anything_is_published_it_says_what_to_do_first(tmp_path):
    with (
        environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse")),
        pytest.raises(CannotStart, match="say `make run` first"),
    ):
        backtest(told("2026-07-01"))
    assert not (tmp_path / "warehouse").exists()
