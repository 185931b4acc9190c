"""Read a fault plan from its file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingestion import lined_yaml
from ingestion.sandbox.faults.plan import Fault, Plan, PlanError


class _Fault(Fault):
    __pydantic_config__ = ConfigDict(extra="forbid")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    faults: list[_Fault]


def read(path: Path) -> Plan:
    """The plan of a file, or a `PlanError`."""
    try:
        return Plan(lined_yaml.model_of(lined_yaml.read(path), _File).faults)
    except OSError as error:
        raise PlanError(f"{path}: {error.strerror}. Name a readable file in FAULTS") from None
    except lined_yaml.Faults as faults:
        raise PlanError(f"{faults.first}. Mend this line of the fault plan") from None
