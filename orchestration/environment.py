"""Where things lie and which systems a run reads: all that the environment says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from ingestion.masking import CONTROL
from ingestion.sandbox.mess import LEVELS
from ingestion.settings import ROOT, is_live, stem, told, warehouse_folder
from ingestion.sources import discover, simulators

LIBRARY_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "DAGSTER_EVENT_BATCH_SIZE": "1000",  # what a run plans is logged in one transaction
}


@dataclass(frozen=True)
class Place:
    """Every path of one warehouse."""

    warehouse: Path

    @property
    def working(self) -> Path:
        return self.warehouse / "working.duckdb"

    @property
    def marts(self) -> Path:
        return self.warehouse / "accord.duckdb"

    @property
    def pii(self) -> Path:
        return self.warehouse / "pii.duckdb"

    @property
    def dev(self) -> Path:
        """What is built by hand."""
        return self.warehouse / "dev.duckdb"

    @property
    def builds(self) -> Path:
        return self.warehouse / "builds"

    @property
    def current(self) -> Path:
        return self.warehouse / "current"

    @property
    def reports(self) -> Path:
        return self.warehouse / "reports"

    @property
    def lock(self) -> Path:
        return self.warehouse / ".lock"

    @property
    def ui_lock(self) -> Path:
        """Held by the one UI that serves this warehouse's runs."""
        return self.dagster_home / ".ui"

    @property
    def sandbox(self) -> Path:
        return self.warehouse / "sandbox"

    @property
    def dbt_target(self) -> Path:
        return self.warehouse / "dbt"

    @property
    def manifest(self) -> Path:
        return self.dbt_target / "manifest.json"

    @property
    def dbt_project(self) -> Path:
        return ROOT / "dbt_project"

    @property
    def profiles(self) -> Path:
        return ROOT / "profiles"

    @property
    def dagster_home(self) -> Path:
        return Path(told("DAGSTER_HOME") or self.warehouse / "dagster")


@dataclass(frozen=True)
class Mode:
    """`sample`: the sandbox's company. `live`: real systems. `files`: mappings alone."""

    name: str
    files: Path | None = None

    @property
    def stamp(self) -> str:
        return "sample" if self.name == "sample" else "live"

    @property
    def sources(self) -> tuple[str, ...]:
        if self.name == "sample":
            return (*simulators(), "definitions")
        if self.name == "files":
            return ("files", "definitions")
        return tuple(discover())


class CannotStart(Exception):
    """A run that can't begin. One line: what, and what to do."""


def mode() -> Mode:
    """What this process runs on, from the environment alone."""
    if files := told("ACCORD_FILES"):
        folder = Path(files).resolve()
        _refuse_odd(folder, "ACCORD_FILES")
        if not folder.is_dir():
            raise CannotStart(f"{files} is no folder; say `make run FILES=<folder with mappings>`")
        return Mode("files", folder)
    return Mode("live" if is_live(discover()) and not _serves_sample() else "sample")


def place() -> Place:
    """The warehouse of this process; a run on files has one of its own unless told otherwise."""
    chosen = mode()
    if chosen.files and not told("ACCORD_WAREHOUSE"):
        return Place((ROOT / "warehouse" / f"files-{chosen.files.name}").resolve())
    return Place(warehouse_folder())


def sample_seed() -> int:
    return _whole_number("ACCORD_SEED", 7)


def sample_size() -> int:
    return _whole_number("ACCORD_SIZE", 5000)


def sample_orgs() -> int:
    """How many Salesforce orgs the sample company has."""
    orgs = _whole_number("ACCORD_ORGS", 1)
    if orgs not in (1, 2):
        raise CannotStart(
            f"ACCORD_ORGS is {orgs}; set it to 1, or to 2 for a second Salesforce org"
        )
    return orgs


def sample_mess() -> str:
    """How untidy the sample company is."""
    level = told("ACCORD_MESS") or "default"
    if level not in LEVELS:
        raise CannotStart(f"ACCORD_MESS is {level!r}; set it to one of {', '.join(LEVELS)}")
    return level


def _whole_number(name: str, default: int) -> int:
    number = told(name) or str(default)
    if not number.isdecimal():
        raise CannotStart(f"{name} is {number!r}; set it to a whole number, as {default}")
    return int(number)


def ui_port() -> int:
    """The reports are served on the next one."""
    return _whole_number("ACCORD_UI_PORT", 3000)


def ui_name() -> str:
    """By which browsers call the UI where a proxy stands before it; nothing where none does."""
    return told("ACCORD_UI_NAME").lower()


def report_url(page: str = "index.html") -> str:
    """Where `make ui` serves a page of the reports."""
    return f"http://127.0.0.1:{ui_port() + 1}/{page}"


def sample_faults() -> Path | None:
    """The fault plan that the sample company's systems are to follow."""
    named = told("ACCORD_FAULTS")
    return Path(named).resolve() if named else None


def prepare_environment(chosen: Mode, where: Place) -> None:
    """Tell the libraries of this process what they may not guess."""
    make_folder(where.warehouse, "ACCORD_WAREHOUSE")
    os.umask(0o077)  # logs beside a database hold its rows: nothing is for others unless it says so
    os.environ.update(LIBRARY_SETTINGS)
    os.environ["ACCORD_MEMORY"] = _memory(told("ACCORD_MEMORY"))
    os.environ["ACCORD_WAREHOUSE"] = str(where.warehouse)
    os.environ["DAGSTER_HOME"] = str(where.dagster_home)
    os.environ["DBT_TARGET_PATH"] = str(where.dbt_target)
    os.environ["DBT_LOG_PATH"] = str(where.dbt_target / "logs")
    if chosen.files:
        os.environ["FILES_PATH"] = str(chosen.files)
        if (chosen.files / "definitions").is_dir():
            os.environ["DEFINITIONS_PATH"] = str(chosen.files / "definitions")


def _memory(limit: str) -> str:
    """What DuckDB may take; by itself, which a profile can't name, four fifths of the machine's."""
    import duckdb

    try:
        with duckdb.connect(config={"memory_limit": limit} if limit else {}) as fresh:
            [(taken,)] = fresh.execute("select current_setting('memory_limit')").fetchall()
    except duckdb.Error:
        raise CannotStart(f"ACCORD_MEMORY is {limit!r}; set it to an amount, as 4GB") from None
    return limit or taken


def make_folder(folder: Path, variable: str) -> None:
    """A folder that this process can write to."""
    _refuse_odd(folder, variable)
    try:
        folder.mkdir(0o755, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotStart(
            f"{folder} can't be written to ({error.strerror}). Set {variable} to a folder that can"
        ) from None


def _refuse_odd(folder: Path, variable: str) -> None:
    if CONTROL.search(str(folder)):
        raise CannotStart(
            f"{variable} leads to {str(folder)!r}; set it to a folder whose path can be printed"
        )


def use_sandbox(urls: Mapping[str, str]) -> None:
    """Point the sample's sources at the sandbox with its own credentials."""
    os.environ["ACCORD_SANDBOX"] = next(iter(urls.values()))
    for system, url in urls.items():
        source, _, connection = system.partition("/")
        if connection:
            os.environ[f"{source.upper()}_CONNECTIONS"] = f"default,{connection}"
        begin = stem(source, connection or "default")
        os.environ[f"{begin}_BASE_URL"] = url
        for setting in discover()[source].settings:
            if setting.sample:
                os.environ[f"{begin}_{setting.name}"] = setting.sample


def sandbox_url() -> str | None:
    """Any port of the running sandbox, where its clock can be moved."""
    return os.environ.get("ACCORD_SANDBOX")


def _serves_sample() -> bool:
    return bool(os.environ.get("ACCORD_SANDBOX"))
