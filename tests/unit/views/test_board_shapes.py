"""Shape of boards: places, groups, parts, counts and pairs."""

import pytest

from graph.model.vocabulary import vocabulary
from graph.views.boards import build_board, build_board_between
from graph.views.boards.grouping import MAX_ROWS, STATUS_ORDER, group_measures, make_group, status_key
from graph.views.boards.places import column_titles, rules_for

DAY = "2025-07-20"
CHINA, MOFCOM, US = "government:china", "agency:mofcom", "government:united-states"
NAMES = {CHINA: "China", MOFCOM: "Ministry", US: "United States"}


def link(subject, kind, object_, *, certainty="asserted", member=None, relation="itself", **more):
    fact = f"{subject} {kind} {object_}"
    found = {
        "link_id": fact, "fact_id": fact, "statement_id": "s", "type": kind, "certainty": certainty, "n_sources": 2,
        "subject": {"id": subject, "name": NAMES.get(subject, subject)},
        "object": {"id": object_, "name": NAMES.get(object_, object_)},
        "valid_from": "2025-01-01", "valid_from_latest": "2025-01-01", "valid_to": "9999-12-31",
        "valid_to_earliest": "9999-12-31", "known_from": "2025-01-01T00:00:00Z", "known_to": None, **more,
    }  # fmt: skip
    return {"member": member or subject, "relation": relation, "link": found}


def measure(name, status="in_force", *, kind="tariff", scheduled=False, plans=(), wholes=(), answers=(), **more):
    period = {
        "status": status, "scheduled": scheduled, "rule": "act", "fact_id": f"act on {name}", "statement_id": "s",
        "valid_from": "2025-02-01", "valid_from_latest": "2025-02-01", "valid_to": "9999-12-31",
        "valid_to_earliest": "9999-12-31",
    }  # fmt: skip
    return {
        "entity": {"id": f"measure:{name}", "name": name, "measure_kind": kind},
        "periods": [period] if status else [], "by": [{"id": MOFCOM, "name": "Ministry"}] * 2,
        "plans": [{"type": "IMPOSED", "certainty": plan, "known_from": "2025-03-01T00:00:00Z"} for plan in plans],
        "products": [], "targets": [], "answers": [f"measure:{one}" for one in answers],
        "wholes": [f"measure:{one}" for one in wholes], **more,
    }  # fmt: skip


def row(links, entity=CHINA, members=()):
    return {"entity": {"id": entity, "name": NAMES.get(entity, entity)}, "members": list(members), "links": links}


def board(links, measures=(), entity=CHINA, members=(), by=None, most=3000):
    return build_board(row(links, entity, members), measures, DAY, rolled_up=True, by=by, most=most)


def groups(found, place):
    (column,) = [column for column in found["columns"] if column["place"] == place]
    return {group["title"]: [r["entity"]["id"] for r in group["rows"]] for group in column["groups"]}


BODY = {
    "id": MOFCOM,
    "name": "Ministry",
    "relation": "body",
    "title": None,
    "starts": ["2020-01-01"],
    "ends": ["9999-12-31"],
    "fact_ids": ["f"],
}


def test_the_place_says_the_relation():
    found = board(
        [
            link(MOFCOM, "IMPOSED", "measure:a", relation="body"),
            link("measure:b", "TARGETS", CHINA, member=CHINA),
            link(CHINA, "SEEKS", "measure:b", certainty="expected"),
            link(CHINA, "PARTY_TO", "agreement:truce"),
        ],
        [measure("a"), measure("b", "eased", kind="sanction")],
        members=[BODY],
    )
    assert groups(found, "left") == {"Tariffs": ["measure:a"]}
    assert groups(found, "right") == {"Sanctions": ["measure:b"]}
    assert groups(found, "middle") == {"Agreements": ["agreement:truce"], "Wants": ["measure:b"]}
    (member,) = found["members"]
    assert (member["entity"]["name"], member["measures"]) == ("Ministry", 1)
    left = found["columns"][0]["groups"][0]["rows"][0]
    assert (left["reach"], left["certainty"], left["n_sources"]) == ("body", "asserted", 2)
    assert left["fact_ids"] == [f"{MOFCOM} IMPOSED measure:a"]
    assert left["measure"]["authorities"] == [{"id": MOFCOM, "kind": "Agency", "name": "Ministry"}]
    assert left["measure"]["status_fact_id"] == "act on a"


def test_links_within_an_entity_and_its_members_have_no_place():
    found = board([link(CHINA, "COMMENTED_ON", MOFCOM)], members=[BODY])
    assert [column["count"] for column in found["columns"]] == [0, 0, 0]


def test_a_disputed_link_is_listed_as_disputed_too_and_counted_once():
    found = board([link(CHINA, "IMPOSED", "measure:a", certainty="disputed")], [measure("a")])
    assert groups(found, "left") == {"Tariffs": ["measure:a"]}
    assert groups(found, "middle") == {"Disputed": ["measure:a"]}
    assert [column["count"] for column in found["columns"]] == [1, 0, 0]


@pytest.mark.parametrize("kind", vocabulary().kinds)
def test_each_link_of_each_kind_has_a_place(kind):
    rules = rules_for(kind)
    for name, relationship in vocabulary().relationships.items():
        for other in vocabulary().kinds:
            for out, ends in ((True, (kind, other)), (False, (other, kind))):
                if relationship.may_join(*ends):
                    assert any(rule.fits(name, out, other) for rule in rules)
    assert all("{" not in title for title in column_titles(kind, "Name").values())


def test_rows_in_effect_come_first_and_a_status_by_its_own_terms_is_counted_apart():
    names = {"lifted": "lifted", "a": "in_force", "threat": None, "terms": "in_force"}
    measures = [
        measure(n, s, scheduled=n == "terms", plans=["threatened"] if n == "threat" else ()) for n, s in names.items()
    ]
    found = board([link(CHINA, "IMPOSED", f"measure:{name}") for name in names], measures)
    (group,) = found["columns"][0]["groups"]
    assert [r["entity"]["name"] for r in group["rows"]] == [f"measure:{n}" for n in ("a", "terms", "threat", "lifted")]
    assert group["statuses"] == {"in_force": 1, "in_force_by_its_own_terms": 1, "threatened": 1, "lifted": 1}
    assert set(group["statuses"]) <= set(STATUS_ORDER)


def test_a_plan_that_was_not_known_yet_is_no_plan():
    later = measure("x", None, plans=["threatened"])
    later["plans"][0]["known_from"] = "2025-08-01T00:00:00Z"
    found = board([link(CHINA, "IMPOSED", "measure:x", certainty="threatened")], [later])
    (shown,) = found["columns"][0]["groups"][0]["rows"]
    assert (shown["measure"]["plans"], status_key(shown["measure"])) == ([], "not_in_force")


def test_parts_are_below_their_sum_and_counted_once():
    measures = [measure("sum"), measure("a part", wholes=["sum"]), measure("b part", "lifted", wholes=["sum"])]
    found = board([link(CHINA, "IMPOSED", m["entity"]["id"]) for m in measures], measures)
    (group,) = found["columns"][0]["groups"]
    assert [r["entity"]["id"] for r in group["rows"]] == ["measure:sum", "measure:a part", "measure:b part"]
    assert [r["part_of"] for r in group["rows"]] == [None, "measure:sum", "measure:sum"]
    assert (group["count"], group["statuses"], found["columns"][0]["count"]) == (1, {"in_force": 1}, 1)


def test_a_part_without_its_sum_and_parts_in_a_circle_are_rows_of_their_own():
    measures = [measure("alone", wholes=["elsewhere"]), measure("x", wholes=["y"]), measure("y", wholes=["x"])]
    found = board([link(CHINA, "IMPOSED", m["entity"]["id"]) for m in measures], measures)
    (group,) = found["columns"][0]["groups"]
    assert {r["entity"]["id"] for r in group["rows"] if r["part_of"] is None} == {
        "measure:alone", "measure:x", "measure:y",
    }  # fmt: skip
    assert group["count"] == 3


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("kind", ["Export controls", "Tariffs"]), ("authority", ["Ministry"]), ("year", ["2025"]),
        ("status", ["In force", "Lifted"]), ("product", ["Rare earths", "No product named"]),
    ],
)  # fmt: skip
def test_measures_are_grouped_by_what_is_chosen(by, titles):
    measures = [
        measure("a", kind="export_control", products=[{"id": "product:rare-earths", "name": "Rare earths"}]),
        measure("b", "lifted"),
    ]
    found = board([link(CHINA, "IMPOSED", m["entity"]["id"]) for m in measures], measures, by=by)
    assert [group["title"] for group in found["columns"][0]["groups"]] == titles
    assert found["group_by"] == by


def test_a_company_shows_by_which_path_a_measure_reaches_it():
    links = [
        link("measure:a", "TARGETS", "company:x", member="company:x"),
        link("measure:a", "RESTRICTS", "product:y", member="product:y", relation="makes"),
        link("measure:b", "TARGETS", US, member=US, relation="based_in"),
    ]
    found = board(links, [measure("a"), measure("b")], entity="company:x")
    assert groups(found, "right") == {
        "Targets it": ["measure:a"],
        "Targets the country where it is based": ["measure:b"],
    }


def test_counts_are_capped():
    links = [link("measure:list", "TARGETS", f"company:{n}") for n in range(1200)]
    (column,) = [c for c in board(links, entity="measure:list")["columns"] if c["place"] == "right"]
    assert (column["count"], column["capped"]) == (1000, True)
    assert (column["groups"][0]["count"], len(column["groups"][0]["rows"])) == (1000, MAX_ROWS)
    few = board(links[:10], entity="measure:list", most=10)
    assert [c["capped"] for c in few["columns"]] == [False, False, True]  # there may be more than were read


def test_two_sides_with_what_answers_what_and_what_lies_between():
    ours, theirs = measure("ours", answers=["theirs"]), measure("theirs")
    deal = link(CHINA, "PARTY_TO", "agreement:truce"), link(US, "PARTY_TO", "agreement:truce")
    alone = link(CHINA, "PARTY_TO", "agreement:other")
    acts = (
        [link(CHINA, "IMPOSED", "measure:ours"), link("measure:ours", "TARGETS", US, member=US)],
        [link(US, "IMPOSED", "measure:theirs"), link("measure:theirs", "TARGETS", CHINA, member=CHINA)],
    )
    sides = [row([deal[0], alone]), row([deal[1]], US)]
    found = build_board_between(sides, acts, [ours, theirs], DAY, rolled_up=True, by=None, most=3000)
    assert [c["title"] for c in found["columns"]] == [
        "China on United States",
        "Between them",
        "United States on China",
    ]
    assert groups(found, "left") == {"Tariffs": ["measure:ours"]}
    assert groups(found, "middle") == {"Agreements": ["agreement:truce"]}
    assert groups(found, "right") == {"Tariffs": ["measure:theirs"]}
    assert found["pairs"] == [{"answer": "measure:ours", "cause": "measure:theirs"}]


def test_a_group_of_links_does_not_count_statuses():
    rows = board([link(CHINA, "IMPOSED", "measure:a")], [measure("a")])["columns"][0]["groups"][0]["rows"]
    assert make_group("x", "x", rows, of_measures=False)["statuses"] == {}
    assert [group["key"] for group in group_measures(rows, "kind")] == ["tariff"]
