"""SOQL's meaning, each expected answer worked out by hand from the records beside it."""

import pytest


@pytest.fixture(scope="module")
def org(by_hand, asking):
    """Five leads, one deleted; four opportunities in two currencies; one account."""
    hand = by_hand()
    hand.make("User", "005", "Bo", "2020-01-01T00:00:00", Username="bo@example.com",
              Email="Bo@Example.com", LastName="Closer", Alias="bo", IsActive=True)  # fmt: skip
    hand.lead("Ada", "2026-01-01T00:00:00", Status="Nurture", NumberOfEmployees=10,
              Email="ada@x.com", ConvertedDate="2026-05-19", Description="long")  # fmt: skip
    hand.lead("bob", "2026-05-20T11:00:00", Status="Accepted by Sales", NumberOfEmployees=200,
              OwnerId=hand.key("005", "Bo"), FirstName="O'Neil 100%_")  # fmt: skip
    hand.lead("Cyd", "2026-05-13T00:00:00", Status="nurture", Email="C@x.com", IsConverted=True)
    gone = hand.lead("Dan", "2026-05-12T23:59:59", NumberOfEmployees=10)
    hand.then("2026-05-19T00:00:00", "Lead", gone, "delete")
    hand.lead("Eve", "2025-12-31T23:59:59", NumberOfEmployees=11, FirstName="O_Neil 100%")
    for currency, rate in (("USD", 1.0), ("EUR", 0.5)):
        hand.make("CurrencyType", "01L", currency, "2020-01-01T00:00:00", IsoCode=currency,
                  ConversionRate=rate, IsCorporate=currency == "USD")  # fmt: skip
    hand.make("DatedConversionRate", "04w", "EUR", "2020-01-01T00:00:00",
              IsoCode="EUR", StartDate="2026-06-01", ConversionRate=0.8)  # fmt: skip
    account = hand.make("Account", "001", "Acme", "2026-01-01T00:00:00", Name="Acme")
    hand.opportunity("one", Amount=100.0, StageName="Closed Won", AccountId=account)
    hand.opportunity("two", Amount=40.0, CurrencyIsoCode="EUR", CloseDate="2026-05-31")
    hand.opportunity("three", Amount=40.0, CurrencyIsoCode="EUR", CloseDate="2026-06-01")
    hand.opportunity("four")
    api = asking(hand.open())
    api.hand = hand
    return api


def names(org, rest, call="query"):
    return [record["LastName"] for record in org.records(f"SELECT LastName FROM Lead {rest}", call)]


def refused(org, soql):
    answer = org.query(soql)
    assert answer.status_code == 400
    (error,) = answer.json()
    return error["errorCode"], error["message"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("LastName = 'BOB'", {"bob"}),
        ("Status = 'Nurture'", {"Ada", "Cyd", "Eve"}),
        ("Status != 'Nurture'", {"bob"}),
        ("Status <> 'Nurture'", {"bob"}),
        ("NumberOfEmployees = 10", {"Ada"}),
        ("NumberOfEmployees > 10", {"bob", "Eve"}),
        ("NumberOfEmployees >= 10.0", {"Ada", "bob", "Eve"}),
        ("NumberOfEmployees < 11", {"Ada"}),
        ("NumberOfEmployees <= 11", {"Ada", "Eve"}),
        ("NumberOfEmployees != 10", {"bob", "Cyd", "Eve"}),
        ("NumberOfEmployees = null", {"Cyd"}),
        ("NumberOfEmployees != NULL", {"Ada", "bob", "Eve"}),
        ("Email = ''", {"bob", "Eve"}),
        ("IsConverted = true", {"Cyd"}),
        ("IsConverted = FALSE", {"Ada", "bob", "Eve"}),
        ("LastName IN ('ada', 'EVE', 'nobody')", {"Ada", "Eve"}),
        ("Email NOT IN ('ada@x.com')", {"bob", "Cyd", "Eve"}),
        ("LastName LIKE '%d%'", {"Ada", "Cyd"}),
        ("LastName LIKE '_o_'", {"bob"}),
        (r"FirstName LIKE 'O\'Neil 100\%\_'", {"bob"}),
        ("FirstName LIKE 'O_Neil 100%'", {"bob", "Eve"}),
        (r"FirstName LIKE 'O\_Neil%'", {"Eve"}),
        ("CreatedDate >= 2026-05-13T00:00:00Z", {"bob", "Cyd"}),
        ("CreatedDate > 2026-05-13T00:00:00.000+00:00", {"bob"}),
        ("CreatedDate < 2026-01-01T00:00:00Z", {"Eve"}),
        ("CreatedDate = 2026-05-13T02:00:00+02:00", {"Cyd"}),
        ("CreatedDate = TODAY", {"bob"}),
        ("CreatedDate = LAST_N_DAYS:7", {"bob", "Cyd"}),
        ("CreatedDate < LAST_N_DAYS:7", {"Ada", "Eve"}),
        ("CreatedDate = THIS_YEAR", {"Ada", "bob", "Cyd"}),
        ("CreatedDate = LAST_YEAR", {"Eve"}),
        ("CreatedDate = LAST_N_MONTHS:5", {"Ada", "Eve"}),
        ("CreatedDate = LAST_WEEK", {"Cyd"}),
        ("ConvertedDate = 2026-05-19", {"Ada"}),
        ("ConvertedDate = YESTERDAY", {"Ada"}),
        ("ConvertedDate = N_DAYS_AGO:1", {"Ada"}),
        ("Owner.Email = 'bo@example.com'", {"bob"}),
        ("Status = 'Nurture' AND NumberOfEmployees > 10", {"Eve"}),
        ("IsConverted = true OR (Status = 'Nurture' AND NumberOfEmployees = 10)", {"Ada", "Cyd"}),
        ("NOT Status = 'Nurture'", {"bob"}),
        ("NOT (IsConverted = true OR NumberOfEmployees = 11)", {"Ada", "bob"}),
        ("Lead.LastName = 'Ada'", {"Ada"}),
    ],
)
def test_a_condition_keeps_exactly_the_rows_it_describes(org, where, expected):
    assert set(names(org, f"WHERE {where}")) == expected


def test_an_id_is_found_by_its_short_and_its_long_form(org):
    whole = org.hand.key("00Q", "Ada")
    assert names(org, f"WHERE Id = '{whole}'") == ["Ada"]
    assert names(org, f"WHERE Id IN ('{whole[:15]}')") == ["Ada"]


def test_ids_of_fifteen_characters_that_differ_in_case_are_different(org):
    short = org.hand.key("00Q", "Ada")[:15]
    assert names(org, f"WHERE Id = '{short[:3] + short[3:].swapcase()}'") == []


def test_deleted_rows_come_through_query_all_alone(org):
    assert "Dan" not in names(org, "")
    assert "Dan" in names(org, "", "queryAll")
    assert "Dan" in names(org, "ALL ROWS")
    assert names(org, "WHERE IsDeleted = true", "queryAll") == ["Dan"]


def test_order_puts_nulls_first_unless_told_otherwise(org):
    assert names(org, "ORDER BY NumberOfEmployees") == ["Cyd", "Ada", "Eve", "bob"]
    assert names(org, "ORDER BY NumberOfEmployees DESC NULLS LAST") == ["bob", "Eve", "Ada", "Cyd"]
    assert names(org, "ORDER BY Status, LastName DESC") == ["bob", "Eve", "Cyd", "Ada"]


def test_limit_and_offset_cut_the_ordered_rows(org):
    assert names(org, "ORDER BY LastName LIMIT 2") == ["Ada", "bob"]
    assert names(org, "ORDER BY LastName LIMIT 2 OFFSET 3") == ["Eve"]


def test_a_parent_comes_as_an_object_and_null_without_one(org):
    soql = "SELECT Name, Account.Name, Owner.Email FROM Opportunity WHERE Name IN ('one', 'two')"
    one, two = sorted(org.records(soql), key=lambda record: record["Name"])
    assert one["Account"]["Name"] == "Acme"
    assert one["Account"]["attributes"]["type"] == "Account"
    assert one["Owner"]["Email"] == "ann@example.com"
    assert two["Account"] is None


def test_count_tells_a_size_and_no_records(org):
    answer = org.query("SELECT COUNT() FROM Lead WHERE Status = 'Nurture'").json()
    assert answer == {"totalSize": 3, "done": True, "records": []}


def test_aggregates_are_named_in_order_or_by_alias(org):
    soql = (
        "SELECT COUNT(Id), COUNT(NumberOfEmployees) filled, MIN(NumberOfEmployees), "
        "MAX(NumberOfEmployees), AVG(NumberOfEmployees), SUM(NumberOfEmployees) total FROM Lead"
    )
    (record,) = org.records(soql)
    assert record == {
        "attributes": {"type": "AggregateResult"},
        "expr0": 4,
        "filled": 3,
        "expr1": 10,
        "expr2": 200,
        "expr3": pytest.approx(221 / 3),
        "total": 221,
    }


def test_a_grouped_query_cuts_dates_and_instants_of_utc_into_months(org):
    def months(date, entity):
        parts = f"CALENDAR_YEAR({date}), CALENDAR_MONTH({date})"
        records = org.records(f"SELECT {parts}, COUNT(Id) FROM {entity} GROUP BY {parts}")
        return {(r["expr0"], r["expr1"], r["expr2"]) for r in records}

    assert months("CreatedDate", "Lead") == {(2025, 12, 1), (2026, 1, 1), (2026, 5, 2)}
    assert months("CloseDate", "Opportunity") == {(2026, 5, 1), (2026, 6, 3)}


def test_grouped_money_is_added_up_in_the_corporate_currency_at_dated_rates(org):
    """40 EUR closing in May at 0.5 are 80 USD, closing in June at 0.8 they are 50 USD."""
    soql = (
        "SELECT CurrencyIsoCode, SUM(Amount) total, COUNT(Id) FROM Opportunity "
        "GROUP BY CurrencyIsoCode ORDER BY SUM(Amount) DESC"
    )
    records = org.records(soql)
    assert [(r["CurrencyIsoCode"], r["total"], r["expr0"]) for r in records] == [
        ("EUR", 130.0, 2),
        ("USD", 100.0, 2),
    ]
    (open_only,) = org.query("SELECT SUM(Amount) FROM Opportunity WHERE IsClosed = false").json()[
        "records"
    ]
    assert open_only["expr0"] == 130.0


def test_a_sum_of_nothing_is_null(org):
    (record,) = org.records("SELECT SUM(Amount) FROM Opportunity WHERE Name = 'x'")
    assert record["expr0"] is None


def test_all_fields_may_be_asked_for_two_hundred_rows_at_most(org):
    answer = org.query("SELECT FIELDS(ALL) FROM Lead LIMIT 200").json()
    described = org.get("sobjects/Lead/describe").json()["fields"]
    assert set(answer["records"][0]) == {f["name"] for f in described} | {"attributes"}
    assert refused(org, "SELECT FIELDS(ALL) FROM Lead")[0] == "MALFORMED_QUERY"
    assert refused(org, "SELECT FIELDS(CUSTOM) FROM Lead LIMIT 201")[0] == "MALFORMED_QUERY"
    standard = org.records("SELECT FIELDS(STANDARD) FROM Lead")[0]
    assert "HubSpot_Score__c" not in standard


@pytest.mark.parametrize(
    ("soql", "code", "says"),
    [
        ("SELECT Nope FROM Lead", "INVALID_FIELD", "No such column 'Nope' on entity 'Lead'"),
        ("SELECT Id FROM Nope", "INVALID_TYPE", "sObject type 'Nope' is not supported"),
        ("SELECT Nope.Id FROM Lead", "INVALID_FIELD", "Didn't understand relationship 'Nope'"),
        ("SELECT Id FROM Lead WHERE", "MALFORMED_QUERY", "unexpected token: <EOF>"),
        ("SELECT Id FRM Lead", "MALFORMED_QUERY", "unexpected token: 'Lead'"),
        ("SELECT Id, FROM Lead", "MALFORMED_QUERY", "unexpected token: 'FROM'"),
        ("SELECT Id FROM Lead LIMIT x", "MALFORMED_QUERY", "unexpected token: 'x'"),
        ("SELECT Id FROM Lead WHERE A = 1 AND B = 2 OR C = 3", "MALFORMED_QUERY", "'OR'"),
        ("SELECT Id, Id FROM Lead", "MALFORMED_QUERY", "duplicate field selected: id"),
        ("SELECT Status, COUNT(Id) FROM Lead", "MALFORMED_QUERY", "must be grouped"),
        ("SELECT COUNT(Id) FROM Lead GROUP BY CALENDAR_YEAR(Email)", "MALFORMED_QUERY", "_YEAR"),
        ("SELECT Id FROM Lead WHERE Description = 'x'", "INVALID_FIELD", "can not be filtered"),
        ("SELECT Id FROM LeadHistory WHERE NewValue = 'x'", "INVALID_FIELD", "can not be filtered"),
        ("SELECT Id FROM Lead WHERE CreatedDate > 2026-01-01", "INVALID_FIELD", "dateTime"),
        ("SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01'", "INVALID_FIELD", "in quotes"),
        ("SELECT Id FROM Lead WHERE ConvertedDate = 2026-01-01T00:00:00Z", "INVALID_FIELD", "date"),
        ("SELECT Id FROM Lead WHERE NumberOfEmployees = '7'", "INVALID_FIELD", "double"),
        ("SELECT Id FROM Lead WHERE LastName = 7", "INVALID_FIELD", "string"),
        ("SELECT Id FROM Lead OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "2000"),
        ("SELECT Id, (SELECT Id FROM Contacts) FROM Account", "INVALID_TYPE", "relationship"),
        ("", "MALFORMED_QUERY", "empty"),
    ],
)
def test_a_wrong_query_is_refused_in_the_vendors_words(org, soql, code, says):
    got, message = refused(org, soql)
    assert got == code
    assert says in message


def test_an_error_points_at_the_place_in_the_query(org):
    _, message = refused(org, "SELECT Id, Nope FROM Lead")
    assert message.startswith("\nSELECT Id, Nope FROM Lead\n           ^\n")
    assert "ERROR at Row:1:Column:12" in message
