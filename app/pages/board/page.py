"""Board page: what a template needs, from the response of ``GET /board``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from app.pages.board.bars import WIDTH, TimeAxis
from app.pages.board.folding import LINES, fold_groups
from app.pages.board.names import split_names
from app.pages.board.rows import RowTexts, fold_words, status_words
from app.pages.frame import Frame
from app.pictures.scene.layout import group_of
from app.pictures.scene.text import sanitize
from graph.views.responses import MAX_COUNTED
from graph.views.types.boards import Board, BoardColumn, BoardGroup, BoardMember

#: Groupings and their names on the switch.
GROUPINGS = {
    "kind": "kind", "authority": "authority", "product": "product", "status": "status", "year": "year", "path": "path",
}  # fmt: skip
#: Most entities of a picture that is drawn from ticked rows.
MAX_DRAWN = 25
_ROWS, _FEWEST = 240, 10  # rows of a column that are listed at most, and rows of each group that are listed at least
_HUB_LINES = 2.2  # taken by the box of an entity
_PAIRS, _PAIRS_FRAME = 5, 2.5  # retaliations that are not folded, and the lines around them
_MIDDLE_FITS, _SIDE_FITS = 28, 64  # letters of a line without a life bar
_HEADINGS = {"body": "Bodies", "official": "People"}
_PATH_KINDS = ("Company", "Organization", "Product", "Vessel", "Aircraft")
#: Words for kinds of members, one and many.
_COUNTED = {
    "Agency": ("agency", "agencies"), "Court": ("court", "courts"), "Official": ("official", "officials"),
}  # fmt: skip


def describe_board(board: Board, frame: Frame, *, wide: bool = False) -> dict[str, Any]:
    """Return what the template shows. ``wide`` is the timeline: measures only, with long bars."""
    board = sanitize(board)
    foci = board["foci"]
    spans = [
        span
        for column in board["columns"]
        for group in column["groups"]
        for row in group["rows"]
        if row["measure"]
        for span in row["measure"]["spans"]
    ]
    axis = TimeAxis.for_spans(spans, frame.clocks.as_of)
    standing = {one["entity"]["id"]: one["entity"]["name"] for one in board["members"]
                if one["relation"] in _HEADINGS}  # fmt: skip
    columns = [
        _column(column, board, frame, axis, standing, wide=wide)
        for column in board["columns"]
        if not (wide and column["place"] == "middle")
    ]
    title = " and ".join(focus["name"] for focus in foci)
    return {
        "title": title,
        "sort": "site board-page",
        "template_class": "wide" if wide else "",
        "foci": [{**focus, "group": group_of(focus["kind"])} for focus in foci],
        "summary": _summary(board),
        "roll_up": _roll_up(board, frame),
        "views": _views(board, frame, wide=wide),
        "groupings": _groupings(board, frame),
        "columns": columns,
        "pairs": _pairs(board, frame, axis),
        "axis": {
            "width": WIDTH,
            "now": axis.to_x(frame.clocks.as_of),
            "years": axis.years(),
            "first": axis.first.isoformat(),
            "last": axis.last.isoformat(),
        },
        "any_by_terms": any(span["basis"] == "by_terms" for span in spans),
        "most": MAX_DRAWN,
        "drawing": [("id", focus["id"]) for focus in foci] + frame.clock_fields(),
        "exports": _exports(board, frame),
    }


def _column(
    column: BoardColumn, board: Board, frame: Frame, axis: TimeAxis, standing: Mapping[str, str], *, wide: bool
) -> dict[str, Any]:
    names = split_names(row["entity"]["name"] for group in column["groups"] for row in group["rows"])
    texts = RowTexts(frame, axis, names, standing, board["foci"][0 if column["place"] != "right" else -1]["id"])
    listed = max(_ROWS // max(len(column["groups"]), 1), _FEWEST)
    groups = [_group(group, column, texts, listed) | {"all": _list_address(group, column, board, frame)}
              for group in column["groups"]]  # fmt: skip
    if column["place"] == "middle":
        groups = [*_member_groups(board["members"], frame), *groups]
    if all(row["ended"] for group in groups for row in group["rows"]):
        for group in groups:
            group["rows"] = [row | {"ended": False} for row in group["rows"]]  # there is nothing else to show
    taken = len(board["foci"]) * _HUB_LINES if column["place"] == "middle" else 0
    if board["pairs"]:
        taken += min(len(board["pairs"]), _PAIRS) + _PAIRS_FRAME
    folded: list[dict[str, Any]] = fold_groups(groups, 10**6 if wide else LINES - taken)
    for group in folded:
        group["more"] = fold_words(group["folded"], group["left_out"])
    return {
        "place": column["place"],
        "title": column["title"],
        "count": f"{column['count']:,}" + (" or more" if column["capped"] else ""),
        "many": column["count"],
        "groups": folded,
        "measures": any(row["measure"] for group in groups for row in group["rows"]),
    }


def _group(group: BoardGroup, column: BoardColumn, texts: RowTexts, listed: int) -> dict[str, Any]:
    """Return a group with the texts of its first rows."""
    rows = group["rows"][:listed]
    return {
        "title": group["title"],
        "count": f"{group['count']:,}" + ("+" if group["count"] >= MAX_COUNTED else ""),
        "statuses": status_words(group["statuses"]),
        "rows": [_measured(texts.describe(row, with_status=bool(group["statuses"])), column) for row in rows],
        "left_out": max(group["count"] - sum(row["part_of"] is None for row in rows), 0),
    }


def _list_address(group: BoardGroup, column: BoardColumn, board: Board, frame: Frame) -> str:
    """Return the address of the list of all measures of a group, or nothing."""
    focus = board["foci"][0]
    if focus["kind"] != "Government" or len(board["foci"]) > 1 or not group["statuses"] or board["group_by"] != "kind":
        return ""
    side = {"left": "by", "right": "target"}.get(column["place"])
    return frame.to("browse/measures", **{side: focus["id"], "kind": group["key"]}) if side else ""


def _measured(row: dict[str, Any], column: BoardColumn) -> dict[str, Any]:
    """Add the lines that a row with a note takes."""
    if row["measure"]:
        return row
    fits = _MIDDLE_FITS if column["place"] == "middle" else _SIDE_FITS
    return row | {"lines": -(-(len(row["name"]) + len(row["note"])) // fits)}


def _member_groups(members: Sequence[BoardMember], frame: Frame) -> list[dict[str, Any]]:
    """Return the groups of bodies and people that the entity includes."""
    groups = []
    for relation, title in _HEADINGS.items():
        found = [one for one in members if one["relation"] == relation]
        found.sort(key=lambda one: (-one["measures"], len(one["fact_ids"]), one["entity"]["name"]))
        if found:
            rows = [_member_row(one, frame) for one in found]
            groups.append(
                {"title": title, "count": str(len(rows)), "statuses": "", "rows": rows, "left_out": 0, "all": ""}
            )
    return groups


def _member_row(one: BoardMember, frame: Frame) -> dict[str, Any]:
    entity, count = one["entity"], one["measures"]
    notes = [one["title"] or "", f"{count} measure{'s' if count > 1 else ''}" if count else ""]
    return {
        "id": entity["id"], "name": entity["name"], "parts": [entity["name"]], "href": frame.entity(entity["id"]),
        "part": False, "ended": False, "ties": [],
        "lines": -(-(len(entity["name"]) + len(", ".join(notes))) // _MIDDLE_FITS),
        "facts": one["fact_ids"], "unsure": False, "measure": False, "word": "", "bar": [],
        "note": ", ".join(filter(None, notes)),
    }  # fmt: skip


def _summary(board: Board) -> str:
    """Return what is on the board, counted."""
    left, _, right = board["columns"]
    if len(board["foci"]) == 2:
        return f"{_measures(left)} of {board['foci'][0]['name']}, {_measures(right)} of {board['foci'][1]['name']}"
    if board["foci"][0]["kind"] in ("Government", "Agency", "Court", "Official", "Person"):
        return f"{_measures(left)} by it, {_measures(right)} aimed at it"
    column = left if board["foci"][0]["kind"] in ("Product", "Agreement") else right
    return f"{_measures(column)}"


def _measures(column: BoardColumn) -> str:
    ids = {row["entity"]["id"] for group in column["groups"] for row in group["rows"] if row["measure"]}
    if column["capped"]:
        return f"{column['count']:,} or more measures"
    return f"{len(ids)} measure{'' if len(ids) == 1 else 's'}"


def _roll_up(board: Board, frame: Frame) -> dict[str, str] | None:
    """Return the line about the bodies and officials of a government, and its switch."""
    kinds = {focus["kind"] for focus in board["foci"]}
    if not kinds & {"Government", "Agency"}:
        return None
    if not board["rolled_up"]:
        return {"text": "alone, without its agencies and officials", "href": frame.here(rolled_up=None),
                "switch": "with them"}  # fmt: skip
    counts = Counter(one["entity"]["kind"] for one in board["members"] if one["relation"] in _HEADINGS)
    said = [f"{counts[kind]} {words[counts[kind] > 1]}" for kind, words in _COUNTED.items() if counts[kind]]
    if len(board["foci"]) == 2:
        text = "each with its agencies and officials in office"
    elif not said:
        return None
    else:
        text = f"with its {', '.join(said[:-1])}{' and ' if said[:-1] else ''}{said[-1]} in office"
    return {"text": text, "href": frame.here(rolled_up="false"), "switch": "without them"}


def _views(board: Board, frame: Frame, *, wide: bool) -> list[dict[str, Any]]:
    """Return the buttons for the four views of the same request."""
    ids = [focus["id"] for focus in board["foci"]]
    alone = len(ids) == 1
    timeline = frame.here(view="timeline")
    if alone and board["foci"][0]["kind"] == "Measure":
        timeline = frame.to("picture/timeline", id=ids[0])
    return [
        {"name": "Board", "href": frame.here(view="board"), "here": not wide},
        {"name": "Picture", "href": frame.here(view="picture", by=None, rolled_up=None), "here": False},
        {"name": "Table", "href": frame.here(view="table", by=None, rolled_up=None), "here": False},
        {"name": "Timeline", "href": timeline, "here": wide},
    ]


def _groupings(board: Board, frame: Frame) -> list[dict[str, Any]]:
    with_path = len(board["foci"]) == 1 and board["foci"][0]["kind"] in _PATH_KINDS
    return [
        {"name": name, "href": frame.here(by=by), "here": by == board["group_by"]}
        for by, name in GROUPINGS.items()
        if by != "path" or with_path
    ]


def _pairs(board: Board, frame: Frame, axis: TimeAxis) -> list[dict[str, Any]]:
    """Return the retaliations between two sides, each with its two rows."""
    rows: dict[str, tuple[str, dict[str, Any]]] = {}
    for column in board["columns"]:
        if column["place"] != "middle":
            names = split_names(row["entity"]["name"] for group in column["groups"] for row in group["rows"])
            texts = RowTexts(frame, axis, names, {}, board["foci"][0]["id"])
            for group in column["groups"]:
                rows |= {row["entity"]["id"]: (column["place"], texts.describe(row)) for row in group["rows"]}
    found = []
    for pair in board["pairs"]:
        ends = [rows.get(pair[end]) for end in ("answer", "cause")]
        if all(ends):
            by_place = dict(end for end in ends if end)
            found.append({"left": by_place["left"], "right": by_place["right"],
                          "answers": rows[pair["answer"]][0]})  # fmt: skip
    return found


def _exports(board: Board, frame: Frame) -> list[dict[str, Any]]:
    """Return the board in other forms."""
    asked = [("id", focus["id"]) for focus in board["foci"]]
    asked += [] if board["rolled_up"] else [("rolled_up", "false")]
    asked += [("by", board["group_by"]), *frame.clock_fields()]
    return [{"name": "JSON", "href": f"{frame.up}board?{urlencode(asked, safe=':')}", "download": False}]
