"""The simulator answers as Salesforce does: tokens, limits, errors, pages."""

import time
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org

HOUR, DAY = 3_600_000, 86_400_000


def code(answer):
    return answer.json()[0]["errorCode"]


@pytest.fixture(scope="module")
def many(by_hand, asking):
    """4,500 accounts, so that answers have pages."""
    hand = by_hand()
    for number in range(4_500):
        hand.make("Account", "001", f"a{number}", "2026-01-01T00:00:00", Name=f"Account {number}")
    api = asking(hand.open())
    api.hand = hand
    return api


# ── tokens ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "client_credentials", "client_id": "x", "client_secret": "sandbox"}, "invalid_client_id"),
        ({"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "x"}, "invalid_client"),
        ({"grant_type": "password", "username": "x"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x"}, "invalid_grant"),
    ],
)  # fmt: skip
def test_a_refused_token_request_is_an_object_with_error_and_description(many, form, error):
    answer = many.token(**form)
    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]


def test_a_token_tells_its_instance_and_no_expiry(many):
    token = many.token(
        grant_type="client_credentials", client_id="sandbox", client_secret="sandbox"
    ).json()
    assert set(token) == {
        "access_token", "instance_url", "id", "token_type", "issued_at", "signature", "scope",
    }  # fmt: skip
    assert token["instance_url"] == many.base_url
    assert token["issued_at"] == str(many.store.now)


@pytest.fixture(scope="module")
def signing():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return key, public.decode()


def test_a_signed_assertion_of_the_virtual_now_gives_a_token(hand, asking, signing):
    key, public = signing
    api = asking(hand.open(), Org(certificate=public, username="ann@example.com"))
    now = hand.now // 1000
    right = {"iss": "sandbox", "sub": "ann@example.com", "aud": "https://login.salesforce.com",
             "exp": now + 180}  # fmt: skip

    def asked(**changed):
        assertion = jwt.encode({**right, **changed}, key, algorithm="RS256")
        return api.token(
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer", assertion=assertion
        )

    assert asked().status_code == 200
    for changed in (
        {"exp": now - 1},
        {"exp": int(time.time()) + 10**9},
        {"aud": "https://example.com"},
        {"sub": "bo@example.com"},
    ):
        answer = asked(**changed)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert asked(iss="x").json()["error"] == "invalid_client_id"


def test_a_session_ends_after_two_virtual_hours(hand, asking):
    api = asking(hand.open())
    api.store.advance(hand.now + 2 * HOUR - 1000)
    assert api.get("limits").status_code == 200
    api.store.advance(hand.now + 2 * HOUR)
    answer = api.get("limits")
    assert answer.status_code == 401
    assert answer.json() == [
        {"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}
    ]
    api.sign_in()
    assert api.get("limits").status_code == 200


def test_a_user_without_the_api_right_is_refused(hand, asking):
    answer = asking(hand.open(), Org(is_api_enabled=False)).get("limits")
    assert (answer.status_code, code(answer)) == (403, "API_DISABLED_FOR_ORG")


# ── limits and paths ────────────────────────────────────────────────────────────────────────


def test_calls_are_counted_over_a_day_and_refused_past_the_limit(hand, asking):
    api = asking(hand.open(), Org(daily_requests=2))
    first = api.get("limits")
    assert first.headers["sforce-limit-info"] == "api-usage=1/2"
    assert first.json()["DailyApiRequests"] == {"Max": 2, "Remaining": 1}
    api.get("limits")
    refused = api.get("limits")
    assert (refused.status_code, code(refused)) == (403, "REQUEST_LIMIT_EXCEEDED")
    api.store.advance(hand.now + DAY)
    api.sign_in()
    assert api.get("limits").status_code == 200


def test_the_date_header_is_the_virtual_now(many):
    expected = datetime.fromtimestamp(many.store.now / 1000, UTC)
    assert many.get("limits").headers.get_list("date") == [
        expected.strftime("%a, %d %b %Y %H:%M:%S GMT")
    ]


def test_versions_are_named_by_season_and_need_no_token(many):
    many_without_token = many.http.get("/services/data/", headers={"authorization": ""})
    by_version = {v["version"]: v for v in many_without_token.json()}
    assert by_version["62.0"] == {
        "label": "Winter '25",
        "url": "/services/data/v62.0",
        "version": "62.0",
    }
    assert by_version["60.0"]["label"] == "Spring '24"
    assert many.get("/services/data/v62.0/").json()["query"] == "/services/data/v62.0/query"


@pytest.mark.parametrize("path", ["nope", "sobjects/Nope/describe", "sobjects/Account/001000000000000",
                                  "/services/data/v99.0/limits", "/elsewhere"])  # fmt: skip
def test_what_is_not_there_is_not_found(many, path):
    answer = many.get(path)
    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")


def test_an_address_past_sixteen_kilobytes_is_refused(many):
    assert (
        many.query("SELECT Id FROM Account WHERE Name = '" + "x" * 16_000 + "'").status_code == 200
    )
    assert (
        many.query("SELECT Id FROM Account WHERE Name = '" + "x" * 16_400 + "'").status_code == 414
    )


def test_writing_is_no_method_of_a_query(many):
    answer = many.http.post("/services/data/v62.0/query")
    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")


# ── pages ───────────────────────────────────────────────────────────────────────────────────


def pages(api, answer):
    while True:
        page = answer.json()
        yield page
        if page["done"]:
            return
        answer = api.get(page["nextRecordsUrl"])


def test_pages_of_two_thousand_hold_every_row_once(many):
    got = list(pages(many, many.query("SELECT Id FROM Account")))
    assert [len(page["records"]) for page in got] == [2000, 2000, 500]
    assert {page["totalSize"] for page in got} == {4500}
    assert "nextRecordsUrl" not in got[-1]
    assert len({r["Id"] for page in got for r in page["records"]}) == 4500


def test_a_batch_size_between_two_hundred_and_two_thousand_is_honoured(many):
    for asked, size in ((500, 500), (1, 200), (9999, 2000)):
        header = {"Sforce-Query-Options": f"batchSize={asked}"}
        answer = many.get("query", headers=header, q="SELECT Id FROM Account")
        assert len(answer.json()["records"]) == size


def test_wide_rows_come_in_smaller_pages(by_hand, asking):
    hand = by_hand()
    for number in range(2_000):
        hand.lead(f"l{number}")
    extra = tuple(FieldDefinition(f"Extra_{n}__c", "string", 80) for n in range(300))
    api = asking(hand.open(), Org(custom_fields={"Lead": extra}))
    fields = ",".join(["Id", *(field.name for field in extra)])
    first = api.query(f"SELECT {fields} FROM Lead").json()
    assert (first["totalSize"], first["done"], len(first["records"])) == (2000, False, 830)


def test_a_result_stays_as_it_was_while_it_is_paged(by_hand, asking):
    hand = by_hand()
    for number in range(2_001):
        hand.make("Account", "001", f"a{number}", "2026-01-01T00:00:00", Name="before")
    for number in range(2_001):
        id = hand.key("001", f"a{number}")
        hand.then("2026-05-20T12:30:00", "Account", id, Name="after")
    hand.make("Account", "001", "new", "2026-05-20T12:30:00", Name="after")
    api = asking(hand.open())
    answer = api.query("SELECT Name FROM Account")
    api.store.advance(hand.now + HOUR)
    names = [r["Name"] for page in pages(api, answer) for r in page["records"]]
    assert names == ["before"] * 2001
    assert {r["Name"] for r in api.records("SELECT Name FROM Account LIMIT 5")} == {"after"}
    assert api.query("SELECT COUNT() FROM Account").json()["totalSize"] == 2002


def test_a_locator_ends_after_two_days_or_when_ten_newer_ones_are_open(many):
    first = many.query("SELECT Id FROM Account").json()["nextRecordsUrl"]
    for _ in range(9):
        many.query("SELECT Id FROM Account")
    assert many.get(first).status_code == 200
    many.query("SELECT Id FROM Account")
    assert code(many.get(first)) == "INVALID_QUERY_LOCATOR"
    assert code(many.get("query/01gNOPE-2000")) == "INVALID_QUERY_LOCATOR"
