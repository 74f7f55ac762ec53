"""Files: the routes, the commands and the readers read them alike."""

import json


async def test_a_body_with_a_byte_order_mark_is_read(writer):
    body = "\ufeff" + json.dumps({"entities": [{"id": "company:acme", "name": "Acme"}]})
    answer = await writer.post("/statements", content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["entities"] == 1


WRONG = {
    "subject": "measure:m", "predicate": "TARGETS", "object": "government:g", "stance": "asserts",
    "source": "source:nowhere", "locator": "p", "text": "x", "valid_from": "2025-13", "properties": {"rate_pct": "25%"},
}  # fmt: skip


async def test_all_problems_of_a_record_are_listed_at_once(writer):
    answer = await writer.post("/statements", json={"statements": [WRONG]})
    assert answer.status_code == 422
    where = [error["where"].partition(" ")[2] for error in answer.json()["errors"]]
    assert sorted(where) == ["object", "properties.rate_pct", "source", "subject", "valid_from"]
    assert "source:nowhere is not defined in these files or in the graph" in answer.text


async def test_a_large_load_is_held_to_the_same_rule_for_names(writer):
    listed = [{"id": f"company:c{n}", "name": f"Firm {n}", "aliases": [f"F{n}"]} for n in range(1500)]
    assert (await writer.post("/statements", json={"entities": listed})).status_code == 200
    again = [{"id": f"company:d{n}", "name": f"FIRM {n}", "aliases": [f"f{n}"]} for n in range(1500)]
    answer = await writer.post("/statements", json={"entities": again})
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert [error["where"] for error in errors] == [f"entities[{n}] name" for n in range(1500)]
    for n, error in enumerate(errors):
        assert f"company:d{n} is also a name of company:c{n} in the graph" in error["message"]
        assert "an identifier that differs (lei, isin, wikidata, list_ids)" in error["message"]
    common = [{"id": f"agency:u{n}", "name": f"US office {n}"} for n in range(60)]
    us = [{"id": "agency:us", "name": "US Office", "aliases": ["U.S."]}]
    assert (await writer.post("/statements", json={"entities": common + us})).status_code == 200
    answer = await writer.post("/statements", json={"entities": [{"id": "agency:us-2", "name": "u.s. office"}]})
    assert "agency:us-2 is also a name of agency:us in the graph" in answer.text
