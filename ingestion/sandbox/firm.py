"""The sample company itself: its people, catalogue, campaigns, forms and exchange rates."""

from random import Random

from ingestion.sandbox import words
from ingestion.sandbox.campaigns import calendar_of, campaigns_of
from ingestion.sandbox.clock import DAY, YEAR, add_months, instant, iso_date
from ingestion.sandbox.history import Firm, Form, Product, User

NAME = "Brightwater Controls"
DOMAIN = "brightwatercontrols.com"
HORIZON = 10 * YEAR  # campaigns and rates are known so far past the first day
DEFAULT_SIZE = 5_000

# role, team, time zone, how many
STAFF = (
    ("sales_manager", "SMB", "America/New_York", 1),
    ("sales_manager", "Mid-market", "America/New_York", 1),
    ("sales_manager", "Enterprise", "Europe/London", 1),
    ("sdr", "SMB", "America/New_York", 3),
    ("sdr", "Mid-market", "America/New_York", 3),
    ("sdr", "Enterprise", "Europe/Berlin", 2),
    ("account_executive", "SMB", "America/New_York", 3),
    ("account_executive", "Mid-market", "Europe/London", 4),
    ("account_executive", "Enterprise", "Europe/Berlin", 3),
    ("account_executive", "Enterprise", "Asia/Tokyo", 1),
    ("marketer", "Marketing", "America/New_York", 3),
    ("operations", "Operations", "America/New_York", 2),
)

PRODUCTS = (
    Product("flow-sensor", "FlowSense 200", "Sensors", "one_time", None, 42_000, "USD"),
    Product("pressure-sensor", "PressureSense 80", "Sensors", "one_time", None, 31_500, "USD"),
    Product("level-sensor", "LevelSense 40", "Sensors", "one_time", None, 27_900, "USD"),
    Product("vibration-sensor", "VibraSense 12", "Sensors", "one_time", None, 58_000, "USD"),
    Product("gateway", "Edge Gateway", "Hardware", "one_time", None, 129_000, "USD"),
    Product("installation", "Installation Day", "Services", "one_time", None, 160_000, "USD"),
    Product("training", "Operator Training", "Services", "one_time", None, 95_000, "USD"),
    Product("monitor-month", "Monitor (monthly)", "Software", "recurring", "month", 4_900, "USD"),
    Product("monitor-year", "Monitor (yearly)", "Software", "recurring", "year", 49_000, "USD"),
    Product("predict-month", "Predict (monthly)", "Software", "recurring", "month", 11_900, "USD"),
    Product("predict-year", "Predict (yearly)", "Software", "recurring", "year", 119_000, "USD"),
    Product("care-month", "Care Plan", "Support", "recurring", "month", 24_900, "USD"),
    Product("care-year", "Care Plan (yearly)", "Support", "recurring", "year", 249_000, "USD"),
)

FORMS = (
    Form("demo", "Request a demo", "/demo", "high"),
    Form("contact", "Contact sales", "/contact", "high"),
    Form("quote", "Get a quote", "/pricing/quote", "high"),
    Form("newsletter", "Newsletter", "/newsletter", "low"),
    Form("guide", "Buyer's guide", "/guides/buyers-guide", "low"),
    Form("webinar", "Webinar registration", "/webinars", "low"),
)

# units per US dollar when the 24 months began
BASE_RATES = {"EUR": 0.92, "GBP": 0.79, "JPY": 151.0, "SEK": 10.5, "KWD": 0.3075}
CURRENCIES = ("USD", *BASE_RATES)
MINOR_DIGITS = {"JPY": 0, "KWD": 3}


def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has."""
    return MINOR_DIGITS.get(currency, 2)


def found(seed: int, size: int = DEFAULT_SIZE, bustle: float = 1.0, orgs: int = 1) -> Firm:
    """The company of a seed.

    `bustle` is the share of mailings and idle visits that take place: big worlds want fewer.
    `orgs` is how many Salesforce orgs it has: the second is that of a unit it took over.
    `extra` holds what lives look up: `size`, `bustle`, `orgs`, `usd` (rates at the start),
    `calendar`, `products` by key, `staff` by role and team, `left` (who left, when).
    """
    rng = Random(f"{seed}/firm")
    fixed_day = instant(2026, 3, 1) + rng.randrange(122) * DAY
    starts_at = add_months(fixed_day, -24)
    campaigns = campaigns_of(rng, starts_at, fixed_day + HORIZON)
    users = _users(rng, starts_at, fixed_day)
    staff: dict[tuple[str, str], tuple[User, ...]] = {}
    for user in users:
        staff[user.role, user.team] = (*staff.get((user.role, user.team), ()), user)
    return Firm(
        seed=seed,
        starts_at=starts_at,
        first_day_ends_at=fixed_day + DAY,
        users=users,
        products=PRODUCTS,
        campaigns=campaigns,
        forms=FORMS,
        rates=_rates(rng, add_months(starts_at, -3), fixed_day + HORIZON),
        extra={
            "size": size,
            "bustle": bustle,
            "orgs": orgs,
            "usd": {"USD": 1.0, **BASE_RATES},
            "calendar": calendar_of(campaigns),
            "products": {product.key: product for product in PRODUCTS},
            "staff": staff,
            "left": {user.key: user.left_at for user in users if user.left_at},
        },
    )


def _users(rng: Random, starts_at: int, fixed_day: int) -> tuple[User, ...]:
    """Everybody who sells or markets; some leave, and somebody follows."""
    names = rng.sample(words.STAFF_NAMES, len(words.STAFF_NAMES))
    users: list[User] = []
    managers: dict[str, str] = {}

    def hire(role: str, team: str, zone: str, hired_at: int, left_at: int | None = None) -> None:
        first, last = names[len(users)]
        key = f"user-{len(users) + 1}"
        address = f"{first}.{last}".lower().replace(" ", "").replace("'", "")
        users.append(
            User(
                key, first, last, f"{words.plain(address)}@{DOMAIN}", role, team,
                None if role == "sales_manager" else managers.get(team), zone, hired_at, left_at,
            )
        )  # fmt: skip
        if role == "sales_manager":
            managers.setdefault(team, key)

    for role, team, zone, count in STAFF:
        for number in range(count):
            hired_at = starts_at - rng.randrange(90, 1_200) * DAY
            left_at = None
            if role in ("sdr", "account_executive") and number == count - 1 and count > 1:
                left_at = starts_at + rng.randrange(200, 640) * DAY
            hire(role, team, zone, hired_at, left_at)
            if left_at:
                hire(role, team, zone, left_at - rng.randrange(10, 40) * DAY)
    hire("sdr", "SMB", "America/New_York", fixed_day - rng.randrange(60, 300) * DAY)
    return tuple(users)


def _rates(rng: Random, first: int, last: int) -> tuple[tuple[str, str, str], ...]:
    """A rate a currency at the first of each month, wandering about where it began."""
    rates = []
    drift = dict.fromkeys(BASE_RATES, 1.0)
    month = instant(int(iso_date(first)[:4]), int(iso_date(first)[5:7]))
    while month < last:
        rates.append((iso_date(month), "USD", "1"))
        for currency, base in BASE_RATES.items():
            drift[currency] = min(1.15, max(0.87, drift[currency] * rng.uniform(0.985, 1.0153)))
            rates.append((iso_date(month), currency, f"{base * drift[currency]:.6g}"))
        month = add_months(month, 1)
    return tuple(rates)
