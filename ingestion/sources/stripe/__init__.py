"""Stripe billing: customers, subscriptions, invoices and payments."""

from ingestion.source import Setting, Source, Stream
from ingestion.sources.stripe.client import Client
from ingestion.sources.stripe.expectations import EXPECTATIONS
from ingestion.sources.stripe.extraction import again, extract
from ingestion.sources.stripe.sights import sights
from ingestion.sources.stripe.tables import TABLES
from ingestion.sources.stripe.totals import control_totals

SOURCE = Source(
    name="stripe",
    title="Stripe",
    settings=(
        Setting("BASE_URL", "where the API answers", default="https://api.stripe.com"),
        Setting(
            "TEST_CLOCKS",
            "`yes` to read customers on test clocks too (test mode only)",
            required=False,
        ),
        Setting(
            "API_KEY",
            "a restricted key with read rights (rk_live_…), or sk_…",
            secret=True,
            sample="sk_test_sandbox",
        ),
    ),
    streams=(Stream("billing", TABLES, extract, again=again),),
    connect=Client,
    control_totals=control_totals,
    expectations=EXPECTATIONS,
    vendor_domains=("stripe.com",),
    sights=sights,
)
