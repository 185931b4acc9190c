"""How untidy the sample company's world is: every rate in one place, a share from 0 to 1."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Mess:
    """The defaults hold at least what the project promises; `NONE` is a tidy world."""

    # what is true of people and companies
    changes_address: float = 0.17
    shares_mailbox: float = 0.042
    has_namesake: float = 0.013
    shares_domain: float = 0.02
    has_subsidiary: float = 0.12
    # how records differ from what is true
    stands_twice: float = 0.24
    lacks_evidence: float = 0.10  # of twins: neither merged nor linked by anything
    merges_twins: float = 0.55  # of twins that other evidence links too
    merges_again: float = 0.12  # of merged twins: a third record follows
    older_merge_regime: float = 0.25  # of HubSpot's merges: the primary keeps its id
    corrects_address: float = 0.75  # of records whose person changed address
    lacks_sync_id: float = 0.12
    spells_otherwise: float = 0.15
    alternate_address: float = 0.06
    typed_shared_mailbox: float = 0.30  # of colleagues of a shared mailbox's user, in Salesforce
    company_stands_twice: float = 0.07
    is_deleted: float = 0.015
    deletes_tests: float = 0.50  # of test records
    is_restored: float = 0.35  # of the deleted
    deal_is_in_both: float = 0.70
    deal_differs: float = 0.145  # of the deals that two systems hold
    awkward_text: float = 0.012


DEFAULT = Mess()
NONE = Mess(**dict.fromkeys(Mess.__dataclass_fields__, 0.0) | {"corrects_address": 1.0})
# How records are cleaned up, and what is shared: no mess, so the same in a tidier company.
CLEANING = frozenset((
    "merges_twins", "merges_again", "older_merge_regime", "corrects_address", "deletes_tests",
    "is_restored", "deal_is_in_both",
))  # fmt: skip


def scaled(times: float) -> Mess:
    """As untidy as by default, so many times over."""
    rates = asdict(DEFAULT).items()
    return Mess(**{
        name: rate if name in CLEANING else min(rate * times, 1.0) for name, rate in rates
    })  # fmt: skip


LEVELS = {"half": scaled(0.5), "default": DEFAULT, "double": scaled(2)}
