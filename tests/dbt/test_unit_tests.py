"""Every rule with a branch has a dbt unit test; here they run, on tables of a built company."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_every_unit_test_of_the_models_passes(published, tmp_path):
    """In a process of its own: dbt keeps the file open as long as its process lives."""
    company = published.copy(tmp_path / "warehouse")
    command = [Path(sys.executable).with_name("dbt"), "test", "--select", "test_type:unit"]
    for option, value in (
        ("--target", "ci"),
        ("--project-dir", ROOT / "dbt_project"),
        ("--profiles-dir", ROOT / "profiles"),
        ("--target-path", tmp_path / "dbt"),
        ("--log-path", tmp_path / "logs"),
    ):
        command += [option, value]
    with company.environment():
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    results = json.loads((tmp_path / "dbt" / "run_results.json").read_text())["results"]
    written = sum(
        text.count("\n    model: ")
        for text in (path.read_text() for path in (ROOT / "dbt_project").rglob("*_tests.yml"))
    )
    assert len(results) == written > 0
