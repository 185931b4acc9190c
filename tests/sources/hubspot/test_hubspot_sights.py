"""`make check-sources` for a portal: what the token may read, and which scope it lacks."""

from ingestion.sources.hubspot.sights import sights


def test_a_scope_that_the_token_lacks_is_named_and_the_rest_is_read(limited):
    granted = frozenset({"crm.objects.contacts.read", "crm.objects.owners.read"})
    with limited(scopes=granted, daily=1000) as portal:
        told = {sight.of: sight for sight in sights(portal.client(SKIP="web_events"))}
    assert told["API calls of the day"].says == "999 of 1000 left"
    assert told["contacts"].is_seen and told["owners"].is_seen
    assert told["web_events"].says == "left out by HUBSPOT_SKIP"
    assert not told["deals"].is_seen
    assert "lacks the scope crm.objects.deals.read" in told["deals"].says
