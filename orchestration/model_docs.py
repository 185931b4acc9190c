"""dbt's documentation of the models as one page that needs no network and names no machine.

`dbt docs generate --static` would write the manifest into it whole, paths of this machine and the
compiled text of what the last build happened to build included, and read the project anew for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

ROLES = {"working": "working", "accord": "accord", "pii": "pii"}  # database of a model to its file
SAID = ("dbt_schema_version", "dbt_version", "generated_at", "project_name", "adapter_type")
# Where a node lies on this machine, and what of it was compiled in the last build.
LEFT_OUT = (
    "root_path", "build_path", "compiled_path", "compiled", "compiled_code", "extra_ctes",
    "extra_ctes_injected",
)  # fmt: skip
OF_NODES = ("nodes", "sources", "unit_tests", "exposures", "metrics", "semantic_models")
CATALOG = "https://schemas.getdbt.com/dbt/catalog/v1.json"


def page(manifest: Mapping[str, Any], build: Path) -> str:
    """The page of a manifest, with the tables and columns of a published build."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH  # seconds to import

    told = _told(manifest)
    frame = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    for place, held in (("MANIFEST", told), ("CATALOG", _catalog(told, build))):
        frame = frame.replace(f'"{place}.JSON INLINE DATA"', _inlined(held))
    return frame


def _inlined(held: Mapping[str, Any]) -> str:
    """Within a script: no text in it ends the script."""
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _told(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest without what belongs to this machine, and without dbt's own macros."""
    told = dict(manifest)
    told["metadata"] = {name: manifest["metadata"][name] for name in SAID}
    for kind in OF_NODES:
        told[kind] = {
            unique_id: {name: value for name, value in node.items() if name not in LEFT_OUT}
            for unique_id, node in manifest[kind].items()
        }
    project = manifest["metadata"]["project_name"]
    told["macros"] = {
        unique_id: macro
        for unique_id, macro in manifest["macros"].items()
        if macro["package_name"] == project
    }
    return told


def _catalog(manifest: Mapping[str, Any], build: Path) -> dict[str, Any]:
    """What dbt's catalog says, read from the published files."""
    found = dict(_relations(build))
    catalog: dict[str, Any] = {
        "metadata": manifest["metadata"] | {"dbt_schema_version": CATALOG},
        "errors": None,
    }
    for kind in ("nodes", "sources"):
        catalog[kind] = {
            unique_id: relation | {"unique_id": unique_id}
            for unique_id, node in manifest[kind].items()
            if (relation := found.get(_relation_of(node)))
        }
    return catalog


def _relation_of(node: Mapping[str, Any]) -> tuple[str, str, str]:
    return node["database"], node["schema"], node.get("alias") or node.get("identifier", "")


def _relations(build: Path) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
    with duckdb.connect() as connection:
        for role, file in ROLES.items():
            connection.execute(f"attach '{build / file}.duckdb' as {role} (read_only)")
        columns: dict[tuple[str, str, str], dict[str, Any]] = {}
        for *relation, name, kind, index, says in connection.execute(
            "select database_name, schema_name, table_name, column_name, data_type, column_index, "
            "comment from duckdb_columns() where not internal order by all"
        ).fetchall():
            columns.setdefault(tuple(relation), {})[name] = {
                "name": name,
                "type": kind,
                "index": index,
                "comment": says,
            }
        for *relation, kind, rows, says in connection.execute(
            "select database_name, schema_name, table_name, 'table', estimated_size, comment "
            "from duckdb_tables() where not internal union all "
            "select database_name, schema_name, view_name, 'view', null, comment "
            "from duckdb_views() where not internal"
        ).fetchall():
            database, schema, name = relation
            yield (
                (database, schema, name),
                {
                    "metadata": {
                        "type": kind,
                        "database": database,
                        "schema": schema,
                        "name": name,
                        "comment": says,
                        "owner": None,
                    },
                    "columns": columns.get((database, schema, name), {}),
                    "stats": _stats(rows),
                },
            )


def _stats(rows: int | None) -> dict[str, Any]:
    """As dbt's page shows them."""
    if rows is None:
        return {}
    return {
        "row_count": {
            "id": "row_count",
            "label": "Rows",
            "value": rows,
            "include": True,
            "description": "As of this publication.",
        }
    }
