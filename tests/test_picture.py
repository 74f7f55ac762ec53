"""The picture without a browser: what stands in the page, where nodes stand, and that nothing else gets in."""

import base64
import hashlib
import json
import random
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.explorer.looks import LOOKS, link_look
from app.explorer.texts import plain
from app.layout import BRICK, cells, lay_out, wrap
from app.picture import LABELS_UP_TO, MAX_NODES, content_security_policy, render, static_files
from graph.vocabulary import vocabulary

HOSTILE = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "' onmouseover='window.pwned=1",
    '<a href="javascript:window.pwned=1">href</a>',
    "${window.pwned=1}",
    "{{ 7 * 7 }}{% raw %}",
    "line\u2028and\u2029paragraph",
    "<!--<script>",
    "]]>&lt;&amp;",
    "\ud800 lone \x00 null \x1b[31m",
    "\u202egnp.exe",
    "__proto__",
    "constructor",
    "",
    "   ",
    "ｗｉｄｅ 半導体製造装置に関する輸出管理規則の改正",
    "a" * 400,
]


def entity(name: str, kind: str, **more: Any) -> dict[str, Any]:
    ident = f"{kind.lower()}:{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"
    return {"id": ident, "kind": kind, "name": name, "aliases": [], "identifiers": {}, "properties": {}, **more}


def link(number: int, kind: str, subject: dict[str, Any], object_: dict[str, Any], **more: Any) -> dict[str, Any]:
    def end(of: dict[str, Any]) -> dict[str, Any]:
        return {key: of[key] for key in ("id", "kind", "name")}

    ends = {"subject": end(subject), "object": end(object_)}
    dates = {"valid_from": "2025-07-14", "valid_to": None, "known_from": "2025-07-18", "known_to": None}
    rest = {"certainty": "asserted", "holds": "yes", "n_sources": 1, "properties": {}}
    return {"link_id": f"link:{number}", "fact_id": f"fact:{number}", "type": kind, **ends, **dates, **rest, **more}


def article() -> dict[str, Any]:
    """Eight entities around the sale of cut-down AI chips to China, in July 2025."""
    lutnick = entity("Howard Lutnick", "Official")
    commerce = entity("US Department of Commerce", "Agency", aliases=["Commerce Department", "DOC"])
    china = entity("China", "Government", identifiers={"iso3166": "CN"})
    rule = entity(
        "Licence requirement for H20-class accelerators",
        "Measure",
        measure_kind="export_licensing",
        status="eased",
        status_since="2025-07-14",
        status_until=None,
        properties={"measure_kind": "export_licensing", "description": "Sales to China need a licence."},
    )
    h20 = entity("H20", "Product", identifiers={"eccn": "3A090"})
    mi308 = entity("MI308", "Product")
    nvidia = entity("Nvidia", "Company", aliases=["NVIDIA Corporation"])
    amd = entity("AMD", "Company", aliases=["Advanced Micro Devices"])
    links = [
        link(1, "HOLDS_OFFICE", lutnick, commerce, properties={"title": "Secretary of Commerce"}),
        link(2, "IMPOSED", commerce, rule, valid_from="2025-04-09", n_sources=2),
        link(3, "EASED", commerce, rule, n_sources=3),
        link(4, "RESTRICTS", rule, h20),
        link(5, "RESTRICTS", rule, mi308, holds="possible"),
        link(6, "TARGETS", rule, china),
        link(7, "MAKES", nvidia, h20, valid_from=None),
        link(8, "MAKES", amd, mi308, valid_from=None),
        link(9, "SEEKS", nvidia, rule, certainty="disputed", properties={"action": "lift"}),
        link(10, "COMMENTED_ON", lutnick, h20),
        link(11, "LIFTED", commerce, rule, certainty="expected", valid_from=None),
    ]
    nodes = [lutnick, commerce, china, rule, h20, mi308, nvidia, amd]
    return {"nodes": nodes, "links": links, "truncated": False, "more": {}}


def larger(size: int = 70, seed: int = 7) -> dict[str, Any]:
    """A graph of that many entities with names of real length, joined by chance as the vocabulary allows."""
    chance = random.Random(seed)
    people = "Donald Trump,Xi Jinping,Scott Bessent,He Lifeng,Marco Rubio,Wang Yi,Jensen Huang,Kevin Xu,Dominic Chiu"
    bodies = (
        "United States:Government,China:Government,Netherlands:Government,Japan:Government,"
        "US Department of Commerce:Agency,Ministry of Commerce:Agency,US Trade Representative:Agency,"
        "Bureau of Industry and Security:Agency,Eurasia Group:Organization,The Asia Group:Organization"
    )
    firms = "Nvidia,AMD,Intel,ASML,SMIC,Huawei,TikTok,CATL,Tokyo Electron"
    goods = "H20,MI308,Rare earth magnets,Lithography machines,EDA software,Gallium,Germanium,Lithium batteries,Cars"
    subjects = "advanced computing chips,chipmaking equipment,rare earths,fentanyl precursors,drones,cars,port calls"
    sorts = "Export control on,Tariff on,Licence rule for,Ban on the import of,Investment limits for"
    deals = "Geneva truce:Agreement,London framework:Agreement,Kuala Lumpur meeting:Event,APEC summit:Event"
    pool = [entity(name, "Official" if i < 6 else "Person") for i, name in enumerate(people.split(","))]
    pool += [entity(*pair.split(":")) for pair in f"{bodies},{deals}".split(",")]
    pool += [entity(name, "Company") for name in firms.split(",")]
    pool += [entity(name, "Product") for name in goods.split(",")]
    for i, (sort, subject) in enumerate((a, b) for a in sorts.split(",") for b in subjects.split(",")):
        status = vocabulary().statuses[i % 6]
        pool.append(entity(f"{sort} {subject}", "Measure", measure_kind="other", status=status))
    while len(pool) < size:
        pool.append(entity(f"Supplier {len(pool)} of parts", "Company"))
    nodes = pool[:size]
    rare = {"COMMENTED_ON", "OPPOSES"}  # these join nearly anything
    relations = [relation for name, relation in sorted(vocabulary().relationships.items()) if name not in rare]
    certainties = ["asserted"] * 6 + ["expected", "offered", "threatened", "disputed"]
    links: list[dict[str, Any]] = []
    while len(links) < round(size * 1.6):
        a, b = chance.sample(nodes, 2)
        allowed = [relation.name for relation in relations if relation.may_join(a["kind"], b["kind"])]
        if allowed:
            links.append(link(len(links), chance.choice(allowed), a, b, certainty=chance.choice(certainties)))
    return {"nodes": nodes, "links": links, "truncated": True, "more": {nodes[0]["id"]: 12, nodes[1]["id"]: 3}}


def hostile() -> dict[str, Any]:
    """Every hostile text in every place a text can come from."""
    kinds = ["Company", "Measure", "Product", "Official", "Agreement", "Event", "Government"]
    nodes = [
        {
            "id": f"x:{i}" if not text.strip() else text,
            "kind": text if i % 5 == 0 else kinds[i % len(kinds)],
            "name": text,
            "aliases": [text, text],
            "identifiers": {text: text},
            "properties": {text: text, "number": float("nan"), "day": date(2025, 7, 18), "deep": {"a": [text, None]}},
            "status": text if i % 2 else None,
        }
        for i, text in enumerate(HOSTILE)
    ]
    links = [
        link(i, text or "RESTRICTS", a, b, fact_id=text, link_id=text, certainty=text, properties={text: text})
        for i, (text, a, b) in enumerate(zip(HOSTILE, nodes, nodes[1:] + nodes[:1], strict=True))
    ]
    return {"nodes": nodes, "links": links, "truncated": True, "more": {HOSTILE[0]: 4}}


def page(graph: dict[str, Any], *, standalone: bool = False, title: str = "Chips for China", **more: Any) -> str:
    return render(graph, title=title, as_of="2025-07-18", known_at="2025-07-20", standalone=standalone, **more)


class Reader(HTMLParser):
    """What a browser would find in a page: elements with attributes, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[dict[str, str | None], str]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.raw.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            attrs, text = self.raw.pop()
            self.raw.append((attrs, text + data))
        else:
            self.texts.append(data)

    def data(self, name: str) -> Any:
        return json.loads(next(text for attrs, text in self.raw if attrs.get("id") == name))


GRAPHS = {"article": article, "larger": larger, "hostile": hostile}


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("graph", GRAPHS)
def test_page_holds_only_its_own_elements(graph: str, standalone: bool) -> None:
    read = Reader(page(GRAPHS[graph](), standalone=standalone, title=HOSTILE[1]))
    tags = {tag for tag, _ in read.elements}
    assert tags.isdisjoint({"img", "iframe", "object", "embed", "base", "form", "video", "audio", "source"})
    for tag, attrs in read.elements:
        assert not [name for name in attrs if name.startswith("on") or name in {"style", "srcdoc", "action"}], attrs
        for name in ("src", "href"):
            if name in attrs:
                assert re.fullmatch(r"/(static|facts)/[^/\\\s]+", attrs[name] or ""), (tag, attrs)
                assert not standalone
    scripts = [attrs for attrs, _ in read.raw if attrs.get("type") != "application/json" and "src" not in attrs]
    assert len(scripts) == (3 if standalone else 0)  # two scripts and a style


@pytest.mark.parametrize("standalone", [False, True])
def test_no_address_of_another_host(standalone: bool) -> None:
    html = page(article(), standalone=standalone)
    for name in static_files():
        html = html.replace(static_files()[name].path.read_text(encoding="utf-8").rsplit("\n//#", 1)[0], "")
    assert not re.search(r"(?:https?:)?//[a-z0-9]", html)
    assert "sourceMappingURL" not in html


def test_static_files_are_what_the_linked_page_asks_for() -> None:
    asked = {
        (attrs.get("src") or attrs.get("href") or "") for tag, attrs in Reader(page(article())).elements if tag != "a"
    }
    assert asked - {""} == {f"/static/{name}" for name in static_files()}
    assert all(file.path.is_file() for file in static_files().values())
    elsewhere = Reader(page(article(), static_url="/pictures/files/")).elements
    assert ("link", {"rel": "stylesheet", "href": "/pictures/files/picture.css"}) in elsewhere


def test_standalone_policy_names_each_script_and_style_by_its_hash() -> None:
    read = Reader(page(article(), standalone=True))
    policy = next(attrs["content"] or "" for tag, attrs in read.elements if attrs.get("http-equiv"))
    inline = [text for attrs, text in read.raw if attrs.get("type") != "application/json"]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert len(hashes) == 3
    assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    assert policy == content_security_policy(standalone=True, header=False)


def test_linked_policy_allows_the_origin_only() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy(standalone=False).split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"


@pytest.mark.parametrize("make", [article, larger])
def test_tables_tell_all_that_is_drawn(make: Any) -> None:
    graph = make()
    read = Reader(page(graph))
    text = "\n".join(read.texts)
    rows = text[text.index("Tables of the") :]
    for one in graph["nodes"]:
        assert one["name"] in rows
        assert one["id"] in rows
    for one in graph["links"]:
        assert ("a", {"href": f"/facts/fact%3A{one['link_id'].split(':')[1]}"}) in read.elements
        assert one["type"] in rows
    count = sum(tag == "tr" for tag, _ in read.elements)
    assert count == 2 + len(graph["nodes"]) + len(graph["links"])
    assert [tag for tag, _ in read.elements].count("caption") == 2


def test_data_blocks_tell_the_same_as_the_graph() -> None:
    graph = article()
    read = Reader(page(graph))
    nodes, edges = read.data("data-nodes"), read.data("data-edges")
    assert [n["id"] for n in nodes] == [n["id"] for n in graph["nodes"]]
    assert sorted(e["link_id"] for e in edges) == sorted(one["link_id"] for one in graph["links"])
    assert json.loads(read.data("data-options"))["physics"] == {"enabled": False}
    looks = {e["link_id"]: e["look"] for e in edges}
    assert looks["link:4"] == "eased"  # the status of the measure it comes from
    assert looks["link:5"] == "possible"
    assert looks["link:9"] == "disputed"
    assert looks["link:11"] == "planned"
    assert next(e for e in edges if e["link_id"] == "link:11")["label"] == "lifted (expected)"


def test_parallel_links_are_all_there_and_bent_apart() -> None:
    edges = Reader(page(article())).data("data-edges")
    curves = [
        json.dumps(e["smooth"]) for e in edges if e["from"].startswith("agency") and e["to"].startswith("measure")
    ]
    assert len(curves) == len(set(curves)) == 3


def test_standalone_page_tells_the_fact_as_text() -> None:
    read = Reader(page(article(), standalone=True))
    assert not [attrs for tag, attrs in read.elements if tag == "a"]
    assert "fact:4" in "".join(read.texts)
    assert {e["href"] for e in read.data("data-edges")} == {""}


def test_legend_tells_what_is_there_and_no_more() -> None:
    html = page(article())
    told = html[html.index('aria-label="Legend"') : html.index('id="tables"')]
    assert "Agency 1, Company 2, Government 1, Official 1" in told
    for look in ("holds", "eased", "possible", "disputed", "planned"):
        assert f"look-{look}" in told
    assert "look-suspended" not in told
    assert "Agreement" not in told


def test_hostile_texts_stay_texts() -> None:
    read = Reader(page(hostile(), title=HOSTILE[0]))
    labels = [n["label"] for n in read.data("data-nodes")]
    assert HOSTILE[0] in labels
    assert not [label for label in labels if not label.strip() or label.startswith("x:")]
    assert "(unnamed " in " ".join(labels)
    assert "nan" in json.dumps(read.data("data-nodes"))
    assert "2025-07-18" in json.dumps(read.data("data-nodes"))
    assert "window.pwned" not in "".join(text for a, text in read.raw if a.get("type") != "application/json")


def test_what_is_left_out_is_told() -> None:
    assert "15 more links are not shown (Donald Trump 12, Xi Jinping 3)." in page(larger())
    assert 'role="note"' not in page(article())
    assert "There is more than is shown here" in page({**article(), "truncated": True})


def test_too_many_nodes_are_counted_and_not_drawn() -> None:
    graph = larger(MAX_NODES + 20)
    html = page(graph)
    assert len(Reader(html).data("data-nodes")) == MAX_NODES
    assert f"Only {MAX_NODES} of {MAX_NODES + 20} entities are drawn" in html
    assert graph["nodes"][-1]["name"] in html


def test_nothing_to_show_is_said() -> None:
    html = page({"nodes": [], "links": [], "truncated": False, "more": {}})
    assert "There is nothing to show" in html
    assert "<script" not in html


def test_an_end_that_was_not_given_is_drawn_from_the_link() -> None:
    graph = article()
    graph["nodes"] = graph["nodes"][:3]
    assert len(Reader(page(graph)).data("data-nodes")) == 8


def test_labels_are_on_only_for_few_links() -> None:
    assert Reader(page(article())).data("data-scene")["labels"] is True
    assert len(larger()["links"]) > LABELS_UP_TO
    assert Reader(page(larger())).data("data-scene")["labels"] is False


def test_same_graph_same_page() -> None:
    graph = larger()
    assert page(graph) == page(json.loads(json.dumps(graph)))


IDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=6)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    kinds = st.sampled_from([*vocabulary().kinds, "Unheard"])
    ids = draw(st.lists(IDS, unique=True, max_size=60))
    nodes = [{"id": i, "kind": draw(kinds), "label": draw(st.text(max_size=60))} for i in ids]
    ends = st.sampled_from([*ids, "nowhere"])
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=80))
    return nodes, [{"subject": {"id": a}, "object": {"id": b}} for a, b in pairs]


@settings(max_examples=60, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_no_two_boxes_overlap_and_order_does_not_matter(graph: Any, chance: random.Random) -> None:
    nodes, links = graph
    layout = lay_out(nodes, links)
    assert set(layout.boxes) == {node["id"] for node in nodes}
    boxes = sorted(layout.boxes.values(), key=lambda b: (b.x, b.y))
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert abs(a.x - b.x) * 2 >= a.width + b.width or abs(a.y - b.y) * 2 >= a.height + b.height, (a, b)
    for x in {box.x for box in boxes}:
        assert sum(box.x == x for box in boxes) <= BRICK
    shuffled = chance.sample(nodes, len(nodes)), chance.sample(links, len(links))
    assert lay_out(*shuffled) == layout


def test_columns_read_from_those_who_act_to_what_is_acted_upon() -> None:
    graph = article()
    nodes = [{**n, "label": n["name"]} for n in graph["nodes"]]
    boxes = {n["name"]: lay_out(nodes, graph["links"]).boxes[n["id"]] for n in graph["nodes"]}
    order = [
        "Howard Lutnick",
        "US Department of Commerce",
        "Licence requirement for H20-class accelerators",
        "H20",
        "China",
    ]
    assert [boxes[name].x for name in order] == sorted({boxes[name].x for name in order})
    assert boxes["Nvidia"].x == boxes["China"].x  # both are acted upon


def test_a_brick_is_never_taller_than_it_may_be() -> None:
    nodes = [{"id": f"product:{i}", "kind": "Product", "label": f"Good {i}"} for i in range(131)]
    xs = [box.x for box in lay_out(nodes, []).boxes.values()]
    assert max(xs.count(x) for x in xs) <= BRICK


@given(st.text(max_size=200))
def test_labels_keep_to_two_lines_of_fair_width(text: str) -> None:
    lines = wrap(text)
    assert 1 <= len(lines) <= 2
    assert all(cells(line) <= 26 for line in lines)
    whole = " ".join(text.split())
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == whole.replace(" ", "")


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.dates(), st.lists))
def test_anything_becomes_json_that_a_page_can_hold(value: Any) -> None:
    json.dumps(plain({"value": value}), allow_nan=False).encode("utf-8")
    json.dumps(plain(value), allow_nan=False, ensure_ascii=False).encode("utf-8")


def test_doubt_comes_before_status() -> None:
    measures = {"measure:m": "suspended"}
    base = {"subject": {"id": "measure:m"}, "holds": "yes", "certainty": "asserted"}
    assert link_look(base, measures) == "suspended"
    assert link_look({**base, "holds": "no"}, measures) == "ended"
    assert link_look({**base, "certainty": "offered"}, measures) == "planned"
    assert link_look({**base, "holds": "no", "certainty": "disputed"}, measures) == "disputed"


def test_colours_stand_out_on_light_and_dark() -> None:
    css = static_files()["picture.css"].path.read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in css.split("@media", 2)[:2])

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    def contrast(a: str, b: str) -> float:
        low, high = sorted((luminance(a), luminance(b)))
        return (high + 0.05) / (low + 0.05)

    for theme in (light, light | dark):
        for name in [f"look-{look}" for look in LOOKS] + ["pick", "accent"]:
            assert contrast(theme[name], theme["paper"]) >= 3, name
        for group in ("actor", "measure", "product", "agreement", "event"):
            assert contrast(theme[group], theme[f"{group}-ink"]) >= 4.5, group
            assert max(contrast(theme[shade], theme["paper"]) for shade in (group, f"{group}-edge")) >= 3, group
        for ink in ("ink", "soft"):
            assert min(contrast(theme[ink], theme[on]) for on in ("paper", "panel")) >= 4.5, ink
