"""For every promise of the reports over leads: a row that breaks it."""

from tests.violations.marts.statements import MARTS, changed

# Where a row of another basis would be missed in a sum, one is taken that is in none.
BASES = {
    "the_speed_to_lead_is_as_defined_then_or_now": ("rpt_speed_to_lead", "true"),
    "a_lead_is_unworked_as_defined_then_or_now": ("rpt_unworked_leads", "true"),
    "the_funnel_is_as_defined_then_or_now": ("rpt_funnel", "lead_stage <> 'lead'"),
}
PLANTED = {
    name: changed(f"{MARTS}.{report}", "definition_basis = 'once'", where)
    for name, (report, where) in BASES.items()
}
PLANTED |= {
    "the_funnel_counts_each_lead_once": changed(
        f"{MARTS}.rpt_funnel", "lead_count = lead_count + 1", "lead_stage = 'lead'"
    ),
}
