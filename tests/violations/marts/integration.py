"""For every promise of the checks of integrations: a row that breaks it."""

from tests.violations.marts.statements import MARTS, changed

HEALTH = f"{MARTS}.rpt_integration_health"
ENDED = f"(select max(month_start_date) from {HEALTH} where month_status = 'ended')"


def risen(check: str, where: str = "true") -> tuple[str, ...]:
    """Everything is wrong that one row counts, as one of the last month that has ended."""
    return changed(
        HEALTH,
        f"field = 'planted', month_start_date = {ENDED}, checked_count = 100, "
        "affected_count = 100, affected_rate = 1",
        f"check_name = '{check}' and {where}",
    )


PLANTED = {
    "integration_is_checked_in_six_ways": changed(HEALTH, "check_name = 'guessed'"),
    "a_month_of_the_integration_has_ended_or_is_pending": changed(
        HEALTH, "month_status = 'over'", "month_status = 'pending'"
    ),
    "systems_agree_on_most_of_what_they_both_hold": risen("differing"),
    "most_changes_are_taken_over_in_time": risen("sync_lag"),
    "no_value_is_explained_by_a_broken_mapping_alone": risen("corrupted"),
    "few_pointers_name_what_does_not_stand": risen("missing", "sign = 'dangling'"),
    "most_people_are_recorded_by_a_program": risen("manual_entry", "entity = 'people'"),
    "most_people_gave_a_sign_of_life_within_a_year": risen("stale", "sign = 'silent'"),
}
