"""One peer against one simulator: discover, sync, sync again."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos.serving import System
from tests.peers.messages import Destination
from tests.peers.roster import Peer

POINTING = Path(__file__).with_name("pointing")
LONGEST_SECONDS = 180


@dataclass
class Ended:
    """How a run of a peer ended: its status, or None where it had to be ended."""

    status: int | None
    said: str = ""

    @property
    def is_good(self) -> bool:
        return self.status == 0


@dataclass
class Syncing:
    """A peer with its target: what it knows, and what it landed."""

    peer: Peer
    programs: Path
    folder: Path
    system: System
    catalog: dict[str, Any] = field(default_factory=dict)
    destination: Destination = field(init=False)

    def __post_init__(self) -> None:
        self.destination = Destination(self.peer.dialect)
        self.folder.mkdir(parents=True, exist_ok=True)

    def resume(self, other: Syncing) -> None:
        self.catalog = copy.deepcopy(other.catalog)
        self.destination = copy.deepcopy(other.destination)

    def discover(self) -> Ended:
        """Ask which streams and fields there are, and choose all of those that are compared."""
        arguments = ["--discover"] if self.peer.dialect == "singer" else ["discover"]
        ended = self._run([*arguments, "--config", self._file("config", self.peer.config)])
        if ended.is_good:
            told = (self.folder / "out").read_text()
            choose = _of_singer if self.peer.dialect == "singer" else _of_airbyte
            self.catalog = choose(told, self.peer.streams)
            for stream in self.catalog["streams"] if self.peer.dialect == "airbyte" else ():
                self.destination.claim(stream["stream"]["name"], stream["stream"]["json_schema"])
        return ended

    def sync(self) -> Ended:
        """One sync from where the last one ended; what it told is landed, however it ended."""
        files = {"config": self.peer.config, "catalog": self.catalog}
        if self.destination.state is not None:
            files["state"] = self.destination.state
        arguments = [] if self.peer.dialect == "singer" else ["read"]
        for name, content in files.items():
            option = self.peer.catalog_option if name == "catalog" else f"--{name}"
            arguments += [option, self._file(name, content)]
        self.destination.begin(*_merging(self.peer, self.catalog))
        ended = self._run(arguments)
        with (self.folder / "out").open() as lines:
            self.destination.take(lines)
        if self.destination.errors:
            ended.said = self.destination.errors[0]
        return ended

    def _run(self, arguments: list[str]) -> Ended:
        """The vendor's clock follows the peer's: both have the same present when it has ended."""
        store, clock = self.system.store, self.folder / "clock"
        pointing = {
            "now": store.now / 1000,
            "clock": str(clock),
            "hosts": dict.fromkeys(self.peer.hosts, self.system.url),
            "forms": self.peer.forms,
            "moved": self.peer.moved,
            "answers": self.peer.answers,
            "dropped": self.peer.dropped,
        }
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(POINTING),
            "PEER_POINTING": self._file("pointing", pointing),
            "TZ": "UTC",
        }
        program = str(self.programs / self.peer.program)
        clock.unlink(missing_ok=True)
        out, errors = self.folder / "out", self.folder / "errors"
        with out.open("w") as told, errors.open("w") as said:
            try:
                status = subprocess.run(
                    [program, *arguments],
                    stdout=told,
                    stderr=said,
                    env=environment,
                    cwd=self.folder,
                    timeout=LONGEST_SECONDS,
                ).returncode
            except subprocess.TimeoutExpired:
                return Ended(None, f"did not end in {LONGEST_SECONDS} s")
        if clock.exists():
            store.sleep(max(0.0, float(clock.read_text()) - store.now / 1000))
        lines = errors.read_text().strip().splitlines()
        said = [line for line in lines if not line.startswith(" ")][-1:] if status else []
        return Ended(status, *said)

    def _file(self, name: str, content: Any) -> str:
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(content))
        return str(path)


def _of_singer(told: str, streams: Mapping[str, str]) -> dict[str, Any]:
    """Streams and all their fields, selected, incremental where they can be."""
    catalog = json.loads(told)
    chosen = [each for each in catalog["streams"] if each["tap_stream_id"] in streams]
    for stream in chosen:
        for entry in stream["metadata"]:
            known = entry["metadata"]
            if known.get("inclusion") != "unsupported":
                known["selected"] = True
            if keys := known.get("valid-replication-keys"):
                known |= {"replication-method": "INCREMENTAL", "replication-key": keys[0]}
    return {**catalog, "streams": chosen}


def _of_airbyte(told: str, streams: Mapping[str, str]) -> dict[str, Any]:
    """Incremental and merged by key where a stream can be, else read whole and overwritten."""
    catalog: dict[str, Any] = next(
        message["catalog"]
        for message in map(json.loads, told.splitlines())
        if message["type"] == "CATALOG"
    )
    chosen = []
    for stream in catalog["streams"]:
        if stream["name"] not in streams:
            continue
        is_incremental = "incremental" in stream["supported_sync_modes"]
        chosen.append(
            {
                "stream": stream,
                "sync_mode": "incremental" if is_incremental else "full_refresh",
                "destination_sync_mode": "append_dedup" if is_incremental else "overwrite",
                "cursor_field": stream.get("default_cursor_field"),
                "primary_key": stream.get("source_defined_primary_key"),
            }
        )
    return {"streams": chosen}


def _merging(peer: Peer, catalog: Mapping[str, Any]) -> tuple[dict, dict, list[str]]:
    """By which keys and cursors an Airbyte destination merges, and what it overwrites."""
    keys: dict[str, tuple[str, ...]] = {}
    cursors: dict[str, str] = {}
    whole: list[str] = []
    for each in catalog["streams"] if peer.dialect == "airbyte" else ():
        name = each["stream"]["name"]
        keys[name] = tuple(path[0] for path in each["primary_key"] or [["id"]])
        if each["sync_mode"] == "full_refresh":
            whole.append(name)
        elif each["cursor_field"]:
            cursors[name] = each["cursor_field"][0]
    return keys, cursors, whole
