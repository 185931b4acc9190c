"""What every mart and each of its columns means stands in the database, where BI tools show it."""


def test_no_mart_and_no_column_is_without_its_meaning(published):
    silent = (
        "select table_name, null from duckdb_tables() where coalesce(comment, '') = '' union all "
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'marts' and coalesce(comment, '') = ''"
    )
    assert published.query(silent) == []
    [(marts,)] = published.query("select count(*) from duckdb_tables() where schema_name = 'marts'")
    assert marts > 20
