"""An expression sees the columns of its own row and nothing else."""

from __future__ import annotations

import duckdb
import pytest

from ingestion.sources.files.expressions import ExpressionError, Sandbox, checked

HEADER = ["name", "Deal Value", "day"]
ROWS = [["Ada Moreau", "12.50", "2026-02-01"], [None, "x", "31.02.2026"]]


def evaluated(written: str):
    sandbox = Sandbox()
    expression = checked(written, HEADER)
    sandbox.type_of(expression, len(HEADER))
    sandbox.hold(ROWS, len(HEADER))
    return sandbox.evaluate(expression)


@pytest.mark.parametrize(
    ("written", "first", "second"),
    [
        ("upper(name)", "ADA MOREAU", None),
        ("coalesce(name, 'nobody')", "Ada Moreau", "nobody"),
        ("split_part(name, ' ', 1) || '!'", "Ada!", None),
        ("\"Deal Value\" = 'x'", "false", "true"),
        ("case when name is null then 'a' else 'b' end", "b", "a"),
        ('try_cast("Deal Value" as decimal(9, 2)) * 100', "1250.00", None),
        ("name in ('Ada Moreau', 'Bo')", "true", None),
        ("strftime(try_strptime(day, '%Y-%m-%d'), '%d/%m')", "01/02", None),
    ],
)
def test_an_expression_is_evaluated_row_by_row(written, first, second):
    assert evaluated(written).values == [first, second]


def test_a_row_on_which_an_expression_fails_fails_alone():
    answer = evaluated('cast("Deal Value" as decimal(9, 2))')
    assert answer.values == ["12.50", None]
    assert answer.failed == {1: "Conversion Error"}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("read_text('/etc/passwd')", "uses read_text"),
        ("getenv('HOME')", "uses getenv"),
        ("current_setting('threads')", "uses current_setting"),
        ("(select name from block)", "reads more than its own row"),
        ("name in (select name from block)", "reads more than its own row"),
        ("exists (select 1)", "reads more than its own row|uses exists"),
        ("count(*)", "uses count|reads more"),
        ("max(name)", "uses max"),
        ("row_number() over ()", "reads more than its own row|uses row_number"),
        ("random()", "uses rand"),
        ("current_date", "uses current_date"),
        ("now()", "uses now|uses current_timestamp"),
        ("uuid()", "uses (gen_random_)?uuid"),
        ("block.name", "write the column's name alone"),
        ("salary", "there is no column `salary`; there are name, Deal Value, day"),
        ("name; drop table block", "is not one SQL expression"),
        ("name = 'x", "a quote or bracket is left open"),
        ("drop table block", "drop is not allowed|is no SQL"),
        ("name ||", "is no SQL expression"),
        ('cast("Deal Value" as double)', "binary floating-point"),
        ('cast("Deal Value" as decimal(9, 2)) / 3', "binary floating-point"),
        ("split_part(name)", "Binder Error|is no SQL expression"),
    ],
)
def test_what_is_not_a_scalar_of_the_row_is_refused(written, reason):
    with pytest.raises(ExpressionError, match=reason):
        evaluated(written)


def test_the_database_of_expressions_reaches_no_file(tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    sandbox = Sandbox()
    with pytest.raises(duckdb.PermissionException):
        sandbox.database.execute(f"select * from '{tmp_path}/secret.csv'")
    with pytest.raises(duckdb.InvalidInputException):
        sandbox.database.execute("set enable_external_access = true")
