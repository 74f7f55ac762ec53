"""Build the board of two sides from the rows of ``board``, ``board_between`` and ``measure_rows``."""

from collections.abc import Sequence

from graph.store.store import Row
from graph.views import responses
from graph.views.boards.build import Lives, Shelf, make_column, make_link
from graph.views.boards.places import Rule
from graph.views.types.boards import Board, BoardColumn, BoardPair, Grouping, Place
from graph.views.types.entities import Reference

#: Titles of the groups between two sides.
_TITLES = {
    "PARTY_TO": "Agreements",
    "TOOK_PART_IN": "Talks",
    "NEGOTIATES_WITH": "Talks",
    "SEEKS": "Sought or opposed by both",
    "OPPOSES": "Sought or opposed by both",
    "COMMENTED_ON": "Said about each other",
}


def build_board_between(
    sides: Sequence[Row], acts: Sequence[Sequence[Row]], measures: Sequence[Row], as_of: str,
    *, rolled_up: bool, by: Grouping | None, most: int,
) -> Board:  # fmt: skip
    """Return the board of two sides, with the measures of each that reach the other."""
    foci = [responses.serialize_reference(side["entity"]) for side in sides]
    lives = {measure["entity"]["id"]: measure for measure in measures}
    by = by or "kind"
    columns: list[BoardColumn] = []
    places: tuple[Place, Place] = ("left", "right")
    for place, links, (actor, other) in zip(places, acts, (foci, foci[::-1]), strict=True):
        shelf = Shelf(Rule((), None, place))
        for each in links:
            ends = each["link"]["subject"], each["link"]["object"]
            measure = ends[0] if each["link"]["type"] in ("TARGETS", "RESTRICTS") else ends[1]
            shelf.add(measure, make_link(each, as_of))
        title = f"{actor['name']} on {other['name']}"
        columns.append(make_column(place, title, [shelf], lives, as_of, by, most))
    shown = [{row["entity"]["id"] for group in column["groups"] for row in group["rows"]} for column in columns]
    return {
        "foci": foci,
        "rolled_up": rolled_up,
        "group_by": by,
        "members": [],
        "columns": [columns[0], _between(sides, foci, as_of), columns[1]],
        "pairs": _pairs(lives, shown),
    }


def _between(sides: Sequence[Row], foci: Sequence[Reference], as_of: str) -> BoardColumn:
    """Return the column with what both sides take part in, want or oppose."""
    ends = [[_ends(row) for row in side["links"]] for side in sides]
    shared = {i for i, _, _ in ends[0]} & {i for i, _, _ in ends[1]}
    inside = [{focus["id"], *(one["id"] for one in side["members"])} for focus, side in zip(foci, sides, strict=True)]
    own = {focus["id"] for focus in foci}
    shelves: dict[str, Shelf] = {title: Shelf(Rule((), None, "middle", title)) for title in _TITLES.values()}
    for number, of_side in enumerate(ends):
        for other, entity, row in of_side:
            kind, title = row["link"]["type"], _TITLES.get(row["link"]["type"])
            met = other in inside[1 - number]
            if other in own:
                continue
            if title and (met if kind in ("NEGOTIATES_WITH", "COMMENTED_ON") else other in shared):
                shelves[title].add(entity, make_link(row, as_of))
    return make_column("middle", "Between them", shelves.values(), {}, as_of, "kind", len(shared) + 10**6)


def _ends(row: Row) -> tuple[str, Row, Row]:
    """Return the end of a link outside a side, with its id and the row."""
    subject, object_ = row["link"]["subject"], row["link"]["object"]
    other = object_ if subject["id"] == row["member"] else subject
    return other["id"], other, row


def _pairs(lives: Lives, shown: Sequence[set[str]]) -> list[BoardPair]:
    """Return the retaliations between the two columns."""
    both = set().union(*shown)
    return [
        {"answer": measure, "cause": cause}
        for measure in sorted(both & lives.keys())
        for cause in lives[measure]["answers"]
        if cause in both and (measure in shown[0]) != (cause in shown[0])
    ]
