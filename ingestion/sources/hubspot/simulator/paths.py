"""Every path that HubSpot also has under a date: one handler answers both."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor


class Dated(Convertor):
    """A date that names a version of the API: HubSpot releases each March and September."""

    regex = "20[0-9]{2}-(?:03|09)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("dated", Dated())


def bases(family: str, name: str, number: str = "v3", dated: str = "") -> tuple[str, str]:
    """`/crm/v3/owners` and `/crm/owners/{version}`; `dated`: its name under a date."""
    return f"/{family}/{number}/{name}", f"/{family}/{dated or name}/{{version:dated}}"
