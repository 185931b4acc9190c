"""An approval holds for the rules that were read, and for nothing else."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ingestion.lined_yaml import Faults
from ingestion.sources.definitions.__main__ import faults_of, main
from ingestion.sources.definitions.folder import versions
from ingestion.sources.definitions.signing import sign

SHIPPED = Path(__file__).parents[3] / "dbt_project" / "definitions" / "2024-01-01.yml"
PAGE = SHIPPED.read_text(encoding="utf-8")


@pytest.fixture
def page(tmp_path) -> Path:
    path = tmp_path / "2024-01-01.yml"
    path.write_text(PAGE, encoding="utf-8")
    return path


def edited(page: Path, *pairs: tuple[str, str]) -> Path:
    text = page.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    page.write_text(text, encoding="utf-8")
    return page


def governs(page: Path) -> bool:
    return versions(page.parent)[-1].governs


def test_the_shipped_page_governs(page):
    assert governs(page)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("idle_limit_days: 120", "idle_limit_days: 121"),
        ("{score: {at_least: 60}", "{score: {at_least: 61}"),
        ("Prospecting: Discovery", "Prospecting: Evaluation"),
        ("info, office", "office, info"),
        ("is_sample: true ", "is_sample: false"),
        ("status: signed ", "status: trial  "),
        ("company: Brightwater Controls", "company: Brightwater"),
    ],
)
def test_an_edit_of_a_rule_voids_every_approval(page, old, new):
    edited(page, (old, new))
    (version,) = versions(page.parent)
    assert not version.approvals_are_valid
    assert not version.governs
    assert [f"{f.says[:40]}" for f in version.objections if "digest" in f.says] == [
        "`approvals[0].digest`: Maya Lindqvist (m",
        "`approvals[1].digest`: Tomas Okafor (sal",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: What we call a lead", "title: What a lead is"),
        ("says: Sales took the lead on.", "says: Sales accepted the lead."),
        ("# The page that sales", "# A page that sales"),
        ("idle_limit_days: 120  ", "idle_limit_days:   120"),
        ("domains:\n  internal", "domains:\n\n  internal"),
        (
            "time_zone: America/New_York\n  fiscal_year_start_month: 2",
            "fiscal_year_start_month: 2\n  time_zone: America/New_York",
        ),
    ],
)
def test_wording_layout_and_order_of_entries_void_nothing(page, old, new):
    assert governs(edited(page, (old, new)))


def test_the_digest_is_that_of_the_documented_form(page):
    # The README's words, followed step by step with nothing of the project.
    data = YAML(typ="safe").load(page.read_text(encoding="utf-8"))
    del data["title"], data["approvals"]
    for criterion in data["criteria"].values():
        del criterion["says"]
    del data["ideal_customer"]["says"], data["matching"]["says"]
    data["effective_from"] = "2024-01-01"
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert versions(page.parent)[0].digest == hashlib.sha256(text.encode()).hexdigest()


def test_signing_changes_only_the_lines_of_that_approval(page):
    edited(page, ("idle_limit_days: 120", "idle_limit_days: 90 "))
    before = page.read_text(encoding="utf-8").splitlines()
    sign(page, "Maya Lindqvist", "marketing", date(2026, 2, 1))
    after = page.read_text(encoding="utf-8").splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [b.split(":")[0].strip() for _, b in changed] == ["approved_on", "digest"]
    assert not governs(page)
    sign(page, "Tomas Okafor", "sales", date(2026, 2, 2))
    assert governs(page)


def test_signing_keeps_comments_in_every_layout(page):
    edited(
        page,
        (
            PAGE[PAGE.index("approvals:") : PAGE.index("# ── ")],
            "approvals:   # who\n"
            "  - {name: Maya Lindqvist, team: marketing, approved_on: 2026-01-12, digest: old} # she\n"
            "  # and he\n"
            "  - {digest: 'old', name: \"Tomas Okafor\", team: sales, approved_on: 2026-01-14}\n\n",
        ),
    )
    sign(page, "Maya Lindqvist", "marketing", date(2026, 2, 1))
    digest = sign(page, "Tomas Okafor", "sales", date(2026, 2, 2))
    text = page.read_text(encoding="utf-8")
    assert f"approved_on: 2026-02-01, digest: {digest}}} # she\n  # and he\n" in text
    assert (
        f'- {{digest: {digest}, name: "Tomas Okafor", team: sales, approved_on: 2026-02-02}}'
        in text
    )
    assert governs(page)


def test_somebody_new_signs_beneath_the_others(page):
    digest = sign(page, 'Jo "J" Okoro: CFO', "sales", date(2026, 1, 20))
    approval = versions(page.parent)[0].page.approvals[2]
    assert (approval.name, approval.team, approval.digest) == (
        'Jo "J" Okoro: CFO',
        "sales",
        digest,
    )
    assert "# ── How we count" in page.read_text(encoding="utf-8")


def test_the_first_to_sign_finds_an_empty_list(page):
    text = page.read_text(encoding="utf-8")
    block = text[text.index("approvals:") : text.index("# ── ")]
    edited(page, (block, "approvals: []   # nobody yet\n\n"))
    assert "signed by nobody" in str(faults_of(page.parent)[0])
    sign(page, "Maya Lindqvist", "marketing", date(2026, 1, 12))
    assert "signed by marketing: two people of two teams have to sign" in str(
        faults_of(page.parent)[0]
    )
    sign(page, "Tomas Okafor", "sales", date(2026, 1, 14))
    assert governs(page)


def test_one_person_or_one_team_is_not_two(page):
    edited(page, ("name: Tomas Okafor", "name: Maya Lindqvist"))
    assert not governs(page)
    edited(page, ("name: Maya Lindqvist", "name: Tomas Okafor"), ("team: sales", "team: marketing"))
    assert not governs(page)


@pytest.mark.parametrize("team", ["finance", "mar keting", "Sales", "sales "])
def test_only_marketing_and_sales_sign(page, capsys, team):
    before = page.read_text(encoding="utf-8")
    assert main(["sign", str(page), "--name", "Ada Ek", "--team", team]) == 1
    assert f"`{team}` is no team that signs: marketing and sales do" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == before
    edited(page, ("team: sales", f'team: "{team}"'))
    (fault,) = faults_of(page.parent)
    assert f"`approvals[1].team` is {team!r}; it can be 'marketing' or 'sales'" in str(fault)
    assert "    team:" in page.read_text(encoding="utf-8").splitlines()[fault.line - 1]


@pytest.mark.parametrize(
    "name", ["maya lindqvist", '"Maya  Lindqvist"', '" MAYA LINDQVIST"', "MayaLindqvist"]
)
def test_one_person_is_one_however_the_name_is_written(page, name):
    edited(page, ("name: Tomas Okafor", f"name: {name}"))
    assert not governs(page)
    fault = faults_of(page.parent)[-1]
    assert "(sales) is Maya Lindqvist (marketing), who approved this page already" in fault.says
    assert name in page.read_text(encoding="utf-8").splitlines()[fault.line - 1]


def test_a_faulty_page_cannot_be_signed(page, capsys):
    edited(page, ("outcome: won", "outcome: sold"))
    before = page.read_text(encoding="utf-8")
    asked = ["sign", str(page), "--name", "Maya Lindqvist", "--team", "marketing"]
    assert main(asked) == 1
    assert "2024-01-01.yml:" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == before


def test_a_layout_that_cannot_be_written_is_left_alone(page):
    block = PAGE[PAGE.index("approvals:") : PAGE.index("# ── ")]
    edited(
        page, (block, "approvals: [{name: A, team: sales, approved_on: 2026-01-01, digest: c}]\n\n")
    )
    before = page.read_text(encoding="utf-8")
    with pytest.raises(Faults, match="give each approval its own block"):
        sign(page, "Tomas Okafor", "sales", date(2026, 1, 14))
    assert page.read_text(encoding="utf-8") == before
    assert list(page.parent.iterdir()) == [page]


def test_a_page_that_is_not_retrospective_begins_after_its_last_approval(page):
    edited(page, ("is_retrospective: true ", "is_retrospective: false"))
    for name, team in (("Maya Lindqvist", "marketing"), ("Tomas Okafor", "sales")):
        sign(page, name, team, date(2024, 1, 2))
    assert not governs(page)
    (fault,) = faults_of(page.parent)
    assert "in force from 2024-01-01, before its last approval on 2024-01-02" in str(fault)
    for name, team in (("Maya Lindqvist", "marketing"), ("Tomas Okafor", "sales")):
        sign(page, name, team, date(2024, 1, 1))
    assert governs(page)


def test_only_the_first_page_reaches_back(page):
    later = page.with_name("2026-03-01.yml")
    later.write_text(PAGE.replace("effective_from: 2024-01-01", "effective_from: 2026-03-01"))
    sign(later, "Maya Lindqvist", "marketing", date(2026, 1, 12))
    sign(later, "Tomas Okafor", "sales", date(2026, 1, 14))
    assert not governs(later)
    assert "only the first page can reach back, and 2024-01-01" in str(faults_of(page.parent)[0])


def test_a_draft_needs_no_signature_and_never_governs(page):
    edited(page, ("status: signed ", "status: draft  "))
    assert faults_of(page.parent) == ()
    assert not governs(page)


def beside(page: Path, day: str, *pairs: tuple[str, str]) -> Path:
    """The shipped page once more, for another day."""
    other = page.parent / f"{day}.yml"
    other.write_text(PAGE.replace("effective_from: 2024-01-01", f"effective_from: {day}"))
    return edited(other, *pairs)


@pytest.mark.parametrize("status", ["draft", "trial"])
def test_a_page_that_never_governs_does_not_stand_before_the_one_that_reaches_back(page, status):
    beside(page, "2023-01-01", ("status: signed ", f"status: {status} "))
    assert [v.page.key for v in versions(page.parent) if v.governs] == ["2024-01-01"]
    assert faults_of(page.parent) == ()


def test_a_sample_page_does_not_stand_before_a_companys_own_that_reaches_back(page):
    own = beside(page, "2025-01-01", ("is_sample: true ", "is_sample: false"))
    for name, team in (("Maya Lindqvist", "marketing"), ("Tomas Okafor", "sales")):
        sign(own, name, team, date(2026, 1, 2))
    assert governs(own) and faults_of(page.parent) == ()


@pytest.mark.parametrize("status", ["draft", "trial", "signed"])
def test_no_later_page_is_marked_to_reach_back_whatever_its_status(page, status):
    beside(page, "2025-01-01", ("status: signed ", f"status: {status} "))
    [told] = [fault for fault in faults_of(page.parent) if "is_retrospective" in fault.says]
    assert told.file == "2025-01-01.yml"
    assert told.says.endswith(
        "only the first page can reach back, and 2024-01-01 stands before this one"
    )


def signing(page: Path, *others: str, name: str = "Ada Ek") -> int:
    """The command's exit status; argparse leaves by an exception."""
    try:
        return main(["sign", str(page), "--name", name, "--team", "sales", *others])
    except SystemExit as end:
        return int(end.code or 0)


@pytest.mark.parametrize("name", ["", "  ", "-"])
def test_nobody_signs_for_nobody(page, capsys, name):
    before = page.read_text(encoding="utf-8")
    assert signing(page, name=name) == 1
    told = capsys.readouterr()
    assert "names nobody: say who approves" in told.err and told.err.count("\n") == 1
    assert page.read_text(encoding="utf-8") == before
    edited(page, ("name: Tomas Okafor", f'name: "{name}"'))
    assert [fault.line for fault in faults_of(page.parent)] != []


def test_a_name_is_written_in_one_line(page):
    assert signing(page, name=" Ada\n  Ek ") == 0
    assert [a.name for a in versions(page.parent)[0].page.approvals][-1] == "Ada Ek"


@pytest.mark.parametrize(
    ("day", "says"),
    [("9999-01-01", "has not come yet"), ("tomorrow", "'tomorrow' is no day; say it as")],
)
def test_a_day_that_has_not_come_is_none_on_which_somebody_signed(page, capsys, day, says):
    before = page.read_text(encoding="utf-8")
    assert signing(page, "--on", day) == 2
    assert says in capsys.readouterr().err.splitlines()[-1]
    assert page.read_text(encoding="utf-8") == before


def test_what_is_no_page_is_told_in_one_line(tmp_path, capsys):
    itself = tmp_path / "2026-01-01.yml"
    itself.symlink_to(itself)
    beneath = tmp_path / "file"
    beneath.touch()
    for path, says in (
        (tmp_path, "is a folder; name the file of a page"),
        (itself, "can't be used (Too many levels of symbolic links)"),
        (beneath / "2026-01-01.yml", "can't be used (Not a directory)"),
        (tmp_path / "2026-02-01.yml", "there is no such page; name its file"),
    ):
        assert signing(path) == 1
        assert capsys.readouterr().err == f"{path}: {says}\n"


@pytest.mark.parametrize("status", ["draft", "trial"])
def test_who_signs_what_is_no_signed_page_is_told_first_that_the_status_is_part_of_it(
    page, capsys, status
):
    edited(page, ("status: signed ", f"status: {status} "))
    assert signing(page) == 0
    warning, signed = capsys.readouterr().out.splitlines()
    assert f"an approval is of `status: {status}` too, and void once" in warning
    assert signed.startswith("Ada Ek (sales) signed 2024-01-01.yml")
    edited(page, (f"status: {status} ", "status: signed "))
    assert "Ada Ek (sales) approved another text" in " ".join(map(str, faults_of(page.parent)))


def test_who_signs_a_signed_page_is_warned_of_nothing(page, capsys):
    assert signing(page) == 0
    assert capsys.readouterr().out.count("\n") == 1
