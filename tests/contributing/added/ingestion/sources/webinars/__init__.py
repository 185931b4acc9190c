"""Webinars: who registered with an invented webinar tool, and what they came to."""

from ingestion.source import Setting, Source
from ingestion.sources.webinars.client import STREAMS, VENDOR_DOMAINS, Client
from ingestion.sources.webinars.expectations import EXPECTATIONS

SOURCE = Source(
    name="webinars",
    title="Webinars",
    settings=(
        Setting("BASE_URL", "Where the API answers", default="https://api.webinars.example"),
        Setting("API_KEY", "A key that may read", secret=True, sample="sandbox-webinars"),
    ),
    streams=STREAMS,
    connect=Client,
    expectations=EXPECTATIONS,
    vendor_domains=VENDOR_DOMAINS,
)
