"""The true history, household by household: each life a pure function of the firm and an index."""

from ingestion.sandbox.history import Firm, Life
from ingestion.sandbox.lives import billing, deals, funnel, signs, touches
from ingestion.sandbox.lives.births import born_at
from ingestion.sandbox.lives.book import Book
from ingestion.sandbox.lives.households import household
from ingestion.sandbox.mess import DEFAULT, Mess

__all__ = ["life"]


def life(firm: Firm, index: int, mess: Mess = DEFAULT) -> Life:
    """Everything that ever happens to household `index`."""
    book = Book(firm, index, born_at(firm, index), mess)
    household(book)
    touches.happen(book)
    conversions = funnel.work(book)
    deals.sell(book, conversions)
    billing.bill(book)
    signs.show(book)
    return Life(
        index=index,
        born_at=book.born_at,
        companies=tuple(book.companies),
        people=tuple(book.people),
        touches=tuple(sorted(book.touches, key=lambda touch: touch.at)),
        activities=tuple(sorted(book.activities, key=lambda activity: activity.at)),
        qualifications=tuple(sorted(book.qualifications, key=lambda each: each.opened_at)),
        deals=tuple(book.deals),
        subscriptions=tuple(book.subscriptions),
        invoices=tuple(sorted(book.invoices, key=lambda invoice: invoice.created_at)),
    )
