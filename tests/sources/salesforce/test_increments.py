"""What changed, what was deleted, merged and restored arrives with the next walk."""

import json

from ingestion.sources.salesforce.tables import LEAD

DAY = 86_400_000


def test_an_increment_reads_ten_minutes_back_from_the_orgs_own_clock(hand, connected, walk):
    hand.lead("old", "2026-05-20T11:49:59")
    inside = hand.lead("inside", "2026-05-20T11:50:00")
    new = hand.lead("new", "2026-05-20T12:30:00")
    store = hand.open()
    client = connected(store)
    first, cursor = (w := walk(client)).records, w.cursor
    assert len(first) == 2
    assert cursor["since"] == "2026-05-20T12:00:00+00:00"
    store.advance(hand.at("2026-05-20T13:00:00"))
    second, cursor = (w := walk(client, cursor=cursor)).records, w.cursor
    assert set(second) == {inside, new}
    assert cursor["since"] == "2026-05-20T13:00:00+00:00"


def test_deletes_merges_and_restores_arrive(hand, connected, walk):
    deleted, lost, won = hand.lead("deleted"), hand.lead("lost"), hand.lead("won")
    hand.then("2026-05-20T13:00:00", "Lead", deleted, "delete")
    hand.then("2026-05-20T13:00:00", "Lead", lost, "merge", into=won)
    hand.then("2026-05-21T13:00:00", "Lead", deleted, "restore")
    store = hand.open()
    client = connected(store)
    cursor = walk(client).cursor
    store.advance(hand.at("2026-05-20T14:00:00"))
    records, gone, _, cursor, *_ = walk(client, cursor=cursor)
    marks = {id: LEAD.mark(_texts(r)) for id, r in records.items()}
    assert {id: (mark.op, mark.merged_into_id) for id, mark in marks.items()} == {
        deleted: ("delete", None),
        lost: ("merge", won),
    }
    assert gone == []
    store.advance(hand.at("2026-05-21T14:00:00"))
    records, gone, *_ = walk(client, cursor=cursor)
    assert (records[deleted]["IsDeleted"], gone) == (False, [])


def _texts(record):
    return {
        name: json.dumps(value) if isinstance(value, bool) else value
        for name, value in record.items()
    }


def test_what_the_recycle_bin_lost_is_known_from_the_list_of_deletes(hand, connected, walk):
    """Deleted and purged between two runs: no query shows it any more, the list still does."""
    purged = hand.lead("purged")
    hand.then("2026-05-20T13:00:00", "Lead", purged, "delete")
    store = hand.open()
    client = connected(store)
    cursor = walk(client).cursor
    store.advance(hand.at("2026-05-20T14:00:00"))
    store.sql("update record set state = 'purged' where id = ?", (purged,))
    records, gone, _, cursor, *_ = walk(client, cursor=cursor)
    assert records == {}
    assert [(t.record_id, t.op, t.changed_at) for t in gone] == [
        (purged, "delete", "2026-05-20T13:00:00Z")
    ]
    assert cursor["deletes_covered"] == "2026-05-20T14:00:00.000+0000"


def test_a_gap_in_the_vendors_memory_of_deletes_leads_to_a_full_read(hand, connected, walk):
    hand.lead("Ada")
    store = hand.open()
    client = connected(store)
    cursor = walk(client).cursor
    store.advance(hand.now + 14 * DAY)
    assert walk(client, cursor=cursor).counts == []
    store.advance(hand.now + 16 * DAY)
    assert walk(client, cursor=cursor).counts == [1]
    records, _, _, cursor, *_ = walk(client, cursor=cursor)
    assert len(records) == 1
    assert walk(client, cursor=cursor).counts == []


def test_two_runs_at_one_instant_keep_where_deletes_were_covered(hand, connected, walk):
    hand.lead("Ada")
    client = connected(hand.open())
    first = walk(client).cursor
    second = walk(client, cursor=first).cursor
    assert second == first
