"""The Python client that everybody uses reads every object of the simulator, completely."""

import csv
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceMalformedRequest, SalesforceResourceNotFound

from ingestion.sources.salesforce.simulator import app
from ingestion.sources.salesforce.simulator.schema import OBJECTS

NAMES = [head.split()[0] for head in OBJECTS]


class Plain(HTTPAdapter):
    """The client speaks https alone; the simulator listens on http."""

    def send(self, request, **options):
        parts = urlsplit(request.url)
        request.url = urlunsplit(("http", *parts[1:]))
        return super().send(request, **options)


@pytest.fixture(scope="module")
def client(company, serving):
    host = urlsplit(serving(app(company))).netloc
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", Plain())
    token = session.post(
        f"https://{host}/services/oauth2/token",
        data={"grant_type": "client_credentials", "client_id": "sandbox", "client_secret": "sandbox"},
    ).json()  # fmt: skip
    return Salesforce(
        session_id=token["access_token"],
        instance_url=token["instance_url"].replace("http:", "https:"),
        session=session,
        version="62.0",
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_record_of_an_object_is_read_with_every_field(client, company, name):
    described = getattr(client, name).describe()["fields"]
    fields = ",".join(field["name"] for field in described)
    answer = client.query_all(f"SELECT {fields} FROM {name}", include_deleted=True)
    held = {r[0]: r[1] for r in company.sql(
        "select id, state from record where system = 'salesforce' and object = ?", (name,)
    )}  # fmt: skip
    assert len(held) > 0
    assert answer["done"] is True
    assert answer["totalSize"] == len(held)
    by_id = {record["Id"]: record for record in answer["records"]}
    assert set(by_id) == set(held)
    if any(field["name"] == "IsDeleted" for field in described):
        gone = {id for id, record in by_id.items() if record["IsDeleted"]}
        assert gone == {id for id, state in held.items() if state != "live"}
    types = {field["name"]: field["soapType"] for field in described}
    kinds = {"xsd:boolean": bool, "xsd:int": int, "xsd:double": float, "xsd:string": str,
             "xsd:date": str, "xsd:dateTime": str, "tns:ID": str, "urn:address": dict}  # fmt: skip
    for record in by_id.values():
        for field, value in record.items():
            if field != "attributes" and value is not None and types[field] in kinds:
                kind = kinds[types[field]]
                is_right = isinstance(value, kind) and (kind is bool) == isinstance(value, bool)
                assert is_right, (name, field, value)


@pytest.mark.parametrize("name", NAMES)
def test_a_bulk_job_brings_every_record_of_an_object_page_by_page(client, company, name):
    described = getattr(client, name).describe()["fields"]
    fields = [field["name"] for field in described if field["type"] != "address"]
    by_rest = client.query_all(f"SELECT {','.join(fields)} FROM {name}", include_deleted=True)
    handler = getattr(client.bulk2, name)
    size = max(1, by_rest["totalSize"] // 3)
    pages = list(
        handler.query_all(f"SELECT {','.join(fields)} FROM {name}", max_records=size, wait=0)
    )
    assert len(pages) >= min(3, by_rest["totalSize"])
    rows = [row for page in pages for row in csv.DictReader(io.StringIO(page, newline=""))]
    types = {field["name"]: field["type"] for field in described}
    assert rows == [
        {field: _as_csv(record[field], types[field]) for field in fields}
        for record in by_rest["records"]
    ]


def _as_csv(value, type):
    """A value of REST as bulk is documented to write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and abs(value) >= 1e7:
        mantissa, exponent = f"{value:.16e}".split("e")
        mantissa = mantissa.rstrip("0")
        return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
    return value.replace("+0000", "Z") if type == "datetime" else str(value)


def test_a_record_is_got_by_its_id(client, company):
    ((id,),) = company.sql(
        "select id from record where system = 'salesforce' and object = 'Opportunity' "
        "and state = 'live' limit 1"
    )
    assert client.Opportunity.get(id)["Id"] == id
    with pytest.raises(SalesforceResourceNotFound):
        client.Opportunity.get("006000000000000")


def test_a_wrong_query_raises_what_the_client_documents(client):
    with pytest.raises(SalesforceMalformedRequest) as refused:
        client.query("SELECT Nope FROM Lead")
    assert refused.value.content[0]["errorCode"] == "INVALID_FIELD"


def test_deleted_and_updated_records_are_listed(client, company):
    now = datetime.fromtimestamp(company.now / 1000, UTC)
    answer = client.Lead.updated(now - timedelta(days=14), now)
    assert set(answer) == {"ids", "latestDateCovered"}
    assert "deletedRecords" in client.Lead.deleted(now - timedelta(days=14), now)


def test_the_org_describes_itself_and_tells_its_limits(client):
    assert {o["name"] for o in client.describe()["sobjects"]} == set(NAMES)
    assert client.limits()["DailyApiRequests"]["Max"] == 100_000
