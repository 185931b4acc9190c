"""Form-encoded bracket parameters as the API reads them, and their types."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from ingestion.sources.stripe.simulator.errors import ApiError, unknown

RANGE = ("gt", "gte", "lt", "lte")
WORD = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
INTEGER = re.compile(r"-?\d{1,18}\Z")


@dataclass(frozen=True)
class Limits:
    """Bounds in whole seconds, the upper one exclusive; None is open."""

    at_least: int | None = None
    below: int | None = None


def parse(query: str) -> dict[str, Any]:
    """`created[gte]=1&expand[]=charge` as {"created": {"gte": "1"}, "expand": ["charge"]}."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        match = WORD.match(name)
        if not match:
            raise unknown(name)
        stem, brackets = match[1], re.findall(r"\[([^\[\]]*)\]", match[2])
        if not brackets:
            found[stem] = value
        elif len(brackets) > 1:
            raise unknown(name)
        elif brackets[0] == "" or brackets[0].isdigit():
            items = found.setdefault(stem, [])
            if not isinstance(items, list):
                raise ApiError(400, f"Invalid array: {stem}", param=stem)
            items.append(value)
        else:
            members = found.setdefault(stem, {})
            if not isinstance(members, dict):
                raise ApiError(400, f"Invalid object: {stem}", param=stem)
            members[brackets[0]] = value
    return found


def integer(value: Any, param: str) -> int:
    if not isinstance(value, str) or not INTEGER.match(value):
        raise ApiError(400, f"Invalid integer: {value}", "parameter_invalid_integer", param)
    return int(value)


def boolean(value: Any, param: str) -> bool:
    if value not in ("true", "false"):
        raise ApiError(400, f"Invalid boolean: {value}", param=param)
    return value == "true"


def text(value: Any, param: str) -> str:
    if not isinstance(value, str):
        raise ApiError(400, f"Invalid string: {value}", param=param)
    if value == "":
        raise ApiError(
            400,
            f"You passed an empty string for '{param}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{param}' cannot be unset. You should remove '{param}' "
            "from your request or supply a non-empty value.",
            "parameter_invalid_empty",
            param,
        )
    return value


def texts(value: Any, param: str) -> list[str]:
    if not isinstance(value, list):
        raise ApiError(400, "Invalid array", param=param)
    return value


def one_of(value: Any, param: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        words = ", ".join(choices[:-1]) + f", or {choices[-1]}"
        raise ApiError(400, f"Invalid {param}: must be one of {words}", param=param)
    return value


def limits(value: Any, param: str) -> Limits:
    """`created=5` is that second; `created[gt]=5` begins with the next one."""
    if isinstance(value, str):
        second = integer(value, param)
        return Limits(second, second + 1)
    if not isinstance(value, dict):
        raise ApiError(400, f"Invalid object: {param}", param=param)
    for name in value:
        if name not in RANGE:
            raise unknown(f"{param}[{name}]")
    whole = {name: integer(number, f"{param}[{name}]") for name, number in value.items()}
    lower = [whole["gte"]] if "gte" in whole else []
    lower += [whole["gt"] + 1] if "gt" in whole else []
    upper = [whole["lt"]] if "lt" in whole else []
    upper += [whole["lte"] + 1] if "lte" in whole else []
    return Limits(max(lower, default=None), min(upper, default=None))


def page_size(value: Any) -> int:
    size = integer(value, "limit")
    if size < 1:
        raise ApiError(400, "This value must be greater than or equal to 1.", param="limit")
    if size > 100:
        raise ApiError(400, "This value must be less than or equal to 100.", param="limit")
    return size
