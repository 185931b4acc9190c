"""The book a life is written into while it is made up: what happened so far, and next keys."""

from random import Random

from ingestion.sandbox.history import (
    Activity,
    Company,
    Deal,
    Firm,
    Invoice,
    Person,
    Qualification,
    Subscription,
    Touch,
)
from ingestion.sandbox.mess import Mess

TEAMS = {"smb": "SMB", "mid": "Mid-market", "enterprise": "Enterprise"}


class Book:
    """Collects one life. Each kind of happening has dice of its own, so none disturbs another."""

    def __init__(self, firm: Firm, index: int, born_at: int, mess: Mess) -> None:
        self.firm = firm
        self.index = index
        self.born_at = born_at
        self.mess = mess
        self.kind = ""
        self.companies: list[Company] = []
        self.people: list[Person] = []
        self.touches: list[Touch] = []
        self.activities: list[Activity] = []
        self.qualifications: list[Qualification] = []
        self.deals: list[Deal] = []
        self.subscriptions: list[Subscription] = []
        self.invoices: list[Invoice] = []
        self.contracts: list = []  # what was signed, for billing

    def dice(self, purpose: str) -> Random:
        return Random(f"{self.firm.seed}/{self.index}/{purpose}")

    @property
    def segment(self) -> str:
        return self.companies[0].segment if self.companies else "smb"

    @property
    def sales_system(self) -> str:
        return "hubspot" if self.segment == "smb" else "salesforce"

    def colleagues(self, company_key: str) -> list[Person]:
        return [person for person in self.people if person.company_key == company_key]

    def touch(
        self,
        person: Person,
        at: int,
        kind: str,
        campaign: str | None = None,
        form: str | None = None,
        page: str | None = None,
        parent: str | None = None,
    ) -> Touch:
        key = f"touch-{self.index}-{len(self.touches)}"
        touch = Touch(key, person.key, at, kind, campaign, form, page, parent)
        self.touches.append(touch)
        return touch

    def activity(
        self,
        person_key: str,
        user: str,
        at: int,
        kind: str,
        outcome: str,
        subject: str,
        *,
        automatic: bool = False,
        seconds: int | None = None,
        deal: str | None = None,
    ) -> None:
        key = f"activity-{self.index}-{len(self.activities)}"
        self.activities.append(
            Activity(key, person_key, user, at, kind, outcome, subject, automatic, seconds, deal)
        )

    def employee(self, dice: Random, role: str, at: int) -> str:
        """The key of somebody of the household's sales team who is employed at `at`."""
        staff = self.firm.extra["staff"][role, TEAMS[self.segment]]
        there = [
            user
            for user in staff
            if user.hired_at <= at and (user.left_at is None or at < user.left_at)
        ]
        return dice.choice(there or staff).key

    def has_left(self, user_key: str, at: int) -> bool:
        left_at = self.firm.extra["left"].get(user_key)
        return left_at is not None and at >= left_at
