"""What a build's tests answered is kept, also of one that failed; what was skipped answered nothing."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration import trend
from orchestration.dbt import Built


def node(kind, name, *folders, severity="ERROR", of=None):
    return {
        "name": name,
        "resource_type": kind,
        "fqn": ["accord", *folders, name],
        "config": {"severity": severity},
        **({"attached_node": f"model.accord.{of}"} if of else {}),
    }


LEADS = ("marts", "leads")
NODES = [
    node("model", "fct_leads", *LEADS),
    node("model", "int_leads", "intermediate", "leads"),
    node("test", "keyed", *LEADS, of="fct_leads"),
    node("test", "known", *LEADS, of="fct_leads", severity="warn"),
    node("test", "cast", *LEADS, of="fct_leads"),
    node("test", "later", *LEADS, of="fct_leads"),
    # Written elsewhere than its model, as the tests of the contract are.
    node("test", "typed", "people", of="int_leads"),
    node("test", "agree", "marts"),
    node("test", "alone"),
]
MANIFEST = {"nodes": {f"{each['resource_type']}.accord.{each['name']}": each for each in NODES}}


def built(**statuses):
    """A build that failed, in which nodes ended so: status, and how many rows were found."""
    ends = []
    for name, (status, failures) in statuses.items():
        kind = next((each["resource_type"] for each in NODES if each["name"] == name), "exposure")
        unique_id = f"{kind}.accord.{name}"
        shown = SimpleNamespace(unique_id=unique_id, resource_type=kind, name=name)
        ends.append(SimpleNamespace(node=shown, status=status, failures=failures))
    return Built(False, results=ends)


@pytest.fixture
def told(hand):
    """The rows that are kept after builds of one refresh, which is killed between them."""

    def after(*builds):
        for each in builds:
            with Warehouse(hand.place.working) as warehouse:
                refresh = warehouse.begin_refresh(datetime(2026, 8, 11, tzinfo=UTC))
            assert trend.with_report(hand.place, each, MANIFEST) is each
        with Warehouse(hand.place.working) as warehouse:
            rows = warehouse.rows(
                "select check_id, place, subject, object_name, severity, status, failing_count "
                "from control.check_results where refresh_number = ? order by all",
                (refresh.number,),
            )
        return [tuple(row.values()) for row in rows]

    return after


def test_a_build_that_failed_leaves_what_its_tests_answered(told):
    assert told(
        built(
            fct_leads=("success", None),
            bi_tools=("no-op", None),
            keyed=("fail", 3),
            known=("warn", 2),
            cast=("error", None),
            later=("skipped", None),
            typed=("pass", 0),
            agree=("pass", 0),
            alone=("pass", 0),
        )
    ) == [
        ("agree", "marts", "marts", None, "error", "passed", 0),
        ("alone", "tests", "tests", None, "error", "passed", 0),
        ("cast", "marts", "leads", "fct_leads", "error", "errored", 0),
        ("keyed", "marts", "leads", "fct_leads", "error", "failed", 3),
        ("known", "marts", "leads", "fct_leads", "warn", "warned", 2),
        ("typed", "intermediate", "leads", "int_leads", "error", "passed", 0),
    ]


def test_a_refresh_that_was_killed_after_its_build_and_builds_again_counts_once(told):
    first = built(keyed=("fail", 3), typed=("pass", 0))
    assert told(first, built(keyed=("fail", 1), typed=("pass", 0))) == [
        ("keyed", "marts", "leads", "fct_leads", "error", "failed", 1),
        ("typed", "intermediate", "leads", "int_leads", "error", "passed", 0),
    ]
