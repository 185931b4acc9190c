"""The quality reports: static pages for everybody, in a folder of their own beside the builds.

A load that is rejected publishes no build, and just then its report is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path

from ingestion import data_docs
from ingestion.landing.load import Load
from ingestion.source import Source
from ingestion.sources import discover
from orchestration import dbt, model_docs
from orchestration.environment import Place
from orchestration.publication import BUILD, open_file, open_folder

LANDING, MODELS, INDEX, BUILT = "landing", "models", "index.html", "build.json"
BACKTESTS = "backtests"
TITLE = re.compile(r"<title>(.*)</title>")


def of_loads(place: Place, source: Source, loads: Iterable[Load], as_of: datetime) -> None:
    """What the loads of a source found, if they brought anything."""
    folder = place.reports / LANDING
    pages = [page for load in loads for page in data_docs.pages_of(source, load, as_of)]
    for address, text in pages:
        for parent in (place.reports, folder, (folder / address).parent):
            open_folder(parent)
        open_file(folder / address, text)
    if pages:
        write_index(place)


def of_build(place: Place, build: Path) -> None:
    """What the models of a published build are."""
    folder = place.reports / MODELS
    for each in (place.reports, folder):
        open_folder(each)
    open_file(folder / INDEX, model_docs.page(dbt.manifest(place), build))
    open_file(folder / BUILT, json.dumps({"build": build.name}))
    write_index(place)


def write_index(place: Place) -> None:
    """What there is to read."""
    open_file(
        place.reports / INDEX,
        f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Accord: reports</title>
<style>{data_docs.STYLE.read_text()}</style>
</head>
<body>
<h1>Accord: reports</h1>
<p>Static pages without a value of any record, except keys of records that broke a promise.</p>
<h2>The models</h2>
{_models(place.reports / MODELS)}
<h2>Pages of definitions, tried on the past</h2>
{_backtests(place.reports / BACKTESTS)}
<h2>What the vendors promise, and how it was kept</h2>
{_promises(place.reports / LANDING)}
</body>
</html>
""",
    )


def _models(folder: Path) -> str:
    if not (folder / BUILT).exists():
        return "<p>Nothing was published yet.</p>"
    build = json.loads((folder / BUILT).read_text())["build"]
    as_of = datetime.strptime(BUILD.fullmatch(build)[0].split("-")[0], "%Y%m%dT%H%M%S")
    return (
        f'<p><a href="{MODELS}/{INDEX}">Every model, column, test and who reads it</a>, '
        f"of build {escape(build)}, as of {as_of:%Y-%m-%d %H:%M} UTC.</p>"
    )


def _backtests(folder: Path) -> str:
    """The last one first."""
    pages = sorted(folder.glob("[!.]*.html"), key=lambda path: path.stat().st_mtime, reverse=True)
    if not pages:
        return "<p>None yet: <code>make backtest VERSION=&lt;page&gt;</code> compares one.</p>"
    titles = {page.name: TITLE.search(page.read_text())[1] for page in pages}
    rows = [
        f'<li><a href="{BACKTESTS}/{escape(name)}">{title}</a></li>'
        for name, title in titles.items()
    ]
    return f"<ul>{''.join(rows)}</ul>"


def _promises(folder: Path) -> str:
    pages = sorted(data_docs.pages(folder), key=lambda page: page.kept == page.asked)
    titles = {source.name: source.title for source in discover().values()}
    rows = [
        f"<tr><td>{escape(titles.get(page.source, page.source))}</td>"
        f'<td><a href="{LANDING}/{escape(page.address)}">{escape(page.table)}</a>{_of(page)}</td>'
        f'<td class="number">{page.rows:,}</td><td>{_kept(page)}</td>'
        f"<td>{escape(page.status)}</td><td>{escape(page.as_of)}</td></tr>"
        for page in pages
    ]
    if not rows:
        return "<p>Nothing landed yet.</p>"
    return (
        "<p>Of each raw table the last load that brought rows for it; what was broken stands first."
        "</p>\n<table>\n<thead><tr>"
        '<th>Source</th><th>Table</th><th class="number">Rows</th><th>Promises</th><th>Load</th>'
        f"<th>As of</th></tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>"
    )


def _of(page: data_docs.Page) -> str:
    return "" if page.connection == "default" else f" ({escape(page.connection)})"


def _kept(page: data_docs.Page) -> str:
    if page.kept == page.asked:
        return f'<span class="text-success">all {page.asked} kept</span>'
    broken = page.asked - page.kept
    return f'<strong class="text-danger">{broken} of {page.asked} broken</strong>'
