"""Faults on demand: what a simulator answers instead, planned call by call."""

from ingestion.sandbox.faults.plan import Fault, Plan, PlanError
from ingestion.sandbox.faults.server import Faulty

__all__ = ["Fault", "Faulty", "Plan", "PlanError"]
