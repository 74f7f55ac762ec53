"""Sides of a dispute."""

from graph.views.disputes import build_dispute


def stated(number, stance="asserts", **fields):
    source = {
        "id": f"source:{number}",
        "title": "T",
        "publisher": "P",
        "url": None,
        "published_on": f"2025-07-0{number}",
    }
    statement = {
        "id": str(number), "fact_id": "f", "subject": "company:a", "predicate": "OWNS", "object": "company:b",
        "stance": stance, "locator": "p", "text": "T.", "method": "human", "confidence": 1.0, "source": source,
        "recorded_at": "2025-08-01T00:00:00Z", "said_by": {"id": "person:x", "name": "X"},
    }  # fmt: skip
    return statement | fields


def owns(number, pct):
    return {
        "link_id": str(number), "fact_id": "f", "type": "OWNS", "subject": {"id": "company:a", "name": "A"},
        "object": {"id": "company:b", "name": "B"}, "pct": pct, "valid_from": "2025-01-01",
        "valid_from_latest": "2025-01-01", "valid_to": "9999-12-31", "valid_to_earliest": "9999-12-31",
        "known_from": "2025-07-01T00:00:00Z", "known_to": "9999-12-31T00:00:00Z", "certainty": "disputed",
        "n_sources": 1, "statement_id": str(number),
    }  # fmt: skip


def test_another_value_is_told_differently_and_what_was_taken_back_is_on_no_side():
    row = {
        "fact_id": "f", "type": "OWNS", "subject": {"id": "company:a", "name": "A"},
        "object": {"id": "company:b", "name": "B"}, "links": [owns(1, 40), owns(2, 60)],
        "statements": [
            stated(1, properties='{"pct":40}'),
            stated(2, properties='{"pct":60}', said_by=None),
            stated(3, properties='{"pct":60}', said_by={"id": "person:y", "name": "Y"}),
            stated(4, "retracts", said_by={"id": "person:y", "name": "Y"}),
        ],
    }  # fmt: skip
    found = build_dispute(row, "2025-07-20")
    assert found["why"] == "told_differently"
    assert [(s["says"]["properties"], [x["id"] for x in s["statements"]]) for s in found["sides"]] == [
        ({"pct": 40}, ["1"]),
        ({"pct": 60}, ["2"]),
    ]
