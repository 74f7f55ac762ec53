"""Routes: each answer has the shape in the OpenAPI description, and matches the article."""

import html
import json
import re

import networkx
import pytest
from http_calls import CALLS, EASED, JULY, hold, schema_of

from graph.queries import Clocks, GraphFilter

GOLDEN = (
    "entity", "entity_links", "fact", "paths", "graph", "measures", "measures_of_product", "timeline", "negotiations",
)  # fmt: skip
HIDDEN = {"link_id", "recorded_at"}  # keys that depend on the time of the test run, or on every other key


def readable(answer):
    if isinstance(answer, dict):
        return {k: readable(v) for k, v in answer.items() if k not in HIDDEN}
    return [readable(v) for v in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("name", CALLS)
async def test_each_route_answers_in_its_shape(http, golden, name):
    path, url, params = CALLS[name]
    answer = await http.get(url, params=params)
    assert answer.status_code == 200, answer.text
    hold(answer.json(), await schema_of(http, path))
    if name in GOLDEN:
        golden(f"http/{name}.json", json.dumps(readable(answer.json()), indent=1, ensure_ascii=False) + "\n")


async def test_every_route_is_called_here(http):
    described = (await http.get("/openapi.json")).json()["paths"]
    called = {path for path, *_ in CALLS.values()}
    elsewhere = {
        "/statements",
        "/match",
        "/picture",
        "/picture/timeline",
        "/picture/compare",
        "/queries/{name}",
        "/cypher",
        "/export",
        "/favourites",
    }
    assert set(described) == called | elsewhere


async def test_every_link_leads_to_paragraph_and_speaker(http):
    """Check that each link has a statement with its paragraph, and each quotation its speaker."""
    cursor, links = None, []
    while cursor is not None or not links:
        page = (await http.get("/links", params={"limit": 100} | ({"cursor": cursor} if cursor else {}))).json()
        links += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert len({link["link_id"] for link in links}) == len(links) > 100
    schema = await schema_of(http, "/facts/{fact_id}")
    for fact_id in {link["fact_id"] for link in links}:
        fact = (await http.get(f"/facts/{fact_id}")).json()
        hold(fact, schema)
        assert fact["statements"]
        for statement in fact["statements"]:
            assert statement["text"]
            assert statement["source"]["publisher"]
            if statement["source"]["id"] == "source:bloomberg-trump-nvidia-u-turn":
                assert statement["locator"].startswith("paragraph ")
            if statement["stance"] in ("offers", "threatens"):
                assert statement["said_by"]


async def test_before_the_reversal_the_answer_is_another_than_after_it(http):
    async def status(**clocks):
        answer = await http.get("/entities/measure:us-h20-export-control", params=clocks)
        return answer.json()["status"]

    assert await status(as_of="2025-07-10") == "in_force"
    assert await status(as_of="2025-07-20") == "eased"
    # With sources up to the 10th, the easing of the 14th is not known.
    assert await status(as_of="2025-07-20", known_at="2025-07-10") == "in_force"
    assert await status(as_of="2025-03-01") is None


async def test_links_are_asked_for_by_both_ends(http):
    async def found(**params):
        return {link["link_id"] for link in (await http.get("/links", params=JULY | params)).json()["items"]}

    from_nvidia = await found(subject="company:nvidia")
    assert from_nvidia == await found(subject="company:nvidia", subject_kind="Company")
    assert await found(subject="company:nvidia", subject_kind="Product") == set()
    assert await found(subject="company:nvidia", object_kind="Product") < from_nvidia
    assert await found(object="product:nvidia-h20", object_kind="Company") == set()
    to_h20 = await found(object="product:nvidia-h20")
    assert from_nvidia & to_h20 == await found(subject="company:nvidia", object="product:nvidia-h20") != set()


async def test_an_entity_that_is_not_there_is_no_empty_table(http):
    answer = await http.get("/queries/acts_on_measure", params={"measure": "measure:nothing"})
    assert answer.status_code == 404
    assert "measure:nothing" in answer.json()["detail"]


async def test_what_is_only_expected_is_told_apart(http):
    params = {"type": "EXTENDED", "as_of": "2025-07-20", "known_at": "2025-07-20"}
    links = (await http.get("/links", params=params)).json()["items"]
    assert links
    assert {link["certainty"] for link in links} == {"expected"}
    assert {link["holds"] for link in links} == {"possible"}


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("nvidia", "company:nvidia"),
        ("NVIDIA", "company:nvidia"),
        ("nvida", "company:nvidia"),
        ("Nvidia Corporation", "company:nvidia"),
        ("英伟达", "company:nvidia"),
        ("Jinping Xi", "official:xi-jinping"),
        ("xi jinpnig", "official:xi-jinping"),
        ("Hé Lifêng", "official:he-lifeng"),
        ("HE  LIFENG.", "official:he-lifeng"),
        ("company:nvidia", "company:nvidia"),
        ("14195", "measure:us-fentanyl-tariffs-on-china"),
        ("lutnick howard", "official:howard-lutnick"),
        ("rare-earth magnet", "product:rare-earth-magnets"),
        ("CN", "government:china"),
    ],
)
async def test_search_forgives_accents_case_order_and_spelling(http, q, first):
    items = (await http.get("/entities", params={"q": q})).json()["items"]
    assert items[0]["id"] == first
    assert items[0]["score"] >= 0.5
    assert [i["score"] for i in items] == sorted((i["score"] for i in items), reverse=True)


@pytest.mark.parametrize("q", ["~", "*", "AND", "a\\", 'name:"', "/.*/", "💣", "\u200bnvidia", "zzzzzz"])
async def test_search_takes_whatever_is_typed(http, q):
    answer = await http.get("/entities", params={"q": q})
    assert answer.status_code == 200


async def test_composed_and_decomposed_letters_are_the_same(http):
    composed = (await http.get("/entities", params={"q": "Hé Lifeng"})).json()
    assert composed == (await http.get("/entities", params={"q": "He\u0301 Lifeng"})).json()


@pytest.mark.parametrize(
    ("url", "params"),
    [
        ("/entities", {"limit": 10}),
        ("/entities", {"q": "us", "limit": 3}),
        ("/links", {"limit": 50, "type": "RESTRICTS"}),
        ("/entities/government:china/links", {"limit": 7}),
        ("/measures", {"limit": 2}),
        ("/negotiations", {"limit": 1}),
    ],
)
async def test_pages_add_up_to_the_whole(http, url, params):
    def key(item):
        return item.get("id") or item.get("link_id") or str(item["fact_ids"]) + str(item["event"])

    whole = await http.get(url, params=params | {"limit": 500})
    whole, more = whole.json()["items"], whole.json()["next"]
    assert more is None
    found, cursor = [], None
    while True:
        page = (await http.get(url, params=params | ({"cursor": cursor} if cursor else {}))).json()
        assert len(page["items"]) <= params["limit"]
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [key(i) for i in found] == [key(i) for i in whole]


async def test_a_graph_that_is_cut_says_so_and_how_much_more_there_is(http):
    cut = (await http.get("/graph", params=JULY | {"id": "government:china", "limit": 5})).json()
    assert cut["truncated"]
    assert len(cut["nodes"]) == 5
    assert cut["more"]["government:china"] > 0
    whole = (await http.get("/graph", params=JULY | {"id": "government:china", "limit": 500})).json()
    assert not whole["truncated"]
    assert "government:china" not in whole["more"]
    ids = {node["id"] for node in whole["nodes"]}
    assert all({link["subject"]["id"], link["object"]["id"]} <= ids for link in whole["links"])


async def test_ids_that_are_left_out_of_a_graph_are_told(http):
    asked = {"id": ["company:nvidia", "company:amd", "product:nvidia-h20"], "depth": 0}
    shown = (await http.get("/graph", params={**asked, "limit": 1})).json()
    assert (len(shown["nodes"]), shown["truncated"]) == (1, True)
    assert not (await http.get("/graph", params={**asked, "limit": 3})).json()["truncated"]


async def test_all_shortest_paths_are_found_also_where_links_run_side_by_side(http, runtime):
    day = {"as_of": "2025-10-20", "known_at": "2025-11-30"}
    held = (await runtime.answers.fetch_graph(GraphFilter(), Clocks.parse(**day)))["links"]
    graph = networkx.Graph((link["subject"]["id"], link["object"]["id"]) for link in held)
    assert len(held) > 1.1 * graph.number_of_edges()
    checked = 0
    for start, end in zip(sorted(graph)[::7], sorted(graph)[::-5], strict=False):
        if start == end or not networkx.has_path(graph, start, end):
            continue
        expected = [tuple(path) for path in networkx.all_shortest_paths(graph, start, end)]
        if len(expected) <= 20 and (length := len(expected[0]) - 1) <= 8:
            asked = {"from": start, "to": end, "k": 20, "max_length": length, **day}
            found = (await http.get("/paths", params=asked)).json()["items"]
            assert sorted(tuple(n["id"] for n in path["nodes"]) for path in found) == sorted(expected), (start, end)
            checked += 1
    assert checked > 15


async def test_a_path_holds_on_the_day_in_every_hop_or_is_not_returned(http):
    ends = {"from": "company:nvidia", "to": "official:xi-jinping"}
    now = (await http.get("/paths", params=ends | JULY)).json()["items"]
    assert now
    for path in now:
        assert len(path["nodes"]) == len(path["links"]) + 1
        assert all(link["holds"] != "no" and link["evidence"] for link in path["links"])
    assert (await http.get("/paths", params=ends | {"known_at": "2016-01-01"})).json()["items"] == []


async def test_the_picture_is_a_page_that_loads_nothing_from_elsewhere(http):
    page = await http.get("/picture", params=JULY | {"id": "company:nvidia"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for name in ("explorer.js", "explorer.css", "docs.js", "swagger-ui-bundle.js", "swagger-ui.css", "favicon.svg"):
        assert (await http.get(f"/static/{name}")).status_code == 200
    alone = await http.get("/picture", params=JULY | {"id": "company:nvidia", "standalone": "true"})
    assert "attachment" in alone.headers["content-disposition"]
    assert "sha256-" in alone.headers["content-security-policy"]


async def test_the_description_loads_nothing_from_elsewhere(http):
    page = await http.get("/docs")
    assert page.status_code == 200
    assert "http" not in page.text


async def test_the_first_page_asks_questions_that_open_pictures(http):
    page = await http.get("/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    hrefs = re.findall(r'href="(picture[^"]+)"', page.text)
    assert len(hrefs) >= 5
    hrefs += re.findall(r'href="((?:browse|entity|help)[^"]*)"', page.text)
    for href in hrefs:
        assert (await http.get("/" + html.unescape(href).partition("#")[0])).status_code == 200


async def test_a_query_of_the_library_in_each_format(http):
    url, params = "/queries/counts", {"known_at": "2025-07-20"}
    table = (await http.get(url, params=params)).json()
    hold(table, await schema_of(http, "/queries/{name}"))
    assert table["columns"] == ["entities", "links", "statements", "sources", "measures", "latest_source"]
    csv = await http.get(url, params=params, headers={"Accept": "text/csv"})
    assert csv.text == ",".join(table["columns"]) + "\r\n" + ",".join(map(str, table["rows"][0])) + "\r\n"
    lines = await http.get(url, params=params, headers={"Accept": "application/x-ndjson"})
    assert json.loads(lines.text) == dict(zip(table["columns"], table["rows"][0], strict=True))
    assert (await http.get(url, headers={"Accept": "image/png"})).status_code == 406


async def test_the_answer_to_a_query_is_the_same_by_http_and_pasted(http, seeded):
    from graph.query_library import load_library

    query = load_library()["measures"]
    given = {"status": "eased", "target": "government:china", **JULY}
    (rows,) = (await seeded.table(query.cypher, query.values(given))).rows[0]
    by_http = (await http.get("/measures", params=given)).json()["items"]
    assert [row["entity"]["id"] for row in rows] == [item["id"] for item in by_http]


LATEST = ["9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59.999999999+00:00", "9999-12-30"]


@pytest.mark.parametrize("latest", LATEST)
async def test_the_last_day_of_the_calendar_asks_for_what_is_known_at_last(http, latest):
    for url, params in (
        ("/measures", {"as_of": "2025-07-20", "status": "in_force"}),
        ("/entities/company:nvidia/links", {"as_of": "2025-07-20"}),
        ("/disputes", {}),
        ("/queries/counts", {}),
    ):
        now = (await http.get(url, params=params)).json()
        assert now.get("items") or now.get("rows")
        assert (await http.get(url, params=params | {"known_at": latest})).json() == now
    url = "/entities/company:nvidia/links"
    at_last = (await http.get(url, params={"as_of": latest[:10]})).json()["items"]
    assert at_last == (await http.get(url, params={"as_of": "9990-01-01"})).json()["items"] != []


async def test_an_offset_whose_plus_became_a_blank_is_read(http):
    east = await http.get("/measures?known_at=2025-07-20T10:00:00+08:00")
    assert east.json() == (await http.get("/measures?known_at=2025-07-20T02:00:00Z")).json()
    assert (await http.get("/changes?since=2020-11-01T00:00:00+00:00&limit=1")).json()["items"]
    query = await http.get("/queries/counts?known_at=2025-07-20T10:00:00.000000000+08:00")
    assert query.json() == (await http.get("/queries/counts?known_at=2025-07-20T02:00:00Z")).json()


async def test_no_version_is_shown_with_an_end_that_was_not_known_yet(http, runtime):
    def ends(shown):
        if isinstance(shown, dict):
            yield from (value for key, value in shown.items() if key == "known_to")
        for value in shown.values() if isinstance(shown, dict) else shown if isinstance(shown, list) else ():
            yield from ends(value)

    seen = 0
    for name, (_, url, params) in CALLS.items():
        found = [*ends((await http.get(url, params=params)).json())]
        assert not any(found), name
        seen += len(found)
    assert seen > 100
    for name in ("links", "fact", "timeline", "measures", "whole_graph", "life_versions", "scene", "subgraph"):
        given = {"id": "measure:us-h20-export-control", "ids": "company:nvidia,product:nvidia-h20", "fact_id": EASED}
        known = {p.name for p in runtime.answers.queries[name].parameters}
        asked = {key: value for key, value in (given | JULY).items() if key in known}
        found = [*ends((await http.get(f"/queries/{name}", params=asked)).json()["rows"])]
        assert found, name
        assert all(end is None or end <= "2025-07-21" for end in found), name
