"""One process may run on the sample company, on files and on real systems, one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.sources import discover
from tests.conftest import ROOT, environment

PLANNED = """
from orchestration.defs import landing
print(*sorted(key.path[1] for asset in landing.assets for key in asset.keys if key.path[2] == "_loads"))
"""


@pytest.mark.parametrize("mode", ["sample", "files", "live"])
def test_the_job_knows_every_source_whatever_it_was_loaded_for(mode, tmp_path: Path):
    """What a run cannot read it skips; a definition that lacks it could never read it later."""
    told = {
        "sample": {},
        "files": {"ACCORD_FILES": str(tmp_path)},
        "live": {"STRIPE_API_KEY": "sk_test_none"},
    }[mode]
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse"), **told):
        done = subprocess.run(
            [sys.executable, "-c", PLANNED], cwd=ROOT, capture_output=True, text=True
        )
    assert done.stdout.split() == sorted(discover()), done.stderr[-2000:]
