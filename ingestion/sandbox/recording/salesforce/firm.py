"""What the org holds of the company itself: users, products, currencies, rates, campaigns."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY, instant, iso_date
from ingestion.sandbox.firm import DOMAIN, NAME, minor_digits
from ingestion.sandbox.history import Campaign, Firm, Product, User
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.salesforce import words
from ingestion.sandbox.recording.salesforce.sheet import Sheet

CORPORATE_CURRENCY = "USD"
ROLES = {
    "sdr": "Sales Development",
    "account_executive": "Account Executive",
    "sales_manager": "Sales Manager",
    "marketer": "Marketing",
    "operations": "Revenue Operations",
}
PLANNED_DAYS_AHEAD = 21
# The org was set up before anybody whom it knows was hired.
SET_UP_AT = instant(2016, 1, 11, 9)


def record_firm(firm: Firm) -> Iterator[Change]:
    yield from _machines(firm)
    yield from _roles(firm)
    for user in firm.users:
        yield from _user(firm, user)
    for product in firm.products:
        yield from _product(firm, product)
    yield from _currencies(firm)
    yield from _rates(firm)
    for campaign in firm.campaigns:
        yield from _campaign(firm, campaign)


def _machines(firm: Firm) -> Iterator[Change]:
    for key, last_name, alias in (
        ("integration", "HubSpot Integration", "hubspot"),
        ("automation", "Sequence Automation", "auto"),
    ):
        id = words.user_id(firm, key)
        fields = {
            "Username": f"{key}@{DOMAIN}",
            "Email": f"{key}@{DOMAIN}",
            "LastName": last_name,
            "Alias": alias,
            "CommunityNickname": key,
            "CompanyName": NAME,
            "IsActive": True,
            **_locale(firm, "Etc/UTC"),
        }
        yield from Sheet("User", id, SET_UP_AT, id, fields).changes()


def _locale(firm: Firm, time_zone: str) -> dict:
    return {
        "UserType": "Standard",
        "TimeZoneSidKey": time_zone,
        "LocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "UTF-8",
        "ProfileId": ids.salesforce("00e", firm.seed, "profile", "standard"),
        "CurrencyIsoCode": CORPORATE_CURRENCY,
        "DefaultCurrencyIsoCode": CORPORATE_CURRENCY,
    }


def _role_id(firm: Firm, role: str, team: str) -> str:
    return ids.salesforce("00E", firm.seed, "role", role, team)


def _roles(firm: Firm) -> Iterator[Change]:
    admin = words.integration_user_id(firm)
    for role, team in sorted({(user.role, user.team) for user in firm.users}):
        has_manager = role in ("sdr", "account_executive")
        name = f"{ROLES[role]} {team}" if ROLES[role] != team else team
        fields = {
            "Name": name,
            "DeveloperName": name.replace(" ", "_").replace("-", "_"),
            "RollupDescription": name,
            "ParentRoleId": _role_id(firm, "sales_manager", team) if has_manager else None,
            "OpportunityAccessForAccountOwner": "Edit",
            "ContactAccessForAccountOwner": "Edit",
            "PortalType": "None",
        }
        yield from Sheet("UserRole", _role_id(firm, role, team), SET_UP_AT, admin, fields).changes()


def _user(firm: Firm, user: User) -> Iterator[Change]:
    admin = words.integration_user_id(firm)
    alias = (user.first_name[0] + user.last_name.replace("'", ""))[:8].lower()
    fields = {
        "Username": user.email,
        "Email": user.email,
        "FirstName": user.first_name,
        "LastName": user.last_name,
        "Alias": alias,
        "CommunityNickname": user.email.partition("@")[0],
        "CompanyName": NAME,
        "Department": user.team,
        "Title": ROLES[user.role],
        "UserRoleId": _role_id(firm, user.role, user.team),
        "ManagerId": words.user_id(firm, user.manager_key) if user.manager_key else None,
        "IsActive": True,
        "ForecastEnabled": user.role in ("account_executive", "sales_manager"),
        **_locale(firm, user.time_zone),
    }
    sheet = Sheet(
        "User", words.user_id(firm, user.key), user.hired_at, admin, fields, ("user", user.key)
    )
    if user.left_at is not None:
        sheet.update(user.left_at, admin, IsActive=False)
    yield from sheet.changes()


def _product(firm: Firm, product: Product) -> Iterator[Change]:
    interval = {"month": "Month", "year": "Year", None: "One-Time"}[product.interval]
    fields = {
        "Name": product.name,
        "ProductCode": product.key.upper(),
        "Family": product.family,
        "IsActive": True,
        "CurrencyIsoCode": product.currency,
        "Billing_Interval__c": interval,
    }
    yield from Sheet(
        "Product2",
        words.product_id(firm, product.key),
        SET_UP_AT,
        words.integration_user_id(firm),
        fields,
        ("product", product.key),
    ).changes()


def _currencies(firm: Firm) -> Iterator[Change]:
    """The rates of the currency list were set once; money on deals follows the dated ones."""
    first: dict[str, str] = {}
    for _, currency, rate in firm.rates:
        first.setdefault(currency, rate)
    for currency, rate in sorted(first.items()):
        fields = {
            "IsoCode": currency,
            "ConversionRate": float(rate),
            "DecimalPlaces": minor_digits(currency),
            "IsActive": True,
            "IsCorporate": currency == CORPORATE_CURRENCY,
        }
        id = ids.salesforce("01L", firm.seed, "currency", currency)
        yield from Sheet(
            "CurrencyType", id, SET_UP_AT, words.integration_user_id(firm), fields
        ).changes()


def _rates(firm: Firm) -> Iterator[Change]:
    """A rate is typed in on its first day; then the one before it learns when it ends."""
    admin = words.integration_user_id(firm)
    before: dict[str, Sheet] = {}
    sheets: list[Sheet] = []
    for day, currency, rate in firm.rates:
        if currency == CORPORATE_CURRENCY:
            continue
        at = instant(*map(int, day.split("-")))
        id = ids.salesforce("04w", firm.seed, "rate", currency, day)
        fields = {"IsoCode": currency, "StartDate": day, "ConversionRate": float(rate)}
        sheet = Sheet("DatedConversionRate", id, at, admin, fields)
        if currency in before:
            before[currency].update(at, admin, NextStartDate=day)
        before[currency] = sheet
        sheets.append(sheet)
    for sheet in sheets:
        yield from sheet.changes()


def _campaign(firm: Firm, campaign: Campaign) -> Iterator[Change]:
    admin = words.integration_user_id(firm)
    parent = campaign.parent_key
    fields = {
        "Name": campaign.name,
        "Type": words.CAMPAIGN_TYPES[campaign.kind],
        "Status": "Planned",
        "IsActive": False,
        "StartDate": iso_date(campaign.starts_at),
        "EndDate": iso_date(campaign.ends_at),
        "BudgetedCost": words.major(campaign.budget_minor, campaign.currency),
        "CurrencyIsoCode": campaign.currency,
        "ParentId": words.campaign_id(firm, parent) if parent else None,
        "OwnerId": admin,
    }
    sheet = Sheet(
        "Campaign",
        words.campaign_id(firm, campaign.key),
        campaign.starts_at - PLANNED_DAYS_AHEAD * DAY,
        admin,
        fields,
        ("campaign", campaign.key),
    )
    days = max(1, (campaign.ends_at - campaign.starts_at) // DAY)
    sheet.update(campaign.starts_at, admin, Status="In Progress", IsActive=True)
    for day in range(30, days, 30):
        spent = campaign.spent_minor * day // days
        at = campaign.starts_at + day * DAY
        sheet.update(at, admin, ActualCost=words.major(spent, campaign.currency))
    spent = words.major(campaign.spent_minor, campaign.currency)
    sheet.update(campaign.ends_at, admin, Status="Completed", IsActive=False, ActualCost=spent)
    yield from sheet.changes()
