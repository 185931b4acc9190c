"""Bulk API 2.0 query jobs: a query that runs by itself, and its rows as CSV, page by page."""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingestion.sources.salesforce.simulator.csv_rows import CsvRows, delimiter_of
from ingestion.sources.salesforce.simulator.errors import ApiError, bad, not_found
from ingestion.sources.salesforce.simulator.execute import Execution
from ingestion.sources.salesforce.simulator.org import full_id
from ingestion.sources.salesforce.simulator.render import Rows, stamp
from ingestion.sources.salesforce.simulator.tree import Aggregate, Path

DAY = 24 * 3600 * 1000
DAYS_KEPT = 7
RECORDS_A_PAGE = 50_000
PAGES_AT_ONCE = 5
OPERATIONS = ("query", "queryAll")
LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}


@dataclass
class Job:
    """One query and what became of it. `rows` are as they were when the job began to run."""

    id: str
    number: int
    asked: Mapping[str, Any]
    object: str
    created_at: int
    version: str
    rows: CsvRows
    fails: str = ""
    is_aborted: bool = False


@dataclass
class Jobs:
    """The query jobs of one org."""

    rows: Rows
    by_id: dict[str, Job] = field(default_factory=dict)
    _begun: deque[int] = field(default_factory=deque)

    @property
    def now(self) -> int:
        return self.rows.store.now

    def left(self) -> int:
        """Of the jobs of the last 24 hours."""
        while self._begun and self._begun[0] <= self.now - DAY:
            self._begun.popleft()
        return self.rows.org.daily_bulk_jobs - len(self._begun)

    def create(self, body: Mapping[str, Any], version: str) -> dict[str, Any]:
        asked = {
            "columnDelimiter": "COMMA",
            "contentType": "CSV",
            "lineEnding": "LF",
            **{key: value for key, value in body.items() if value is not None},
        }
        _check(asked)
        if self.left() <= 0:
            most = self.rows.org.daily_bulk_jobs
            raise bad(
                "LIMIT_EXCEEDED", f"Max bulk v2 query jobs ({most}) per 24 hrs has been reached"
            )
        execution = Execution(self.rows, asked["query"], asked["operation"] == "queryAll", version)
        _refuse(execution, self.rows.org.without_bulk)
        name = execution.entity.name
        fails = name in self.rows.org.bulk_jobs_fail_for
        number = len(self._begun) + len(self.by_id)
        digest = hashlib.sha256(f"{self.now}/{number}".encode()).hexdigest()
        job = Job(
            full_id("750" + digest[:12]),
            number,
            asked,
            name,
            self.now,
            version,
            CsvRows(execution, delimiter_of(asked), LINE_ENDINGS[asked["lineEnding"]]),
            f"InvalidBatch : Failed to process query: OPERATION_TOO_LARGE: {name}" if fails else "",
        )
        self._begun.append(self.now)
        self.by_id[job.id] = job
        return _shown(job, "UploadComplete")

    def all(self) -> dict[str, Any]:
        shown = [
            {**_shown(job, self._state(job)), "jobType": "V2Query"}
            for job in self.by_id.values()
            if not self._is_gone(job)
        ]
        return {"done": True, "records": shown, "nextRecordsUrl": None}

    def one(self, id: str) -> dict[str, Any]:
        job = self._job(id)
        state = self._state(job)
        shown = _shown(job, state) | {
            "jobType": "V2Query",
            "retries": 0,
            "totalProcessingTime": self.now - job.created_at,
            "numberRecordsProcessed": job.rows.count if state == "JobComplete" else 0,
            "isPkChunkingSupported": True,
        }
        return shown | ({"errorMessage": job.fails} if state == "Failed" else {})

    def abort(self, id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        job = self._job(id)
        if body.get("state") != "Aborted":
            raise bad("INVALIDJOBSTATE", "Only the state Aborted can be set")
        if self._state(job) in ("JobComplete", "Failed"):
            raise bad("INVALIDJOBSTATE", f"Job {job.id} is already {self._state(job)}")
        job.is_aborted = True
        return _shown(job, "Aborted")

    def delete(self, id: str) -> None:
        job = self._job(id)
        if self._state(job) in ("UploadComplete", "InProgress"):
            raise bad("INVALIDJOBSTATE", "Only jobs that have ended can be deleted")
        del self.by_id[job.id]

    # ── results ─────────────────────────────────────────────────────────────────────────────

    def results(
        self, id: str, locator: str | None, most: str | None
    ) -> tuple[bytes, dict[str, str]]:
        """A page of CSV and the headers that lead to the next."""
        job = self._complete(id)
        start = _position(job, locator) if locator else 0
        if most is not None and not most.isdigit():
            raise bad("INVALID_FIELD", "maxRecords is not a number")
        count = min(int(most or 0) or RECORDS_A_PAGE, self.rows.org.bulk_page)
        end = min(start + count, job.rows.count)
        headers = {
            "sforce-locator": "null" if end >= job.rows.count else _locator(job, end),
            "sforce-numberofrecords": str(end - start),
        }
        return job.rows.page(start, end), headers

    def result_pages(self, id: str, locator: str | None) -> dict[str, Any]:
        """Up to five pages at once, to be read side by side."""
        job = self._complete(id)
        start, size = _position(job, locator) if locator else 0, self.rows.org.bulk_page
        starts = range(start, max(job.rows.count, 1), size)
        url = f"/services/data/v{job.version}/jobs/query/{job.id}"
        here, rest = starts[:PAGES_AT_ONCE], starts[PAGES_AT_ONCE:]
        urls = [f"{url}/results?locator={_locator(job, at)}&maxRecords={size}" for at in here]
        return {
            "resultPages": [{"resultUrl": each} for each in urls],
            "nextRecordsUrl": f"{url}/resultPages?locator={_locator(job, rest[0])}"
            if rest
            else None,
            "done": not rest,
        }

    # ── states ──────────────────────────────────────────────────────────────────────────────

    def _job(self, id: str) -> Job:
        job = self.by_id.get(full_id(id))
        if job is None or self._is_gone(job):
            raise not_found()
        return job

    def _is_gone(self, job: Job) -> bool:
        return self.now - job.created_at > DAYS_KEPT * DAY

    def _state(self, job: Job) -> str:
        """A job waits a third of its time and runs for the rest of it."""
        if job.is_aborted:
            return "Aborted"
        took, needs = self.now - job.created_at, self.rows.org.bulk_seconds * 1000
        if took >= needs:
            return "Failed" if job.fails else "JobComplete"
        return "InProgress" if took * 3 >= needs else "UploadComplete"

    def _complete(self, id: str) -> Job:
        job = self._job(id)
        if self._state(job) != "JobComplete":
            raise bad("INVALIDJOBSTATE", f"Job {job.id} has no results in {self._state(job)}")
        return job


def _shown(job: Job, state: str) -> dict[str, Any]:
    return {
        "id": job.id,
        "operation": job.asked["operation"],
        "object": job.object,
        "createdById": "005000000000000AAA",
        "createdDate": stamp(job.created_at),
        "systemModstamp": stamp(job.created_at),
        "state": state,
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(job.version),
        "lineEnding": job.asked["lineEnding"],
        "columnDelimiter": job.asked["columnDelimiter"],
    }


def _check(asked: Mapping[str, Any]) -> None:
    if asked.get("operation") not in OPERATIONS:
        raise bad("INVALIDJOB", "operation must be query or queryAll")
    if asked["contentType"] != "CSV":
        raise bad("INVALIDJOB", "contentType must be CSV")
    if asked["lineEnding"] not in LINE_ENDINGS:
        raise bad("INVALIDJOB", "lineEnding must be LF or CRLF")
    delimiter_of(asked)
    if not isinstance(asked.get("query"), str) or not asked["query"].strip():
        raise bad("INVALIDJOB", "query is required")


def _refuse(execution: Execution, without_bulk: frozenset[str]) -> None:
    """What REST answers and a job does not: some objects, compound fields, aggregates, offsets."""
    query, name = execution.query, execution.entity.name
    if name in without_bulk:
        raise bad("INVALIDENTITY", f"Entity '{name}' is not supported by the Bulk API.")
    if query.group_by or query.offset or any(isinstance(f, Aggregate) for f in query.fields):
        raise bad("API_ERROR", "Aggregate queries and OFFSET are not supported in Bulk Query")
    for path in query.fields:
        if not isinstance(path, Path):
            raise bad("API_ERROR", "FIELDS is not supported in Bulk Query")
        if execution.fields.resolve(path)[0].type in ("address", "location", "base64"):
            raise bad(
                "FUNCTIONALITY_NOT_ENABLED", "Selecting compound data not supported in Bulk Query"
            )


def _locator(job: Job, position: int) -> str:
    return base64.urlsafe_b64encode(f"{job.number}-{position}".encode()).decode().rstrip("=")


def _position(job: Job, locator: str) -> int:
    try:
        padded = locator + "=" * (-len(locator) % 4)
        number, _, position = base64.urlsafe_b64decode(padded).decode().partition("-")
        if int(number) == job.number and 0 <= int(position) <= job.rows.count:
            return int(position)
    except (ValueError, UnicodeError):
        pass
    raise ApiError(400, "INVALID_QUERY_LOCATOR", "Locator is invalid")
