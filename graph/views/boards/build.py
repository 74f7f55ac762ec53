"""Build a board of one entity from the rows of ``board`` and ``measure_rows``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from graph.model.vocabulary import vocabulary
from graph.store.store import Row
from graph.views import intervals, responses
from graph.views.boards.grouping import group_measures, make_group
from graph.views.boards.members import is_current
from graph.views.boards.places import ACTS, GROUPED_BY_PATH, MEASURES, Rule, column_titles, rules_for
from graph.views.types.boards import (
    Board,
    BoardColumn,
    BoardGroup,
    BoardLink,
    BoardMember,
    BoardRow,
    Grouping,
    MeasureLife,
    Place,
    Relation,
)
from graph.views.types.entities import Reference

_PLACES: tuple[Place, ...] = ("left", "middle", "right")
_NEAREST = get_args(Relation)
#: Certainties, the surest first.
_SUREST = ("asserted", "disputed", "announced", "expected", "offered", "threatened")
_PLANS = _SUREST[2:]
_DISPUTED = "Disputed"

Lives = Mapping[str, Row]


@dataclass
class Shelf:
    """Links of one place and group by their other end."""

    rule: Rule
    rows: dict[str, list[BoardLink]] = field(default_factory=dict)
    entities: dict[str, Reference] = field(default_factory=dict)

    def add(self, entity: Row, link: BoardLink) -> None:
        """Add a link to its other end."""
        self.entities.setdefault(entity["id"], responses.serialize_reference(entity))
        self.rows.setdefault(entity["id"], []).append(link)

    def build(self, lives: Lives, as_of: str) -> list[BoardRow]:
        """Return a row for each other end."""
        return [make_row(self.entities[i], links, lives.get(i), as_of) for i, links in self.rows.items()]


def measures_of(links: Iterable[Row]) -> list[str]:
    """Return the ids of measures at the ends of links, at most those counted."""
    ends = (end["id"] for row in links for end in (row["link"]["subject"], row["link"]["object"]))
    return sorted({i for i in ends if vocabulary().kind_of(i) == "Measure"})[: 2 * responses.MAX_COUNTED]


def build_board(
    row: Row, measures: Sequence[Row], as_of: str, *, rolled_up: bool, by: Grouping | None, most: int
) -> Board:
    """Return the board of one entity. ``most`` is the number of links in one place at which a query stops."""
    focus = responses.serialize_reference(row["entity"])
    lives = {measure["entity"]["id"]: measure for measure in measures}
    rules = rules_for(focus["kind"])
    by = by or ("path" if focus["kind"] in GROUPED_BY_PATH else "kind")
    inside = {focus["id"], *(one["id"] for one in row["members"] if one["relation"] in ("body", "official"))}
    shelves = _sort_links(row["links"], rules, inside, as_of)
    titles = column_titles(focus["kind"], focus["name"])
    columns = [make_column(place, titles[place], shelves, lives, as_of, by, most) for place in _PLACES]
    return {
        "foci": [focus],
        "rolled_up": rolled_up,
        "group_by": by,
        "members": [_member(one, row["links"]) for one in _current_members(row["members"], as_of)],
        "columns": columns,
        "pairs": [],
    }


def make_row(entity: Reference, links: Sequence[BoardLink], life: Row | None, as_of: str) -> BoardRow:
    """Return a row; the surest of its links gives its certainty."""
    certainties = [link["link"]["certainty"] for link in links]
    wholes = life["wholes"] if life else []
    return {
        "entity": entity,
        "reach": min((link["relation"] for link in links), key=_NEAREST.index, default="itself"),
        "measure": make_life(life, as_of) if life else None,
        "links": list(links),
        "certainty": min(certainties, key=_SUREST.index, default="asserted"),
        "n_sources": max((link["link"]["n_sources"] for link in links), default=0),
        "fact_ids": list(dict.fromkeys(link["link"]["fact_id"] for link in links)),
        "part_of": wholes[0] if wholes else None,
    }


def make_life(row: Row, as_of: str) -> MeasureLife:
    """Return the status of a measure over time, and what groups it."""
    periods: Sequence[dict[str, Any]] = row["periods"]
    spans = intervals.status_intervals(periods)
    now = next((s for s in spans if (s["from"] or "") <= as_of and (s["to"] is None or as_of < s["to"])), None)
    cause = next((p for p in reversed(periods) if now and p["valid_from"] <= as_of < p["valid_to"]
                  and p["status"] == now["status"]), None)  # fmt: skip
    return {
        "measure_kind": row["entity"].get("measure_kind") or "other",
        "status": now["status"] if now else None,
        "status_basis": now["basis"] if now else None,
        "status_fact_id": cause["fact_id"] if cause else None,
        "spans": spans,
        "plans": [(p["known_from"][:10], p["certainty"]) for p in row["plans"] if p["known_from"][:10] <= as_of],
        "authorities": _references(row["by"]),
        "products": _references(row["products"]),
        "targets": _references(row["targets"]),
        "answers": list(row["answers"]),
    }


def _references(rows: Iterable[Row]) -> list[Reference]:
    return [responses.serialize_reference(one) for one in {row["id"]: row for row in rows}.values()]


def make_link(row: Row, as_of: str) -> BoardLink:
    """Return a link with the member at its end."""
    link = responses.serialize_link(row["link"], as_of)
    return {"member": row["member"], "relation": row["relation"], "link": link}


def _sort_links(links: Iterable[Row], rules: Sequence[Rule], inside: set[str], as_of: str) -> list[Shelf]:
    """Sort links into places, in the order of the rules. Links within the entity and its members have none."""
    shelves: dict[tuple[str, str], Shelf] = {}
    for rule in rules:
        shelves.setdefault((rule.place, rule.group), Shelf(rule))
    disputed = shelves.setdefault(("middle", _DISPUTED), Shelf(Rule((), None, "middle", _DISPUTED)))
    for row in links:
        subject, object_ = row["link"]["subject"], row["link"]["object"]
        if subject["id"] in inside and object_["id"] in inside:
            continue
        out = subject["id"] == row["member"]
        other = object_ if out else subject
        kind = cast(str, vocabulary().kind_of(other["id"]))
        link = make_link(row, as_of)
        for rule in rules:
            if rule.fits(row["link"]["type"], out, kind):
                shelves[rule.place, rule.group].add(other, link)
                break
        if link["link"]["certainty"] == "disputed":
            disputed.add(other, link)
    return list(shelves.values())


def make_column(
    place: Place, title: str, shelves: Iterable[Shelf], lives: Lives, as_of: str, by: Grouping, most: int
) -> BoardColumn:
    """Return a column.

    Its count leaves out the parts of other measures, and what is only listed as disputed.
    """
    groups: list[BoardGroup] = []
    count, links = 0, 0
    for shelf in shelves:
        if shelf.rule.place != place or not shelf.rows:
            continue
        rows = shelf.build(lives, as_of)
        links = max(links, sum(map(len, shelf.rows.values())))
        found = group_measures(rows, by) if shelf.rule.group == MEASURES else None
        groups += found or [make_group(shelf.rule.group, shelf.rule.group, rows, of_measures=shelf.rule.of_measures)]
        if shelf.rule.group != _DISPUTED:
            ids = {row["entity"]["id"] for row in rows}
            count += sum(row["part_of"] not in ids for row in rows)
    capped = count > responses.MAX_COUNTED or links >= most
    return {"place": place, "title": title, "count": min(count, responses.MAX_COUNTED), "capped": capped,
            "groups": groups}  # fmt: skip


def _current_members(members: Iterable[Row], day: str) -> list[Row]:
    """Return each current member once: bodies, officials in office, and other ties to measures."""
    return list({(one["id"], one["relation"]): one for one in members if is_current(one, day)}.values())


def _member(row: Row, links: Iterable[Row]) -> BoardMember:
    acted = {one["link"]["object"]["id"] for one in links if one["member"] == row["id"] and one["link"]["type"] in ACTS}
    return {
        "measures": sum(vocabulary().kind_of(i) == "Measure" for i in acted),
        "entity": responses.serialize_reference(row),
        "relation": row["relation"],
        "title": row["title"],
        "fact_ids": list(row["fact_ids"]),
    }
