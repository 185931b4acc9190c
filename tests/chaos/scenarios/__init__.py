"""Every pitfall for every source that it concerns."""

from tests.chaos.scenarios import (
    every,
    hubspot,
    hubspot_schema,
    salesforce,
    salesforce_jobs,
    stripe,
)

SCENARIOS = (
    *every.SCENARIOS,
    *salesforce.SCENARIOS,
    *salesforce_jobs.SCENARIOS,
    *hubspot.SCENARIOS,
    *hubspot_schema.SCENARIOS,
    *stripe.SCENARIOS,
)
