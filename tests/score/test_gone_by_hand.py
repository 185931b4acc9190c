"""What is gone without merge joins nobody: each case worked out by hand from the rules."""

from ingestion.sandbox.truth.clusters import key_of
from tests.score.conftest import at

SALESFORCE = "salesforce"


def clusters(found) -> set[frozenset[str]]:
    """Every cluster of a kind by the ids of its records, those without a row included."""
    return {frozenset(ref[2] for ref in cluster.refs) for cluster in found.all}


def people(book) -> set[frozenset[str]]:
    return clusters(book.evaluate().people_clusters)


def test_a_merge_that_is_undone_leaves_two_people_with_the_keys_they_had(book):
    book.person("a", "2025-03-02", "a@acme.example")
    book.person("b", "2025-03-01", "b@acme.example")
    book.person("c", "2025-03-03", "a@acme.example", other_emails=("b@acme.example",), is_gone=True)
    found = book.evaluate().people_clusters
    assert clusters(found) == {frozenset("a"), frozenset("bc")}
    for id in "ab":
        ref = ("hubspot", "contacts", id)
        assert found.of[ref].id == key_of("people", "default", ref)


def test_a_record_that_is_deleted_and_created_anew_keeps_its_person(book):
    book.person("1", "2025-03-01", "ana@acme.example", is_gone=True)
    book.person("2", "2025-04-01", "ana@acme.example")
    book.person("3", "2025-05-01", "ana@acme.example", kind="lead")
    assert people(book) == {frozenset("123")}


def test_gone_records_in_a_row_join_no_two_that_stand(book):
    book.person("1", "2025-03-05", "1@acme.example")
    for id, one, other in (("2", "1", "2"), ("3", "2", "3"), ("4", "3", "4")):
        gone = (f"{one}@acme.example", (f"{other}@acme.example",))
        book.person(id, f"2025-03-0{id}", gone[0], other_emails=gone[1], is_gone=True)
    book.person("5", "2025-03-06", "4@acme.example")
    assert people(book) == {frozenset("123"), frozenset("45")}


def test_a_gone_record_keeps_a_merge_before_a_conversion_before_a_sync_before_an_address(book):
    book.person("s", "2025-03-01", "s@acme.example")
    book.person("t", "2025-03-02", object=(SALESFORCE, "Contact"))
    book.person("u", "2025-03-03", object=(SALESFORCE, "Contact"))
    book.person("m", "2025-03-04", "s@acme.example", is_gone=True, merged_into="n")
    book.person("n", "2025-03-05", "s@acme.example", is_gone=True)
    book.person(
        "v", "2025-03-06", "s@acme.example", kind="lead", is_gone=True,
        converted_person_id="t", synced=(("hubspot", "s"),),
    )  # fmt: skip
    book.person("y", "2025-03-07", "s@acme.example", is_gone=True, synced=((SALESFORCE, "u"),))
    assert people(book) == {frozenset("s"), frozenset("tv"), frozenset("uy"), frozenset("mn")}


def test_a_company_that_is_gone_joins_no_two_and_lends_nobody_its_domain(book):
    book.account("1", "one.example", created_at=at("2024-12-31"))
    book.account("2", "two.example", "hubspot")
    book.account("3", "one.example", "hubspot", other_domains=("two.example",), is_gone=True)
    book.account("4", "three.example", is_gone=True)
    book.person("p", "2025-03-01", "p@two.example")
    book.person("q", "2025-03-01", "q@three.example")
    knowable = book.evaluate()
    found = knowable.accounts_found.clusters
    assert clusters(found) == {frozenset("13"), frozenset("2"), frozenset("4")}
    account_of = {
        person.cluster.records[0].ref[2]: knowable.account_of[person.id]
        for person in knowable.people.values()
    }
    assert account_of == {"p": found.of["hubspot", "companies", "2"].id, "q": None}


def test_a_deal_that_is_gone_hangs_on_the_one_that_it_names_first(book):
    book.deal("1", "2025-03-01")
    book.deal("2", "2025-02-01")
    gone = ((SALESFORCE, "1"), (SALESFORCE, "2"))
    book.deal("3", "2025-01-01", "hubspot", is_gone=True, synced=gone)
    found = book.evaluate().deals_found.clusters
    assert clusters(found) == {frozenset("1"), frozenset("23")}


def test_a_pointer_reaches_a_record_of_its_own_entity(book):
    account = book.account("1", "one.example")
    customer = book.account("x", "two.example", "stripe", is_customer_record=True)
    # An account and a customer of one system and one id, as files may have them.
    for record in book.records.accounts:
        record.ref = (SALESFORCE, record.ref[1], "1")
    refs = [record.ref for record in book.records.accounts]
    book.person("p", "2025-03-01", kind="lead", source_account_id="1")
    book.person("q", "2025-03-01", object=(SALESFORCE, "customer"), source_account_id="1")
    book.records.people[-1].kind = "customer"
    knowable = book.evaluate()
    keys = [knowable.accounts_found.clusters.of[ref].id for ref in refs]
    assert keys == [
        key_of("accounts", "default", (SALESFORCE, account[1], "1")),
        key_of("customers", "default", (SALESFORCE, customer[1], "1")),
    ]
    account_of = {
        person.cluster.records[0].ref[2]: knowable.account_of[person.id]
        for person in knowable.people.values()
    }
    assert account_of == {"p": keys[0], "q": keys[1]}


def test_a_customer_lends_its_name_only_where_its_address_is_no_private_mailbox(book):
    for id, domain in (("1", "firm.example"), ("2", "gmail.com"), ("3", "mit.edu"), ("4", None)):
        book.account(id, domain, "stripe", is_customer_record=True, account_name=f"Name {id}")
    names = {
        account.cluster.records[0].ref[2]: account.values["account_name"]
        for account in book.evaluate().accounts.values()
    }
    assert names == {"1": "Name 1", "2": None, "3": None, "4": None}
