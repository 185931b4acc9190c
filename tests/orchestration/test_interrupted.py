"""Whoever interrupts a run is told so, not what broke by it."""

import pytest
from dagster._utils.error import serializable_error_info_from_exc_info
from dbt.cli.main import dbtRunner, dbtRunnerResult

from orchestration import dbt, run
from orchestration.environment import Place


def test_an_interrupt_while_models_are_made_is_no_error_of_dbt(tmp_path, monkeypatch):
    interrupted = dbtRunnerResult(success=False, exception=KeyboardInterrupt())
    monkeypatch.setattr(dbtRunner, "invoke", lambda *_: interrupted)
    with pytest.raises(KeyboardInterrupt):
        dbt.run(Place(tmp_path), ["build"])


def test_an_interrupt_is_told_in_plain_words():
    try:
        try:
            raise KeyError("what broke by it")
        except KeyError as error:
            raise KeyboardInterrupt from error
    except KeyboardInterrupt as error:
        told = run.plain(
            serializable_error_info_from_exc_info((type(error), error, error.__traceback__))
        )
    assert told == "Interrupted. Nothing is lost or doubled: the next run goes on from here"
