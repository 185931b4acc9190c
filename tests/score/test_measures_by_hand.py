"""How agreement is counted: worked out by hand."""

from decimal import Decimal

from ingestion.sandbox.truth.compare import compare
from ingestion.sandbox.truth.pairs import pairs


def test_pairs_are_counted_under_one_id_and_judged_by_what_is_true():
    """Found: abc, de. True: ab, cde. Of 4 found pairs ab and de are true; of 4 true pairs they were found."""
    found = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}
    true = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
    counted = pairs(found, true)
    assert (counted.found, counted.true, counted.shared) == (4, 4, 2)
    assert (counted.precision, counted.recall) == (0.5, 0.5)


def test_records_that_only_one_side_knows_are_not_judged():
    counted = pairs({"a": 1, "b": 1, "z": 1}, {"a": "x", "b": "x", "q": "x"})
    assert (counted.found, counted.true, counted.shared) == (1, 1, 1)


def test_numbers_are_compared_by_value_and_missing_rows_are_named():
    expected = [{"id": "1", "amount": Decimal("1.50")}, {"id": "2", "amount": Decimal(2)}]
    got = [{"id": "1", "amount": Decimal("1.5000")}, {"id": "3", "amount": Decimal(2)}]
    found = compare("deals", expected, got, lambda row: row["id"], ("amount",))
    rows, amounts = found.measures
    assert (rows.expected, rows.got, rows.agreement) == (2, 2, 0.5)
    assert (amounts.expected, amounts.got, amounts.agreement) == (1, 1, 1.0)
    assert [(mistake.kind, mistake.key) for mistake in found.mistakes] == [
        ("deals: row missing", "2"),
        ("deals: row too many", "3"),
    ]


def test_a_row_too_many_under_the_same_key_is_a_mistake():
    found = compare("deals", [{"id": "1"}], [{"id": "1"}, {"id": "1"}], lambda row: row["id"], ())
    assert [mistake.kind for mistake in found.mistakes] == ["deals: row too many"]
    assert found.measures[0].agreement == 0.5


def test_values_that_belong_to_a_person_are_not_shown():
    found = compare(
        "people", [{"id": "1", "title": "Head"}], [{"id": "1", "title": "Tail"}],
        lambda row: row["id"], ("title",), hidden=frozenset(("title",)),
    )  # fmt: skip
    assert "Head" not in str(found.mistakes) and "Tail" not in str(found.mistakes)


def test_a_column_that_was_not_published_agrees_in_no_row():
    found = compare(
        "people", [{"id": "1", "title": "Head"}], [{"id": "1"}], lambda row: row["id"], ("title",)
    )
    assert found.measures[1].agreement == 0.0
