"""Selling: new deals, expansions, renewals, and what became of them."""

import heapq
from dataclasses import dataclass
from random import Random

from ingestion.sandbox.clock import DAY, YEAR, add_months
from ingestion.sandbox.history import Company, Deal, Person
from ingestion.sandbox.lives.book import Book
from ingestion.sandbox.lives.course import Course, run_course
from ingestion.sandbox.lives.funnel import Conversion

LIFETIME = 18 * 30 * DAY
WINS = {"new": 0.50, "expansion": 0.66, "renewal": 0.88, "one_time": 0.70}
EXPANSIONS_A_YEAR = {"smb": 0.7, "mid": 1.3, "enterprise": 2.2}
FOUND_BY_SALES = {"smb": 0.16, "mid": 0.36, "enterprise": 0.60}


@dataclass(slots=True)
class Contract:
    """A won deal with recurring lines, from which billing goes on until `ended_at`."""

    deal: Deal
    company: Company
    started_at: int
    ended_at: int | None = None


class Seller:
    """One company's deals, in order of time."""

    def __init__(self, book: Book, dice: Random, company: Company) -> None:
        self.book = book
        self.dice = dice
        self.company = company
        self.agenda: list[tuple[int, int, str, object]] = []
        self.courses: list[Course] = []
        self.contracts: list[Contract] = []
        self.is_customer = False
        self.ends_at = book.born_at + LIFETIME + dice.randrange(200) * DAY

    def plan(self, at: int, what: str, payload: object = None) -> None:
        heapq.heappush(
            self.agenda, (at, len(self.agenda) + 1000 * len(self.courses), what, payload)
        )

    def run(self, conversions: list[Conversion]) -> None:
        for conversion in conversions:
            self.plan(conversion.at, "conversion", conversion)
        if self.dice.random() < FOUND_BY_SALES[self.company.segment]:
            self.plan(self.book.born_at + int(self.dice.uniform(15, 240) * DAY), "found")
        while self.agenda and len(self.courses) < 14:
            at, _, what, payload = heapq.heappop(self.agenda)
            if at < self.ends_at:
                getattr(self, what)(at, payload)
        if self.contracts:
            self.end(self.ends_at)

    def running(self, at: int) -> Course | None:
        for course in self.courses:
            if course.deal.created_at <= at < course.closed_at and course.deal.kind != "renewal":
                return course
        return None

    # ── what is on the agenda ───────────────────────────────────────────────────────────────

    def conversion(self, at: int, conversion: Conversion) -> None:
        """A lead becomes a deal of its own or joins the one that is running."""
        qualification = conversion.qualification
        qualification.converted_at = at
        course = self.running(at)
        if course is not None:
            course.join(conversion.person.key, conversion.person.role_in_deals, at)
        else:
            kind = "new"
            if self.is_customer:
                kind = "expansion" if self.dice.random() < 0.6 else "one_time"
            course = self.sell(at, kind, conversion.person)
        qualification.deal_key = course.deal.key

    def found(self, at: int, _: object) -> None:
        """Sales comes across somebody without marketing's help."""
        people = self._there(at)
        if people and self.running(at) is None and not self.is_customer:
            self.sell(at, "new", people[0])

    def again(self, at: int, _: object) -> None:
        people = self._there(at)
        if people and self.running(at) is None:
            self.sell(at, "expansion" if self.is_customer else "new", self.dice.choice(people))

    def more(self, at: int, _: object) -> None:
        people = self._there(at)
        if people and self.is_customer:
            kind = "expansion" if self.dice.random() < 0.68 else "one_time"
            self.sell(at, kind, self.dice.choice(people))
            self._plan_more(at)

    def renewal(self, at: int, contract: Contract) -> None:
        """A year is nearly over: stay or go."""
        people = self._there(at)
        if not self.is_customer or contract.ended_at is not None or not people:
            return
        term_ends_at = at + 60 * DAY
        course = self.sell(at, "renewal", people[0], renews=contract.deal, closes_by=term_ends_at)
        if course.is_won:
            self.plan(add_months(term_ends_at, 12) - 60 * DAY, "renewal", contract)
        else:
            self.end(max(term_ends_at, course.closed_at))

    # ── how a deal is made ──────────────────────────────────────────────────────────────────

    def sell(
        self,
        at: int,
        kind: str,
        primary: Person,
        renews: Deal | None = None,
        closes_by: int | None = None,
    ) -> Course:
        number = len(self.book.deals)
        is_won = self.dice.random() < WINS[kind]
        course = run_course(
            self.book, self.dice, self.company, number, at, kind, primary, is_won, renews, closes_by
        )
        self.courses.append(course)
        self.book.deals.append(course.deal)
        for person in self._there(at):
            if person is not primary and self.dice.random() < 0.45:
                joined_at = at + int(self.dice.random() * (course.closed_at - at) * 0.6)
                course.join(person.key, person.role_in_deals, joined_at)
        if is_won:
            self._won(course)
        elif kind == "new" and self.dice.random() < 0.40:
            self.plan(course.closed_at + int(self.dice.uniform(70, 260) * DAY), "again")
        return course

    def _won(self, course: Course) -> None:
        deal, at = course.deal, course.closed_at
        recurring = any(
            self.book.firm.extra["products"][line.product_key].billing == "recurring"
            for line in deal.lines
        )
        if recurring and deal.kind in ("new", "expansion"):
            contract = Contract(deal, self.company, at + int(self.dice.random() * 8 * DAY))
            self.contracts.append(contract)
            if deal.kind == "new":
                self.plan(add_months(contract.started_at, 12) - 60 * DAY, "renewal", contract)
        if not self.is_customer:
            self.is_customer = True
            self._plan_more(at)

    def _plan_more(self, at: int) -> None:
        rate = EXPANSIONS_A_YEAR[self.company.segment]
        self.plan(at + 50 * DAY + int(self.dice.expovariate(rate) * YEAR), "more")

    def end(self, at: int) -> None:
        """The customer goes: everything that recurs stops."""
        self.is_customer = False
        for contract in self.contracts:
            if contract.ended_at is None:
                contract.ended_at = max(at, contract.started_at + 20 * DAY)

    def _there(self, at: int) -> list[Person]:
        return [
            person
            for person in self.book.colleagues(self.company.key)
            if person.arrived_at < at - DAY
        ]


def sell(book: Book, conversions: list[Conversion]) -> None:
    """Sell to each company of the household; book.contracts keeps what was signed."""
    for number, company in enumerate(book.companies):
        keys = {person.key for person in book.colleagues(company.key)}
        dice = book.dice(f"deals/{number}")
        seller = Seller(book, dice, company)
        seller.run([each for each in conversions if each.person.key in keys])
        book.contracts += seller.contracts
        for course in seller.courses:
            course.close(book, dice)
    for conversion in conversions:
        qualification = conversion.qualification
        if qualification.converted_at is None:  # nobody to sell to: a private person, or too late
            qualification.status_changes = qualification.status_changes[:-1]
