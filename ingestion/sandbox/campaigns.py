"""What marketing ran: five or six campaigns a quarter, for as long as the company is looked at."""

from bisect import bisect_right
from dataclasses import dataclass
from random import Random

from ingestion.sandbox.clock import DAY, HOUR, add_months, instant, iso_date
from ingestion.sandbox.history import Campaign

TOPICS = (
    "Water Loss", "Predictive Care", "Food Safety", "Energy Audit", "Batch Quality", "Clean Rooms",
    "Remote Sites", "Pump Health", "Steam Traps", "Tank Farms", "Leak Detection", "Cold Chain",
)  # fmt: skip
FAIRS = ("Hannover Messe", "Sensors Expo", "Pump & Valve Days", "AquaTech", "Process Week")

# kind, every how many quarters, name, lasts days, budget in cents
PLAN = (
    ("email", 1, "{topic} Nurture {quarter}", 84, 400_000),
    ("email", 1, "Product News {quarter}", 84, 250_000),
    ("webinar", 1, "Webinar: {topic} {quarter}", 1, 600_000),
    ("search_ads", 1, "Search {quarter}", 88, 4_500_000),
    ("social_ads", 2, "Social: {topic} {quarter}", 80, 2_200_000),
    ("trade_show", 2, "{fair} {quarter}", 3, 5_500_000),
    ("content", 2, "Buyer's guide: {topic} {quarter}", 88, 900_000),
    ("referral", 4, "Partner referrals {quarter}", 360, 800_000),
    ("outbound", 4, "Plant managers \"list\" {quarter}", 200, 700_000),
)  # fmt: skip


def campaigns_of(rng: Random, starts_at: int, until: int) -> tuple[Campaign, ...]:
    """From a quarter before the company's 24 months on; product news hang under the nurture."""
    year, month = int(iso_date(starts_at)[:4]), int(iso_date(starts_at)[5:7])
    quarter = add_months(instant(year, (month - 1) // 3 * 3 + 1), -3)
    campaigns: list[Campaign] = []
    number = 0
    while quarter < until:
        label = f"{iso_date(quarter)[:4]}-Q{(int(iso_date(quarter)[5:7]) + 2) // 3}"
        for position, (kind, every, name, lasts, budget) in enumerate(PLAN):
            if number % every != position % every:
                continue
            named = name.format(topic=rng.choice(TOPICS), fair=rng.choice(FAIRS), quarter=label)
            begin = quarter + rng.randrange(1, 8) * DAY + 8 * HOUR
            if kind in ("webinar", "trade_show"):
                begin = quarter + rng.randrange(20, 75) * DAY + 13 * HOUR
            planned = int(budget * rng.uniform(0.7, 1.4)) // 100 * 100
            parent = f"campaign-{len(campaigns)}" if position == 1 else None
            campaigns.append(
                Campaign(
                    f"campaign-{len(campaigns) + 1}", named, kind, begin, begin + lasts * DAY,
                    planned, int(planned * rng.uniform(0.8, 1.1)), "USD", parent,
                )
            )  # fmt: skip
        quarter = add_months(quarter, 3)
        number += 1
    return tuple(campaigns)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The campaigns by what they do to people, each in order of time: (instant, campaign key)."""

    mailings: tuple[tuple[int, str], ...]
    webinars: tuple[tuple[int, str], ...]
    trade_shows: tuple[tuple[int, str], ...]
    running: dict[str, tuple[tuple[int, str], ...]]

    def latest(self, kind: str, at: int) -> str | None:
        """The campaign of that kind that began last before `at`."""
        entries = self.running.get(kind, ())
        position = bisect_right(entries, (at, "~")) - 1
        return entries[position][1] if position >= 0 else None


def between(entries: tuple[tuple[int, str], ...], after: int, until: int) -> tuple:
    """The entries in (after, until]."""
    return entries[bisect_right(entries, (after, "~")) : bisect_right(entries, (until, "~"))]


def calendar_of(campaigns: tuple[Campaign, ...]) -> Calendar:
    """An e-mail campaign sends on three days, four weeks apart."""
    running: dict[str, list[tuple[int, str]]] = {}
    for campaign in campaigns:
        running.setdefault(campaign.kind, []).append((campaign.starts_at, campaign.key))
    sorted_ = {kind: tuple(sorted(entries)) for kind, entries in running.items()}
    mailings = sorted(
        (at + wave * 28 * DAY + 6 * HOUR, key)
        for at, key in sorted_.get("email", ())
        for wave in range(3)
    )
    webinars, shows = sorted_.get("webinar", ()), sorted_.get("trade_show", ())
    return Calendar(tuple(mailings), webinars, shows, sorted_)
