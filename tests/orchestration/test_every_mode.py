"""What a run reads are assets of its job; of what it does not read there are the names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.sources import discover, simulators
from tests.conftest import ROOT, environment

TOLD = """
from orchestration.definitions import defs
assets = defs.resolve_asset_graph()
for key in assets.get_all_asset_keys():
    if key.path[0] == "raw" and key.path[2] == "_loads":
        landed = key in assets.materializable_asset_keys
        print(key.path[1], landed, assets.get(key).group_name)
"""
SAMPLE = {*simulators(), "definitions"}
LANDED = {"sample": SAMPLE, "files": {"files", "definitions"}, "live": set(discover())}


@pytest.mark.parametrize("mode", LANDED)
def test_every_source_is_shown_and_lands_where_it_is_read(mode, tmp_path: Path):
    told = {
        "sample": {},
        "files": {"ACCORD_FILES": str(tmp_path)},
        "live": {"STRIPE_API_KEY": "sk_test_none"},
    }[mode]
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse"), **told):
        done = subprocess.run(
            [sys.executable, "-c", TOLD], cwd=ROOT, capture_output=True, text=True
        )
    shown = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert shown == {name: [str(name in LANDED[mode]), name] for name in discover()}, done.stderr[
        -2000:
    ]
