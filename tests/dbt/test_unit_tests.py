"""Every rule with a branch has a dbt unit test; here they run, on tables of a built company."""

from orchestration import dbt
from orchestration.environment import Place
from tests.conftest import ROOT


def test_every_unit_test_of_the_models_passes(published, tmp_path):
    company = published.copy(tmp_path / "warehouse")
    with company.environment():
        built = dbt.run(Place(company.warehouse), ["test", "--select", "test_type:unit"])
    assert built.succeeded, built.trouble
    run = [each for each in built.results if each.node.resource_type == "unit_test"]
    written = sum(
        text.count("\n    model: ")
        for text in (path.read_text() for path in (ROOT / "dbt_project").rglob("*_tests.yml"))
    )
    assert len(run) == written > 0
