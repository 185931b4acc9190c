"""Expressions in a mapping: DuckDB's SQL, scalar and over one row of one file only.

They are parsed, held against lists of what is allowed, written anew from what was understood, and
run in a database in memory that can reach neither files nor network. Nothing random, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp

FUNCTIONS = """
    abs ceil ceiling coalesce concat concat_ws contains date_part date_trunc ends_with floor
    format greatest left least length lower lpad ltrim md5 nullif prefix
    regexp_extract regexp_full_match regexp_matches regexp_replace repeat replace right round rpad
    rtrim sha256 split_part starts_with strftime strip_accents strpos strptime substr substring
    suffix trim try_strptime upper
    """
SCALARS = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Null,
    exp.Boolean,
    exp.Paren,
    exp.Case,
    exp.If,
    exp.Not,
    exp.Neg,
    exp.Binary,
    exp.Between,
    exp.In,
    exp.Cast,
    exp.DataType,
    exp.DataTypeParam,
    exp.Tuple,
    exp.Trim,
    exp.Interval,
    exp.Var,
    exp.Connector,
)
BINARY_FLOATS = ("DOUBLE", "FLOAT")


class ExpressionError(ValueError):
    """An expression that cannot be used, and why."""


@dataclass(frozen=True)
class Expression:
    """A checked expression over the columns of one file, as SQL over `c0`, `c1` …"""

    written: str
    sql: str


def checked(written: str, header: Sequence[str]) -> Expression:
    """The expression over this header's columns, or ExpressionError with a plain reason."""
    try:
        tree, *more = sqlglot.parse(written, read="duckdb")
    except sqlglot.errors.ParseError as error:
        raise ExpressionError(f"is no SQL expression: {error.errors[0]['description']}") from None
    except sqlglot.errors.TokenError:
        raise ExpressionError("is no SQL expression: a quote or bracket is left open") from None
    if tree is None or more:
        raise ExpressionError("is not one SQL expression")
    places = {name: f"c{position}" for position, name in enumerate(header)}
    for node in list(tree.walk()):
        _allow(node)
    replaced = tree.transform(lambda node: _placed(node, places))
    return Expression(written, replaced.sql(dialect="duckdb", comments=False))


def _allow(node: exp.Expression) -> None:
    if isinstance(node, exp.In) and (node.args.get("query") or node.args.get("unnest")):
        raise ExpressionError("reads more than its own row: `in` takes a list of values")
    if isinstance(node, exp.Func) and not isinstance(node, SCALARS):
        # Judged by what DuckDB will be given: the parser calls some functions by names of its own.
        name = re.split(r"\W", node.sql(dialect="duckdb").lower(), maxsplit=1)[0]
        if name not in FUNCTIONS.split():
            raise ExpressionError(f"uses {name}(), which is not among the allowed functions")
        return
    if not isinstance(node, SCALARS):
        kind = type(node).__name__.lower()
        raise ExpressionError(f"reads more than its own row: {kind} is not allowed")


def _placed(node: exp.Expression, places: Mapping[str, str]) -> exp.Expression:
    if not isinstance(node, exp.Column):
        return node
    if node.table:
        raise ExpressionError(f"`{node.sql()}`: write the column's name alone")
    if node.name not in places:
        raise ExpressionError(f"there is no column `{node.name}`; there are {', '.join(places)}")
    return exp.column(places[node.name])


@dataclass(frozen=True)
class Evaluated:
    """Values of one expression for a block of rows, and the positions at which it failed."""

    values: list[str | None]
    failed: dict[int, str]


class Sandbox:
    """A database in memory that holds one block of rows at a time and nothing else."""

    def __init__(self) -> None:
        self.database = duckdb.connect(
            ":memory:",
            config={
                "enable_external_access": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "threads": "1",
                "lock_configuration": "true",
            },
        )

    def type_of(self, expression: Expression, width: int) -> str:
        """DuckDB's type of the result, or ExpressionError where it does not bind."""
        self.hold([[None] * width], width)
        try:
            described = self.database.execute(f"describe select {expression.sql} from block")
        except duckdb.Error as error:
            raise ExpressionError(_first_line(error)) from None
        kind = described.fetchall()[0][1]
        if kind in BINARY_FLOATS:
            raise ExpressionError(
                "gives a binary floating-point number: cast it to decimal, "
                "as in cast(… as decimal(18, 2))"
            )
        return kind

    def hold(self, rows: Sequence[Sequence[str | None]], width: int) -> None:
        columns = list(zip(*rows, strict=True)) if rows else [()] * width
        arrays = [pa.array(values, pa.string()) for values in columns]
        names = [f"c{position}" for position in range(width)]
        self.database.register("block", pa.table(arrays, names=names))

    def evaluate(self, expression: Expression) -> Evaluated:
        """The expression for every row held, as text. A row on which it fails, fails alone."""
        sql = f"select cast({expression.sql} as varchar) from block"
        try:
            return Evaluated([row[0] for row in self.database.execute(sql).fetchall()], {})
        except duckdb.Error as error:
            reason = str(error).partition(":")[0]  # the rest repeats the value
        sql = f"select try({{'v': cast({expression.sql} as varchar)}}) from block"
        found = [row[0] for row in self.database.execute(sql).fetchall()]
        failed = {position: reason for position, value in enumerate(found) if value is None}
        return Evaluated([value["v"] if value else None for value in found], failed)


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]
