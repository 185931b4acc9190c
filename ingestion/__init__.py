"""Land: read vendors' systems and append what they hold to the raw schemas. No dagster, no dbt here."""
