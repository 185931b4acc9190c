"""Every answer of the simulator has the form that HubSpot's published specifications promise."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jsonschema
import pytest

TOKEN = {"Authorization": "Bearer pat-na1-sandbox"}
ALL = {"filterGroups": [], "sorts": [], "properties": [], "limit": 50, "after": "0"}

# specification, path in it, method, the path asked, parameters or body, status
CASES = [
    *[
        case
        for spec, path in (
            ("contacts.v3", "/crm/v3/objects/contacts"),
            ("contacts.2026-03", "/crm/objects/2026-03/contacts"),
            ("companies.v3", "/crm/v3/objects/companies"),
            ("deals.v3", "/crm/v3/objects/0-3"),
        )
        for case in (
            (spec, path, "get", path, {"limit": 100, "associations": "companies,contacts"}, 200),
            (spec, path, "get", path, {"archived": "true"}, 200),
            (spec, path, "get", path, {"propertiesWithHistory": "hubspot_owner_id"}, 200),
            (spec, path + "/{id}", "get", path + "/{one}", {"associations": "deals"}, 200),
            (spec, path + "/search", "post", path + "/search", ALL, 200),
            (spec, path + "/batch/read", "post", path + "/batch/read", {"ids": 3}, 200),
            (spec, path + "/batch/read", "post", path + "/batch/read", {"ids": 3, "no": 1}, 207),
        )
    ],
    ("owners.v3", "/crm/v3/owners", "get", "/crm/v3/owners", {}, 200),
    ("owners.v3", "/crm/v3/owners", "get", "/crm/v3/owners", {"archived": "true"}, 200),
    ("pipelines.v3", "/crm/v3/pipelines/{objectType}", "get", "/crm/v3/pipelines/deals", {}, 200),
    (
        "pipelines.2026", "/crm/pipelines/2026-03/{objectType}", "get",
        "/crm/pipelines/2026-03/deals", {}, 200,
    ),
    (
        "pipelines.v3", "/crm/v3/pipelines/{objectType}/{pipelineId}/stages/{stageId}", "get",
        "/crm/v3/pipelines/deals/default/stages/closedwon", {}, 200,
    ),
    ("properties.v3", "/crm/v3/properties/{objectType}", "get", "/crm/v3/properties/deals", {}, 200),
    (
        "properties.v3", "/crm/v3/properties/{objectType}/{propertyName}", "get",
        "/crm/v3/properties/contacts/email", {}, 200,
    ),
    ("events.v3", "/events/v3/events", "get", "/events/v3/events",
     {"eventType": "e_visited_page", "limit": 50}, 200),
    ("events.v3", "/events/v3/events/event-types", "get", "/events/v3/events/event-types", {}, 200),
    ("forms.v3", "/marketing/v3/forms", "get", "/marketing/v3/forms", {"limit": 50}, 200),
    ("memails.v3", "/marketing/v3/emails", "get", "/marketing/v3/emails", {"limit": 50}, 200),
    (
        "associations.v4", "/crm/v4/associations/{fromObjectType}/{toObjectType}/batch/read", "post",
        "/crm/v4/associations/deals/contacts/batch/read", {"deals": 20}, 200,
    ),
    (
        "associations.v4", "/crm/v4/associations/{fromObjectType}/{toObjectType}/batch/read", "post",
        "/crm/v4/associations/deals/contacts/batch/read", {"deals": 2, "no": 1}, 207,
    ),
    (
        "associations.v4", "/crm/v4/objects/{objectType}/{objectId}/associations/{toObjectType}",
        "get", "/crm/v4/objects/deals/{deal}/associations/companies", {}, 200,
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def specifications(shared):
    folder = shared / "specs" / "hubspot"
    return {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}


def relaxed(schema: Any) -> Any:
    """Real answers hold null where the schemas say string; nothing undocumented may stand in."""
    if isinstance(schema, list):
        return [relaxed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: relaxed(value) for name, value in schema.items() if name != "example"}
    if out.get("type") == "object" and out.get("properties") == {}:
        return {}  # an enumeration of the vendor's own that the document does not spell out
    if out.get("type") == "string" and "enum" not in out:
        out["type"] = ["string", "null"]
    if out.get("type") == "object" and out.get("properties"):
        out.setdefault("additionalProperties", False)
    return out


def answered(portal, method: str, path: str, told: dict[str, Any]) -> httpx.Response:
    with httpx.Client(base_url=portal.url, headers=TOKEN) as http:

        def some(object: str, count: int) -> list[str]:
            page = http.get(f"/crm/v3/objects/{object}", params={"limit": 100}).json()["results"]
            return [record["id"] for record in page[:count]]

        if "{deal}" in path:
            path = path.replace("{deal}", some("deals", 1)[0])
        if "{one}" in path:
            path = path.replace("{one}", some(path.split("/")[4], 1)[0])
        if method == "get":
            return http.get(path, params=told)
        if "filterGroups" not in told:
            object = "deals" if "deals" in told else path.split("/")[4]
            ids = some(object, told.get("deals") or told["ids"])
            ids += ["404"] * told.get("no", 0)
            told = {"inputs": [{"id": id} for id in ids]}
            told |= {"properties": ["createdate"], "propertiesWithHistory": []}
            if "associations" in path:
                told = {"inputs": told["inputs"]}
        return http.post(path, json=told)


def schema_of(specification: dict[str, Any], path: str, method: str, status: int) -> dict[str, Any]:
    found = specification["paths"].get(path)
    if found is None:  # parameters are named by their object
        (found,) = [
            methods
            for known, methods in specification["paths"].items()
            if known.rsplit("/", 1)[0] == path.rsplit("/", 1)[0] and known.endswith("Id}")
        ]
    content = found[method]["responses"][str(status)]["content"]
    return next(iter(content.values()))["schema"]


@pytest.mark.parametrize(
    ("name", "path", "method", "asked", "told", "status"),
    CASES,
    ids=[f"{case[2]} {case[3]} {case[5]} {number}" for number, case in enumerate(CASES)],
)
def test_an_answer_is_what_the_specification_says(
    sample, specifications, name, path, method, asked, told, status
):
    answer = answered(sample, method, asked, told)
    assert answer.status_code == status, answer.text
    specification = relaxed(specifications[name])
    schema = relaxed(schema_of(specifications[name], path, method, status))
    jsonschema.Draft202012Validator({**specification, **schema}).validate(answer.json())


@pytest.mark.parametrize(
    ("path", "status", "category"),
    [
        ("/crm/v3/objects/contacts?limit=101", 400, "VALIDATION_ERROR"),
        ("/crm/v3/objects/contacts?limit=51&propertiesWithHistory=email", 400, "VALIDATION_ERROR"),
        ("/crm/v3/objects/contacts/404", 404, "OBJECT_NOT_FOUND"),
        ("/crm/v3/objects/unheard", 400, "VALIDATION_ERROR"),
    ],
)
def test_an_error_has_the_documented_envelope(sample, specifications, path, status, category):
    answer = httpx.get(sample.url + path, headers=TOKEN)
    assert (answer.status_code, answer.json()["category"]) == (status, category)
    specification = specifications["contacts.v3"]
    schema = {**specification, "$ref": "#/components/schemas/Error"}
    jsonschema.Draft202012Validator(schema).validate(answer.json())
