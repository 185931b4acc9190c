"""Salesforce: the CRM in which middle and large companies are sold."""

from ingestion.source import Setting, Source
from ingestion.sources.salesforce.client import VENDOR_DOMAINS, Client
from ingestion.sources.salesforce.expectations import EXPECTATIONS
from ingestion.sources.salesforce.sights import sights
from ingestion.sources.salesforce.streams import STREAMS
from ingestion.sources.salesforce.tables import TABLES
from ingestion.sources.salesforce.totals import control_totals

SOURCE = Source(
    name="salesforce",
    title="Salesforce",
    settings=(
        Setting("BASE_URL", "The org's My Domain, https://<domain>.my.salesforce.com"),
        Setting("CLIENT_ID", "Consumer key of a connected app", secret=True, sample="sandbox"),
        Setting(
            "CLIENT_SECRET",
            "Its consumer secret (client credentials)",
            secret=True,
            required=False,
            sample="sandbox",
        ),
        Setting("USERNAME", "For the JWT grant instead: the user to act as", required=False),
        Setting(
            "PRIVATE_KEY",
            "For the JWT grant: the app's RSA key, PEM",
            secret=True,
            required=False,
            multiline=True,
        ),
        Setting(
            "SKIP",
            "Objects not to read, with commas, e.g. campaign_member",
            required=False,
            among=tuple(table.name for table in TABLES),
        ),
    ),
    streams=STREAMS,
    connect=Client,
    control_totals=control_totals,
    expectations=EXPECTATIONS,
    vendor_domains=VENDOR_DOMAINS,
    sights=sights,
)
