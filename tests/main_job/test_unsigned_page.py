"""A page that governed and lost an approval: nothing is built, and what was published stays."""

import shutil
from dataclasses import replace

from tests.conftest import ROOT, Company

SHIPPED = ROOT / "dbt_project" / "definitions"
PAGE = "2025-07-01.yml"


def test_an_approval_taken_from_a_page_that_governed_stops_the_build(published: Company, tmp_path):
    folder = tmp_path / "definitions"
    shutil.copytree(SHIPPED, folder)
    lines = (folder / PAGE).read_text(encoding="utf-8").splitlines(keepends=True)
    at = lines.index("  - name: Tomas Okafor\n")
    (folder / PAGE).write_text("".join(lines[:at] + lines[at + 4 :]), encoding="utf-8")
    company = replace(published.copy(tmp_path / "warehouse"), definitions=folder)

    before = company.query("select build_id from marts.publication")
    outcome = company.run(days=1)
    assert not outcome.succeeded and not outcome.was_modelled
    [told] = [line for line in outcome.messages if line.startswith("Nothing was published")]
    line = lines.index("approvals:\n") + 1
    assert f"{PAGE}:{line}: `approvals`: signed by marketing: two people of two teams" in told
    assert company.query("select build_id from marts.publication") == before
    last = "select status from control.refreshes order by refresh_number desc limit 1"
    assert company.raw(last) == [("blocked",)]
