"""Submissions of forms that were archived, as long as HubSpot keeps them: three months."""

from __future__ import annotations

import pytest

from ingestion.source import Batch, Checkpoint, Compare
from ingestion.sources.hubspot import SOURCE
from tests.sources.hubspot.portals import AT, DAY, NOW, create, end, later, talking, walked

FORMS = ("forms",)
SUBMISSIONS = "/form-integrations/v1/submissions/forms/f"


def submission(number, at=AT, form="f"):
    values = [{"name": "email", "value": "a@x.com", "objectTypeId": "0-1"}]
    return create(f"form_submissions/{form}", f"s-{number}", at, values=values)


@pytest.fixture
def forms(portal):
    """One form that was archived yesterday, and one that is in use."""
    portal.write(
        create("forms", "f", name="Fair 2025", formType="hubspot"),
        create("forms", "g", name="Newsletter", formType="hubspot"),
        create("forms", "h", name="Comments", formType="blog_comment"),
        *[submission(number) for number in range(60)],
        submission(0, form="g"),
        end("forms", "f", NOW - DAY),
        end("forms", "h", NOW - DAY),
    )
    return portal


def test_submissions_of_a_form_archived_before_they_were_read_land(forms):
    rows = walked(forms.client(), only=FORMS).rows("form_submissions")
    assert set(rows) == {f"f|s-{number}" for number in range(60)} | {"g|s-0"}


def test_submissions_made_between_the_last_reading_and_the_archiving_land(portal):
    portal.write(create("forms", "f", name="Fair", formType="hubspot"), submission(0))
    first = walked(portal.client(), only=FORMS)
    portal.write(submission(1, later(1)), end("forms", "f", later(2)), now=NOW + DAY)
    second = walked(portal.client(), first, FORMS)
    assert "f|s-1" in second.rows("form_submissions")
    assert second.rows("forms")["f"]["_op"] == "delete"


def test_an_archived_form_is_read_once_and_again_when_it_is_back(forms):
    first = walked(forms.client(), only=FORMS)
    again = walked(forms.client(), first, FORMS)
    assert set(again.rows("form_submissions")) == {"g|s-0"}
    forms.write(
        create("forms", "f", later(1), name="Fair 2026", formType="hubspot"),
        submission(60, later(2)),
        now=NOW + DAY,
    )
    back = walked(forms.client(), again, FORMS)
    assert {"f|s-60", "g|s-0"} <= set(back.rows("form_submissions"))


def test_three_months_after_it_was_archived_a_form_is_nowhere(forms):
    with talking(forms) as http:
        assert http.get("/marketing/v3/forms/f").status_code == 200
        assert http.get(SUBMISSIONS).status_code == 200
        forms.pass_time(91)
        listed = http.get("/marketing/v3/forms", params={"archived": "true"}).json()
        assert listed["results"] == []
        assert http.get("/marketing/v3/forms/f").status_code == 404
        assert http.get(SUBMISSIONS).status_code == 404


def test_a_form_that_goes_between_its_listing_and_its_reading_stops_nothing(forms):
    (stream,) = [stream for stream in SOURCE.streams if stream.name == "forms"]
    items = _told(stream.extract(forms.client(), {}))
    told = [next(items), next(items)]  # the forms in use, then those archived
    assert [len(batch.records) for batch in told] == [1, 2]
    forms.pass_time(91)
    *batches, checkpoint = items
    assert [len(batch.records) for batch in batches] == [1]
    assert set(checkpoint.cursor["newest"]) == {"g"}


def _told(items):
    """Batches and cursor of a first walk, before which nothing was known."""
    for item in items:
        if isinstance(item, Compare) and item.is_last:
            item.answer([], [])
        elif isinstance(item, Batch | Checkpoint):
            yield item
