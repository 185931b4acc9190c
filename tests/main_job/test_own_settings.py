"""A second account in trouble is told by the names of its own settings, not those of the first."""

import importlib

import pytest

from ingestion.http import waiting_by
from ingestion.sandbox.store import Store
from ingestion.settings import connections
from ingestion.source import SourceError
from ingestion.sources import discover, simulators
from tests.main_job.runs import answering

CREDENTIALS = {
    name: [setting.name for setting in discover()[name].settings if setting.sample]
    for name in simulators()
}


def refusal(name, url):
    """What the second account says when its secrets are wrong or nobody is there."""
    source, stem = discover()[name], f"{name.upper()}_SECOND"
    environment = {f"{name.upper()}_CONNECTIONS": "default,second"}
    environment |= {f"{stem}_{setting}": "s3cret" for setting in CREDENTIALS[name]}
    [_, second] = connections(source, environment | {f"{stem}_BASE_URL": url})
    assert not second.missing
    with pytest.raises(SourceError) as refused, waiting_by(lambda _: None):
        client = source.connect(second.settings, second.name)
        for _ in source.streams[0].extract(client, {}):
            pass
    assert "s3cret" not in str(refused.value) and "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("name", simulators())
def test_an_address_at_which_nobody_answers(name):
    assert f"{name.upper()}_SECOND_BASE_URL" in refusal(name, "http://127.0.0.1:9")


@pytest.mark.parametrize("name", simulators())
def test_a_secret_that_is_refused(name, tmp_path):
    simulator = importlib.import_module(f"ingestion.sources.{name}.simulator")
    store = Store(tmp_path / "empty.sqlite")
    with answering(simulator.app(store)) as url:
        told = refusal(name, url)
    store.close()
    own = [f"{name.upper()}_SECOND_{setting}" for setting in CREDENTIALS[name]]
    assert any(setting in told for setting in own), told
