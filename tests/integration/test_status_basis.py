"""Basis of a status in every interface: reported, or only by terms stated earlier."""

import csv
import io

import pytest

from app.mcp.tools import Tools
from graph import ledger
from graph.ingest.batch import parse
from graph.ingest.readers import read_files
from graph.model.resolution import drop_corrected

US, TREASURY = "government:us", "official:treasury"
PAUSED, SILENT, THREATENED = "measure:paused", "measure:silent", "measure:threatened"
NOW = {"as_of": "2026-11-30", "known_at": "2026-11-30"}


def words(subject, predicate, obj, source, **fields):
    given = {"stance": "asserts", "source": f"source:{source}", "locator": "p. 1", "text": "It says so.", **fields}
    return {"subject": subject, "predicate": predicate, "object": obj, **given}


RECORDS = {
    "entities": [
        {"id": US, "name": "United States", "identifiers": {"iso3166": "US"}},
        {"id": TREASURY, "name": "Secretary of the Treasury"},
        {"id": "agreement:truce", "name": "The truce"},
        {"id": "product:magnets", "name": "Magnets"},
        {"id": "company:maker", "name": "Maker"},
        *({"id": i, "name": i.partition(":")[2].title(), "properties": {"measure_kind": "tariff"}}
          for i in (PAUSED, SILENT, THREATENED)),
    ],
    "sources": [
        {"id": f"source:{day}", "title": f"Notice of {day}", "publisher": "Gazette", "published_on": day}
        for day in ("2025-02-01", "2025-11-04", "2026-09-23")
    ],
    "statements": [
        words(US, "IMPOSED", PAUSED, "2025-02-01", valid_from="2025-02-01"),
        words(US, "SUSPENDED", PAUSED, "2025-11-04", valid_from="2025-11-01", valid_to="2026-11-10"),
        words("agreement:truce", "SUSPENDS", PAUSED, "2025-11-04", valid_from="2025-11-01", valid_to="2026-11-10"),
        words(TREASURY, "EXTENDED", "agreement:truce", "2026-09-23", stance="announces", said_by=TREASURY,
              valid_to="2027-01-10"),
        words(US, "IMPOSED", SILENT, "2025-11-04", valid_from="2025-12-01"),
        words(US, "IMPOSED", THREATENED, "2025-11-04", stance="threatens", said_by=US),
        words(PAUSED, "RESTRICTS", "product:magnets", "2025-02-01", properties={"rate_pct": 10}),
        words(PAUSED, "TARGETS", "company:maker", "2025-02-01", properties={"rate_pct": 10}),
        words("company:maker", "MAKES", "product:magnets", "2025-02-01"),
    ],
}  # fmt: skip


@pytest.fixture
async def service(writer):
    answer = await writer.post("/statements", json=RECORDS)
    assert answer.status_code == 200, answer.text
    return writer


async def got(client, path, **params):
    answer = await client.get(path, params=NOW | params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_pause_that_ran_out_is_in_force_by_its_terms_unless_the_announced_extension_took_effect(service):
    shown = await got(service, f"/entities/{PAUSED}")
    assert (shown["status"], shown["status_basis"], shown["unheard_since"]) == ("in_force", "by_terms", "2026-11-10")
    assert shown["status_note"] == (
        "Back in force by its own terms since 10 Nov 2026 unless the announced extension to 10 Jan 2027 took effect; "
        "not confirmed."
    )
    (pending,) = shown["status_pending"]
    assert (pending["act"], pending["until"], pending["certainty"]) == ("EXTENDED", "2027-01-10", "announced")
    assert (pending["by"]["id"], pending["on"]["id"]) == (TREASURY, "agreement:truce")
    # An announcement changes no status. Also check the day before, and the knowledge before the announcement.
    before = await got(service, f"/entities/{PAUSED}", as_of="2026-11-09")
    assert (before["status"], before["status_basis"], before["status_until"]) == ("suspended", "reported", "2026-11-10")
    earlier = await got(service, f"/entities/{PAUSED}", known_at="2026-09-22")
    assert earlier["status_pending"] == []
    assert earlier["status_note"] == "Back in force by its own terms from 10 Nov 2026 on; that day lies ahead."


async def test_every_way_to_a_status_says_how_it_is_known(service):
    by_terms = ("by_terms", "2026-11-10")

    def basis(shown):
        return shown["status_basis"], shown["unheard_since"]

    listed = (await got(service, "/measures"))["items"]
    assert {m["id"]: basis(m) for m in listed} == {
        PAUSED: by_terms, SILENT: ("by_terms", "2025-12-01"), THREATENED: (None, None),
    }  # fmt: skip
    assert [one["certainty"] for m in listed if m["id"] == THREATENED for one in m["status_pending"]] == ["threatened"]
    todo = (await got(service, "/measures", basis="by_terms"))["items"]
    assert [m["id"] for m in todo] == [PAUSED, SILENT]
    assert (await got(service, "/measures", basis="reported"))["items"] == []
    assert (await got(service, "/measures", basis="reported", as_of="2026-11-09"))["items"][0]["id"] == PAUSED

    timeline = await got(service, f"/measures/{PAUSED}/timeline")
    assert basis(timeline["measure"]) == by_terms
    assert [(p["status"], *basis(p)) for p in timeline["periods"]] == [
        ("in_force", "reported", None), ("suspended", "reported", None), ("in_force", *by_terms),
    ]  # fmt: skip
    assert [p["confirmed_by"] is None for p in timeline["periods"]] == [p["scheduled"] for p in timeline["periods"]]

    graph = await got(service, "/graph", id=PAUSED)
    assert [basis(n) for n in graph["nodes"] if n["id"] == PAUSED] == [by_terms]
    scene = await got(service, "/scene", id=PAUSED)
    (spans,) = [n["spans"] for n in scene["nodes"] if n["id"] == PAUSED]
    assert [(s["status"], s["basis"]) for s in spans][-1] == ("in_force", "by_terms")
    (event,) = (await got(service, "/measures/calendar", **{"from": "2026-11-10", "to": "2026-11-11"}))["items"]
    assert (event["event"], *basis(event)) == ("snaps_back", *by_terms)
    exposed = (await got(service, "/entities/company:maker/exposure"))["items"]
    assert {basis(item["measure"]) for item in exposed} == {by_terms}
    assert all("announced extension" in item["measure"]["status_note"] for item in exposed)

    text = (await service.get("/measures", params=NOW | {"format": "csv"})).text
    assert {row["id"]: row["status_basis"] for row in csv.DictReader(io.StringIO(text))}[PAUSED] == "by_terms"
    for form in ("graphml", "gexf"):
        assert b"by_terms" in (await service.get("/export", params=NOW | {"format": form})).content


async def test_the_library_and_cypher_say_scheduled_and_never_asserted(service):
    table = await got(service, "/queries/status_of_measure", measure=PAUSED)
    row = dict(zip(table["columns"], table["rows"][0], strict=True))
    assert (row["status"], row["certainty"], row["status_basis"], row["unheard_since"]) == (
        "in_force", "scheduled", "by_terms", "2026-11-10",
    )  # fmt: skip
    asked = {
        "measures_on_product": {"product": "product:magnets"},
        "measures_on_target": {"target": "company:maker"},
        "company_exposure": {},
        "duties_by_target": {},
        "effects_of_agreements": {},
        "measures_without_end": {},
    }
    for name, params in asked.items():
        table = await got(service, f"/queries/{name}", **params)
        rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        (row,) = [r for r in rows if r["measure_id"] == PAUSED][:1]
        assert (row["status_basis"], row["unheard_since"]) == ("by_terms", "2026-11-10"), name
    query = (
        "MATCH (m:Measure)-[:HAS_STATUS]->(p:StatusPeriod) WHERE p.valid_from <= date('2026-11-30') < p.valid_to "
        "AND p.known_to > datetime() RETURN m.id, p.status, p.scheduled ORDER BY m.id"
    )
    rows = (await service.post("/cypher", json={"query": query})).json()["rows"]
    assert rows == [[PAUSED, "in_force", True], [SILENT, "in_force", True]]


async def test_the_calendar_holds_the_step_of_a_duty_of_nothing(service):
    at = {"valid_from": "2025-12-23", "valid_to": "2027-06-23", "properties": {"rate_pct": 0}}
    steps = [
        words(SILENT, "TARGETS", "company:maker", "2025-11-04", **at),
        words(SILENT, "TARGETS", "company:maker", "2025-11-04", valid_from="2027-06-23"),
    ]
    assert (await service.post("/statements", json={"statements": steps})).status_code == 200
    asked = {"from": "2027-06-01", "to": "2027-07-01"}
    (event,) = (await got(service, "/measures/calendar", **asked))["items"]
    shown = ("date", "event", "status_before", "status_after", "rate_before", "rate_after", "rule")
    assert [event[key] for key in shown] == ["2027-06-23", "rate_changes", "in_force", "in_force", 0, None, None]
    assert (event["measure"]["id"], event["on"]["id"]) == (SILENT, "company:maker")


async def test_agents_hear_how_a_status_is_known(service, empty):
    shown = await Tools(empty).measures(basis="by_terms", **NOW)
    assert [m["status_basis"] for m in shown.structured_content["items"]] == ["by_terms", "by_terms"]
    stats = await Tools(empty).stats(known_at="2026-11-30")
    assert stats.structured_content["latest_source"] == "2026-09-23"


async def test_stats_count_what_is_there_and_name_the_latest_source(service):
    stats = await got(service, "/stats")
    assert {key: stats[key] for key in ("entities", "statements", "sources", "measures", "latest_source")} == {
        "entities": 8, "statements": 9, "sources": 3, "measures": 3, "latest_source": "2026-09-23",
    }  # fmt: skip
    assert stats["links"] > 0
    assert stats["revision"] > 0
    assert (await got(service, "/stats", known_at="2026-01-01"))["latest_source"] == "2025-11-04"
    monthly = {"id": "source:october", "title": "Report", "publisher": "Gazette", "published_on": "2026-10"}
    quoted = words(US, "UPHELD", PAUSED, "october", valid_from="2026-10")
    assert (await service.post("/statements", json={"sources": [monthly], "statements": [quoted]})).status_code == 200
    assert (await got(service, "/stats"))["latest_source"] == "2026-10-01"


async def test_a_later_report_confirms_it_and_an_order_moves_it(service):
    late = {"id": "source:late", "title": "Notice", "publisher": "Gazette", "published_on": "2026-11-20"}
    report = words(US, "SUSPENDED", PAUSED, "late", valid_from="2025-11-01", valid_to="2026-11-10", locator="p. 2")
    answer = await service.post("/statements", json={"sources": [late], "statements": [report]})
    assert answer.status_code == 200, answer.text
    shown = await got(service, f"/entities/{PAUSED}")
    assert (shown["status_basis"], shown["unheard_since"], shown["status_note"]) == ("reported", None, None)
    assert (await got(service, f"/entities/{PAUSED}", known_at="2026-11-19"))["status_basis"] == "by_terms"
    said = await got(service, f"/facts/{shown['status_confirmed_fact_id']}")
    confirming = [s for s in said["statements"] if s["id"] == shown["status_confirmed_by"]]
    assert [s["source"]["id"] for s in confirming] == ["source:late"]
    order = words(US, "EXTENDED", PAUSED, "late", valid_from="2026-11-10", valid_to="2027-01-10", locator="p. 3")
    assert (await service.post("/statements", json={"statements": [order]})).status_code == 200
    shown = await got(service, f"/entities/{PAUSED}")
    assert (shown["status"], shown["status_until"], shown["status_basis"]) == ("suspended", "2027-01-10", "reported")


async def test_an_export_and_its_restore_keep_the_same_answers(service, store, tmp_path):
    before = await got(service, "/measures")
    file = tmp_path / "ledger.jsonl"
    file.write_bytes((await service.get("/export", params={"format": "jsonl"})).content)
    await store.clear()
    await store.ensure_schema()
    await ledger.ingest(store, parse(read_files([str(file)])))
    assert await got(service, "/measures") == before


async def test_our_own_second_record_does_not_take_back_what_its_speaker_said(store, service):
    """Check that the projection and the disputes use the same rule for retractions."""
    said = words(US, "LIFTED", PAUSED, "2025-11-04", valid_from="2025-11-02", said_by=US)
    twice = said | {"text": "The same, recorded once too often.", "locator": "p. 9"}
    denied = said | {"stance": "denies", "said_by": TREASURY, "text": "It was not."}
    answer = await service.post("/statements", json={"statements": [said, twice, denied]})
    assert answer.status_code == 200, answer.text
    (wrong,) = [
        s.id for s in drop_corrected((await ledger.export_records(store)).statements) if s.text == twice["text"]
    ]
    deleted = said | {"stance": "retracts", "retracts": [wrong], "corrects": [wrong], "text": "Recorded twice."}
    answer = await service.post("/statements", json={"statements": [deleted]})
    assert answer.status_code == 200, answer.text
    (dispute,) = (await got(service, "/disputes"))["items"]
    assert [[s["text"] for s in side["statements"]] for side in dispute["sides"]] == [["It says so."], ["It was not."]]
