"""For every promise of the reports, those over leads first of all: a row that breaks it."""

from tests.violations.marts.statements import MARTS, changed

BASES = {
    "deals_are_followed_as_defined_now": "rpt_booked_billed_collected",
    "checks_are_told_as_asked_then": "rpt_data_quality",
    "health_is_measured_as_defined_now": "rpt_integration_health",
    "the_ledger_is_as_defined_now": "rpt_record_ledger",
    "what_is_left_out_is_as_defined_now": "rpt_records_left_out",
    "the_speed_to_lead_is_as_defined_then_or_now": "rpt_speed_to_lead",
    "a_lead_is_unworked_as_defined_then_or_now": "rpt_unworked_leads",
    "a_bridge_leads_to_what_was_defined_then": "rpt_variance_bridge",
    "a_difference_is_to_what_was_defined_then": "rpt_variance_rows",
    "a_number_opens_to_what_was_defined_then": "rpt_metric_rows",
    "a_record_stands_beside_what_was_defined_then": "rpt_variance_pairs",
    "pages_side_by_side_are_as_defined_now": "rpt_definition_backtest",
    "the_baseline_is_as_defined_then_or_now": "rpt_baseline",
    "claims_are_beside_what_was_defined_then": "rpt_claims",
    "cohorts_are_as_defined_then_or_now": "rpt_cohorts",
    "drift_is_as_defined_then_or_now": "rpt_icp_drift",
    "what_recurs_is_as_defined_then": "rpt_recurring_revenue",
    "rejections_are_as_defined_then_or_now": "rpt_rejections",
    "scores_are_as_defined_then_or_now": "rpt_score_calibration",
}
RECURRING = f"{MARTS}.rpt_recurring_revenue"
RECURS = "what_recurs_is_that_of_its_subscriptions_and_opens_the_next_month"
PLANTED = {
    name: changed(f"{MARTS}.{report}", "definition_basis = 'once'")
    for name, report in BASES.items()
}
PLANTED |= {
    # In a small company nothing is doubtful.
    "doubts_are_as_defined_now": (
        f"insert into {MARTS}.rpt_matches_to_review (review_id, definition_basis) "
        "values ('x', 'once')",
    ),
    # How many leads there are is compared by the rows of the first stage alone.
    "the_funnel_is_as_defined_then_or_now": changed(
        f"{MARTS}.rpt_funnel", "definition_basis = 'once'", "lead_stage <> 'lead'"
    ),
    "the_funnel_counts_each_lead_once": changed(
        f"{MARTS}.rpt_funnel", "lead_count = lead_count + 1", "lead_stage = 'lead'"
    ),
    "a_cohort_has_had_its_window_or_waits_for_it": changed(
        f"{MARTS}.rpt_cohorts", "maturity_status = 'young'"
    ),
    "a_month_of_what_recurs_has_ended_or_is_pending": changed(RECURRING, "month_status = 'young'"),
    f"{RECURS}: by its causes": changed(RECURRING, "new_amount = new_amount + 0.0001"),
    f"{RECURS}: before": changed(
        RECURRING,
        "opening_amount = opening_amount + 1, new_amount = new_amount - 1",
        "opening_customer_count > 0",
    ),
    f"{RECURS}: of its subscriptions": changed(
        RECURRING,
        "closing_amount = closing_amount + 1, new_amount = new_amount + 1",
        "month_status = 'pending'",
    ),
    "a_bar_is_kept_or_lowered_while_volume_rises_or_neither": changed(
        f"{MARTS}.rpt_score_calibration", "bar_status = 'lowered'"
    ),
}
