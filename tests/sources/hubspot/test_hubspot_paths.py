"""Under numbered and under dated paths HubSpot is the same, and so is what lands."""

from __future__ import annotations

import pytest

from ingestion.source import SourceError
from ingestion.sources.hubspot.paths import styled
from tests.sources.hubspot.portals import talking, walked

# As the vendor's reference writes them.
BOTH = (
    ("/crm/v3/objects/contacts", "/crm/objects/2026-03/contacts"),
    ("/crm/v3/objects/0-3/search", "/crm/objects/2026-03/0-3/search"),
    ("/crm/v3/properties/deals", "/crm/properties/2026-03/deals"),
    ("/crm/v3/pipelines/deals", "/crm/pipelines/2026-03/deals"),
    ("/crm/v3/owners", "/crm/owners/2026-03"),
    (
        "/crm/v4/associations/deals/contacts/batch/read",
        "/crm/associations/2026-03/deals/contacts/batch/read",
    ),
    ("/marketing/v3/forms", "/marketing/forms/2026-03"),
    ("/marketing/v3/emails", "/marketing/emails/2026-03"),
    ("/marketing/v3/campaigns", "/marketing/campaigns/2026-03"),
    ("/marketing/v3/marketing-events/", "/marketing/marketing-events/2026-03/"),
    ("/events/v3/events", "/events/event-occurrences/2026-03"),
)
OLD = ("/email/public/v1/events", "/form-integrations/v1/submissions/forms/f", "/calling/v1/x")


@pytest.mark.parametrize(("numbered", "dated"), BOTH)
def test_a_path_has_a_dated_form(numbered, dated):
    assert styled(numbered, "2026-03") == dated
    assert styled(numbered, "v3") == numbered


@pytest.mark.parametrize("path", OLD)
def test_the_oldest_paths_have_one_form(path):
    assert styled(path, "2026-03") == path


@pytest.mark.parametrize("style", ["2026-03", "2026-09"])
def test_the_whole_portal_lands_alike_under_either_style(sample, style):
    numbered, dated = walked(sample.client()), walked(sample.client(API_STYLE=style))
    assert sum(map(len, numbered.records.values())) > 1_000
    assert dated.records == numbered.records
    assert dated.gone == numbered.gone


@pytest.mark.parametrize("version", ["2026-04", "v5", "latest"])
def test_a_version_that_never_was_answers_nothing(portal, version):
    with talking(portal) as http:
        assert http.get(f"/crm/objects/{version}/contacts").status_code == 404


def test_a_style_that_never_was_is_refused_by_its_setting(portal):
    with pytest.raises(SourceError, match="HUBSPOT_API_STYLE is neither v3 nor a dated version"):
        portal.client(API_STYLE="2026-04")
