"""A merge into a new record that is undone: over three refreshes the old keys come back."""

import hashlib

import duckdb
import pytest

CREATED = {"createdAt": "2026-01-01T00:00:00Z"}
ENTITIES = {
    "int_people_clustered": ("people", "contacts", "person_id"),
    "int_accounts_clustered": ("accounts", "companies", "account_id"),
}


def key(model: str, id: str) -> str:
    entity, object, _ = ENTITIES[model]
    return hashlib.md5(f"{entity}|hubspot|main|{object}|{id}".encode()).hexdigest()


def apart() -> dict:
    return {
        "contacts": [
            {"id": "1", "email": "a@acme.com", **CREATED},
            {"id": "2", "email": "b@acme.com", **CREATED},
        ],
        "companies": [
            {"id": "1", "domain": "acme.com", **CREATED},
            {"id": "2", "domain": "acme.org", **CREATED},
        ],
    }


def merged() -> dict:
    gone = {"_op": "merge", "_merged_into_id": "3"}
    return {
        "contacts": [
            *({**record, **gone} for record in apart()["contacts"]),
            {"id": "3", "email": "a@acme.com", "hs_additional_emails": "b@acme.com", **CREATED},
        ],
        "companies": [
            *({**record, **gone} for record in apart()["companies"]),
            {"id": "3", "domain": "acme.com", "hs_additional_domains": "acme.org", **CREATED},
        ],
    }


def undone() -> dict:
    return {
        table: [*apart()[table], {**rows[-1], "_op": "delete"}] for table, rows in merged().items()
    }


@pytest.fixture(scope="module")
def builds(by_hand):
    """Three refreshes, each built upon the last, then all built from the raw rows alone."""
    warehouse = by_hand()
    found = []

    def build():
        warehouse.build("--select", *(f"+{model}" for model in ENTITIES))
        found.append(
            {
                model: dict(warehouse.rows(f"select record_id, {column} from intermediate.{model}"))
                for model, (_, _, column) in ENTITIES.items()
            }
        )

    warehouse.land_pages(1)
    for refresh, tables in enumerate((apart(), merged(), undone()), start=1):
        warehouse.land("hubspot", refresh, **tables)
        build()
    with duckdb.connect(str(warehouse.folder / "working.duckdb")) as working:
        for schema in ("staging", "intermediate", "registry"):
            working.execute(f"drop schema {schema} cascade")
    build()
    return found


@pytest.mark.parametrize("model", ENTITIES)
def test_both_are_called_as_before_and_what_was_their_survivor_is_one_of_the_first(builds, model):
    one, other = key(model, "1"), key(model, "2")
    before, between, after, from_raw = (build[model] for build in builds)
    assert before == {"1": one, "2": other}
    assert between == {"1": one, "2": one, "3": one}
    assert after == from_raw == {"1": one, "2": other, "3": one}
