"""A walk that begins again within a load counts each record once."""

from ingestion.landing.warehouse import Warehouse
from ingestion.source import Anew, Batch, Checkpoint, Compare
from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from tests.chaos.serving import serving
from tests.chaos.trial import Trial, connection_of
from tests.landing.invented import THING, Vendor, run, thing

TIER = FieldDefinition("Tier__c", "string", 40, is_calculated=True)
EXPIRED = [{"errorCode": "INVALID_QUERY_LOCATOR", "message": "invalid query locator"}]


def test_a_locator_that_expires_during_the_sweep_rejects_no_load(hand, tmp_path):
    """All leads are read, for one of their fields is calculated; then the sweep lists them."""
    leads = [hand.lead(f"l{number}", Tier__c="Gold") for number in range(7)]
    store = hand.open()

    def expire(answer, number):
        if number == 2:
            answer.status, answer.body = 400, EXPIRED

    with serving("salesforce", store) as system:
        system.use(Org(custom_fields={"Lead": (TIER,)}))
        trial = Trial(tmp_path / "one.duckdb", connection_of("salesforce", system.url, ("lead",)))
        assert trial.land().status == "accepted"
        store.advance(store.now + 24 * 3_600_000)
        system.on("*/queryAll", expire)
        load = trial.land()
    assert system.acted["*/queryAll"] == 4
    assert (load.status, load.message) == ("accepted", "")
    told = load.tables["lead"]
    assert told.vendor_count == len(leads)
    assert (told.rows_read, told.rows_new) == (len(leads), 0)


def test_what_a_walk_listed_before_it_began_again_does_not_count(tmp_path):
    """One thing goes between the two lists: it is not in the list that counts."""
    unlisted = []

    class Restarting(Vendor):
        def extract(self, client, cursor):
            for ids in (["1", "2"], ["1"]):
                if ids == ["1"]:
                    yield Anew()
                known = Compare(THING, ids, is_last=ids == ["1"])
                yield Batch(THING, (), vendor_count=2)
                yield known
            unlisted.extend(known.unlisted())
            yield Checkpoint({})

    with Warehouse(tmp_path / "working.duckdb") as warehouse:
        vendor = Vendor()
        warehouse.prepare([vendor.source()])
        run(warehouse, vendor, [[thing("1"), thing("2")]])
        load = run(warehouse, Restarting(), [])
    assert load.status == "accepted", load.message
    assert unlisted == [["2"]]
    assert load.tables["thing"].vendor_count == 2
