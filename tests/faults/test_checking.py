"""`make check-sources` against the sample company's systems, as a command."""

import os
import subprocess
import sys

import pytest

from tests.chaos.trial import CREDENTIALS
from tests.conftest import OURS, ROOT


@pytest.fixture
def check(sandbox):
    def run(**variables):
        own = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return subprocess.run(
            [sys.executable, "-m", "ingestion.checking"],
            cwd=ROOT,
            env={**own, **variables},
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture
def connected(sandbox):
    """The variables of all three systems."""
    return {
        f"{name.upper()}_{setting}": value
        for name, credentials in CREDENTIALS.items()
        for setting, value in {"BASE_URL": sandbox.urls[name], **credentials}.items()
    }


def test_all_is_read(check, connected):
    ran = check(**connected)
    assert (ran.returncode, ran.stderr) == (0, "")
    for title in ("Salesforce", "HubSpot", "Stripe"):
        assert f"{title}: reads all that it is asked for\n" in ran.stdout
    for object in ("opportunity", "contacts", "lists", "invoice", "event"):
        assert f"✓ {object}" in ran.stdout


def test_what_is_missing_stands_in_one_line_and_no_credential_is_shown(check, connected):
    ran = check(**connected | {"HUBSPOT_ACCESS_TOKEN": "pat-wrong-secret", "STRIPE_API_KEY": ""})
    assert ran.returncode == 1
    assert "HubSpot: cannot read the connection\n" in ran.stdout
    [line] = [line for line in ran.stdout.splitlines() if "✗" in line]
    assert "the access token was refused: set HUBSPOT_ACCESS_TOKEN" in line
    assert "Stripe: not read, STRIPE_API_KEY not set\n" in ran.stdout
    assert "pat-wrong-secret" not in ran.stdout + ran.stderr


def test_a_wrong_key_is_one_line_whatever_it_may_not_read(check, connected):
    only = {name: value for name, value in connected.items() if name.startswith("STRIPE_")}
    ran = check(**only | {"STRIPE_API_KEY": "sk_test_wrong_secret"})
    assert "Stripe: cannot read the connection\n" in ran.stdout
    [line] = [line for line in ran.stdout.splitlines() if "✗" in line]
    assert "set STRIPE_API_KEY to a key of this account" in line


def test_an_account_that_is_listed_and_not_connected_fails_the_check(check, connected):
    only = {name: value for name, value in connected.items() if name.startswith("STRIPE_")}
    ran = check(**only | {"STRIPE_CONNECTIONS": "default,emea"})
    assert "Stripe: reads all that it is asked for\n" in ran.stdout
    assert "Stripe (emea): not read, STRIPE_EMEA_API_KEY not set\n" in ran.stdout
    assert ran.returncode == 1


def test_without_any_system_it_says_where_to_begin(check):
    ran = check()
    assert ran.returncode == 1
    assert "No system is connected. Set the variables of its source" in ran.stdout
