"""What is shown of rows that a check found: keys, and where there are none, how they come there."""

import duckdb

from orchestration import dbt
from orchestration.environment import LIBRARY_SETTINGS, Place
from tests.conftest import environment
from tests.orchestration.test_parsed import prepare, project  # noqa: F401


def test_a_test_that_shows_no_key_says_what_to_name_it(project, tmp_path):  # noqa: F811
    place = Place(tmp_path / "warehouse")
    (project / "tests").mkdir()
    for name, query in {
        "named": "select said as lead_id, 'Ann' as name from {{ ref('told') }}",
        "unnamed": "select said as key_of_row, 'Ann' as name from {{ ref('told') }}",
    }.items():
        (project / "tests" / f"{name}.sql").write_text(query)
    prepare(place)
    with environment(ACCORD_WAREHOUSE=str(place.warehouse), **LIBRARY_SETTINGS):
        built = dbt.run(place, ["build"])
        for path in (place.marts, place.pii):
            duckdb.connect(str(path)).close()
        found = dbt.failing_rows(place, built)
    assert {key.split(".")[2]: told for key, told in found.items()} == {
        "named": "lead_id 1",
        "unnamed": "1 rows, without a key to show: key_of_row, name. Let its query give their key "
        "a name that ends in _id",
    }
