"""What breaks each check of `rpt_touch_types`."""

from tests.violations.marts.statements import MARTS, changed

TOUCH_TYPES = f"{MARTS}.rpt_touch_types"

PLANTED = {
    "rpt_touch_types_has_its_key": changed(TOUCH_TYPES, "touch_type = null"),
    "kinds_of_touch_are_as_defined_now": changed(TOUCH_TYPES, "definition_basis = 'once'"),
    "no_kind_of_touch_engages_more_people_than_it_has_touches": changed(
        TOUCH_TYPES, "person_count = touch_count + 1"
    ),
}
