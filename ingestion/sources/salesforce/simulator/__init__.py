"""A faithful Salesforce REST API v62.0 over the sample company's records."""

from ingestion.sources.salesforce.simulator.render import render
from ingestion.sources.salesforce.simulator.server import app

__all__ = ["app", "render"]
