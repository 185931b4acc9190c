"""What the documents say is what the project does."""

import re
import subprocess
from pathlib import Path

import pytest

from ingestion.settings import example
from ingestion.sources import discover

ROOT = Path(__file__).parent.parent


def test_the_example_environment_lists_every_variable_of_every_source():
    assert (ROOT / ".env.example").read_text() == example(discover())


def tracked(*patterns: str) -> list[Path]:
    told = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [path for name in told.split("\0") if name and (path := ROOT / name).is_file()]


DOCUMENTS = tracked("*.md")
MAKEFILE = (ROOT / "Makefile").read_text()
MODELS = {path.stem for path in (ROOT / "dbt_project" / "models").rglob("*.sql")}
TOP = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}


def quoted_in(document: Path) -> set[str]:
    """What stands between backticks, and the lines of blocks."""
    text = document.read_text()
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = {line.strip() for block in blocks for line in block.splitlines()}
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return lines | set(inline)


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request):
    return request.param


def test_every_make_target_that_a_document_names_exists_with_its_variables(document):
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    for told in quoted_in(document):
        for call in re.findall(r"\bmake ([a-z][^#·&;|`]*)", told):
            assert call.split()[0] in targets, told
            for name in re.findall(r"\b([A-Z]+)=", call):
                assert re.search(rf"\b{name}\b", MAKEFILE), told


def test_every_module_that_a_document_runs_exists(document):
    for told in quoted_in(document):
        for module in re.findall(r"python -m ([a-z_.]+[a-z])", told):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), told


def test_every_path_that_a_document_names_exists(document):
    made = ("warehouse/", "backups/")
    for told in quoted_in(document):
        if (
            re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", told)
            and told.split("/")[0] in TOP
            and "/" in told
        ):
            assert told.startswith(made) or (ROOT / told).exists(), told


def test_every_table_that_a_document_names_exists(document):
    raw = {f"raw_{s.name}.{t.name}" for s in discover().values() for t in s.tables}
    marts = {path.stem for path in (ROOT / "dbt_project" / "models" / "marts").rglob("*.sql")}
    for told in quoted_in(document):
        for schema, table in re.findall(r"\b(raw_\w+|marts|people)\.([a-z]\w*)\b", told):
            if schema == "people":
                continue
            known = table in marts if schema == "marts" else f"{schema}.{table}" in raw
            assert known or schema == "raw_source", told
        if re.fullmatch(r"(int|stg|conformed|fct|dim|rpt|bridge)_[a-z0-9_]+", told):
            assert told in MODELS, told


def test_every_variable_of_the_environment_that_a_document_names_is_read(document):
    known = (ROOT / ".env.example").read_text() + "".join(
        path.read_text()
        for path in tracked("*.py", "*.yml", "Makefile")
        if "tests" not in path.relative_to(ROOT).parts[:1]
    )
    prefixes = ("ACCORD", *(name.upper() for name in discover()))
    for told in quoted_in(document):
        for name in re.findall(rf"\b(?:{'|'.join(prefixes)})_[A-Z_]*[A-Z]\b", told):
            of_default = re.sub(r"^([A-Z]+)_(EUROPE|OTHER|SECOND)_", r"\1_", name)
            assert name in known or of_default in known, told


def test_every_name_that_a_document_quotes_is_one_of_the_project(document):
    """Columns, settings of the page, rules: a name that nothing has any more is a stale sentence."""
    told = {name for name in quoted_in(document) if re.fullmatch(r"_?[a-z0-9]+(_[a-z0-9]+)+", name)}
    assert {name for name in told - OF_VENDORS if name not in CODE} == set()


OF_VENDORS = {"total_count"}  # what they have and this project does not ask for
CODE = " ".join(path.name for path in tracked()) + "".join(
    path.read_text(errors="ignore")
    for path in tracked("*.py", "*.yml", "*.sql", "Makefile", "*.toml")
)


def test_the_readme_stays_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) < 120
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_no_tracked_file_names_a_registry_or_a_path_of_one_computer():
    for name in ("requirements.lock", "requirements-train.lock"):
        lock = (ROOT / name).read_text()
        assert "--index-url" not in lock and "://" not in lock
    found = []
    for path in tracked():
        if str(ROOT.parent) + "/" in path.read_text(errors="ignore"):
            found.append(path)
    assert not found


def test_every_test_that_a_case_names_exists_and_each_case_names_one():
    code = "\n".join(path.read_text() for path in tracked("tests/*.py"))
    models = "\n".join(path.read_text() for path in tracked("dbt_project/*.yml"))
    cases = re.findall(r"^\| (.+?) \| (.+?) \|$", (ROOT / "docs" / "cases.md").read_text(), re.M)[
        1:
    ]
    assert len(cases) == 21
    for case, named in cases:
        tests = re.findall(r"`(\w+)`", named)
        assert tests, case
        for test in tests:
            of_python = re.search(rf"^def {test}\(", code, re.MULTILINE)
            of_dbt = re.search(rf"\bname: {test}\n", models)
            assert of_python or of_dbt, f"{case}: {test}"
