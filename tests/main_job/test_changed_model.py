"""A change of what dbt builds since the last publication is seen, and nothing else counts as one."""

import shutil

import pytest

from orchestration.due import model_changed, remember_published
from orchestration.environment import Place
from orchestration.parsed import project_digest
from tests.conftest import ROOT


class Elsewhere(Place):
    """A project that a test may edit."""

    @property
    def dbt_project(self):
        return self.warehouse.parent / "dbt_project"

    @property
    def profiles(self):
        return self.warehouse.parent / "profiles"


@pytest.mark.parametrize(
    ("file", "is_change"),
    [
        ("dbt_project/models/marts/leads/fct_leads.sql", True),
        ("dbt_project/macros/typed.sql", True),
        ("dbt_project/dbt_project.yml", True),
        ("profiles/profiles.yml", True),
        ("dbt_project/models/marts/leads/another.sql", True),
        # A page lands like any other row, and what dbt writes is nobody's change.
        ("dbt_project/definitions/2024-01-01.yml", False),
        ("dbt_project/models/docs/definitions.md", False),
        ("dbt_project/target/manifest.json", False),
        ("dbt_project/logs/dbt.log", False),
    ],
)
def test_a_change_of_what_dbt_builds_counts_and_nothing_else(tmp_path, file, is_change):
    for folder in ("dbt_project", "profiles"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("target"))
    where = Elsewhere(tmp_path / "warehouse")
    where.dbt_target.mkdir(parents=True)
    assert model_changed(where)
    remember_published(where, project_digest(where))
    assert not model_changed(where)
    edited = tmp_path / file
    edited.parent.mkdir(exist_ok=True)
    with edited.open("a") as opened:
        opened.write("\n-- edited\n")
    assert model_changed(where) == is_change
