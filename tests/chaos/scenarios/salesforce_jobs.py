"""Pitfalls of Salesforce where records are many: pages under locators, and bulk jobs."""

from __future__ import annotations

import base64

from ingestion.sandbox.faults import Fault
from ingestion.sources.salesforce.simulator.org import Org
from tests.chaos.scenario import Expected, Scenario
from tests.chaos.scenarios.salesforce import FORMULA, SALESFORCE, key
from tests.chaos.serving import Answer
from tests.chaos.stage import AWKWARD, SECOND, Stage, latest, versions

MANY = 2_100  # more than one answer of REST holds
PAGE = 500
SMALL_PAGES = Org(bulk_page=PAGE)
BY_REST = Org(without_bulk=frozenset({"Lead"}))
FAILING = Org(bulk_jobs_fail_for=frozenset({"Lead"}))


def leads(count: int = MANY) -> list[str]:
    return [key("00Q", f"many-{number}") for number in range(count)]


def many(stage: Stage) -> None:
    """Of one second."""
    stage.make_many("Lead", dict.fromkeys(leads(), stage.now - SECOND))


def all_landed_once(_: Stage) -> Expected:
    """Also where a page came twice."""
    where = "_record_id in ({})".format(", ".join(f"'{id}'" for id in leads()))
    return {versions(SALESFORCE, "lead", where): MANY}


def many_awkward(stage: Stage) -> None:
    many(stage)
    for id, text in zip(leads(), AWKWARD):
        stage.change("Lead", id, LastName=text, Title=None)


def came_through(_: Stage) -> Expected:
    return {latest(SALESFORCE, "lead", id, "LastName"): text for id, text in zip(leads(), AWKWARD)}


def unchanged_landed_once(stage: Stage) -> Expected:
    return all_landed_once(stage) | came_through(stage)


# ── meddling ──────────────────────────────────────────────────────────────────────────────────


def without_a_page(stage: Stage) -> None:
    """The first page leads to the third, and nothing in either tells."""

    def skip(answer: Answer, number: int) -> None:
        told = answer.headers["sforce-locator"]
        if number == 1:
            job, _, at = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)).partition(b"-")
            third = base64.urlsafe_b64encode(job + b"-%d" % (int(at) + PAGE))
            answer.headers["sforce-locator"] = third.decode().rstrip("=")

    stage.system.on("*/jobs/query/*/results", skip)


def cut_between_rows(stage: Stage) -> None:
    def cut(answer: Answer, number: int) -> None:
        if number == 2:
            answer.content = b"".join(answer.content.splitlines(keepends=True)[:-3])

    stage.system.on("*/jobs/query/*/results", cut)


def while_pages_are_read(stage: Stage) -> None:
    """One that was read, one that is still to come, and one that is new."""

    def happen(_: Answer, number: int) -> None:
        if number == 1:
            for id in (min(leads()), max(leads())):
                stage.then("Lead", id, "delete", hours=0)
            stage.world.sleep(1)
            stage.make("Lead", key("00Q", "meanwhile"))

    stage.system.on("*/query/*", happen)


ON_JOBS = "*/jobs/query/*"
SCENARIOS = (
    Scenario(2, SALESFORCE, "more rows of one second than a page of REST", many, hours=1,
             later=(BY_REST,), expects=all_landed_once),
    Scenario(8, SALESFORCE, "deleted and made between two pages", many, hours=1,
             later=(BY_REST,), meddles=while_pages_are_read, loads=2),
    Scenario(10, SALESFORCE, "five pages of a job, a header on each", many, hours=1,
             later=(SMALL_PAGES,), expects=all_landed_once),
    Scenario(10, SALESFORCE, "a job without its middle page", many, hours=1,
             later=(SMALL_PAGES,), meddles=without_a_page, refuses="its pages hold",
             expects=all_landed_once),
    Scenario(11, SALESFORCE, "a page of a job cut between two rows", many, hours=1,
             later=(SMALL_PAGES,), meddles=cut_between_rows, expects=all_landed_once),
    Scenario(12, SALESFORCE, "a job that fails under HTTP 200", many, hours=1,
             later=(FAILING,), expects=all_landed_once),
    Scenario(24, SALESFORCE, "texts that look like something else, as CSV", many_awkward, hours=1,
             expects=came_through),
    Scenario(26, SALESFORCE, "read by a job, and all of it again by REST", before=many_awkward,
             settings=(Org(custom_fields={"Lead": (FORMULA,)}),),
             later=(Org(custom_fields={"Lead": (FORMULA,)}, without_bulk=frozenset({"Lead"})),),
             but={"lead": ("_extra",)}, expects=unchanged_landed_once),
    Scenario(29, SALESFORCE, "a token that ends while a job runs, then troubles", many, hours=1,
             later=(SMALL_PAGES,), expects=all_landed_once,
             faults=(Fault(SALESFORCE, "token", ON_JOBS, call=1),
                     Fault(SALESFORCE, "status", ON_JOBS, call=3, status=406),
                     Fault(SALESFORCE, "status", ON_JOBS, call=4, status=420),
                     Fault(SALESFORCE, "burst", ON_JOBS, call=5))),
)  # fmt: skip
