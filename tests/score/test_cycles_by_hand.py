"""A person's trips through the funnel, each case worked out by hand from the rules."""

from datetime import UTC, datetime

MAIL = "ana@acme.example"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def test_a_form_opens_a_cycle_and_a_high_intent_form_makes_an_mql(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.form(ana, "2025-03-02 10:00", "Request a demo", source_medium="PAID_SEARCH")
    book.records.as_of = at("2025-03-10")
    lead = book.one_lead()
    assert (lead.lead_at, lead.mql_at) == (at("2025-03-01 10:00"), at("2025-03-02 10:00"))
    assert (lead.lead_stage, lead.cycle_number) == ("mql", 1)
    assert lead.channel is None and lead.is_marketing_sourced


def test_a_demo_asked_for_from_a_private_address_is_no_mql(book):
    ana = book.person("1", "2025-03-01 09:00", "ana@gmail.com")
    book.form(ana, "2025-03-01 10:00", "Request a demo")
    assert book.one_lead().mql_at is None


def test_a_score_counts_from_sixty_on_and_status_events_have_no_side(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.change(ana, "2025-03-01 10:00", "score", "59")
    book.change(ana, "2025-03-01 11:00", "score", "60")
    lead = book.one_lead()
    assert lead.lead_at == lead.mql_at == at("2025-03-01 11:00")
    assert not lead.is_marketing_sourced


def test_nothing_that_came_before_the_opening_event_is_in_the_cycle(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.claim(ana, "2025-03-01 09:30", "hs_lead_status", "IN_PROGRESS")
    book.form(ana, "2025-03-01 10:00")
    assert book.one_lead().accepted_at is None


def test_a_rejection_closes_the_cycle_with_the_pages_word_and_the_next_interest_opens_another(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00", "Contact sales")
    book.claim(ana, "2025-03-05 10:00", "hs_lead_status", "UNQUALIFIED", "NO_BUDGET")
    book.form(ana, "2025-03-20 10:00", "Contact sales")
    book.records.as_of = at("2025-03-21")
    first, second = book.leads()
    assert (first.lead_stage, first.rejection_reason) == ("rejected", "No budget")
    assert first.rejected_at == at("2025-03-05 10:00")
    assert (second.lead_stage, second.cycle_number) == ("mql", 2)
    assert first.lead_id != second.lead_id


def test_a_reason_that_no_page_lists_is_kept_as_recorded(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.claim(ana, "2025-03-05 10:00", "hs_lead_status", "UNQUALIFIED", "Moved to the moon")
    assert book.one_lead().rejection_reason == "Moved to the moon"


def test_at_one_instant_the_lesser_stage_comes_first(book):
    """The rejection comes at the instant of the form: the form opens, the rejection closes."""
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.claim(ana, "2025-03-01 10:00", "hs_lead_status", "UNQUALIFIED")
    book.form(ana, "2025-03-01 10:00")
    lead = book.one_lead()
    assert lead.lead_at == lead.rejected_at == at("2025-03-01 10:00")
    assert lead.lead_stage == "rejected"


def test_a_cycle_that_nobody_touched_for_longer_than_the_limit_is_idle_and_the_next_is_new(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.form(ana, "2025-06-29 10:00:01")  # 120 days and one second
    book.records.as_of = at("2025-07-01")
    first, second = book.leads()
    assert (first.lead_stage, second.lead_stage) == ("idle", "lead")


def test_exactly_the_limit_is_not_idle(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.form(ana, "2025-06-29 10:00")
    book.records.as_of = at("2025-10-27 10:00")  # 120 days after
    assert book.one_lead().lead_stage == "lead"


def test_a_mail_that_carries_no_stage_keeps_a_cycle_from_being_idle(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.touch(ana, "2025-05-01 10:00", "email_opened")
    book.form(ana, "2025-08-01 10:00")
    assert len(book.leads()) == 1


def test_an_open_deal_keeps_its_people_from_being_idle(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    deal = book.deal("9", "2025-03-10 10:00", "hubspot", pipeline="default", stage="contractsent")
    book.role(deal, ana, "2025-03-11 10:00")
    book.form(ana, "2025-12-01 10:00")
    lead = book.one_lead()
    assert (lead.lead_stage, lead.opportunity_at) == ("opportunity", at("2025-03-11 10:00"))


def test_a_won_deal_reaches_to_its_end_and_closes_the_cycle(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    deal = book.deal("9", "2025-03-10 10:00", "hubspot", pipeline="default", stage="closedwon")
    book.stage(deal, "2025-03-10 10:00", "appointmentscheduled")
    book.stage(deal, "2025-11-10 10:00", "closedwon", "appointmentscheduled")
    book.role(deal, ana, None)
    lead = book.one_lead()
    assert lead.opportunity_at == at("2025-03-10 10:00")
    assert (lead.lead_stage, lead.won_at) == ("won", at("2025-11-10 10:00"))


def test_hand_off_counts_from_the_mql_on_and_contact_from_the_hand_off_on(book):
    book.user("u1")
    book.user("u2")
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.change(ana, "2025-03-01 11:00", "owner", "u1")
    book.meeting(ana, "2025-03-01 12:00")
    book.form(ana, "2025-03-02 10:00", "Get a quote")
    book.change(ana, "2025-03-03 10:00", "owner", "a queue")
    book.change(ana, "2025-03-04 10:00", "owner", "u2")
    book.meeting(ana, "2025-03-05 10:00")
    lead = book.one_lead()
    assert lead.handed_off_at == at("2025-03-04 10:00")
    assert lead.first_contacted_at == at("2025-03-05 10:00")
    assert lead.sql_at == at("2025-03-01 12:00")
    assert lead.owner == ("hubspot", "user", "u2")


def test_nobody_is_handed_off_who_never_was_an_mql(book):
    book.user("u1")
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.change(ana, "2025-03-01 11:00", "owner", "u1")
    book.meeting(ana, "2025-03-01 12:00")
    lead = book.one_lead()
    assert lead.handed_off_at is None
    assert lead.first_contacted_at == at("2025-03-01 12:00")


def test_a_lead_that_sales_typed_in_is_outbound_unless_its_source_says_otherwise(book):
    book.person("1", "2025-03-01 09:00", MAIL, kind="lead")
    book.person("2", "2025-03-01 09:00", "bo@acme.example", kind="lead", lead_source="Web")
    channels = {lead.opening.ref[2]: lead.channel for lead in book.leads()}
    assert channels == {"1": "Outbound", "2": "Organic search"}


def test_what_happened_before_any_page_was_in_force_carries_no_stage(book):
    ana = book.person("1", "2023-03-01 09:00", MAIL)
    book.form(ana, "2023-12-31 10:00")
    assert book.leads() == []


def test_what_lies_after_the_instant_that_is_built_does_not_exist_yet(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    book.form(ana, "2025-03-01 10:00")
    book.meeting(ana, "2025-03-02 10:00")
    book.records.as_of = at("2025-03-01 12:00")
    assert book.one_lead().sql_at is None


def test_internal_people_are_people_but_no_leads(book):
    ana = book.person("1", "2025-03-01 09:00", "ana@brightwatercontrols.com")
    book.form(ana, "2025-03-01 10:00", "Request a demo")
    knowable = book.evaluate()
    (person,) = knowable.people.values()
    assert person.is_internal and knowable.leads == []


def test_of_two_people_on_a_deal_the_primary_contact_holds_the_lead_that_counts(book):
    ana = book.person("1", "2025-03-01 09:00", MAIL)
    bo = book.person("2", "2025-03-01 09:00", "bo@acme.example")
    book.form(ana, "2025-03-01 10:00", source_medium="PAID_SEARCH")
    book.form(bo, "2025-03-02 10:00", source_medium="PAID_SOCIAL")
    deal = book.deal("9", "2025-03-10 10:00", "hubspot", pipeline="default", stage="contractsent")
    book.role(deal, ana, "2025-03-11 10:00")
    book.role(deal, bo, "2025-03-12 10:00", is_primary=True)
    knowable = book.evaluate()
    primary = {lead.opening.ref: lead.is_primary_for_opportunity for lead in knowable.leads}
    assert sorted(primary.values()) == [False, True]
    (sourcing,) = knowable.sourcing.values()
    assert sourcing.origin == "Paid social"
    assert sourcing.is_marketing_sourced and sourcing.is_marketing_influenced


def test_a_touch_long_before_the_deal_influenced_nothing(book):
    ana = book.person("1", "2024-03-01 09:00", MAIL)
    book.form(ana, "2024-03-01 10:00")
    book.touch(ana, "2025-05-01 10:00", "email_delivered")
    deal = book.deal("9", "2025-06-01 10:00", "hubspot", pipeline="default", stage="contractsent")
    book.role(deal, ana, None)
    (sourcing,) = book.evaluate().sourcing.values()
    assert not sourcing.is_marketing_influenced
    assert not sourcing.is_marketing_sourced and sourcing.origin == "Outbound"


def test_what_came_of_a_call_says_the_page_and_a_machine_contacts_nobody(book):
    ana = book.person("00Q1", "2025-03-01 09:00", MAIL, kind="lead")
    call = {"kind": "call", "side": "sales"}
    book.touch(ana, "2025-03-01 10:00", **call, source_outcome="No Answer")
    book.touch(ana, "2025-03-01 11:00", **call, source_outcome="Spoke at length")
    book.touch(ana, "2025-03-01 12:00", **call, source_outcome="Connected", source_author="auto")
    book.touch(ana, "2025-03-01 13:00", **call, source_outcome="Connected", source_author="ada")
    assert book.one_lead().first_contacted_at == at("2025-03-01 13:00")
    told = {event.at: event.attributes for _, event in book.evaluate().touches}
    assert [(each["outcome"], each["is_automatic"]) for each in told.values()] == [
        ("no_answer", "false"),
        (None, "false"),
        ("connected", "true"),
        ("connected", "false"),
    ]
