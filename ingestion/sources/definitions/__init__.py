"""The page that sales and marketing sign, landed like any other source."""

from collections.abc import Mapping
from pathlib import Path

from ingestion.source import Setting, Source, Stream
from ingestion.sources.definitions.expectations import EXPECTATIONS
from ingestion.sources.definitions.folder import DEFAULT, resolved
from ingestion.sources.definitions.landing import extract
from ingestion.sources.definitions.tables import OVERRIDES, TABLES, WEIGHTS


def connect(settings: Mapping[str, str], connection: str) -> Path:
    """The folder the pages lie in; there is nobody to ask for permission."""
    return resolved(settings.get("PATH") or DEFAULT)


SOURCE = Source(
    name="definitions",
    title="Definitions",
    settings=(
        Setting(
            name="PATH",
            says="Folder of the pages of definitions, one file a version.",
            default=DEFAULT,
            required=False,
        ),
    ),
    streams=(Stream(name="pages", tables=(*TABLES, WEIGHTS, OVERRIDES), extract=extract),),
    connect=connect,
    expectations=EXPECTATIONS,
)
