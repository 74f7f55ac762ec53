"""Explorer pages without a browser: content, positions of nodes, and no markup from data."""

import base64
import hashlib
import json
import random
import re
from datetime import date
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import CLOCKS, Reader, page
from scenes import HOSTILE, article, entity, hostile, larger, link, scene

from app.pictures.assets import (
    BOARD_SCRIPTS,
    BOARD_STYLES,
    PAGE_SCRIPTS,
    REPORT_SCRIPTS,
    SCENE_SCRIPTS,
    STYLESHEETS,
    content_security_policy,
    static_files,
)
from app.pictures.explorer_page import MAX_LABELLED_LINKS, PageRequest, render
from app.pictures.pages import title_of
from app.pictures.scene.build import build_scene
from app.pictures.scene.days import days_text
from app.pictures.scene.incremental_layout import place_new_nodes
from app.pictures.scene.layout import MAX_STACK, Layout, count_cells, lay_out, wrap
from app.pictures.scene.status_lines import find_statusless_spans
from app.pictures.scene.styles import LINE_STYLES, link_style, measure_style
from app.pictures.scene.text import sanitize
from graph.model.vocabulary import vocabulary
from graph.queries import AddStep, Clocks, ExpandStep, LinkFilter, SceneRequest

SCENES = {"article": article, "larger": larger, "hostile": hostile}


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("name", SCENES)
def test_a_page_holds_only_its_own_elements(name: str, standalone: bool) -> None:
    read = Reader(page(SCENES[name](), standalone=standalone, view=HOSTILE[1]))
    tags = {tag for tag, _ in read.elements}
    assert tags.isdisjoint({"img", "iframe", "object", "embed", "base", "form", "video", "audio", "source"})
    for tag, attrs in read.elements:
        assert not [key for key in attrs if key.startswith("on") or key in {"style", "srcdoc", "action"}], attrs
        for key in ("src", "href"):
            if key in attrs:
                assert re.fullmatch(r"\./|(static|picture|export)(/[^/\\\s?]+)?(\?[^\\\s]*)?", attrs[key] or ""), (
                    tag,
                    attrs,
                )
                assert not standalone
    scripts = [attrs for attrs, _ in read.raw if attrs.get("type") != "application/json" and "src" not in attrs]
    assert len(scripts) == (len(SCENE_SCRIPTS) + len(STYLESHEETS) if standalone else 0)


@pytest.mark.parametrize("standalone", [False, True])
def test_no_address_of_another_host(standalone: bool) -> None:
    html = re.sub(r"sha256-[\w+/=]+", "", page(article(), standalone=standalone))  # a hash may look like an address
    for file in static_files().values():
        html = html.replace(file.path.read_text(encoding="utf-8").rsplit("\n//#", 1)[0], "")
    assert not re.search(r"(?:https?:)?//[a-z0-9]", html)
    assert "sourceMappingURL" not in html


def test_scripts_never_read_text_as_markup() -> None:
    for name, file in static_files().items():
        text = file.path.read_text(encoding="utf-8")
        if not name.startswith("vis-network"):
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text
            ), name
            assert text.count("\n") <= 300, f"{name} has grown: split it where its meaning splits"
            assert not name.endswith(".js") or '"use strict";' in text


def test_static_files_are_what_linked_pages_ask_for() -> None:
    read = (Reader(page(article())),)
    asked = {
        attrs.get("src") or attrs.get("href") or ""
        for r in read
        for tag, attrs in r.elements
        if tag in ("script", "link")
    }
    asked |= {f"static/{name}" for name in (*REPORT_SCRIPTS, *PAGE_SCRIPTS, *BOARD_SCRIPTS, *BOARD_STYLES)}
    assert asked - {""} == {f"static/{name}" for name in static_files()}
    assert set(SCENE_SCRIPTS) < set(static_files())
    elsewhere = Reader(page(article(), static_url="/pictures/files/")).elements
    assert ("link", {"rel": "stylesheet", "href": "/pictures/files/explorer.css"}) in elsewhere


def test_standalone_policy_names_each_script_and_style_by_its_hash() -> None:
    read = Reader(page(article(), standalone=True))
    policy = next(attrs["content"] or "" for tag, attrs in read.elements if attrs.get("http-equiv"))
    inline = [text for attrs, text in read.raw if attrs.get("type") != "application/json"]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert len(hashes) == len(SCENE_SCRIPTS) + len(STYLESHEETS)
    assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    assert policy == content_security_policy(standalone=True, header=False)


def test_linked_policy_allows_the_origin_only() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy(standalone=False).split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"


def test_the_page_holds_the_scene_that_the_service_sends() -> None:
    read, sent = Reader(page(article())), build_scene(article())
    nodes, links = read.data("data-nodes"), read.data("data-links")
    for own, drawn_ in ((nodes, sent["nodes"]), (links, sent["links"])):
        assert len(own) == len(drawn_)
        for here, there in zip(own, json.loads(json.dumps(drawn_)), strict=True):
            assert there.items() <= here.items()  # pyvis adds its own keys
    rest = {key: value for key, value in sent.items() if key not in ("nodes", "links")}
    assert read.data("data-scene") == json.loads(json.dumps(rest))
    assert json.loads(read.data("data-options"))["physics"] == {"enabled": False}


def test_doubt_status_and_day_make_the_look_of_a_link() -> None:
    links = {each["link_id"]: each for each in build_scene(article())["links"]}
    looks = {name: [span["look"] for span in each["spans"]] for name, each in links.items()}
    assert looks["link:4"] == ["eased"]  # the status of the measure at its start
    assert looks["link:5"] == ["possible"]
    assert looks["link:9"] == ["disputed"]
    assert looks["link:11"] == ["planned"]
    assert links["link:11"]["label"] == "lifted (expected)"


def test_the_look_of_a_link_turns_with_its_measure() -> None:
    rule, good = entity("Rule", "Measure"), entity("Good", "Product")
    rule["spans"] = [
        {"from": "2025-04-09", "to": "2025-07-14", "holds": "yes", "status": "in_force"},
        {"from": "2025-07-14", "to": None, "holds": "yes", "status": "suspended"},
    ]
    restricts = link(1, "RESTRICTS", rule, good, spans=[{"from": "2025-05-01", "to": "2025-09-01", "holds": "yes"}])
    (shown,) = build_scene(scene([rule, good], [restricts]))["links"]
    assert shown["spans"] == [
        {"from": "2025-05-01", "to": "2025-07-14", "holds": "yes", "look": "holds", "basis": "reported"},
        {"from": "2025-07-14", "to": "2025-09-01", "holds": "yes", "look": "suspended", "basis": "reported"},
    ]


PAUSED = [
    {"from": "2025-04-09", "to": "2025-07-14", "holds": "yes", "status": "in_force", "basis": "reported"},
    {"from": "2025-07-14", "to": "2025-11-10", "holds": "yes", "status": "suspended", "basis": "reported"},
    {"from": "2025-11-10", "to": "2026-01-01", "holds": "yes", "status": "in_force", "basis": "by_terms"},
    {"from": "2026-01-01", "to": None, "holds": "possible", "status": "expired", "basis": "by_terms"},
]


def test_a_status_by_its_own_terms_says_so_and_so_do_its_links() -> None:
    rule, good = entity("Rule", "Measure", spans=PAUSED), entity("Good", "Product")
    always = [{"from": None, "to": None, "holds": "yes"}]
    links = [
        link(1, "RESTRICTS", rule, good, spans=always),
        link(2, "EXEMPTS", rule, good, spans=always, certainty="expected"),
    ]
    shown = build_scene(scene([rule, good], links))
    life = next(node for node in shown["nodes"] if node["kind"] == "Measure")["spans"]
    assert [(span["look"], span["basis"], span["text"], span["word"]) for span in life] == [
        ("holds", "reported", "in force", None),
        ("suspended", "reported", "suspended", "suspended"),
        ("holds", "by_terms", "back in force by its own terms, not confirmed", "not confirmed"),
        ("ended", "by_terms", "expired by its own terms, not confirmed; dates uncertain", "expired, not confirmed"),
    ]
    restricts, exempts = ([(s["from"], s["look"], s["basis"]) for s in each["spans"]] for each in shown["links"][::-1])
    assert restricts == [
        (None, "unset", None), ("2025-04-09", "holds", "reported"), ("2025-07-14", "suspended", "reported"),
        ("2025-11-10", "holds", "by_terms"), ("2026-01-01", "ended", "by_terms"),
    ]  # fmt: skip
    assert exempts == [(None, "planned", None)]  # the look of an expected link does not depend on the status


def test_a_measure_that_first_comes_into_force_by_its_own_terms_is_not_back() -> None:
    first = [{"from": "2025-04-09", "to": None, "holds": "yes", "status": "in_force", "basis": "by_terms"}]
    (node,) = build_scene(scene([entity("Rule", "Measure", spans=first)], []))["nodes"]
    assert node["spans"][0]["text"] == "in force by its own terms, not confirmed"


@pytest.mark.parametrize(
    ("certainty", "word"), [("threatened", "threatened"), ("announced", "announced"), ("asserted", None)]
)
def test_a_measure_never_imposed_is_not_in_force_nor_are_its_links_facts(certainty: str, word: str | None) -> None:
    rule, good, ministry = entity("Rule", "Measure"), entity("Good", "Product"), entity("Ministry", "Agency")
    acts = [link(1, "IMPOSED", ministry, rule, certainty=certainty)] if word else []
    shown = build_scene(scene([rule, good, ministry], [*acts, link(2, "RETALIATES_FOR", rule, good)]))
    without = next(node for node in shown["nodes"] if node["kind"] == "Measure")["without"]
    assert {span["look"] for span in without} == {"unset"}
    assert without[0]["word"] == without[0]["text"] == "not in force"
    assert (without[-1]["word"], without[-1]["from"]) == ((word, "2025-07-18") if word else ("not in force", None))
    looks = {each["type"]: {span["look"] for span in each["spans"]} for each in shown["links"]}
    assert looks["RETALIATES_FOR"] == {"unset"}
    assert looks.get("IMPOSED", {"planned"}) == {"planned"}


def test_an_expected_end_or_what_was_fulfilled_is_no_plan_to_impose() -> None:
    rule, ministry = entity("Rule", "Measure"), entity("Ministry", "Agency")
    acts = [
        link(1, "LIFTED", ministry, rule, certainty="expected"),
        link(2, "IMPOSED", ministry, rule, certainty="expected", fulfilled_by="fact:9"),
    ]
    shown = build_scene(scene([rule, ministry], acts))
    (measure,) = [node for node in shown["nodes"] if node["kind"] == "Measure"]
    assert [span["word"] for span in measure["without"]] == ["not in force"]


def test_days_without_a_status_are_those_that_no_span_covers() -> None:
    life = [PAUSED[0] | {"to": "2025-05-01"}, PAUSED[1] | {"from": "2025-06-01", "to": "2025-07-01"}]
    assert [(span["from"], span["to"]) for span in find_statusless_spans(life, [])] == [
        (None, "2025-04-09"), ("2025-05-01", "2025-06-01"), ("2025-07-01", None),
    ]  # fmt: skip
    assert find_statusless_spans(PAUSED, [])[1:] == []
    assert find_statusless_spans([PAUSED[0] | {"from": None, "to": None}], []) == []


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2025-04-09", "2026-11-27", "9 Apr 2025 to 26 Nov 2026"),
        ("2025-04-09", None, "from 9 Apr 2025"),
        (None, "2026-11-27", "to 26 Nov 2026"),
        ("2025-04-09", "2025-04-10", "9 Apr 2025"),
        ("2025-04", "2026", "Apr 2025 to 2026"),
        ("2025-12-31", "2026-01-01", "31 Dec 2025"),
        (None, None, ""),
    ],
)
def test_an_end_is_shown_as_the_last_day(start: str | None, end: str | None, text: str) -> None:
    assert days_text(start, end) == text


@pytest.mark.parametrize("known_at", [None, "2025-07-20", "2025-07-20T10:30:00.123456Z"])
@pytest.mark.parametrize("standalone", [False, True])
def test_no_page_shows_an_instant_or_a_day_as_the_data_has_it(known_at: str | None, standalone: bool) -> None:
    clocks = Clocks.parse("2025-07-18", known_at)
    scenery = SceneRequest(["measure:x"])
    html = render(
        article(), PageRequest(scenery, clocks, known_at, latest="2025-07-17"), "RETURN 1", standalone=standalone
    )
    shown = " ".join("".join(Reader(html).texts).split())
    assert not re.search(r"\d{4}-\d{2}-\d{2}|T\d{2}:\d{2}|\d{2}\.\d{3}", shown)
    told = {None: "today", "2025-07-20": "20 Jul 2025"}.get(known_at, "20 Jul 2025, 10:30 UTC")
    assert f"using sources up to {told}" in shown
    assert "Latest source: 17 Jul 2025, before the selected date" in shown
    assert ("span", {"id": "age", "class": "age late"}) in Reader(html).elements


def test_parallel_links_are_all_there_and_bent_apart() -> None:
    bends = [
        json.dumps(each["bend"])
        for each in build_scene(article())["links"]
        if each["subject"].startswith("agency") and each["object"].startswith("measure")
    ]
    assert len(bends) == len(set(bends)) == 3


def test_hostile_texts_stay_texts() -> None:
    read = Reader(page(hostile()))
    names = [node["name"] for node in read.data("data-nodes")]
    assert HOSTILE[0] in names
    assert not [name for name in names if not name.strip() or name.startswith("x:")]
    assert "(unnamed " in " ".join(names)
    assert "nan" in json.dumps(read.data("data-nodes"))
    assert "18 Jul 2025" in json.dumps(read.data("data-nodes"))
    assert "window.pwned" not in "".join(text for a, text in read.raw if a.get("type") != "application/json")


def test_what_is_left_out_is_told() -> None:
    assert "The picture starts with 70 entities. There are more." in page(larger())
    assert 'role="note"' not in page(article())


def test_labels_are_on_only_for_few_links() -> None:
    assert Reader(page(article())).data("data-page")["labels"] is True
    assert len(larger()["links"]) > MAX_LABELLED_LINKS
    assert Reader(page(larger())).data("data-page")["labels"] is False


def test_same_scene_same_page() -> None:
    assert page(larger()) == page(json.loads(json.dumps(larger())))


def test_a_page_knows_what_it_was_asked_so_that_it_can_ask_on() -> None:
    steps = (ExpandStep("company:nvidia", date(2025, 7, 20), ["MAKES"]), AddStep(["product:h20", "government:china"]))
    scenery = SceneRequest(["company:nvidia"], 2, LinkFilter(["MAKES"], ["Product"]), 50, steps)
    assert PageRequest(scenery, CLOCKS, "2025-07-20").to_parameters() == {
        "id": ["company:nvidia"], "depth": 2, "type": ["MAKES"], "kind": ["Product"], "limit": 50,
        "then": ["expand company:nvidia 2025-07-20 MAKES", "add product:h20 government:china"],
        "known_at": "2025-07-20",
    }  # fmt: skip


def test_a_title_names_three_at_most() -> None:
    names = {"a": "A", "b": "B", "c": "C", "d": "D"}
    assert title_of(["a", "b", "c"], names) == "A, B, C"
    assert title_of(["a", "b", "c", "d"], names) == "A, B, C …"


IDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=6)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    kinds = st.sampled_from([*vocabulary().kinds, "Unheard"])
    ids = draw(st.lists(IDS, unique=True, max_size=60))
    nodes = [{"id": i, "kind": draw(kinds), "label": draw(st.text(max_size=60))} for i in ids]
    ends = st.sampled_from([*ids, "nowhere"])
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=80))
    return nodes, [{"subject": {"id": a}, "object": {"id": b}} for a, b in pairs]


@settings(max_examples=examples(60), deadline=None)
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
        assert sum(box.x == x for box in boxes) <= MAX_STACK
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
    assert boxes["Nvidia"].x == boxes["China"].x  # both are targets


def test_a_brick_is_never_taller_than_it_may_be() -> None:
    nodes = [{"id": f"product:{i}", "kind": "Product", "label": f"Good {i}"} for i in range(131)]
    xs = [box.x for box in lay_out(nodes, []).boxes.values()]
    assert max(xs.count(x) for x in xs) <= MAX_STACK


@settings(max_examples=examples(40), deadline=None)
@given(graphs(), st.integers(1, 5), st.randoms(use_true_random=False))
def test_nodes_that_join_later_take_free_places_and_move_none(graph: Any, parts: int, chance: random.Random) -> None:
    nodes, links = graph
    layout, there = Layout({}, (), 0), []
    for part in (nodes[n::parts] for n in range(parts)):
        before = dict(layout.boxes)
        there += part
        layout = place_new_nodes(layout, there, links) if before else lay_out(there, links)
        assert before.items() <= layout.boxes.items()
        assert place_new_nodes(layout, chance.sample(there, len(there)), links) == layout
    assert set(layout.boxes) == {node["id"] for node in nodes}
    boxes = list(layout.boxes.values())
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert abs(a.x - b.x) * 2 >= a.width + b.width or abs(a.y - b.y) * 2 >= a.height + b.height, (a, b)
    assert all(box.y - box.height / 2 > layout.top for box in boxes)


@given(st.text(max_size=200))
def test_labels_keep_to_two_lines_of_fair_width(text: str) -> None:
    lines = wrap(text)
    assert 1 <= len(lines) <= 2
    assert all(count_cells(line) <= 26 for line in lines)
    whole = " ".join(text.split())
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == whole.replace(" ", "")


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.dates(), st.lists))
def test_anything_becomes_json_that_a_page_can_hold(value: Any) -> None:
    json.dumps(sanitize({"value": value}), allow_nan=False).encode("utf-8")
    json.dumps(sanitize(value), allow_nan=False, ensure_ascii=False).encode("utf-8")


def test_doubt_comes_before_status() -> None:
    assert link_style("asserted", "yes", "suspended") == "suspended"
    assert link_style("asserted", "no", "suspended") == "ended"
    assert link_style("offered", "yes", "suspended") == "planned"
    assert link_style("disputed", "no", "suspended") == "disputed"
    assert link_style("asserted", "possible", "suspended") == "possible"
    assert link_style("asserted", "possible", "unset") == "unset"
    assert link_style("threatened", "yes", "unset") == "planned"


def test_colours_stand_out_on_light_and_dark() -> None:
    css = "".join(static_files()[name].path.read_text(encoding="utf-8") for name in STYLESHEETS)
    named = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", css)
    light, dark = {name: one for name, one, _ in named}, {name: other for name, _, other in named}

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    def contrast(a: str, b: str) -> float:
        low, high = sorted((luminance(a), luminance(b)))
        return (high + 0.05) / (low + 0.05)

    for theme in (light, dark):
        for name in [f"look-{look}" for look in LINE_STYLES] + ["pick", "accent"]:
            assert contrast(theme[name], theme["paper"]) >= 3, name
        for group in ("actor", "measure", "product", "agreement", "event"):
            assert contrast(theme[group], theme[f"{group}-ink"]) >= 4.5, group
            assert max(contrast(theme[shade], theme["paper"]) for shade in (group, f"{group}-edge")) >= 3, group
        for ink in ("ink", "soft", "accent", "fault"):
            assert min(contrast(theme[ink], theme[on]) for on in ("paper", "panel", "raised", "wash")) >= 4.5, ink


def test_every_status_has_its_colours_and_its_line() -> None:
    css = "".join(static_files()[name].path.read_text(encoding="utf-8") for name in STYLESHEETS)
    for status in vocabulary().statuses:
        assert f".of-status-{status}" in css
        assert f".period.is-{status}" in css
        assert measure_style(status) in LINE_STYLES
        assert (measure_style(status) == "holds") == (status == "in_force")
    assert measure_style(None) == measure_style("never heard of") == "unset"
