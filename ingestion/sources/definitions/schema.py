"""The JSON Schema by which editors check a page while it is typed."""

from __future__ import annotations

import json
from pathlib import Path

from ingestion.sources.definitions.folder import DEFAULT, PROJECT
from ingestion.sources.definitions.page import Page

TARGET = PROJECT / DEFAULT / "page.schema.json"


def render() -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Page.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write(target: Path = TARGET) -> Path:
    target.write_text(render(), encoding="utf-8")
    return target
