"""Every pitfall for every source that it concerns."""

from tests.chaos.scenarios import every, hubspot, salesforce, stripe

SCENARIOS = (*every.SCENARIOS, *salesforce.SCENARIOS, *hubspot.SCENARIOS, *stripe.SCENARIOS)
