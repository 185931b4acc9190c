"""Dagster's list of runs, which does not read a run's whole plan to see whether it is known."""

from typing import Any, Self

from dagster._core.storage.runs import SqliteRunStorage


class RunStore(SqliteRunStorage):
    """The run storage that `dagster.yaml` names."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        return cls.from_local(inst_data=inst_data, **config_value)

    def optimize_for_webserver(self, *settings: Any, **named: Any) -> None:
        """Called in the process that serves the UI alone, and before it does."""
        super().optimize_for_webserver(*settings, **named)
        from orchestration.guard import put_before_the_ui

        put_before_the_ui()

    def has_execution_plan_snapshot(self, execution_plan_snapshot_id: str) -> bool:
        """As Dagster asks for a job's: the plan of some 1,500 assets and checks stays packed."""
        return self._has_snapshot_id(execution_plan_snapshot_id)
