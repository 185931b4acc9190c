"""For every promise of the bridge from a system's number to the canonical one: a row that breaks it."""

from tests.violations.marts.statements import MARTS, added, changed, removed

ROWS = f"{MARTS}.rpt_variance_rows"


def another(cause: str) -> tuple[str, ...]:
    """One more row that adds nothing."""
    return added(ROWS, f"'another' as variance_row_id, '{cause}' as cause, 0 as added_value")


PLANTED = {
    "the_lines_of_a_bridge_add_up": changed(
        f"{MARTS}.rpt_variance_bridge", "line_value = line_value + 0.0001", "line = 'system'"
    ),
    "every_line_of_a_bridge_opens_to_its_rows": removed(ROWS, "added_value <> 0"),
    "a_bridge_leads_to_the_number_beside_the_claim": changed(
        f"{MARTS}.rpt_claims", "canonical_value = canonical_value + 0.0001", "metric = 'won'"
    ),
    "every_difference_is_explained": another("unexplained"),
    "a_difference_has_a_cause_or_is_unexplained": another("mood"),
    "two_definitions_differ_in_a_known_way": changed(ROWS, "definition_reason = 'mood'"),
}
