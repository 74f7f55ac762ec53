"""Boards on the example data: they agree with the other questions about the same entities."""

import pytest

CLOCKS = {"as_of": "2025-11-20", "known_at": "2025-11-30"}
CHINA, US = "government:china", "government:united-states"


async def board(http, *ids, **more):
    answer = await http.get("/board", params={"id": ",".join(ids), **CLOCKS, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(found, place, group=None):
    (column,) = [column for column in found["columns"] if column["place"] == place]
    return {
        row["entity"]["id"]: row
        for one in column["groups"]
        if group in (None, one["title"])
        for row in one["rows"]
    }  # fmt: skip


async def test_a_government_includes_what_its_agencies_and_officials_did(http):
    whole, alone = await board(http, CHINA), await board(http, CHINA, rolled_up="false")
    by_it = await http.get("/measures", params={"by": CHINA, "limit": "500", **CLOCKS})
    listed = {measure["id"] for measure in by_it.json()["items"]}
    assert listed <= rows(whole, "left").keys()
    assert rows(alone, "left").keys() < rows(whole, "left").keys()
    assert alone["members"] == []
    assert {one["relation"] for one in whole["members"]} == {"body", "official"}
    assert {row["reach"] for row in rows(whole, "left").values()} >= {"itself", "body"}


async def test_what_is_aimed_at_a_government_has_the_status_of_the_list(http):
    found = rows(await board(http, CHINA), "right")
    aimed = (await http.get("/measures", params={"target": CHINA, "limit": "500", **CLOCKS})).json()["items"]
    assert {measure["id"] for measure in aimed} <= found.keys()
    for measure in aimed:
        shown = found[measure["id"]]["measure"]
        assert (shown["status"], shown["status_basis"]) == (measure["status"], measure["status_basis"])
        assert shown["status_fact_id"] == measure["status_fact_id"]


async def test_an_act_counts_for_the_office_of_that_day(http):
    imposed_by_biden = "measure:us-export-controls-on-china"
    assert imposed_by_biden in rows(await board(http, US), "left")
    people = {one["entity"]["id"] for one in (await board(http, US))["members"] if one["relation"] == "official"}
    assert "official:donald-trump" in people
    assert "official:joe-biden" not in people  # out of office on the day asked about


async def test_a_company_is_reached_by_paths_and_a_product_by_what_it_is_part_of(http):
    found = await board(http, "company:nvidia")
    assert found["group_by"] == "path"
    assert "measure:us-h20-export-control" in rows(found, "right", "Restricts what it makes")
    assert "product:nvidia-h20" in rows(found, "left", "Makes")
    product = await board(http, "product:nvidia-h20")
    assert "measure:us-h20-export-control" in rows(product, "left", "Restricts it")


async def test_each_side_has_what_it_did_to_the_other(http):
    found = await board(http, CHINA, US)
    ours, theirs = rows(found, "left"), rows(found, "right")
    assert "measure:china-34-percent-tariff-on-us-goods" in ours
    assert "measure:us-fentanyl-tariffs-on-china" in theirs
    assert not ours.keys() & theirs.keys()
    assert {"answer": "measure:china-special-port-dues", "cause": "measure:us-section-301-port-fees"} in found["pairs"]
    assert "agreement:us-china-trade-truce" in rows(found, "middle", "Agreements")
    turned = await board(http, US, CHINA)
    assert (rows(turned, "left").keys(), rows(turned, "right").keys()) == (theirs.keys(), ours.keys())


async def test_counts_and_statuses_are_those_of_the_rows(http):
    for column in (await board(http, CHINA))["columns"]:
        assert not column["capped"]
        for group in column["groups"]:
            assert group["count"] == len([row for row in group["rows"] if row["part_of"] is None])
            if group["statuses"]:
                assert sum(group["statuses"].values()) == group["count"]


@pytest.mark.parametrize(
    ("ids", "status", "says"),
    [
        ("government:chinaa", 404, "china"), ("x", 404, "no entity"),
        ("company:nvidia,product:nvidia-h20", 422, "both actors"), (f"{CHINA},{US},company:amd", 422, "one entity"),
    ],
)  # fmt: skip
async def test_what_makes_no_board_is_refused_in_a_sentence(http, ids, status, says):
    answer = await http.get("/board", params={"id": ids, **CLOCKS})
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True), answer.text
