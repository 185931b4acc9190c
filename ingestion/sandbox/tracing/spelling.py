"""How people write the same thing differently."""

from random import Random

from ingestion.sandbox import words
from ingestion.sandbox.history import Company, Person
from ingestion.sandbox.mess import Mess


def person_values(
    dice: Random,
    person: Person,
    company: Company | None,
    email: str | None,
    mess: Mess,
    system: str,
) -> dict:
    """One record's values. HubSpot keeps addresses in lower case; who types elsewhere does not."""
    values = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": email,
        "other_emails": (),
        "phone": person.phone,
        "title": person.title,
        "company_name": company.name if company else None,
        "website": company.domain if company and not company.shares_domain else None,
        "country": person.country,
        "city": person.city,
        "postal_code": company.postal_code if company else None,
        "source": person.source,
    }
    if dice.random() < mess.spells_otherwise:
        _respell(dice, values, company, system)
    if dice.random() < mess.awkward_text:
        values["title"] = dice.choice(words.AWKWARD)
    elif dice.random() < mess.awkward_text:
        values["company_name"] = dice.choice(words.AWKWARD)
    return values


def _respell(dice: Random, values: dict, company: Company | None, system: str) -> None:
    draw = dice.randrange(7)
    if draw == 0:
        values["first_name"] = words.plain(values["first_name"])
        values["last_name"] = words.plain(values["last_name"])
    elif draw == 1:
        values["last_name"] = values["last_name"].upper()
    elif draw == 2:
        values["first_name"] = f" {values['first_name']}  "
    elif draw == 3:
        values["phone"] = "" if dice.random() < 0.5 else "n/a"
        values["title"] = ""
    elif draw == 4 and company is not None:
        values["company_name"] = respelled(dice, company)
    elif draw == 5:
        values["first_name"] = values["first_name"][:1] + "."
    if system != "hubspot" and values["email"] and dice.random() < 0.6:
        values["email"] = shouted(dice, values["email"])


def shouted(dice: Random, address: str) -> str:
    """The same address in other letters."""
    if dice.random() < 0.4:
        return address.upper()
    local, domain = address.split("@")
    return f"{'.'.join(part.capitalize() for part in local.split('.'))}@{domain}"


def respelled(dice: Random, company: Company) -> str:
    name = company.name
    return dice.choice(
        (
            company.legal_name,
            name.upper(),
            name.lower(),
            name.rsplit(" ", 1)[0],
            f"{name} ",
            f"The {name}",
            words.plain(name),
        )
    )


def website(dice: Random, domain: str) -> str:
    """A domain as a website field holds it."""
    return dice.choice(
        (domain, f"www.{domain}", f"https://www.{domain}/", f"http://{domain}", domain.upper())
    )
