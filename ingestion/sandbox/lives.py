"""One household's whole life, from the firm's seed and an index alone."""

from random import Random

from ingestion.sandbox import words
from ingestion.sandbox.clock import DAY, HOUR, add_months, iso_date, office
from ingestion.sandbox.history import (
    Activity, Company, Deal, DealLine, Firm, Invoice, InvoiceLine, Life, Person, Qualification,
    Subscription, SubscriptionItem, Touch,
)  # fmt: skip
from ingestion.sandbox.mess import DEFAULT, Mess


def life(firm: Firm, index: int, mess: Mess = DEFAULT) -> Life:
    rng = Random(f"{firm.seed}/{index}")
    born_at = firm.starts_at + index * 8 * HOUR
    segment = rng.choice(("smb", "mid", "enterprise"))
    system = "hubspot" if segment == "smb" else "salesforce"
    key, domain = f"company-{index}", f"alder-valve-{index}.com"
    company = Company(
        key, f"Alder Valve {index}", f"Alder Valve {index} Inc.", domain, (), False,
        "Industrial Machinery", rng.randrange(20, 900), "US", "Boston", "02134", "+1 617 555 0100",
        segment, "USD", None, born_at - 2000 * DAY,
    )  # fmt: skip
    person = Person(
        f"person-{index}-0", key, rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES),
        f"someone.{index}@{domain}", None, None, False, "+1 617 555 0101", "Plant Manager", "US",
        "Boston", False, False, born_at, "form", "organic", None, "decision_maker",
    )  # fmt: skip
    form = Touch(f"touch-{index}-0", person.key, born_at, "form_submission", None, "demo", "/demo")
    sent = Touch(f"touch-{index}-1", person.key, born_at + DAY, "email_sent", "campaign-8")
    opened = Touch(
        f"touch-{index}-2", person.key, born_at + DAY + HOUR, "email_open", "campaign-8", None, None, sent.key,
    )  # fmt: skip
    sdr = next(user.key for user in firm.users if user.role == "sdr")
    executive = next(user.key for user in firm.users if user.role == "account_executive")
    meeting_at = office(rng, born_at + 5 * DAY)
    activities = (
        Activity(f"activity-{index}-0", person.key, sdr, office(rng, born_at + DAY), "call", "connected", "Call", duration_seconds=240),
        Activity(f"activity-{index}-1", person.key, executive, meeting_at, "meeting", "held", "Demo", duration_seconds=1800),
    )  # fmt: skip
    converted_at, won_at = meeting_at + DAY, meeting_at + 30 * DAY
    deal_key = f"deal-{index}-0"
    qualification = Qualification(
        f"qualification-{index}-0", person.key, born_at, system, ((born_at, 25), (born_at + DAY, 65)), born_at + 2 * HOUR,
        ((born_at + 3 * HOUR, sdr),),
        ((born_at + 2 * HOUR, "new", None), (born_at + DAY, "working", None), (meeting_at, "accepted", None), (converted_at, "converted", None)),
        converted_at, deal_key,
    )  # fmt: skip
    line = DealLine("monitor-month", 10, 4900, 0)
    deal = Deal(
        deal_key, key, f"Alder Valve {index}: Monitor", "new", system, executive, converted_at, "USD",
        ((converted_at, "discovery"), (converted_at + 10 * DAY, "proposal"), (won_at, "won")),
        ((converted_at, 588_000),), ((converted_at, iso_date(won_at)),), ((converted_at, executive),),
        ((person.key, "decision_maker", True, converted_at),), (line,), None,
    )  # fmt: skip
    item = SubscriptionItem(f"item-{index}-0", "monitor-month", 10, 4900)
    subscription = Subscription(
        f"subscription-{index}-0", key, deal_key, "USD", "month", won_at, ((won_at, (item,)),), None
    )
    invoices = tuple(
        Invoice(
            f"invoice-{index}-{number}", key, subscription.key, deal_key, at, at + HOUR, at + 30 * DAY, "USD",
            (InvoiceLine(f"line-{index}-{number}-0", "monitor-month", "Monitor", 10, 49_000, at, add_months(at, 1), False, item.key),),
            0, 0, ((at + 2 * HOUR, 49_000, "succeeded"),),
        )
        for number, at in ((number, add_months(won_at, number)) for number in range(6))
    )  # fmt: skip
    return Life(
        index, born_at, (company,), (person,), (form, sent, opened), activities, (qualification,), (deal,), (subscription,), invoices
    )  # fmt: skip
