"""Land: read vendors' systems and append what they hold. No dagster, no dbt here."""
