"""A world: the sample company's systems as they stand at a virtual instant, kept in one folder.

Built once from a seed and a size, then grown day by day, always to the same end: a world opened
three days later holds what one does that was advanced by three days.
"""

import gc
import importlib
import multiprocessing
import os
import pkgutil
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from types import ModuleType

from ingestion.sandbox import acquired, recording, traces
from ingestion.sandbox.clock import DAY, SECOND
from ingestion.sandbox.firm import DEFAULT_SIZE, found
from ingestion.sandbox.folding import Folded, Tracked, fold, waiting
from ingestion.sandbox.history import Firm
from ingestion.sandbox.lives import life
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.mess import DEFAULT, Mess
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.store import Store, write_new

FILE = "world.sqlite"
WORTH_TWO_PROCESSES = 1_500  # people; below, a second one takes longer to start than it saves
WINDOW = 60 * DAY  # how much of the future waits in the store; what lies further is made up again


class WorldError(ValueError):
    """The folder cannot be used as this world."""


@cache
def recorders() -> dict[str, ModuleType]:
    """System to the module that writes down what it sees."""
    return {
        module.name: importlib.import_module(f"{recording.__name__}.{module.name}")
        for module in pkgutil.iter_modules(recording.__path__)
    }


def tracked() -> Tracked:
    return {
        key: fields for recorder in recorders().values() for key, fields in recorder.TRACKED.items()
    }


def recorded_of_firm(firm: Firm) -> Iterator[tuple[str, Change]]:
    for system, recorder in recorders().items():
        for change in recorder.record_firm(firm):
            yield system, change
    if acquired.is_there(firm):
        for change in acquired.record_firm(firm):
            yield acquired.SYSTEM, change


def recorded_of_lives(
    firm: Firm, indices: Iterable[int], mess: Mess
) -> Iterator[tuple[str, Change]]:
    """What all systems ever record of these households, past and future."""
    all_recorders = recorders()
    for index in indices:
        lived = life(firm, index, mess)
        traced = traces.of(firm, lived, mess)
        for system, recorder in all_recorders.items():
            for change in recorder.record(firm, lived, traced):
                yield system, change
        if acquired.is_there(firm):
            for change in acquired.record(firm, lived, mess):
                yield acquired.SYSTEM, change


class World(Store):
    """A store that knows how it goes on."""

    def __init__(self, path: Path, firm: Firm, mess: Mess) -> None:
        super().__init__(path, tracked())
        self.firm = firm
        self.mess = mess

    def advance_days(self, days: int = 1) -> int:
        """To the end of a later day; gives the instant."""
        for _ in range(days):
            self.advance_to((self.now // DAY + 1) * DAY)
        return self.now

    def sleep(self, seconds: float) -> int:
        self.advance_to(self.now + int(seconds * SECOND))
        return self.now

    def advance_to(self, to: int) -> None:
        """New households are born, and what waited happens; all of it or, when killed, nothing."""
        before, known_until = self.now, int(self.meta("pending_until"))
        if to <= before:
            return
        soon: Iterable[tuple] = ()
        if to > known_until:
            soon_until = to + WINDOW
            soon = list(self._further(births(self.firm, before), known_until, soon_until))
            known_until = soon_until
        new = range(births(self.firm, before), births(self.firm, to))
        changes = recorded_of_lives(self.firm, new, self.mess)
        born = fold(changes, to, self.tracked, known_until)
        self.advance(to, born, soon, [("pending_until", str(known_until))])

    def _further(self, count: int, after: int, until: int) -> Iterator[tuple]:
        yield from waiting(recorded_of_firm(self.firm), after, until)
        yield from waiting(recorded_of_lives(self.firm, range(count), self.mess), after, until)


def open_world(
    folder: Path,
    seed: int = 7,
    size: int = DEFAULT_SIZE,
    mess: Mess = DEFAULT,
    days: int = 0,
    orgs: int = 1,
) -> World:
    """The world of a folder, built if there is none yet: as of `days` after the first day."""
    firm = found(seed, size, orgs=orgs)
    path = Path(folder) / FILE
    identity = {"seed": str(seed), "size": str(size), "firm": digest(firm, mess)}
    if acquired.is_there(firm):
        identity["orgs"] = str(orgs)
    if not path.exists():
        _build(path, firm, mess, firm.first_day_ends_at + days * DAY, identity)
    world = World(path, firm, mess)
    for name in ("seed", "size", "orgs", "firm"):
        held, value = world.meta(name), identity.get(name)
        if held != value:
            world.close()
            raise WorldError(
                f"{path} holds another sample company ({name} {held or 1}, not {value or 1});"
                " `make clean` drops it, ACCORD_WAREHOUSE=<folder> leaves it alone"
            )
    return world


def digest(firm: Firm, mess: Mess) -> str:
    """Changes when the company or its mess does."""
    parts = (firm.starts_at, firm.first_day_ends_at, firm.users, firm.products, firm.campaigns,
             firm.forms, firm.rates, mess)  # fmt: skip
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _build(path: Path, firm: Firm, mess: Mess, now: int, identity: dict[str, str]) -> None:
    """Into a file of another name first: a world is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob(f"{FILE}.*"):
        leftover.unlink()
    until = now + WINDOW
    meta = {**identity, "now": str(now), "pending_until": str(until)}
    unfinished = path.with_name(f"{FILE}.{os.getpid()}")
    with no_garbage():
        folded = fold(recorded_of_firm(firm), now, tracked(), until)
        for part in _in_two(firm, mess, births(firm, now), now, until):
            folded.extend(part)
        folded.journal.sort(key=itemgetter(3, 0, 1, 2))  # by instant, then record
        write_new(unfinished, folded, meta.items())
    unfinished.replace(path)


def _in_two(firm: Firm, mess: Mess, count: int, now: int, until: int) -> Iterator[Folded]:
    """A big world is made up by two processes, each every other household."""
    size, orgs = firm.extra["size"], firm.extra["orgs"]
    if size < WORTH_TWO_PROCESSES or (os.cpu_count() or 1) < 2:
        yield _fold_lives(firm.seed, size, orgs, mess, range(count), now, until)
        return
    spawn = multiprocessing.get_context("spawn")
    others = range(1, count, 2)
    with ProcessPoolExecutor(1, spawn, initializer=end_with_parent) as other:
        odd = other.submit(_fold_lives, firm.seed, size, orgs, mess, others, now, until)
        yield _fold_lives(firm.seed, size, orgs, mess, range(0, count, 2), now, until)
        try:
            yield odd.result()
        except BrokenProcessPool:  # it could not start, or was ended: its half is done here
            yield _fold_lives(firm.seed, size, orgs, mess, others, now, until)


def end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""

    def wait() -> None:
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _fold_lives(
    seed: int, size: int, orgs: int, mess: Mess, indices: range, now: int, until: int
) -> Folded:
    firm, fields, folded = found(seed, size, orgs=orgs), tracked(), Folded()
    with no_garbage():
        for index in indices:
            folded.extend(fold(recorded_of_lives(firm, (index,), mess), now, fields, until))
    return folded


@contextmanager
def no_garbage() -> Iterator[None]:
    """Nothing here is thrown away, so looking for what was costs a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
