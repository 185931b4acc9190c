"""Any export as CSV, made entities of the conformed contract by one small mapping file."""

from collections.abc import Mapping
from pathlib import Path

from ingestion.settings import stem
from ingestion.source import Setting, Source, SourceError, Stream
from ingestion.sources.files.expectations import EXPECTATIONS
from ingestion.sources.files.landing import extract
from ingestion.sources.files.tables import TABLES


def connect(settings: Mapping[str, str], connection: str) -> Path:
    """The folder that the mappings lie in."""
    folder = Path(settings["PATH"]).expanduser()
    if not folder.is_dir():
        raise SourceError("files", f"no folder {folder}", f"Set {stem('files', connection)}_PATH")
    return folder


def definitions_beside(folder: Path) -> Path:
    """The pages of definitions that govern these files."""
    return folder / "definitions"


SOURCE = Source(
    name="files",
    title="Files",
    settings=(Setting(name="PATH", says="Folder of the mappings of exported files."),),
    streams=(Stream(name="files", tables=TABLES, extract=extract),),
    connect=connect,
    expectations=EXPECTATIONS,
)
