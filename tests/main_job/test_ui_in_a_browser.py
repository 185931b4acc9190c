"""The UI as an operator sees it, in a browser without a screen: the way of the data, a run by hand,
a fault in red with its reason, and the retry in green."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest

from orchestration.lock import held
from tests.main_job.ui import LONGEST_START_SECONDS, eventually, served

LOCATION = "locations/orchestration.definitions/jobs"
LONGEST_RUN_SECONDS = 300
GROUPS = "{ assetNodes { groupName } }"
AMOUNTS = 'select _record_id, "Amount" from raw_salesforce.opportunity where "Amount" is not null'
CHECK = "keyed_and_typed_stg_salesforce__opportunities_connection__record_id"


@pytest.fixture
def company(published, tmp_path):
    return published.copy(tmp_path / "warehouse")


class Operator:
    """Somebody before the UI."""

    def __init__(self, ui, browser, company, folder):
        self.ui, self.company, self.folder = ui, company, folder
        self.page = browser.new_page(viewport={"width": 1600, "height": 1000})
        self.page.set_default_timeout(60_000)
        self.called = []
        self.page.on("request", lambda request: self.notes(request.url))

    def opens(self, path):
        self.page.goto(f"http://127.0.0.1:{self.ui.port}/{path}")

    def notes(self, url):
        """Whom the pages call, but for this machine."""
        if urlsplit(url).hostname not in (None, "127.0.0.1"):
            self.called.append(url)

    def follows(self, url):
        """A link of the page, which would open beside it."""
        link = self.page.locator(f'a[href="{url}"]').first
        link.wait_for()
        self.page.goto(link.get_attribute("href"))

    def sees(self, *texts):
        """All of it, sooner or later; a picture of it is kept."""
        for text in texts:
            self.page.get_by_text(text).first.wait_for()
        if self.folder:
            self.page.screenshot(path=self.folder / f"{len(list(self.folder.iterdir()))}.png")

    def ended(self, known):
        """How the one run ended that is not known."""

        def found():
            ends = {status for run, (_, status) in self.ui.runs().items() if run not in known} - {
                "QUEUED",
                "STARTING",
                "STARTED",
                "NOT_STARTED",
            }
            return ends.pop() if ends else None

        return eventually(found, LONGEST_RUN_SECONDS)

    def starts(self, job):
        known = set(self.ui.runs())
        self.opens(f"{LOCATION}/{job}")
        self.page.get_by_role("button", name="Materialize all").click()
        return self.ended(known), known

    def amount(self, record, amount):
        """Change what landed of a deal, while no run writes."""
        with (
            held(self.company.warehouse / ".lock", "a test"),
            duckdb.connect(str(self.company.warehouse / "working.duckdb")) as working,
        ):
            working.execute(
                'update raw_salesforce.opportunity set "Amount" = ? where _record_id = ?',
                [amount, record],
            )


def test_an_operator_sees_the_way_of_the_data_a_fault_and_its_reason_and_a_retry(company, browser):
    folder = os.environ.get("ACCORD_SCREENSHOTS")
    with served(company) as ui:
        eventually(ui.has_told_its_address, LONGEST_START_SECONDS)
        operator = Operator(ui, browser, company, Path(folder) if folder else None)

        operator.opens("asset-groups")
        groups = {node["groupName"] for node in ui.asked(GROUPS)["assetNodes"]}
        assert {"control", "salesforce", "staging_salesforce", "intermediate", "marts"} <= groups
        operator.sees(*groups)

        operator.opens("assets/raw/salesforce/lead?view=overview")
        operator.follows(ui.report("landing/salesforce/lead.html"))
        operator.sees(
            "raw_salesforce.lead", "LastName", "values must never be null", "100% not null"
        )
        operator.opens("assets/marts/fct_leads?view=overview")
        operator.follows(ui.report("models/index.html#!/model/model.accord.fct_leads"))
        operator.sees("fct_leads", "One row per person", "DECIMAL(38,4)")
        operator.page.goto(ui.report(""))
        operator.sees("as of 2026-", "lead")
        assert operator.called == []

        assert operator.starts("refresh")[0] == "SUCCESS"

        record, amount = company.raw(f"{AMOUNTS} order by 1 limit 1")[0]
        operator.amount(record, "twelve")
        status, known = operator.starts("rebuild")
        assert status == "FAILURE"
        [failed] = set(ui.runs()) - known
        operator.opens(f"runs/{failed}")
        operator.sees(
            "Failure", f"Nothing was published: {CHECK} found connection default, record_id"
        )
        operator.opens("assets/staging/stg_salesforce__opportunities?view=checks")
        operator.sees("Failed", record)

        operator.amount(record, amount)
        known = set(ui.runs())
        operator.opens(f"runs/{failed}")
        operator.page.get_by_role("button", name="Re-execute").first.click()
        assert operator.ended(known) == "SUCCESS"
        operator.opens("assets/staging/stg_salesforce__opportunities?view=checks")
        operator.sees("Passed")
