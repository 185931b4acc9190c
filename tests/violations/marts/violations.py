"""What breaks each test of the marts and of what they are built from: test name to statements.

The statements run on DuckDB on a built warehouse, with the files of the marts and of personal data
attached as `accord` and `pii`. After them exactly the test they are named for fails; what stands behind a
colon tells apart several ways to break one.
"""

from tests.violations.marts.facts import FACTS
from tests.violations.marts.keys import KEYS
from tests.violations.marts.references import REFERENCES

VIOLATIONS: dict[str, tuple[str, ...]] = KEYS | REFERENCES | FACTS
