"""Every step of CONTRIBUTING.md, done as it says, with the example: head of the step to its doing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import duckdb

from tests.contributing.clone import Clone
from tests.contributing.document import Step

SOURCE, MODEL, PAGE = "webinars", "rpt_touch_types", "2026-05-01"
SIGNED_ON = "2026-04-28"
HANDED_OFF = """\
  handed_off:
"""
ATTENDED = """\
  mql:
    says: At a business address, and came to our webinar; or by the scores below.
    any:
      - event: event_attended
        where: {asset: [Tank levels live], email_kind: [business]}
"""
PROVE = "Prove it"
LANDED = """{
    'registrant': {
        'staging': 'stg_webinars__registrants', 'rows': {'people': 'registrants'},
    },
    'attendance': {
        'staging': 'stg_webinars__attendances', 'rows': {'touches': 'attendances'},
    },
}"""
Done = subprocess.CompletedProcess[str]


def succeeded(done: Done) -> Done:
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done


def unite(clone: Clone, step: Step) -> None:
    """The word stands where the word of another source stands."""
    for union in ("int_people_unioned", "int_touches_unioned", "stg_control__loads"):
        clone.change(clone.model(f"{union}.sql"), "'files'", f"'{SOURCE}', 'files'")
    objects = clone.folder / "dbt_project" / "macros" / "landed_objects.sql"
    clone.change(objects, "'files': files,", f"'files': files, '{SOURCE}': {LANDED},")


def tell_of_source(clone: Clone, step: Step) -> None:
    [env] = step.commands
    succeeded(clone.run(env))
    row = "| Webinars | `WEBINARS_API_KEY` | [webinars](ingestion/sources/webinars/README.md) |\n"
    clone.change(clone.folder / "README.md", "| any CSV |", f"{row}| any CSV |")


def tell_of_model(clone: Clone, step: Step) -> None:
    neighbour = "      - ref('rpt_data_quality')\n"
    added = f"      - ref('{MODEL}')\n"
    clone.change(clone.model("_exposures.yml"), neighbour, neighbour + added)


def try_it(clone: Clone, step: Step) -> None:
    """The model alone is built, by hand and apart, and all that is asked of it was asked."""
    [command] = step.commands
    told = succeeded(clone.run(command)).stdout
    for check in (
        "rpt_touch_types_has_its_key",
        "no_kind_of_touch_engages_more_people_than_it_has_touches",
        "a_touch_of_a_machine_engages_nobody",
    ):
        assert check in told
    with duckdb.connect(str(clone.folder / "warehouse" / "dev.duckdb"), read_only=True) as dev:
        built = "select table_name from information_schema.tables where table_type = 'BASE TABLE'"
        assert dev.execute(built).fetchall() == [(MODEL,)]


def break_it(clone: Clone, step: Step) -> None:
    clone.add("dbt_project/tests/marts/*")
    clone.add("tests/violations/marts/*")


def copy_page(clone: Clone, step: Step) -> None:
    pages = (clone.folder / "dbt_project" / "definitions").glob("*.yml")
    newest = max(page for page in pages if "\nstatus: signed " in page.read_text())
    text = newest.read_text()
    assert text.count("is_retrospective: false ") == 1
    old = f"effective_from: {newest.stem}"
    assert text.count(old) == 1
    clone.page(PAGE).write_text(text.replace(old, f"effective_from: {PAGE}"))


def edit(clone: Clone, step: Step) -> None:
    clone.change(clone.page(PAGE), HANDED_OFF, ATTENDED + HANDED_OFF)


def sign(clone: Clone, step: Step) -> None:
    """The check complains until both have signed, and names who has not."""
    check, command = step.commands
    unsigned = clone.run(check)
    assert unsigned.returncode != 0
    for name, team in {"Maya Lindqvist": "marketing", "Tomas Okafor": "sales"}.items():
        told = clone.run(check)
        assert told.returncode != 0
        assert f"{name} ({team}) approved another text of this page" in told.stdout
        filled = command
        for gap, value in {
            "<page>": str(clone.page(PAGE)),
            "<name>": f"'{name}'",
            "<team>": team,
            "<day>": SIGNED_ON,
        }.items():
            filled = filled.replace(gap, value)
        succeeded(clone.run(filled))
    assert "no fault" in succeeded(clone.run(check)).stdout


def prove(clone: Clone, step: Step) -> None:
    """The tests run the commands of all sections at once."""
    assert step.commands[0].startswith("make test ONLY=<")


def adding(*patterns: str) -> Callable[[Clone, Step], None]:
    def add(clone: Clone, step: Step) -> None:
        for pattern in patterns:
            clone.add(pattern)

    return add


FOLLOWED: dict[str, dict[str, Callable[[Clone, Step], None]]] = {
    "Add a model": {
        "Write it": adding("dbt_project/models/marts/*/*.sql"),
        "Describe it": adding("dbt_project/models/marts/*/_*.yml"),
        "Break it": break_it,
        "Tell of it": tell_of_model,
        "Try it": try_it,
        PROVE: prove,
    },
    "Add a source": {
        "Land it": adding("ingestion/sources/*/*"),
        "Model it": adding("dbt_project/models/staging/*/*"),
        "Unite it": unite,
        "Tell of it": tell_of_source,
        PROVE: prove,
    },
    "Change a definition": {
        "Copy": copy_page,
        "Edit": edit,
        "Sign it": sign,
        PROVE: prove,
    },
}
