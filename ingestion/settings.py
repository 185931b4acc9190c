"""What the environment says. The one place of this package that reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.masking import keep, keep_userinfo
from ingestion.source import Source

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Connection:
    """One account of one vendor, and the settings its client is called with."""

    source: Source
    name: str
    settings: Mapping[str, str]
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        secret = {setting.name for setting in self.source.settings if setting.secret}
        keep(*(value for name, value in self.settings.items() if name in secret))
        keep_userinfo(self.settings.get("BASE_URL", ""))


def warehouse_folder() -> Path:
    """Where everything this project makes lies; `ACCORD_WAREHOUSE` moves it."""
    return Path(os.environ.get("ACCORD_WAREHOUSE") or ROOT / "warehouse").resolve()


def stem(source: str, connection: str) -> str:
    """How the variables of a connection begin: `<SOURCE>`, or `<SOURCE>_<CONNECTION>`."""
    return source.upper() if connection == "default" else f"{source}_{connection}".upper()


def connections(source: Source, environment: Mapping[str, str] | None = None) -> list[Connection]:
    """The connections of a source: `<SOURCE>_CONNECTIONS` names them (default: one, `default`).

    The variables of the connection `default` are `<SOURCE>_<NAME>`, of another one
    `<SOURCE>_<CONNECTION>_<NAME>`.
    """
    environment = os.environ if environment is None else environment
    listed = environment.get(f"{source.name.upper()}_CONNECTIONS", "default")
    names = [n.strip() for n in listed.split(",")]
    found = []
    for name in filter(None, names):
        begin, values, missing = stem(source.name, name), {}, []
        for setting in source.settings:
            value = environment.get(f"{begin}_{setting.name}") or setting.default
            if value:
                values[setting.name] = value
            elif setting.required:
                missing.append(f"{begin}_{setting.name}")
        found.append(Connection(source, name, values, tuple(missing)))
    return found


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
        "# Several accounts of one: <SOURCE>_CONNECTIONS=default,other and <SOURCE>_OTHER_<NAME>.",
    ]
    for source in sources.values():
        lines += ["", f"# {source.title}"]
        for setting in source.settings:
            note = "" if setting.required else " (optional)"
            lines.append(f"# {setting.says}{note}")
            lines.append(f"{source.name.upper()}_{setting.name}={setting.default or ''}")
    return "\n".join(lines) + "\n"
