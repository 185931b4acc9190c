"""YAML files that people write: every fault told in one line, with file and line number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode
from ruamel.yaml.reader import ReaderError

from ingestion.masking import plain

Where = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
FILES_KEPT = 64
SHOWN = 40
DEEP = 50
# What to write instead, by pydantic's name for what is wrong.
PLAINLY = {
    "finite_number": "write a number",
    "float_type": "write a number",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "bool_type": "write true or false",
    "date_type": "write a day such as 2026-07-01",
    "dict_type": "write entries such as `word: what it means` beneath it",
    "model_type": "write entries such as `word: what it means` beneath it",
    "list_type": "write a list such as [one, another]",
    "string_too_short": "write a text",
    "too_short": "write one entry at least",
}
# What a number of a file may be, by pydantic's name for what it is not.
BOUNDS = {
    "greater_than_equal": ("ge", "{} at least"),
    "less_than_equal": ("le", "{} at most"),
    "greater_than": ("gt", "more than {}"),
    "less_than": ("lt", "less than {}"),
}


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in one place of one file."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return plain(f"{self.file}:{self.line}: {self.says}")


class Faults(Exception):
    """Everything that is wrong in the files that were read, in order of file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @property
    def first(self) -> str:
        more = len(self.faults) - 1
        return str(self.faults[0]) + (f" (and {more} more)" if more else "")


@dataclass(frozen=True)
class Lined:
    """The data of one YAML file in plain Python, and the line each part of it stands on."""

    name: str
    data: Any
    marked: Any

    def line(self, where: Where) -> int:
        """Line of the deepest part of `where` that the file holds; other steps are passed over."""
        node, line = self.marked, 1
        for step in where:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            else:
                continue
            node = node[step]
        return line

    def fault(self, where: Where, says: str) -> Fault:
        return Fault(self.name, self.line(where), says)


class _Constructor(RoundTripConstructor):
    """What Python can't hold, as 2026-02-30 or a list as a key, has its line as any fault has."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        for key, _ in node.value if isinstance(node, MappingNode) else ():
            if not isinstance(key, ScalarNode):
                raise ConstructorError(None, None, "a key must be one word", key.start_mark)
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:
            raise ConstructorError(None, None, str(error), node.start_mark) from None


def read(path: Path) -> Lined:
    """The file's data with lines, or Faults when it is not YAML with unique keys."""
    return _read(path.name, path.read_bytes())


@lru_cache(maxsize=FILES_KEPT)
def _read(name: str, content: bytes) -> Lined:
    """Every run reads the same files again, and to read one takes a tenth of a second."""
    yaml = YAML()
    yaml.Constructor = _Constructor
    try:
        text = content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        marked = yaml.load(text)
        data = _plain(marked)
    except DuplicateKeyError as error:
        key = str(error.problem).split('"')[1] if '"' in str(error.problem) else "a key"
        raise Faults([Fault(name, _line_of(error), f"`{key}` stands twice")]) from None
    except MarkedYAMLError as error:
        raise Faults([Fault(name, _line_of(error), f"not YAML: {error.problem}")]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Faults([Fault(name, line, "not YAML: it holds a control character")]) from None
    except UnicodeDecodeError:
        raise Faults([Fault(name, 1, "not UTF-8 text")]) from None
    except RecursionError:
        says = "not YAML that anybody can read: brackets in brackets in brackets"
        raise Faults([Fault(name, _deep(text), says)]) from None
    return Lined(name, data, marked)


def model_of(lined: Lined, model: type[Model]) -> Model:
    """The file as `model`, or Faults that name every entry that does not fit."""
    if not isinstance(lined.data, dict):
        raise Faults([Fault(lined.name, 1, "holds no entries")])
    try:
        return model.model_validate(lined.data)
    except ValidationError as error:
        faults = [lined.fault(tuple(e["loc"]), _in_words(e, lined.data)) for e in error.errors()]
        raise Faults(faults) from None


def _deep(text: str) -> int:
    """The line in which brackets are within too many others."""
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        for sign in line:
            depth += (sign in "[{") - (sign in "]}")
            if depth > DEEP:
                return number
    return 1


def _line_of(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {_plain(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, datetime):
        return datetime.fromisoformat(node.isoformat())
    for kind in (str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return date.fromisoformat(node.isoformat()) if isinstance(node, date) else node


def _in_words(error: Mapping[str, Any], data: Any) -> str:
    path = _path(error["loc"], data)
    value, kind = error["input"], error["type"]
    if kind == "missing":
        return f"`{path}` is missing"
    if kind == "extra_forbidden":
        return f"`{path}` is not an entry this file can hold"
    if kind == "string_type":
        return f"`{path}` must be text: put {value!r} in quotes"
    if kind == "literal_error":
        return f"`{path}` is {value!r}; it can be {error['ctx']['expected']}"
    if kind in PLAINLY:
        return f"`{path}` is {shown(value)}; {PLAINLY[kind]}"
    if kind in BOUNDS:
        name, bound = BOUNDS[kind]
        return f"`{path}` is {shown(value)}; it can be {bound.format(error['ctx'][name])}"
    return f"`{path}`: {error['msg'].removeprefix('Value error, ')}"


def shown(value: Any) -> str:
    """A value as a line can hold it."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _path(where: Where, data: Any) -> str:
    """`where` as a reader would write it, without the steps that are the checker's own."""
    steps = list(_steps(where, data))
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")


def _steps(where: Where, data: Any) -> Iterator[str | int]:
    for position, step in enumerate(where):
        last = position == len(where) - 1
        in_list = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if in_list or (isinstance(data, dict) and step in data):
            data = data[step]
        elif not last or step == "[key]":
            continue
        yield step
