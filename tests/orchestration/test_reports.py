"""The reports of a published company: whole, linked, and of no machine."""

import json
import os
import re
import stat
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from dbt.task.docs import DOCS_INDEX_FILE_PATH

from ingestion.landing.load import Load
from ingestion.landing.verdict import Finding
from ingestion.sources import discover
from orchestration import model_docs, reports
from orchestration.environment import Place
from tests.conftest import ROOT

FRAME = Path(DOCS_INDEX_FILE_PATH).read_text()
PROMISED = ("salesforce/lead", "salesforce/opportunity", "hubspot/contacts", "stripe/invoice")
LINKED = ("href", "src", "action", "srcset")


@pytest.fixture(scope="module")
def written(published):
    return published.warehouse / "reports"


def inlined(page):
    """The manifest and the catalog that dbt's page holds."""
    before, _, after = FRAME.partition('"MANIFEST.JSON INLINE DATA"')
    between, _, _ = after.partition('"CATALOG.JSON INLINE DATA"')
    decode = json.JSONDecoder().raw_decode
    manifest, end = decode(page, len(before))
    catalog, _ = decode(page, end + len(between))
    return manifest, catalog


@pytest.fixture(scope="module")
def documented(written):
    return inlined((written / "models" / "index.html").read_text())


@pytest.fixture(scope="module")
def texts(written):
    """Of each page for people, by its address."""
    return {
        page.relative_to(written).as_posix(): page.read_text() for page in written.rglob("*.html")
    }


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name in LINKED]


def test_tables_that_landed_have_their_page_and_every_link_leads_somewhere(
    published, written, texts
):
    index = Links(texts["index.html"])
    pages = {name for name in texts if name.startswith("landing/")}
    assert set(index.found) == pages | {"models/index.html"}
    assert {f"landing/{table}.html" for table in PROMISED} <= pages
    as_of, build = published.query(
        "select strftime(as_of, '%Y-%m-%d %H:%M'), build_id from marts.publication"
    )[0]
    assert f"of build {build}, as of {as_of} UTC" in texts["index.html"]
    for page in pages:
        links = Links(texts[page])
        assert "script" not in links.tags and not links.tags & {"link", "img", "iframe"}
        for link in links.found:
            assert ((written / page).parent / link).resolve().is_file(), (page, link)
        assert f"as of {as_of} UTC" in texts[page]


def test_the_models_page_names_no_machine(texts, tmp_path_factory, documented):
    made_in = tmp_path_factory.getbasetemp()
    for folder in (made_in, made_in.parent, ROOT, Path.home()):
        assert str(folder) not in texts["models/index.html"]
    manifest, _ = documented
    assert "compiled_code" not in manifest["nodes"]["model.accord.fct_leads"]


def test_the_models_page_knows_every_published_column_with_its_type(published, documented):
    _, catalog = documented
    found = {
        (node["metadata"]["name"], column["name"]): column["type"]
        for node in catalog["nodes"].values()
        for column in node["columns"].values()
        if node["metadata"]["schema"] == "marts"
    }
    assert found == {
        (table, column): kind
        for table, column, kind in published.query(
            "select table_name, column_name, data_type from information_schema.columns "
            "where table_schema = 'marts'"
        )
    }
    [(rows,)] = published.query("select count(*) from marts.fct_leads")
    assert catalog["nodes"]["model.accord.fct_leads"]["stats"]["row_count"]["value"] == rows


def test_no_text_of_a_model_ends_the_script_that_holds_it(published, documented):
    manifest, _ = documented
    hostile = {"description": "</script><script>alert(1)</script>"}
    leads = manifest["nodes"]["model.accord.fct_leads"] | hostile
    nodes = manifest["nodes"] | {"model.accord.fct_leads": leads}
    page = model_docs.page(manifest | {"nodes": nodes}, published.warehouse / "current")
    assert page.count("</script>") == FRAME.count("</script>")
    assert (
        inlined(page)[0]["nodes"]["model.accord.fct_leads"]["description"] == hostile["description"]
    )


@pytest.fixture
def place(tmp_path):
    """A warehouse of a process that keeps what it writes to itself."""
    before = os.umask(0o077)
    yield Place(tmp_path / "warehouse")
    os.umask(before)


def stripe(status, connection="default", broken=0):
    """A load that was asked for one promise of one table."""
    source = discover()["stripe"]
    promise = source.expectations["charge"][0]
    load = Load("stripe", connection, f"0000000002-stripe-{connection}", status)
    keys = ("ch_1", "ch_2")[:broken]
    load.findings = [
        Finding("charge", promise.name, not broken, 9, broken, keys, broken=broken),
        Finding("charge", "landing_volume", False, 9, 9, rejects=True),
    ]
    return load


def test_a_rejected_load_stands_first_on_the_index_before_anything_was_published(place):
    loads = [stripe("accepted", "europe"), stripe("rejected", broken=2)]
    reports_of_loads(place, loads)
    rows = re.findall(r"<tr><td>.*", (place.reports / "index.html").read_text())
    told = [re.sub(r"<[^>]*>", " ", row).split() for row in rows]
    day = ["2026-03-01", "00:00", "UTC"]
    assert told == [
        ["Stripe", "charge", "9", "1", "of", "1", "broken", "rejected", *day],
        ["Stripe", "charge", "(europe)", "9", "all", "1", "kept", "accepted", *day],
    ]
    assert "Nothing was published yet" in (place.reports / "index.html").read_text()
    assert "ch_1, ch_2" in (place.reports / "landing" / "stripe" / "charge.html").read_text()


def test_everybody_may_read_them(place):
    reports_of_loads(place, [stripe("accepted")])
    made = [place.reports, *place.reports.rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in made}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_a_load_that_was_asked_nothing_touches_nothing(place):
    reports_of_loads(place, [stripe("accepted")])
    index = place.reports / "index.html"
    index.write_text("as it was")
    reports_of_loads(place, [Load("stripe", "default", "0000000003-stripe-default", "accepted")])
    assert index.read_text() == "as it was"


def reports_of_loads(place, loads):
    reports.of_loads(place, discover()["stripe"], loads, datetime(2026, 3, 1, tzinfo=UTC))
