"""Pure scripts of the explorer: the visible part on a day, undo, redo, and addresses."""

import pytest

from app.pictures.assets import static_files
from app.pictures.scene.days import day_text, days_text

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright closes its pipes only when the process ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
async def run(visit):
    """Return a function that evaluates an expression in a page with only the pure scripts."""
    page = await visit("about:blank")
    for name in ("helpers.js", "days.js", "view.js", "history.js", "url.js", "share.js"):
        await page.add_script_tag(content=static_files()[name].path.read_text(encoding="utf-8"))
    return page.evaluate


def node(name, kind="Company", spans=()):
    return {"id": name, "kind": kind, "group": "measure" if kind == "Measure" else "actor", "spans": list(spans)}


def link(name, a, b, *, since=None, until=None, kind="OWNS", certainty="asserted"):
    span = {"from": since, "to": until, "holds": "yes", "look": "holds"}
    return {"link_id": name, "subject": a, "object": b, "type": kind, "certainty": certainty, "spans": [span]}


LIFE = {"from": "2025-01-05", "to": None, "holds": "yes", "status": "eased", "look": "eased"}
#: A chain a – b – c – d, in which c – d begins on the 10th; a threat; and an id that is also a property of objects.
SCENE = {
    "nodes": [
        node("a"), node("b", "Measure", [LIFE]),
        node("c"), node("d"), node("__proto__"),
    ],
    "links": [
        link("1", "a", "b", until="2025-02-01"), link("2", "b", "c"), link("3", "c", "d", since="2025-01-10"),
        link("4", "a", "__proto__", kind="SEEKS", certainty="threatened"),
    ],
    "reach": {"a": 1}, "more": {}, "days": ["2025-01-05", "2025-01-10", "2025-02-01"],
}  # fmt: skip
SHOWN = """([scene, change]) => {
  const { indexed, begin, shown } = tradegraph.view;
  const state = { ...begin('2025-01-15'), ...change };
  const found = shown(indexed(scene), state);
  return {
    nodes: found.nodes.map(({ node }) => node.id).sort(), links: found.links.map(({ link }) => link.link_id).sort(),
    filtered: found.filtered, status: [...found.counts.status],
  };
}"""
OFF = {"kind": [], "type": [], "status": [], "certainty": []}


@pytest.mark.parametrize(
    ("reach", "change", "nodes", "links"),
    [
        ({"a": 1}, {}, ["__proto__", "a", "b"], ["1", "4"]),
        ({"a": 2}, {}, ["__proto__", "a", "b", "c"], ["1", "2", "4"]),
        ({"a": 3}, {}, ["__proto__", "a", "b", "c", "d"], ["1", "2", "3", "4"]),
        ({"a": 3}, {"asOf": "2025-01-09"}, ["__proto__", "a", "b", "c"], ["1", "2", "4"]),
        ({"a": 3}, {"asOf": "2025-02-01"}, ["__proto__", "a"], ["4"]),
        ({"a": 1, "c": 1}, {}, ["__proto__", "a", "b", "c", "d"], ["1", "2", "3", "4"]),
        ({"a": 0}, {}, ["a"], []),
        ({"a": 0, "d": 0}, {"pinned": ["c"]}, ["a", "c", "d"], ["3"]),
        ({"a": 1}, {"expected": False}, ["a", "b"], ["1"]),
        ({"a": 1}, {"hidden": ["b"]}, ["__proto__", "a"], ["4"]),
        ({"a": 1}, {"off": OFF | {"type": ["SEEKS"]}}, ["a", "b"], ["1"]),
        ({"a": 1}, {"off": OFF | {"certainty": ["asserted"]}}, ["__proto__", "a"], ["4"]),
        ({"a": 2}, {"off": OFF | {"status": ["eased"]}}, ["__proto__", "a"], ["4"]),
        (
            {"a": 2},
            {"off": OFF | {"kind": ["Measure"]}, "pinned": ["b"]},
            ["__proto__", "a", "b", "c"],
            ["1", "2", "4"],
        ),
    ],
)
async def test_what_is_shown_hangs_on_reach_day_and_filters(run, reach, change, nodes, links):
    found = await run(SHOWN, [SCENE | {"reach": reach}, change])
    assert (found["nodes"], found["links"]) == (nodes, links)


async def test_a_measure_without_a_status_on_the_day_is_counted_as_such(run):
    assert (await run(SHOWN, [SCENE, {"asOf": "2025-01-04"}]))["status"] == [["not_in_force", 1]]
    assert (await run(SHOWN, [SCENE, {"asOf": "2025-01-05"}]))["status"] == [["eased", 1]]


async def test_a_span_begins_on_its_first_day_and_ends_before_its_last(run):
    spans = "[{from: null, to: '2025-01-05'}, {from: '2025-01-05', to: '2025-01-09'}]"
    at = f"(day) => tradegraph.view.at({spans}, day)?.to ?? null"
    assert [await run(at, day) for day in ("0001-01-01", "2025-01-04", "2025-01-05", "2025-01-08", "2025-01-09")] == [
        "2025-01-05", "2025-01-05", "2025-01-09", "2025-01-09", None,
    ]  # fmt: skip


async def test_links_that_look_the_same_are_merged_and_counted(run):
    def link(name, look, subject="a", basis=None, label="imposed"):
        return {
            "link": {"link_id": name, "subject": subject, "object": "m", "label": label},
            "span": {"look": look, "basis": basis},
        }

    links = [
        link("1", "holds"), link("2", "planned", label="imposed (threatened)"), link("3", "holds", label="upheld"),
        link("4", "holds", basis="by_terms"), link("5", "holds", "b"), link("6", "holds"),
    ]  # fmt: skip
    merged = """(links) => tradegraph.view.bundles({ links }).map(
      (one) => [tradegraph.view.bundleLabel(one), ...one.links.map((link) => link.link_id)])"""
    assert await run(merged, links) == [
        ["imposed, upheld ×3", "1", "3", "6"],
        ["imposed (threatened)", "2"],  # a threat never looks like a fact
        ["imposed", "4"],
        ["imposed", "5"],
    ]


async def test_the_changes_around_a_day(run):
    changes = "([scene, day]) => tradegraph.view.changes(scene, day)"
    assert await run(changes, [SCENE, "2025-01-10"]) == {"before": "2025-01-05", "after": "2025-02-01"}
    assert await run(changes, [SCENE, "2025-01-01"]) == {"before": None, "after": "2025-01-05"}
    assert await run(changes, [SCENE, "2025-03-01"]) == {"before": "2025-02-01", "after": None}


async def test_undo_and_redo_go_back_and_forth_and_sliding_is_one_step(run):
    told = await run("""() => {
      const told = [];
      const past = tradegraph.history.begin({ n: 0 }, (state) => told.push(state.n));
      past.go({ n: 1 });
      const from = past.state;
      for (const n of [2, 3, 4]) past.slide({ n });
      past.settle(from);
      past.undo(); past.undo(); past.undo();
      past.redo(); past.redo(); past.redo();
      past.undo();
      past.go({ n: 9 });
      past.redo();
      return [told, past.canUndo, past.canRedo, past.state.n];
    }""")
    assert told == [[1, 2, 3, 4, 4, 1, 0, 1, 4, 1, 9], True, False, 9]


@pytest.mark.parametrize("name", ["company:nvidia", "__proto__", "a b & c=d#e", "<b>'\"</b>", "100 200 x"])
async def test_a_view_is_what_its_address_says(run, name):
    there, back = await run(
        """(id) => {
          const { begin } = tradegraph.view;
          const { view, read, picked } = tradegraph.url;
          const off = { kind: ['Company'], type: [id], status: ['eased'], certainty: [] };
          const state = { ...begin('2025-01-15', ['add x']), hidden: [id], pinned: [id, 'y'], moved: [[id, -12, 34]],
            expected: false, path: [id, 'z'], off };
          const text = view(state, [id, 'w']);
          return [[state, [id, 'w']], [read(text, begin('2025-01-15', ['add x'])), picked(text)]];
        }""",
        name,
    )
    assert there == back


@pytest.mark.parametrize("text", ["", "at=1 x", "at=99999999 1 x", "path=a", "what=ever&expected=perhaps", "%%%"])
async def test_an_address_that_says_nothing_of_use_changes_nothing(run, text):
    changed = await run(
        """(text) => {
          const [read, begun] = [tradegraph.url.read(text, tradegraph.view.begin('d')), tradegraph.view.begin('d')];
          return Object.keys(begun).filter((key) => JSON.stringify(read[key]) !== JSON.stringify(begun[key]));
        }""",
        text,
    )
    assert changed == []


async def test_a_question_holds_what_the_service_has_to_know(run):
    asked = {"id": ["a", "b"], "type": ["OWNS"], "kind": [], "depth": 2, "limit": 50, "known_at": "2025-07-20"}
    query = await run(
        """(asked) => {
          const state = tradegraph.view.begin('2025-01-15', ['add x y', 'expand a 2025-01-15']);
          return String(tradegraph.url.question(asked, state));
        }""",
        asked,
    )
    assert query == (
        "id=a&id=b&type=OWNS&depth=2&limit=50&as_of=2025-01-15&known_at=2025-07-20&then=add+x+y&then=expand+a+2025-01-15"
    )


FILES = """([scene, change, types]) => {
  const { indexed, begin, shown } = tradegraph.view;
  const state = { ...begin('2025-01-15'), ...change };
  const page = { asked: { id: ['a'], type: types, kind: [], depth: 1, limit: 300, known_at: null } };
  const href = tradegraph.share.files(page, shown(indexed(scene), state), state, '').csv;
  const query = new URLSearchParams(href.slice('export?'.length));
  return [href.startsWith('export?'), query.get('type'), query.get('certainty'), query.getAll('id')];
}"""


@pytest.mark.parametrize(
    ("change", "asked", "kinds", "certainties"),
    [
        ({}, [], None, None),
        ({"off": {**OFF, "type": ["SEEKS"]}}, [], "OWNS", None),
        ({"off": {**OFF, "type": ["OWNS", "SEEKS"]}}, [], "", None),
        ({"off": {**OFF, "certainty": ["asserted"]}}, [], None, "threatened"),
        ({"expected": False}, [], None, "asserted"),
        ({}, ["OWNS", "SEEKS"], "OWNS,SEEKS", None),
    ],
)
async def test_the_filters_of_links_reach_the_files_of_a_picture(run, change, asked, kinds, certainties):
    ours, type_, certainty, ids = await run(FILES, [SCENE, change, asked])
    assert (ours, type_, certainty) == (True, kinds, certainties)
    assert "a" in ids


async def test_a_status_by_its_own_terms_is_counted_and_filtered_apart(run):
    by_terms = LIFE | {"status": "in_force", "basis": "by_terms", "look": "holds"}
    other = LIFE | {"status": "in_force", "basis": "reported", "look": "holds"}
    nodes = [node("a", "Measure", [by_terms]), node("b", "Measure", [other])]
    scene = SCENE | {"nodes": nodes, "links": [link("1", "a", "b")], "reach": {"a": 1, "b": 1}}
    shown = await run(SHOWN, [scene, {}])
    assert sorted(shown["status"]) == [["in_force", 1], ["in_force_by_its_own_terms", 1]]
    left = await run(SHOWN, [scene, {"off": OFF | {"status": ["in_force"]}}])
    assert left["nodes"] == ["a"]


async def test_a_measure_without_a_status_is_shown_by_what_is_said_of_such_days(run):
    unset = {"from": None, "to": None, "status": None, "look": "unset", "word": "threatened"}
    of = node("b", "Measure") | {"without": [unset]}
    scene = SCENE | {"nodes": [node("a"), of], "links": [link("1", "a", "b")]}
    spans = """([scene]) => tradegraph.view.shown(tradegraph.view.indexed(scene), tradegraph.view.begin('2025-01-15'))
      .nodes.map(({ span }) => span && span.word)"""
    assert await run(spans, [scene]) == [None, "threatened"]
    assert (await run(SHOWN, [scene, {}]))["status"] == [["not_in_force", 1]]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-04-09", "2026-11-27"), ("2025-04-09", None), (None, "2026-11-27"), ("2025-04-09", "2025-04-10"),
        ("2025-04", "2026"), ("2025-12-31", "2026-01-01"), (None, None), ("2024-02-28", "2024-03-01"),
    ],
)  # fmt: skip
async def test_the_page_writes_days_as_the_service_does(run, start, end):
    assert await run("([from, to]) => tradegraph.days.span(from, to)", [start, end]) == days_text(start, end)
    for day in (start, end, "2025-04-15T00:00:00Z", "no day", "2025-13-01"):
        if day:
            assert await run("(day) => tradegraph.days.text(day)", day) == day_text(day)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-11-27", None, "since 27 Nov 2026"), ("2025-04-09", "2025-07-14", "from 9 Apr 2025 to 13 Jul 2025"),
        ("2025-04-09", "2025-04-10", "on 9 Apr 2025"), (None, "2025-07-14", "to 13 Jul 2025"), (None, None, ""),
    ],
)  # fmt: skip
async def test_a_period_in_a_sentence(run, start, end, text):
    assert await run("([from, to]) => tradegraph.days.when(from, to)", [start, end]) == text
