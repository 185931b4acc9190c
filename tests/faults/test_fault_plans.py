"""A plan says which calls go wrong; one that can't be read says in one line where."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.sandbox.faults import Fault, Plan, PlanError
from ingestion.sandbox.faults.file import read
from tests.conftest import environment

NOON = int(datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000


def strikes(plan: Plan, calls: int, now: int = NOON, path: str = "/v1/invoices") -> list[int]:
    """Which of so many calls are struck, counted from 1."""
    return [n for n in range(1, calls + 1) if plan.strike("stripe", path, now)]


def test_a_fault_strikes_the_call_it_names_as_often_as_it_says():
    assert strikes(Plan([Fault("stripe", kind="reset")]), 4) == [1]
    assert strikes(Plan([Fault("stripe", kind="reset", call=3)]), 6) == [3]
    assert strikes(Plan([Fault("stripe", kind="reset", call=2, times=3)]), 6) == [2, 3, 4]
    assert strikes(Plan([Fault("stripe", kind="reset", call=4, times=0)]), 6) == [4, 5, 6]


def test_only_calls_of_its_vendor_and_endpoint_count():
    plan = Plan([Fault("stripe", kind="reset", endpoint="/v1/inv*", call=2)])
    assert strikes(plan, 3, path="/v1/customers") == []
    assert plan.strike("hubspot", "/v1/invoices", NOON) is None
    assert strikes(plan, 3) == [2]


def test_a_fault_may_wait_for_a_virtual_instant():
    since = datetime(2026, 7, 1, 13, tzinfo=UTC)
    plan = Plan([Fault("stripe", kind="reset", since=since, times=2)])
    assert strikes(plan, 3) == []
    assert strikes(plan, 3, NOON + HOUR) == [1, 2]


def test_a_plan_is_read_from_a_file(tmp_path: Path):
    path = tmp_path / "plan.yml"
    path.write_text(
        "faults:\n- vendor: hubspot\n  endpoint: /crm/*\n  since: 2026-07-01T13:00:00Z\n"
        "  kind: status\n  status: 502\n"
    )
    (fault,) = read(path).faults
    assert (fault.kind, fault.status, fault.times) == ("status", 502, 1)
    assert fault.since == datetime(2026, 7, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "text, says",
    [
        ("faults:\n- vendor: stripe\n  kind: gone", "plan.yml:3: `faults[0].kind` is 'gone'"),
        ("faults:\n- vendor: stripe\n  kind: reset\n  cal: 1", "plan.yml:4: `faults[0].cal`"),
        ("faults:\n- kind: reset", "plan.yml:2: `faults[0].vendor` is missing"),
        ("faults:\n- {vendor: stripe, kind: reset, call: 0}", "plan.yml:2: `faults[0]`"),
        ("fault: []", "plan.yml:1: `fault"),
        ("faults: [", "plan.yml:1: not YAML"),
    ],
)
def test_a_plan_that_cannot_be_read_is_one_line(tmp_path: Path, text: str, says: str):
    path = tmp_path / "plan.yml"
    path.write_text(text)
    with pytest.raises(PlanError) as error:
        read(path)
    told = str(error.value)
    assert told.startswith(says) and "\n" not in told
    assert told.endswith("Mend this line of the fault plan")


def test_a_plan_that_is_not_there_is_one_line(tmp_path: Path):
    with pytest.raises(PlanError, match="Name a readable file in FAULTS"):
        read(tmp_path / "none.yml")


def test_the_server_refuses_a_bad_plan_in_one_line(tmp_path: Path):
    path = tmp_path / "plan.yml"
    path.write_text("faults:\n- vendor: stripe\n  kind: gone\n")
    command = [
        sys.executable, "-m", "ingestion.sandbox", "serve", "--folder", str(tmp_path),
        "--ports-file", str(tmp_path / "ports.json"), "--faults", str(path),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("sandbox: plan.yml:3: ")


def test_a_run_hands_its_plan_to_the_systems_it_starts(tmp_path: Path):
    import os

    import httpx

    from orchestration.environment import CannotStart, Place
    from orchestration.sandbox import starting

    path = tmp_path / "plan.yml"
    path.write_text(
        "faults:\n- {vendor: stripe, kind: status, status: 418, endpoint: /v1/customers}\n"
    )
    variables = {"ACCORD_SIZE": "25", "ACCORD_FAULTS": str(path)}
    with environment(**variables), starting(Place(tmp_path / "warehouse")) as sandbox:
        sandbox.ready()
        url = os.environ["STRIPE_BASE_URL"] + "/v1/customers"
        assert [httpx.get(url).status_code for _ in range(2)] == [418, 401]
    path.write_text("faults: 3")
    with (
        environment(**variables),
        pytest.raises(CannotStart, match="plan.yml:1"),
        starting(Place(tmp_path / "warehouse")),
    ):
        pass
