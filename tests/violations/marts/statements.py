"""Statements that spoil one row of a built table, on DuckDB."""

MARTS = "accord.marts"
PEOPLE = "pii.people"
INTERMEDIATE = "intermediate"
REGISTRY = "registry"


def changed(table: str, to: str, where: str = "true") -> tuple[str, ...]:
    """One row is given other values."""
    row = f"(select min(rowid) from {table} where {where})"
    return (f"update {table} set {to} where rowid = {row}",)


def added(table: str, replacing: str = "", where: str = "true") -> tuple[str, ...]:
    """One row stands there once more, with other values in some columns."""
    columns = f"* replace ({replacing})" if replacing else "*"
    return (f"insert into {table} select {columns} from {table} where {where} limit 1",)


def removed(table: str, where: str = "true") -> tuple[str, ...]:
    """One row is gone."""
    row = f"(select min(rowid) from {table} where {where})"
    return (f"delete from {table} where rowid = {row}",)


def counted_in_the_funnel(basis: str) -> tuple[str, ...]:
    """Who adds a lead adds it there, too."""
    lead = f"lead_stage = 'lead' and definition_basis = '{basis}'"
    return changed(f"{MARTS}.rpt_funnel", "lead_count = lead_count + 1", lead)
