"""What the environment says. The one place of this package that reads it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.masking import CONTROL, keep, keep_userinfo
from ingestion.source import Setting, Source, SourceError

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"[A-Za-z0-9_]+")
LINE_ENDS = str.maketrans("", "", "\r\n")


@dataclass(frozen=True)
class Connection:
    """One account of one vendor, and the settings its client is called with.

    `is_meant`: it is listed, or a secret of it is set; else what is missing is no mistake.
    """

    source: Source
    name: str
    settings: Mapping[str, str]
    missing: tuple[str, ...] = ()
    is_meant: bool = True

    def __post_init__(self) -> None:
        secret = {setting.name for setting in self.source.settings if setting.secret}
        keep(*(value for name, value in self.settings.items() if name in secret))
        keep_userinfo(self.settings.get("BASE_URL", ""))


def told(variable: str, environment: Mapping[str, str] | None = None) -> str:
    """What a variable says, without blanks around it: a file written on Windows leaves some."""
    return (os.environ if environment is None else environment).get(variable, "").strip()


def warehouse_folder() -> Path:
    """Where everything this project makes lies; `ACCORD_WAREHOUSE` moves it."""
    return Path(told("ACCORD_WAREHOUSE") or ROOT / "warehouse").resolve()


def stem(source: str, connection: str) -> str:
    """How the variables of a connection begin: `<SOURCE>`, or `<SOURCE>_<CONNECTION>`."""
    return source.upper() if connection == "default" else f"{source}_{connection}".upper()


def connections(source: Source, environment: Mapping[str, str] | None = None) -> list[Connection]:
    """The connections of a source: `<SOURCE>_CONNECTIONS` names them (default: one, `default`).

    The variables of the connection `default` are `<SOURCE>_<NAME>`, of another one
    `<SOURCE>_<CONNECTION>_<NAME>`. Raises SourceError where one can't be meant as it stands.
    """
    variable = f"{source.name.upper()}_CONNECTIONS"
    listed = told(variable, environment)
    found = []
    for name in _names(source, variable, listed or "default"):
        begin, values, missing = stem(source.name, name), {}, []
        for setting in source.settings:
            value = told(f"{begin}_{setting.name}", environment)
            _refuse_odd(source, setting, f"{begin}_{setting.name}", value)
            if value or setting.default:
                values[setting.name] = value or setting.default
            elif setting.required:
                missing.append(f"{begin}_{setting.name}")
        has_secret = any(setting.secret and setting.name in values for setting in source.settings)
        is_meant = bool(listed) or has_secret or not missing
        found.append(Connection(source, name, values, tuple(missing), is_meant))
    return found


def _names(source: Source, variable: str, listed: str) -> list[str]:
    names = [name for name in map(str.strip, listed.split(",")) if name]
    for position, name in enumerate(names):
        if not NAME.fullmatch(name):
            raise SourceError(
                source.name,
                f"{variable} names a connection {name!r}",
                "Use letters, digits and underscores only: its variables begin with its name",
            )
        if name.upper() in map(str.upper, names[:position]):
            raise SourceError(
                source.name,
                f"{variable} names {name!r} twice",
                "Name each account once: capitals make no other variables",
            )
    return names


def _refuse_odd(source: Source, setting: Setting, variable: str, value: str) -> None:
    """What no vendor could have meant. A secret is not repeated."""
    text = value.translate(LINE_ENDS) if setting.multiline else value
    if CONTROL.search(text) or (setting.secret and not text.isascii()):
        raise SourceError(
            source.name,
            f"{variable} holds a character that can't be part of it (a line break, another control "
            "character, or a letter beyond ASCII)",
            "Copy it anew",
        )
    if not setting.among:
        return
    for name in filter(None, map(str.strip, value.split(","))):
        if name not in setting.among:
            raise SourceError(
                source.name,
                f"{variable} names {name!r}, which there is not",
                f"Choose from: {', '.join(setting.among)}",
            )


def is_live(sources: Mapping[str, Source], environment: Mapping[str, str] | None = None) -> bool:
    """Any secret of any source is set: real systems are meant, never the sample company."""
    return any(
        setting.secret and setting.name in connection.settings
        for source in sources.values()
        for connection in connections(source, environment)
        for setting in source.settings
    )


def example(sources: Mapping[str, Source]) -> str:
    """`.env.example`: every variable of every source, and what it is."""
    lines = [
        "# Credentials of real systems. Without any of them the sample company is served.",
        "# They are taken from the environment; a file like this one is read by:",
        "#     set -a; . ./.env; set +a",
        "# Several accounts of one: <SOURCE>_CONNECTIONS=default,other and <SOURCE>_OTHER_<NAME>.",
    ]
    for source in sources.values():
        lines += ["", f"# {source.title}"]
        for setting in source.settings:
            note = "" if setting.required else " (optional)"
            lines.append(f"# {setting.says}{note}")
            lines.append(f"{source.name.upper()}_{setting.name}={setting.default or ''}")
    return "\n".join(lines) + "\n"
