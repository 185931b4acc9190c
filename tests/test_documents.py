"""What the documents say is what the project does."""

import re
import subprocess
from pathlib import Path

from ingestion.settings import example
from ingestion.sources import discover

ROOT = Path(__file__).parent.parent


def test_the_example_environment_lists_every_variable_of_every_source():
    assert (ROOT / ".env.example").read_text() == example(discover())


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
    named = {t for d in documents for t in re.findall(r"`make ([a-z-]+)", d.read_text())}
    assert named and named <= targets


def test_the_readme_stays_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) < 120
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_no_tracked_file_names_a_registry_or_a_path_of_one_computer():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    lock = (ROOT / "requirements.lock").read_text()
    assert "--index-url" not in lock and "://" not in lock
    found = []
    for name in filter(None, tracked):
        text = (ROOT / name).read_text(errors="ignore") if (ROOT / name).is_file() else ""
        if str(ROOT.parent) + "/" in text:
            found.append(name)
    assert not found
