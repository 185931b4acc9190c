"""What breaks each test of the marts and of what they are built from: test name to statements.

The statements run on DuckDB on a built warehouse, with the files of the marts and of personal data
attached as `accord` and `pii`. After them exactly the test they are named for fails; what stands behind a
colon tells apart several ways to break one. Each module of this folder may bring some as `PLANTED`.
"""

import importlib
import pkgutil
from pathlib import Path

OTHERS = sorted(
    module.name
    for module in pkgutil.iter_modules([str(Path(__file__).parent)])
    if module.name != Path(__file__).stem
)
VIOLATIONS: dict[str, tuple[str, ...]] = {}
for name in OTHERS:
    VIOLATIONS |= getattr(importlib.import_module(f"tests.violations.marts.{name}"), "PLANTED", {})
