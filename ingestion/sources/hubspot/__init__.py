"""HubSpot: marketing automation for all, and the CRM of the small-business team."""

from ingestion.source import Setting, Source
from ingestion.sources.hubspot.client import VENDOR_DOMAINS, Client
from ingestion.sources.hubspot.expectations import EXPECTATIONS
from ingestion.sources.hubspot.sights import STREAMS, sights
from ingestion.sources.hubspot.totals import control_totals

SOURCE = Source(
    name="hubspot",
    title="HubSpot",
    settings=(
        Setting("BASE_URL", "Where the API answers", default="https://api.hubapi.com"),
        Setting(
            "ACCESS_TOKEN",
            "A private app's token; its scopes: README",
            secret=True,
            sample="pat-na1-sandbox",
        ),
        Setting("API_STYLE", "Paths of the API: v3, or dated such as 2026-03", default="v3"),
        Setting(
            "SKIP",
            "Objects not to read, with commas, e.g. web_events",
            required=False,
            among=tuple(stream.name for stream in STREAMS),
        ),
    ),
    streams=STREAMS,
    connect=Client,
    control_totals=control_totals,
    expectations=EXPECTATIONS,
    vendor_domains=VENDOR_DOMAINS,
    sights=sights,
)
