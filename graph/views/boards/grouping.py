"""Groups of measures on a board, in a fixed order."""

from collections import Counter
from collections.abc import Iterable, Sequence

from graph.views.responses import MAX_COUNTED
from graph.views.types.boards import BoardGroup, BoardRow, Grouping, MeasureLife

#: Rows of one group that a board lists.
MAX_ROWS = 50
#: Title of each kind of measure, in the order of the groups.
KIND_TITLES = {
    "export_control": "Export controls", "export_licensing": "Export licences", "tariff": "Tariffs",
    "entity_listing": "Lists of firms", "sanction": "Sanctions", "investment_restriction": "Investment limits",
    "import_ban": "Import bans", "quota": "Quotas", "port_fee": "Port fees",
    "procurement_restriction": "Procurement limits", "data_restriction": "Data restrictions", "other": "Other",
}  # fmt: skip
#: Statuses of measures without effect, which a page folds.
ENDED = ("expired", "lifted", "invalidated", "superseded")
NO_STATUS = "not_in_force"
#: Keys under which a group counts its rows, in the order in which they are listed.
STATUS_ORDER = (
    "in_force", "in_force_by_its_own_terms", "eased", "eased_by_its_own_terms", "suspended",
    "suspended_by_its_own_terms", "announced", "threatened", "expected", "offered", NO_STATUS, "superseded",
    "superseded_by_its_own_terms", "expired", "expired_by_its_own_terms", "lifted", "lifted_by_its_own_terms",
    "invalidated", "invalidated_by_its_own_terms",
)  # fmt: skip
_PATHS = {
    ("TARGETS", "itself"): "Targets it",
    ("TARGETS", "body"): "Targets a body of it",
    ("TARGETS", "official"): "Targets an official of it",
    ("RESTRICTS", "itself"): "Restricts it",
    ("RESTRICTS", "makes"): "Restricts what it makes",
    ("RESTRICTS", "whole"): "Restricts what it is part of",
    ("RESTRICTS", "part"): "Restricts a part of it",
    ("RESTRICTS", "makes_part_of"): "Restricts what its products are part of",
    ("TARGETS", "owner"): "Targets its owner",
    ("TARGETS", "based_in"): "Targets the country where it is based",
}
_WITHOUT = {"authority": "No authority named", "product": "No product named", "year": "No date"}


def status_key(measure: MeasureLife) -> str:
    """Return the key under which a measure is counted.

    A status by its own terms is counted separately.
    """
    if measure["status"] is None:
        return measure["plans"][-1][1] if measure["plans"] else NO_STATUS
    return f"{measure['status']}_by_its_own_terms" if measure["status_basis"] == "by_terms" else measure["status"]


def is_ended(row: BoardRow) -> bool:
    """Return whether the measure of a row has ended."""
    return row["measure"] is not None and row["measure"]["status"] in ENDED


def group_measures(rows: Sequence[BoardRow], by: Grouping) -> list[BoardGroup]:
    """Return the groups of measures. A part of another measure of the group is below it, and is not counted."""
    found: dict[str, list[BoardRow]] = {}
    titles: dict[str, str] = {}
    for row in rows:
        for key, title in _keys(row, by):
            found.setdefault(key, []).append(row)
            titles[key] = title
    return [make_group(key, titles[key], found[key]) for key in sorted(found, key=lambda key: _order(key, by))]


def make_group(key: str, title: str, rows: Sequence[BoardRow], *, of_measures: bool = True) -> BoardGroup:
    """Return a group with its first rows, those in effect before those that have ended.

    In a group that is not of measures, their statuses do not matter.
    """
    ordered = _place_parts(sorted(rows, key=_row_order))
    own = [row for row in ordered if row["part_of"] is None]
    counts = Counter(status_key(row["measure"]) for row in own if row["measure"] and of_measures)
    statuses = {status: counts[status] for status in STATUS_ORDER if counts[status]}
    count = min(len(own), MAX_COUNTED)
    return {"key": key, "title": title, "count": count, "statuses": statuses, "rows": ordered[:MAX_ROWS]}


def _place_parts(rows: Sequence[BoardRow]) -> list[BoardRow]:
    """Put each part below its whole.

    A part whose whole is elsewhere becomes a row of its own.
    """
    there = {row["entity"]["id"] for row in rows}
    wholes: list[BoardRow] = [row if row["part_of"] in there else {**row, "part_of": None} for row in rows]
    parts: dict[str, list[BoardRow]] = {}
    for row in wholes:
        if row["part_of"] is not None:
            parts.setdefault(row["part_of"], []).append(row)
    placed: list[BoardRow] = []
    for row in wholes:
        if row["part_of"] is None:
            placed += [row, *parts.pop(row["entity"]["id"], ())]
    # Parts of parts, and parts in a circle, have rows of their own.
    for rest in parts.values():
        placed += [{**row, "part_of": None} for row in rest]
    return placed


def _row_order(row: BoardRow) -> tuple[bool, int, str, str]:
    status = STATUS_ORDER.index(status_key(row["measure"])) if row["measure"] else 0
    return is_ended(row), status, row["entity"]["name"], row["entity"]["id"]


def _keys(row: BoardRow, by: Grouping) -> Iterable[tuple[str, str]]:
    """Return key and title of each group to which a row belongs."""
    measure = row["measure"]
    if measure is None:
        return [("other", "Other")]
    match by:
        case "kind":
            kind = measure["measure_kind"]
            return [(kind, KIND_TITLES.get(kind, kind))]
        case "status":
            status = status_key(measure)
            return [(status, status.replace("_", " ").capitalize())]
        case "year":
            start = next((span["from"] for span in measure["spans"] if span["from"]), None)
            return [(start[:4], start[:4])] if start else [("", _WITHOUT[by])]
        case "path":
            return [_path(row)]
        case _:
            listed = measure["authorities"] if by == "authority" else measure["products"]
            return [(one["id"], one["name"]) for one in listed[: None if by == "product" else 1]] or [
                ("", _WITHOUT[by])
            ]


def _path(row: BoardRow) -> tuple[str, str]:
    """Return the most direct path by which a measure reaches the entity."""
    ways = {(link["link"]["type"], link["relation"]) for link in row["links"]}
    for number, (way, title) in enumerate(_PATHS.items()):
        if way in ways:
            return f"{number:02}", title
    return "acts", "Acted on it"


def _order(key: str, by: Grouping) -> tuple[int, str]:
    if by == "kind":
        return list(KIND_TITLES).index(key) if key in KIND_TITLES else len(KIND_TITLES), key
    if by == "status":
        return STATUS_ORDER.index(key), key
    if by == "year":
        return -int(key or 0), key
    return int(not key), key
