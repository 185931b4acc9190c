"""Who they are: companies with their people, private people, students, our own, test records."""

from random import Random

from ingestion.sandbox import words
from ingestion.sandbox.clock import DAY, HOUR
from ingestion.sandbox.firm import DOMAIN
from ingestion.sandbox.history import Company, Person
from ingestion.sandbox.lives.book import Book

KINDS = (
    ("smb", 0.46),
    ("mid", 0.23),
    ("enterprise", 0.08),
    ("private", 0.12),
    ("student", 0.08),
    ("internal", 0.015),
    ("test", 0.015),
)
HEADCOUNT = {"smb": (1, 1, 2, 2, 3, 4), "mid": (2, 3, 3, 4, 5, 7), "enterprise": (4, 5, 7, 9, 12)}
EMPLOYEES = {"smb": (4, 70), "mid": (60, 900), "enterprise": (900, 24_000)}
ROLES = ("decision_maker", "champion", "evaluator", "economic_buyer", "technical_buyer", None)

# arrival, weight, sources it may have
ARRIVALS = (
    ("form", 58, (*("organic", "paid_search") * 2, "paid_social", "email", "direct")),
    ("event", 11, ("event",)),
    ("list_import", 8, ("event", "outbound", "outbound")),
    ("outbound", 12, ("outbound",)),
    ("referral", 6, ("referral",)),
    ("chat", 5, ("direct", "organic")),
)  # fmt: skip
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
        if not number:
            return text


def household(book: Book) -> None:
    dice = book.dice("household")
    book.kind = _pick(dice, KINDS)
    if book.kind in HEADCOUNT:
        _company(book, dice)
    else:
        _single(book, dice)


def _pick(dice: Random, weighted: tuple) -> str:
    at = dice.random() * sum(weight for _, weight in weighted)
    for name, weight in weighted:
        at -= weight
        if at < 0:
            return name
    return weighted[-1][0]


def _place(dice: Random) -> tuple:
    place = dice.choices(words.PLACES, words.PLACE_WEIGHTS)[0]
    return place, dice.choice(place.cities)


def _phone(dice: Random, code: str) -> str:
    return (
        f"{code} {dice.randrange(200, 990)} {dice.randrange(100, 999)} {dice.randrange(1000, 9999)}"
    )


def _company_name(book: Book) -> tuple[str, str]:
    """A name and the bare domain that goes with it; no two households get the same."""
    firsts, seconds, thirds = words.COMPANY_FIRST, words.COMPANY_SECOND, words.COMPANY_THIRD
    total = len(firsts) * len(seconds) * len(thirds)
    cycle, number = divmod(book.index, total)
    number = (number * 10_007 + book.firm.seed * 7_919) % total  # 10,007 is prime to the total
    number, first = divmod(number, len(firsts))
    third, second = divmod(number, len(seconds))
    name = f"{firsts[first]} {seconds[second]} {thirds[third]}"
    if cycle:
        name += f" {cycle + 1}"
    return name, words.plain(name).lower().replace(" ", "")


def _company(book: Book, dice: Random) -> None:
    segment = book.kind
    name, bare = _company_name(book)
    place, (city, postal_code) = _place(dice)
    shares = dice.random() < book.mess.shares_domain
    domain = f"{bare}.{place.top_domain if dice.random() < 0.5 else 'com'}"
    low, high = EMPLOYEES[segment]
    second = name.split()[1]
    company = Company(
        key=f"company-{book.index}",
        name=name,
        legal_name=f"{name} {place.legal_form}",
        domain=dice.choice(words.SHARED_DOMAINS) if shares else domain,
        other_domains=(f"{bare}-{place.country.lower()}.net",) if dice.random() < 0.15 else (),
        shares_domain=shares,
        industry=words.INDUSTRIES.get(second, "Industrial Machinery"),
        employees=int(low * (high / low) ** dice.random()),
        country=place.country,
        city=city,
        postal_code=postal_code,
        phone=_phone(dice, place.code),
        segment=segment,
        currency=place.currency,
        parent_key=None,
        founded_at=book.born_at - dice.randrange(400, 20_000) * DAY,
    )
    book.companies.append(company)
    if segment != "smb" and dice.random() < book.mess.has_subsidiary:
        book.companies.append(_subsidiary(dice, company, bare))
    count = dice.choice(HEADCOUNT[segment])
    used: set[str] = set()
    for number in range(count):
        _colleague(book, dice, number, used)


def _subsidiary(dice: Random, parent: Company, bare: str) -> Company:
    place, (city, postal_code) = _place(dice)
    return Company(
        key=f"{parent.key}-b",
        name=f"{parent.name} {city}",
        legal_name=f"{parent.name} {city} {place.legal_form}",
        domain=f"{bare}-{words.plain(city).lower().replace(' ', '')}.com",
        other_domains=(),
        shares_domain=False,
        industry=parent.industry,
        employees=max(5, parent.employees // 6),
        country=place.country,
        city=city,
        postal_code=postal_code,
        phone=_phone(dice, place.code),
        segment=parent.segment,
        currency=parent.currency,
        parent_key=parent.key,
        founded_at=parent.founded_at + 300 * DAY,
    )


def _colleague(book: Book, dice: Random, number: int, used: set[str]) -> None:
    mess = book.mess
    company = book.companies[-1] if number % 3 == 2 else book.companies[0]
    first, last = dice.choice(words.FIRST_NAMES), dice.choice(words.LAST_NAMES)
    if number and dice.random() < mess.has_namesake:
        earlier = book.people[number - 1]
        first, last, company = earlier.first_name, earlier.last_name, _of(book, earlier)
    is_shared = number < 8 and not company.shares_domain and dice.random() < mess.shares_mailbox
    tail = f".{base36(book.index)}.{number}"
    if is_shared:
        email = f"{words.SHARED_MAILBOXES[number % len(words.SHARED_MAILBOXES)]}@{company.domain}"
    elif dice.random() < 0.05:
        email = f"{_local(first, last, 0)}{tail}@{dice.choice(words.FREE_MAIL)}"
    else:
        email = _address(first, last, company, used, 0, tail)
    arrived_at = book.born_at + int(dice.random() * 40 * HOUR)
    if number:
        arrived_at += int(dice.expovariate(1 / 110) * DAY) % (500 * DAY)
    later_email = changed_at = None
    if not is_shared and dice.random() < mess.changes_address:
        changed_at = arrived_at + int((15 + dice.random() * 170) * DAY)
        later_email = _address(first, last, company, used, 1 + number % 2, tail)
    arrival, _, sources = dice.choices(ARRIVALS, _ARRIVAL_WEIGHTS)[0]
    book.people.append(
        Person(
            key=f"person-{book.index}-{number}",
            company_key=company.key,
            first_name=first,
            last_name=last,
            email=email,
            later_email=later_email,
            address_changed_at=changed_at,
            mailbox_is_shared=is_shared,
            phone=_phone(dice, company.phone.split()[0]) if dice.random() < 0.7 else None,
            title=dice.choice(words.TITLES) if dice.random() < 0.9 else None,
            country=company.country,
            city=company.city,
            is_student=False,
            is_internal=False,
            arrived_at=arrived_at,
            arrival=arrival,
            source=dice.choice(sources),
            role_in_deals=ROLES[number] if number < len(ROLES) else None,
        )
    )


_ARRIVAL_WEIGHTS = tuple(weight for _, weight, _ in ARRIVALS)


def _of(book: Book, person: Person) -> Company:
    return next(company for company in book.companies if company.key == person.company_key)


def _local(first: str, last: str, form: int) -> str:
    first, last = (
        "".join(letter for letter in words.plain(name).lower() if letter.isalpha())
        for name in (first, last)
    )
    return (f"{first}.{last}", f"{first[:1]}{last}", f"{last}.{first}", f"{first}_{last}")[form]


def _address(first: str, last: str, company: Company, used: set[str], form: int, tail: str) -> str:
    """An address nobody else has: on a domain of several companies it ends in a mark."""
    local = _local(first, last, form) + (tail if company.shares_domain else "")
    address, number = f"{local}@{company.domain}", 2
    while address in used:
        address, number = f"{local}{number}@{company.domain}", number + 1
    used.add(address)
    return address


def _single(book: Book, dice: Random) -> None:
    """One person without a company."""
    kind = book.kind
    place, (city, _) = _place(dice)
    first, last = dice.choice(words.FIRST_NAMES), dice.choice(words.LAST_NAMES)
    mark = base36(book.index)
    local, arrival, source = (
        f"{_local(first, last, 0)}.{mark}",
        "form",
        dice.choice(("organic", "direct", "paid_social")),
    )
    later_email = changed_at = None
    domain = dice.choice(words.UNIVERSITIES if kind == "student" else words.FREE_MAIL)
    if kind == "internal":
        domain = DOMAIN
    elif kind == "test":
        first, last, local, domain = (
            "Test",
            dice.choice(("Test", "Tester", "Delete me")),
            f"test+{mark}",
            DOMAIN,
        )
    elif dice.random() < book.mess.changes_address:
        changed_at = book.born_at + int((15 + dice.random() * 170) * DAY)
        later_email = f"{_local(first, last, 1)}.{mark}@{dice.choice(words.FREE_MAIL)}"
    book.people.append(
        Person(
            key=f"person-{book.index}-0",
            company_key=None,
            first_name=first,
            last_name=last,
            email=f"{local}@{domain}",
            later_email=later_email,
            address_changed_at=changed_at,
            mailbox_is_shared=False,
            phone=_phone(dice, place.code) if dice.random() < 0.3 else None,
            title="Student" if kind == "student" and dice.random() < 0.5 else None,
            country=place.country,
            city=city,
            is_student=kind == "student",
            is_internal=kind in ("internal", "test"),
            arrived_at=book.born_at + int(dice.random() * 20 * HOUR),
            arrival=arrival,
            source=source,
        )
    )  # fmt: skip
