"""Run: Dagster wiring, publishing, alerts. No business rule lives here."""
