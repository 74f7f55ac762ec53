"""Lists: their state is in the address, and each filter can be removed."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

from page_reader import Reader

from app.pages.frame import Frame, render_page
from app.pages.lists.columns import LISTS, list_table
from app.pages.lists.listing import PAGE_SIZE, Asked, describe_list
from graph.cypher_files import find_parameters, read_cypher
from graph.queries import Clocks, ListPage

HOSTILE = "<script>alert(1)</script> & \"x\" 'y' \u202e"
ROW = {
    "id": "measure:a", "name": HOSTILE, "kind": "tariff", "status": "in_force", "basis": "by_terms", "plan": None,
    "since": "2025-03", "until": "2026-11-27", "holds": "yes", "first": "2025-03-01", "certainty": "asserted",
    "one_source": True, "disputed": False, "by": [{"id": "agency:x", "name": "X"}], "targets": [], "products": [],
}  # fmt: skip
FACETS = {
    "kind": [{"value": "tariff", "count": 51}, {"value": "quota", "count": 9}],
    "by": [{"value": "government:china", "name": HOSTILE, "count": 60}],
    "year": [{"value": 2025, "count": 60}, {"value": None, "count": 3}],
}


def listed(asked=(), chosen=None, rows=(ROW,), total=120, page=1, sort="name", words=""):
    frame = Frame(
        "browse/measures", tuple(asked), Clocks(date(2026, 11, 28), datetime(2026, 11, 28, tzinfo=UTC)), "2025-12-04"
    )
    shown = describe_list(
        LISTS["measures"], Asked(words, chosen or {}, sort, page), ListPage(rows, total, FACETS), frame
    )
    return shown, Reader(render_page("list.html", frame, shown))


def query_of(href):
    return {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}


def test_a_hostile_name_is_text():
    _, read = listed()
    assert HOSTILE in read.texts
    assert not [attrs for attrs, _ in read.raw if "src" not in attrs]
    for _, attrs in read.elements:
        assert not [name for name in attrs if name.startswith("on") or name == "style"], attrs


def test_every_link_keeps_both_clocks_and_the_other_filters():
    asked = (("as_of", "2026-10-08"), ("known_at", "2026-11-01"), ("kind", "tariff"), ("page", "2"))
    shown, _ = listed(asked, {"kind": "tariff"}, page=2)
    facet = next(facet for facet in shown["facets"] if facet["title"] == "Government that acted")
    assert query_of(facet["choices"][0]["href"]) == {
        "as_of": "2026-10-08", "known_at": "2026-11-01", "kind": "tariff", "by": "government:china",
    }  # fmt: skip
    (chosen,) = shown["chosen"]
    assert (chosen["name"], chosen["text"]) == ("Kind", "tariff")
    assert "kind" not in query_of(chosen["href"])
    assert query_of(shown["pages"]["after"])["page"] == "3"
    assert "page" not in query_of(shown["pages"]["before"])
    assert shown["pages"]["last"] == -(-120 // PAGE_SIZE)


def test_a_heading_sorts_and_sorts_back():
    shown, read = listed()
    name = shown["columns"][0]
    assert (name["sorted"], query_of(name["href"])) == ("ascending", {"sort": "-name"})
    shown, _ = listed((("sort", "-name"),), sort="-name")
    assert query_of(shown["columns"][0]["href"]) == {}
    assert ("th", {"scope": "col", "aria-sort": "ascending"}) in read.elements


def test_an_unknown_value_is_no_facet_and_the_age_of_the_data_is_marked():
    shown, read = listed()
    year = next(facet for facet in shown["facets"] if facet["title"] == "Year")
    assert [choice["text"] for choice in year["choices"]] == ["2025"]
    assert ("span", {"class": "age late"}) in read.elements
    text = " ".join(" ".join(read.texts).split())
    assert "Latest source: 4 Dec 2025" in text
    assert "in force by its own terms, not confirmed" in text
    assert "Mar 2025, to 26 Nov 2026" in text  # the last day, not the day after


def test_nothing_found_says_what_to_do():
    _, read = listed(rows=(), total=0, words="xyz")
    assert any("No measures fit" in text for text in read.texts)


def test_every_facet_and_order_of_a_list_is_known_to_its_query():
    for name, listing in LISTS.items():
        text = read_cypher(f"pages/{name}")
        assert {facet.name for facet in listing.facets} <= find_parameters(text)
        for order in listing.sorts:
            name_of_order = order.removeprefix("-")
            default = name_of_order in ("name", "published")
            assert default or f"'{name_of_order}'" in text, (name, order)


def test_a_file_has_names_and_ids_of_entities():
    columns, rows = list_table([ROW], joined=True)
    row = dict(zip(columns, rows[0], strict=True))
    assert columns[:3] == ["id", "name", "kind"]
    assert (row["by"], row["by_ids"], row["targets"]) == ("X", "agency:x", "")
    columns, rows = list_table([ROW], joined=False)
    assert dict(zip(columns, rows[0], strict=True))["by_ids"] == ["agency:x"]
    assert list_table([], joined=True) == ([], [])
