"""For every reference between facts: it leads nowhere."""

from tests.violations.marts.statements import MARTS, PEOPLE, added, changed

NOWHERE = {
    "whoever_has_a_name_is_a_known_person": (f"{PEOPLE}.people", "person_id"),
    "whoever_logs_in_with_a_name_is_a_known_user": (f"{PEOPLE}.users", "user_id"),
    "every_person_works_for_a_known_account": (f"{MARTS}.dim_people", "account_id"),
    "every_person_is_owned_by_a_known_user": (f"{MARTS}.dim_people", "owner_user_id"),
    "every_parent_is_a_known_account": (f"{MARTS}.dim_accounts", "parent_account_id"),
    "every_ultimate_parent_is_a_known_account": (
        f"{MARTS}.dim_accounts",
        "ultimate_parent_account_id",
    ),
    "every_manager_is_a_known_user": (f"{MARTS}.dim_users", "manager_user_id"),
    "every_lead_works_for_a_known_account": (f"{MARTS}.fct_leads", "account_id"),
    "every_lead_came_from_a_known_campaign": (f"{MARTS}.fct_leads", "campaign_id"),
    "every_lead_is_owned_by_a_known_user": (f"{MARTS}.fct_leads", "owner_user_id"),
    "every_lead_is_judged_by_a_known_page": (f"{MARTS}.fct_leads", "definition_version"),
    "every_handoff_is_to_a_known_user": (f"{MARTS}.fct_handoffs", "owner_user_id"),
    "every_touch_is_of_a_known_person": (f"{MARTS}.fct_touchpoints", "person_id"),
    "every_touch_names_a_known_campaign": (f"{MARTS}.fct_touchpoints", "campaign_id"),
    "every_touch_names_a_known_deal": (f"{MARTS}.fct_touchpoints", "opportunity_id"),
    "every_touch_is_by_a_known_user": (f"{MARTS}.fct_touchpoints", "user_id"),
    "money_is_spent_on_a_known_campaign": (f"{MARTS}.fct_spend", "campaign_id"),
    "a_target_is_planned_by_a_known_page": (f"{MARTS}.fct_targets", "definition_version"),
    "every_deal_is_with_a_known_account": (f"{MARTS}.fct_opportunities", "account_id"),
    "every_deal_is_owned_by_a_known_user": (f"{MARTS}.fct_opportunities", "owner_user_id"),
    "every_deal_names_a_known_campaign": (f"{MARTS}.fct_opportunities", "campaign_id"),
    "every_line_is_of_a_known_deal": (f"{MARTS}.fct_opportunity_lines", "opportunity_id"),
    "every_line_sells_a_known_product": (f"{MARTS}.fct_opportunity_lines", "product_id"),
    "every_stage_of_a_deal_is_of_a_known_deal": (
        f"{MARTS}.fct_opportunity_stage_events",
        "opportunity_id",
    ),
    "every_deal_was_owned_by_a_known_user": (f"{MARTS}.fct_opportunity_spans", "owner_user_id"),
    "every_invoice_goes_to_a_known_account": (f"{MARTS}.fct_invoices", "account_id"),
    "every_invoice_bills_a_known_deal": (f"{MARTS}.fct_invoices", "opportunity_id"),
    "every_invoice_line_is_of_a_known_invoice": (f"{MARTS}.fct_invoice_lines", "invoice_id"),
    "every_subscription_is_of_a_known_account": (f"{MARTS}.fct_subscription_months", "account_id"),
    "every_subscription_was_sold_by_a_known_deal": (
        f"{MARTS}.fct_subscription_months",
        "opportunity_id",
    ),
    "every_deal_that_is_billed_is_known": (
        f"{MARTS}.rpt_booked_billed_collected",
        "opportunity_id",
    ),
    "every_payment_is_for_a_known_invoice": (f"{MARTS}.fct_payments", "invoice_id"),
    "every_payment_is_by_a_known_account": (f"{MARTS}.fct_payments", "account_id"),
}
BRIDGES = {
    "every_record_that_is_not_gone_stands_for_a_known_person": ("people", "person_id"),
    "every_record_that_is_not_gone_stands_for_a_known_company": ("accounts", "account_id"),
    "every_record_that_is_not_gone_stands_for_a_known_deal": ("opportunities", "opportunity_id"),
}
ALONE = "{key} in (select {key} from {table} group by {key} having count(*) = 1)"

PLANTED = {
    name: changed(table, f"{column} = 'nowhere'") for name, (table, column) in NOWHERE.items()
}
# A record that nothing links breaks no link when it goes astray.
PLANTED |= {
    name: changed(
        f"{MARTS}.bridge_{entity}",
        f"{key} = 'nowhere'",
        "not is_gone and " + ALONE.format(key=key, table=f"{MARTS}.bridge_{entity}"),
    )
    for name, (entity, key) in BRIDGES.items()
}
PLANTED |= {
    "every_account_period_is_of_a_known_account": changed(
        f"{MARTS}.dim_accounts_history",
        "account_id = 'nowhere'",
        ALONE.format(key="account_id", table=f"{MARTS}.dim_accounts_history"),
    ),
    "every_span_is_of_a_known_deal": (
        f"insert into {MARTS}.fct_opportunity_spans "
        "(opportunity_span_id, opportunity_id, valid_from_at) "
        "values ('planted', 'nowhere', timestamp '2025-01-01')",
    ),
    "every_user_period_is_of_a_known_user": changed(
        f"{MARTS}.dim_users_history",
        "user_id = 'nowhere'",
        ALONE.format(key="user_id", table=f"{MARTS}.dim_users_history"),
    ),
    "every_lead_is_a_known_person": changed(
        f"{MARTS}.fct_leads",
        "person_id = 'nowhere'",
        ALONE.format(key="person_id", table=f"{MARTS}.fct_leads"),
    ),
    "every_lead_became_a_known_deal": changed(
        f"{MARTS}.fct_leads",
        "opportunity_id = 'nowhere'",
        ALONE.format(key="opportunity_id", table=f"{MARTS}.fct_leads"),
    ),
    "every_handoff_is_of_a_known_lead": added(f"{MARTS}.fct_handoffs", "'nowhere' as lead_id"),
    "points_are_brought_to_a_known_lead": added(
        f"{MARTS}.fct_lead_points", "'nowhere' as lead_id, 'x' as lead_point_id"
    ),
    "every_stage_is_entered_by_a_known_lead": changed(
        f"{MARTS}.fct_lead_stage_events", "lead_id = 'nowhere'", "basis = 'claimed'"
    ),
}
