"""A faithful Stripe API v1 over the sample company's records: what the vendor answers, no more."""

from ingestion.sources.stripe.simulator.habits import Habits
from ingestion.sources.stripe.simulator.server import app, render

__all__ = ["Habits", "app", "render"]
