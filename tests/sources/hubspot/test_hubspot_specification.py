"""Every answer of the simulator has the form that HubSpot's published specifications promise."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jsonschema
import pytest

TOKEN = {"Authorization": "Bearer pat-na1-sandbox"}
LISTED = {
    "{owner}": "/crm/v3/owners",
    "{form}": "/marketing/v3/forms",
    "{mail}": "/marketing/v3/emails",
}
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
            (spec, path, "get", path, {"limit": 1}, 200),
            (spec, path + "/{id}", "get", path + "/{one}", {"associations": "deals"}, 200),
            (spec, path + "/{id}", "get", path + "/{one}", {"propertiesWithHistory": "name"}, 200),
            (spec, path + "/search", "post", path + "/search", ALL | {"limit": 1}, 200),
            (spec, path + "/search", "post", path + "/search", ALL, 200),
            (spec, path + "/batch/read", "post", path + "/batch/read", {"ids": 3}, 200),
            (spec, path + "/batch/read", "post", path + "/batch/read", {"ids": 3, "no": 1}, 207),
            (spec, path + "/batch/read", "post", path + "/batch/read", {"ids": 3, "history": 1}, 200),
        )
    ],
    ("owners.v3", "/crm/v3/owners", "get", "/crm/v3/owners", {}, 200),
    ("owners.v3", "/crm/v3/owners", "get", "/crm/v3/owners", {"archived": "true"}, 200),
    ("owners.v3", "/crm/v3/owners", "get", "/crm/v3/owners", {"limit": 1}, 200),
    ("owners.v3", "/crm/v3/owners/{ownerId}", "get", "/crm/v3/owners/{owner}", {}, 200),
    *[
        (spec, base + path, "get", base + asked, {}, 200)
        for spec, base in (
            ("pipelines.v3", "/crm/v3/pipelines"),
            ("pipelines.2026", "/crm/pipelines/2026-03"),
        )
        for path, asked in (
            ("/{objectType}", "/deals"),
            ("/{objectType}/{pipelineId}", "/deals/default"),
            ("/{objectType}/{pipelineId}/stages", "/deals/default/stages"),
            ("/{objectType}/{pipelineId}/stages/{stageId}", "/deals/default/stages/closedwon"),
        )
    ],
    (
        "properties.v3", "/crm/v3/properties/{objectType}/batch/read", "post",
        "/crm/v3/properties/contacts/batch/read", {"names": ["email", "lifecyclestage"]}, 200,
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
    ("forms.v3", "/marketing/v3/forms", "get", "/marketing/v3/forms", {"limit": 1}, 200),
    ("forms.v3", "/marketing/v3/forms", "get", "/marketing/v3/forms", {"archived": "true"}, 200),
    ("forms.v3", "/marketing/v3/forms/{formId}", "get", "/marketing/v3/forms/{form}", {}, 200),
    ("memails.v3", "/marketing/v3/emails", "get", "/marketing/v3/emails", {"limit": 50}, 200),
    ("memails.v3", "/marketing/v3/emails", "get", "/marketing/v3/emails", {"limit": 1}, 200),
    ("memails.v3", "/marketing/v3/emails/{emailId}", "get", "/marketing/v3/emails/{mail}", {}, 200),
    ("events.v3", "/events/v3/events", "get", "/events/v3/events",
     {"eventType": "e_visited_page", "limit": 1}, 200),
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
        for name, at in LISTED.items():
            if name in path:
                path = path.replace(name, http.get(at).json()["results"][0]["id"])
        if "{one}" in path:
            path = path.replace("{one}", some(path.split("/")[4], 1)[0])
        if method == "get":
            return http.get(path, params=told)
        if "names" in told:
            told = {"archived": False, "inputs": [{"name": name} for name in told["names"]]}
        elif "filterGroups" not in told:
            object = "deals" if "deals" in told else path.split("/")[4]
            ids = some(object, told.get("deals") or told["ids"])
            ids += ["404"] * told.get("no", 0)
            history = ["hubspot_owner_id", "createdate"] if "history" in told else []
            told = {"inputs": [{"id": id} for id in ids]}
            told |= {"properties": ["createdate"], "propertiesWithHistory": history}
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


# specification, what is asked, status, category
MISTAKES = [
    ("contacts.v3", "/crm/v3/objects/contacts?limit=101", 400, "VALIDATION_ERROR"),
    ("contacts.v3", "/crm/v3/objects/contacts?limit=51&propertiesWithHistory=email", 400,
     "VALIDATION_ERROR"),
    ("contacts.v3", "/crm/v3/objects/contacts/404", 404, "OBJECT_NOT_FOUND"),
    ("contacts.2026-03", "/crm/objects/2026-03/contacts/404", 404, "OBJECT_NOT_FOUND"),
    ("contacts.2026-03", "/crm/objects/2026-03/contacts?limit=101", 400, "VALIDATION_ERROR"),
    ("companies.v3", "/crm/v3/objects/companies/404", 404, "OBJECT_NOT_FOUND"),
    ("deals.v3", "/crm/v3/objects/unheard", 400, "VALIDATION_ERROR"),
    ("associations.v4", "/crm/v4/objects/deals/404/associations/contacts", 404, "OBJECT_NOT_FOUND"),
    ("owners.v3", "/crm/v3/owners/404", 404, "OBJECT_NOT_FOUND"),
    ("owners.v3", "/crm/v3/owners?limit=501", 400, "VALIDATION_ERROR"),
    ("pipelines.v3", "/crm/v3/pipelines/unheard", 400, "VALIDATION_ERROR"),
    ("pipelines.2026", "/crm/pipelines/2026-03/deals/404", 404, "OBJECT_NOT_FOUND"),
    ("properties.v3", "/crm/v3/properties/contacts/unheard", 404, "OBJECT_NOT_FOUND"),
    ("events.v3", "/events/v3/events", 400, "VALIDATION_ERROR"),
    ("forms.v3", "/marketing/v3/forms/404", 404, "OBJECT_NOT_FOUND"),
    ("memails.v3", "/marketing/v3/emails/404", 404, "OBJECT_NOT_FOUND"),
]  # fmt: skip


def kept_to_the_envelope(specification: dict[str, Any], answer: httpx.Response) -> None:
    """The documents forget `status`, and allow what they do not name."""
    schema = {**specification, "$ref": "#/components/schemas/Error"}
    jsonschema.Draft202012Validator(schema).validate(answer.json())


@pytest.mark.parametrize(("name", "path", "status", "category"), MISTAKES)
def test_an_error_has_the_documented_envelope(sample, specifications, name, path, status, category):
    answer = httpx.get(sample.url + path, headers=TOKEN)
    assert (answer.status_code, answer.json()["category"]) == (status, category)
    kept_to_the_envelope(specifications[name], answer)


def test_refusals_of_strangers_scopes_and_haste_have_the_documented_envelope(
    limited, specifications
):
    with limited(ten_secondly=2, scopes=frozenset({"crm.objects.owners.read"})) as portal:
        path = portal.url + "/crm/v3/objects/contacts"
        answers = [httpx.get(path), *(httpx.get(path, headers=TOKEN) for _ in range(3))]
    assert [answer.status_code for answer in answers] == [401, 403, 403, 429]
    for answer in answers:
        kept_to_the_envelope(specifications["contacts.v3"], answer)
