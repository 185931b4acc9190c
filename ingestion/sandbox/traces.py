"""Which record of which system stands for which true thing: where identity gets messy."""

from random import Random

from ingestion.sandbox.history import Firm, Life
from ingestion.sandbox.mess import DEFAULT, Mess
from ingestion.sandbox.tracing.companies import trace_companies
from ingestion.sandbox.tracing.deals import trace_deals
from ingestion.sandbox.tracing.people import trace_people
from ingestion.sandbox.tracing.trace import Trace, Traces, record_of

__all__ = ["Trace", "Traces", "of", "record_of"]


def of(firm: Firm, life: Life, mess: Mess = DEFAULT) -> Traces:
    """All records that the three systems ever hold of a life's people, companies and deals."""

    def dice(purpose: str) -> Random:
        return Random(f"{firm.seed}/{life.index}/traces/{purpose}")

    people = trace_people(firm, life, mess, dice)
    deals = trace_deals(firm, life, mess, dice("deals"))
    companies = trace_companies(firm, life, mess, dice("companies"), [*people, *deals])
    return Traces([*people, *deals, *companies])
