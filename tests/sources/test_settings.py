"""What the environment says of a connection: as it is meant, or one line that names the variable."""

import pytest

from ingestion.lined_yaml import Fault
from ingestion.settings import connections, is_live
from ingestion.source import SourceError
from ingestion.sources import discover

SECRETS = [
    (source.name, f"{source.name.upper()}_{setting.name}")
    for source in discover().values()
    for setting in source.settings
    if setting.secret
]


def refused(source, variables):
    with pytest.raises(SourceError) as error:
        connections(discover()[source], variables)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("around", ["{}\r", " {}", "{}\t", "{} \r\n"])
def test_blanks_around_a_setting_are_not_of_it(around):
    told = {"STRIPE_API_KEY": "rk_live_1", "STRIPE_BASE_URL": "https://api.example"}
    told["STRIPE_CONNECTIONS"] = "default"
    [account] = connections(
        discover()["stripe"], {name: around.format(value) for name, value in told.items()}
    )
    assert (account.name, account.missing) == ("default", ())
    assert account.settings == {"API_KEY": "rk_live_1", "BASE_URL": "https://api.example"}


def test_a_mistake_is_one_line_that_leads_no_terminal_astray():
    said = str(SourceError("files", "cannot read \x1b[35mx\n\x07.csv", "Mend it"))
    assert said == r"files: cannot read \x1b[35mx\n\x07.csv. Mend it"
    assert str(Fault("\x1b[1m.yml", 3, "a\x9b")) == r"\x1b[1m.yml:3: a\x9b"


def test_blanks_alone_are_nothing():
    variables = {"STRIPE_API_KEY": " \r", "STRIPE_BASE_URL": "\r", "STRIPE_CONNECTIONS": "\r"}
    [account] = connections(discover()["stripe"], variables)
    assert account.missing == ("STRIPE_API_KEY",)
    assert account.settings == {"BASE_URL": "https://api.stripe.com"}
    assert not is_live(discover(), variables)


@pytest.mark.parametrize("source, variable", SECRETS)
@pytest.mark.parametrize("odd", ["\x1b", "\0", "é", "\u200b"])
def test_a_credential_that_no_vendor_could_have_issued(source, variable, odd):
    said = refused(source, {variable: f"s3cret{odd}s3cret"})
    assert said.startswith(f"{source}: {variable} holds a character that can't be part of it")
    assert "s3cret" not in said


def test_a_line_break_within_is_of_a_pem_alone():
    pem = "-----BEGIN KEY-----\r\nabc\r\n-----END KEY-----"
    [org] = connections(discover()["salesforce"], {"SALESFORCE_PRIVATE_KEY": pem})
    assert org.settings["PRIVATE_KEY"] == pem
    for variable in ("SALESFORCE_CLIENT_SECRET", "SALESFORCE_BASE_URL"):
        assert f"{variable} holds a character" in refused("salesforce", {variable: "a\nb"})


@pytest.mark.parametrize(
    "listed, twice", [("default,default", "default"), ("eu, default,EU", "EU")]
)
def test_an_account_that_is_listed_twice(listed, twice):
    said = refused("stripe", {"STRIPE_CONNECTIONS": listed})
    assert said.startswith(f"stripe: STRIPE_CONNECTIONS names '{twice}' twice. Name each account")


@pytest.mark.parametrize(
    "source, good, said",
    [
        ("hubspot", "contacts, web_events", "Choose from: contacts, companies, "),
        ("salesforce", "task,campaign_member", "Choose from: user"),
    ],
)
def test_what_is_to_be_skipped_is_among_what_there_is(source, good, said):
    variable = f"{source.upper()}_SKIP"
    [account] = connections(discover()[source], {variable: good})
    assert account.settings["SKIP"] == good
    told = refused(source, {variable: f"{good},nonsense"})
    assert told.startswith(f"{source}: {variable} names 'nonsense', which there is not. ")
    assert said in told


@pytest.mark.parametrize(
    "variables, meant",
    [
        ({"SALESFORCE_CONNECTIONS": "default,emea"}, [True, True]),
        ({"SALESFORCE_CLIENT_ID": "3MVG9"}, [True]),
        ({"SALESFORCE_BASE_URL": "https://org.my.salesforce.com"}, [False]),
        ({}, [False]),
    ],
    ids=["listed", "half told", "an address alone", "nothing"],
)
def test_an_account_is_meant_that_is_listed_or_has_a_secret(variables, meant):
    assert [org.is_meant for org in connections(discover()["salesforce"], variables)] == meant
