"""Pages made on the server, through HTTP: the same facts as the API, whole without scripts."""

import csv
import html
import io
import re
from urllib.parse import urljoin, urlsplit

import pytest
from openpyxl import load_workbook
from page_reader import Reader

H20 = "measure:us-h20-export-control"
DAY = {"as_of": "2025-07-20", "known_at": "2025-11-30"}


async def page(http, path, status=200, **params):
    answer = await http.get(path, params=params, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    read = Reader(answer.text)
    read.text = " ".join(" ".join(read.texts).split())
    return read


def hrefs(read, part):
    return [attrs["href"] for tag, attrs in read.elements if tag == "a" and part in (attrs.get("href") or "")]


async def test_a_list_has_the_same_measures_as_the_api(http):
    for asked, filters in (
        ({"status": "in_force"}, {"status": "in_force"}),
        ({"basis": "by_terms", "kind": "tariff"}, {"basis": "by_terms", "kind": "tariff"}),
    ):
        listed = (await http.get("/browse/measures", params={**DAY, **asked, "format": "json"})).json()
        ids = {row[listed["columns"].index("id")] for row in listed["rows"]}
        there = (await http.get("/measures", params={**DAY, **filters, "limit": 500})).json()["items"]
        assert ids == {item["id"] for item in there}
        assert ids


async def test_facets_count_what_a_click_on_them_lists(http):
    read = await page(http, "/browse/measures", **DAY)
    counts = re.findall(
        r'<li><a href="([^"]+)"><bdi>([^<]+)</bdi></a> <span class="count">(\d+)</span>',
        (await http.get("/browse/measures", params=DAY)).text,
    )
    assert "sources up to" in read.text
    assert len(counts) > 20
    for href, name, count in counts[::4]:
        listed = await http.get(urljoin("/browse/", html.unescape(href)))
        total = re.search(r"<caption>(?:[\d,]+ to [\d,]+ of )?([\d,]+) measures?</caption>", listed.text)
        assert total, name
        assert total[1] == count, name


@pytest.mark.parametrize("name", ["measures", "actors", "products", "agreements", "sources"])
async def test_every_order_and_page_of_a_list(http, name):
    whole = await http.get(f"/browse/{name}", params={"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(whole.text)))
    assert len({row["id"] for row in rows}) == len(rows) > 0
    first = await page(http, f"/browse/{name}")
    for href in hrefs(first, "sort=")[:3]:
        assert (await http.get(urljoin("/browse/", href))).status_code == 200
    if len(rows) > 50:
        second = await page(http, f"/browse/{name}", page=2)
        assert hrefs(second, "entity/" if name != "sources" else "source/") != hrefs(first, "entity/")
    book = load_workbook(io.BytesIO((await http.get(f"/browse/{name}", params={"format": "xlsx"})).content))
    assert book[name.capitalize()].max_row == len(rows) + 1
    assert "as of" in [row[0] for row in book["about"].values]
    assert (await http.get(f"/browse/{name}", params={"format": "cypher"})).text.startswith("// ")
    assert "No " in (await page(http, f"/browse/{name}", q="xyzzy")).text


async def test_a_list_refuses_what_it_does_not_know(http):
    for params in ({"colour": "red"}, {"sort": "colour"}, {"page": 0}, {"year": "x"}):
        assert (await http.get("/browse/measures", params=params)).status_code == 422
    assert (await http.get("/browse/nothing")).status_code == 404


async def test_the_page_of_a_measure_says_why_it_has_its_status(http):
    read = await page(http, f"/entity/{H20}", **DAY)
    api = (await http.get(f"/entities/{H20}", params=DAY)).json()
    assert api["status"] == "eased"
    fact = (await http.get(f"/facts/{api['status_fact_id']}", params=DAY)).json()
    (reason,) = [one for one in fact["statements"] if one["id"] == api["status_statement_id"]]
    before, _, after = read.text.partition("Who and when")
    assert "Eased" in before
    assert reason["text"] in before
    assert "In return for what" in after
    # Every name leads to a page, and evidence leads to the source's page first.
    for href in {*hrefs(read, "entity/"), *hrefs(read, "source/")}:
        assert (await http.get(urljoin("/entity/", href))).status_code == 200, href
    assert hrefs(read, "receipt=true")


async def test_a_citation_can_be_opened_later(http):
    read = await page(http, f"/entity/{H20}")
    (receipt,) = hrefs(read, "receipt=true")
    answer = (await http.get(urljoin("/entity/", receipt))).json()
    assert answer["receipt"] == 1
    (address,) = [a["href"] for _, a in read.elements if "data-absolute" in a and "receipt" not in a["href"]]
    assert {"as_of", "known_at"} <= set(re.findall(r"(\w+)=", urlsplit(address).query))


async def test_evidence_can_be_limited_to_one_source(http):
    all_ = await page(http, "/entity/government:china", **DAY)
    alone = await page(http, "/entity/government:china", only="one_source", **DAY)
    assert alone.text.count("one source only") > 3
    assert hrefs(all_, "only=one_source")


async def test_a_source_says_what_rests_on_it_alone(http):
    name = "source:reuters-nvidia-h20-charge"
    read = await page(http, f"/source/{name}")
    (row,) = [
        row for row in (await http.get("/queries/sources", params={"limit": 1000})).json()["rows"] if row[0] == name
    ]
    assert f"rests on this source alone: {row[10]}" in read.text
    early = await page(http, f"/source/{name}", 404, known_at="2025-01-01")
    assert "published by 2025-01-01" in early.text


async def test_a_question_takes_a_name_and_links_its_answer(http):
    read = await page(http, "/browse/queries/measures_on_product", product="gallium", as_of="2026-10-08")
    assert hrefs(read, "entity/measure:china-ban-on-gallium-germanium-antimony")
    assert "by its own terms" not in read.text.partition("Cypher")[0]
    wrong = await page(http, "/browse/queries/measures_on_product", 404, product="product:nothing")
    assert "product:nothing" in wrong.text
    script = await http.get("/browse/queries/measures_on_product", params={"product": "product:x", "format": "cypher"})
    assert ':param product => "product:x";' in script.text


async def test_changes_are_those_of_the_library(http):
    days = {"from": "2025-05-01", "to": "2025-11-30", "known_at": "2025-12-31", "format": "json"}
    table = (await http.get("/browse/changes", params=days)).json()
    shown = {(row[table["columns"].index("measure_id")], row[table["columns"].index("after")]) for row in table["rows"]}
    asked = {"since": "2025-04-30", "as_of": "2025-11-30", "known_at": "2025-12-31", "limit": 500}
    library = (await http.get("/queries/status_changes", params=asked)).json()
    names = library["columns"]
    assert shown == {(row[names.index("measure_id")], row[names.index("to_status")]) for row in library["rows"]}
    since = await http.get("/browse/changes", params={"known_since": "2026-09-01", "format": "csv"})
    assert 1 < since.text.count("\r\n") < 20


async def test_an_empty_calendar_names_its_days_and_the_nearest_event(http):
    read = await page(http, "/browse/calendar", **{"as_of": "2026-10-10", "to": "2026-10-12", "kind": "tariff"})
    assert "Nothing is due from 10 Oct 2026 to 11 Oct 2026" in read.text or "Oct" in read.text
    far = await page(http, "/browse/calendar", as_of="2090-01-01")
    assert "Nothing is due from 1 Jan 2090" in far.text


async def test_an_error_is_a_page_for_a_browser_and_a_problem_for_a_program(http):
    read = await page(http, "/entity/company:nvidai", 404)
    assert "There is no entity 'company:nvidai'. Did you mean …?" in " ".join(read.text.split())
    assert hrefs(read, "entity/company:nvidia")
    assert ("nvidai") in [attrs.get("value") for tag, attrs in read.elements if attrs.get("id") == "search"]
    program = await http.get("/entity/company:nvidai", headers={"Accept": "application/json"})
    assert program.headers["content-type"] == "application/problem+json"
    wrong = await page(http, "/browse/measures", 422, as_of="never")
    assert "as_of" in wrong.text


async def test_a_page_keeps_its_policy_when_it_has_not_changed(http):
    first = await http.get("/browse/measures", params=DAY)
    again = await http.get("/browse/measures", params=DAY, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


async def test_the_search_offers_questions_and_suggestions(http):
    found = (await http.get("/browse/suggest", params={"q": "what restricts gallium"})).json()["items"]
    texts = [item["text"] for item in found]
    assert "What restricts Gallium, germanium and antimony?" in texts
    for item in found:
        assert (await http.get("/" + item["href"])).status_code == 200
    assert (await http.get("/browse/suggest")).json() == {"items": []}
