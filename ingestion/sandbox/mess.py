"""How untidy the sample company's world is: every rate in one place, a share from 0 to 1."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mess:
    """The defaults hold at least what the project promises; `NONE` is a tidy world."""

    # what is true of people and companies
    changes_address: float = 0.115
    shares_mailbox: float = 0.028
    has_namesake: float = 0.024
    shares_domain: float = 0.02
    has_subsidiary: float = 0.10
    # how records differ from what is true
    stands_twice: float = 0.20
    twice_without_evidence: float = 0.12  # of those standing twice
    merges_twins: float = 0.45  # of those standing twice
    merges_again: float = 0.12  # of the merged: a third record follows
    older_merge_regime: float = 0.25
    lacks_sync_id: float = 0.12
    spells_otherwise: float = 0.12
    tags_address: float = 0.02
    alternate_address: float = 0.06
    company_stands_twice: float = 0.06
    is_deleted: float = 0.02
    is_restored: float = 0.30  # of the deleted
    deal_is_in_both: float = 0.70
    deal_differs: float = 0.12
    awkward_text: float = 0.01


DEFAULT = Mess()
NONE = Mess(*[0.0] * len(Mess.__dataclass_fields__))
