"""Who is one person, one account: each case worked out by hand from the rules."""

from ingestion.sandbox.truth.entities import Touch
from tests.score.conftest import at


def people(book) -> set[frozenset[str]]:
    clusters = book.evaluate().people.values()
    return {frozenset(ref[2] for ref in person.cluster.refs) for person in clusters}


def test_a_former_address_joins_two_records(book):
    book.person("1", "2025-03-01", "ana.new@acme.example")
    book.change(
        ("hubspot", "contacts", "1"),
        "2025-04-01",
        "email",
        "ana.new@acme.example",
        "ana@acme.example",
    )
    book.person("2", "2025-03-02", " ANA@Acme.example\n", kind="lead")
    assert people(book) == {frozenset("12")}


def test_an_alternate_address_joins_two_records(book):
    book.person("1", "2025-03-01", "ana@acme.example", other_emails=("ana@home.example",))
    book.person("2", "2025-03-02", "ana@home.example", kind="lead")
    assert people(book) == {frozenset("12")}


def test_a_shared_mailbox_joins_nobody_tagged_or_not(book):
    for number, address in enumerate(
        ("info@acme.example", "info@acme.example", "info+x@acme.example")
    ):
        book.person(str(number), "2025-03-01", address)
    assert people(book) == {frozenset("0"), frozenset("1"), frozenset("2")}


def test_a_tagged_address_is_another_address(book):
    book.person("1", "2025-03-01", "ana@acme.example")
    book.person("2", "2025-03-01", "ana+demo@acme.example")
    assert people(book) == {frozenset("1"), frozenset("2")}


def test_what_has_two_ats_or_nothing_beside_one_is_no_address(book):
    for number, text in enumerate(("a@b@c", "a@b@c", "@c", "@c", "", "")):
        book.person(str(number), "2025-03-01", text)
    assert len(people(book)) == 6


def test_merges_are_followed_transitively_and_touches_with_them(book):
    one = book.person("1", "2025-03-01", "a@one.example", is_gone=True, merged_into="2")
    book.person("2", "2025-03-02", "b@two.example", is_gone=True, merged_into="3")
    book.person("3", "2025-03-03", "c@three.example")
    book.form(one, "2025-03-01 10:00")
    assert people(book) == {frozenset("123")}
    assert len(book.leads()) == 1


def test_what_hangs_on_a_deleted_record_happened_to_nobody(book):
    gone = book.person("1", "2025-03-01", "ana@acme.example", is_gone=True)
    book.person("2", "2025-03-02", "ana@acme.example")
    book.form(gone, "2025-03-01 10:00", "Request a demo")
    assert people(book) == {frozenset("12")}
    assert book.leads() == []


def test_a_touch_that_names_nobody_is_told_and_one_of_somebody_gone_is_not(book):
    gone = book.person("1", "2025-03-01", "ana@acme.example", is_gone=True)
    book.touch(gone, "2025-03-01 10:00", "page_view")
    for id, when in (("now", "2026-03-01"), ("later", "2026-03-01 00:00:01")):
        ref = ("hubspot", "web_events", id)
        book.records.touches.append(
            Touch(ref=ref, person=None, at=at(when), touch_type="form_submission", side="marketing")
        )
    knowable = book.evaluate()
    assert [(person, event.ref[2]) for person, event in knowable.touches] == [(None, "now")]
    assert knowable.leads == []


def test_a_person_of_deleted_records_alone_has_no_row(book):
    book.person("1", "2025-03-01", "ana@acme.example", is_gone=True)
    assert people(book) == set()


def test_sync_leads_to_a_living_or_merged_record_and_to_no_deleted_one(book):
    book.person("1", "2025-03-01", synced=(("salesforce", "2"),))
    book.person("2", "2025-03-02", kind="lead")
    book.person("3", "2025-03-01", synced=(("salesforce", "4"),))
    book.person("4", "2025-03-02", kind="lead", is_gone=True)
    assert people(book) == {frozenset("12"), frozenset("3")}


def test_a_lead_and_the_contact_it_became_are_one(book):
    book.person("1", "2025-03-01", kind="lead", converted_person_id="2")
    book.person("2", "2025-03-02", object=("salesforce", "Contact"))
    assert people(book) == {frozenset("12")}


def test_values_come_from_the_first_system_with_one_and_there_from_the_latest_record(book):
    book.person("1", "2025-03-01", "x@acme.example", title="Engineer")
    book.person("2", "2025-03-02", "x@acme.example", kind="lead", title=" ")
    book.person("3", "2025-03-03", "x@acme.example", title="Head of Plant")
    (person,) = book.evaluate().people.values()
    assert person.values["title"] == "Head of Plant"
    assert person.email_kind == "business"


def test_an_address_is_a_students_before_it_is_anything_else(book):
    for address, kind in (
        ("a@mit.edu", "student"), ("a@uni-jena.de", "student"), ("a@gmail.com", "personal"),
        ("a@notgmail.com", "business"), ("a b", "none"),
    ):  # fmt: skip
        book.records.people.clear()
        book.person("1", "2025-03-01", address)
        (person,) = book.evaluate().people.values()
        assert (address, person.email_kind) == (address, kind)


def test_companies_are_one_by_domain_unless_several_share_it(book):
    book.account("1", "https://www.Acme.example/about?x=1")
    book.account("2", "acme.example:8080", "hubspot")
    book.account("3", "kestrelpartners.com")
    book.account("4", "kestrelpartners.com", "hubspot")
    book.account("5", "gmail.com", "stripe", is_customer_record=True)
    book.account("6", "acme.example", "stripe", is_customer_record=True)
    accounts = book.evaluate().accounts.values()
    clusters = {frozenset(ref[2] for ref in account.cluster.refs) for account in accounts}
    assert clusters == {frozenset("126"), frozenset("3"), frozenset("4"), frozenset("5")}


def test_a_person_belongs_to_the_account_of_a_record_before_that_of_the_domain(book):
    book.account("1", "acme.example")
    book.account("2", "other.example", "hubspot")
    book.person("p", "2025-03-01", "p@acme.example", source_account_id="2")
    book.person("q", "2025-03-01", "q@acme.example")
    knowable = book.evaluate()
    account_of = {
        person.cluster.records[0].ref[2]: knowable.account_of[person.id]
        for person in knowable.people.values()
    }
    domains = {account.id: account.values["domain"] for account in knowable.accounts.values()}
    assert domains[account_of["p"]] == "other.example"
    assert domains[account_of["q"]] == "acme.example"
