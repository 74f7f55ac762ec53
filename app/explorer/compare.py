"""Before and after: one part of the graph on two days, side by side in the same places, with what changed marked."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.explorer.curves import middle, svg_path
from app.explorer.looks import words

Record = Mapping[str, Any]

#: What became of a node or a link between the two days, each with the words for it.
CHANGES = {"new": "new", "gone": "no longer", "changed": "another status"}
_EDGE, _EDGE_OF_BENDS = 24, 60


def compare(scene: Record, before: Record, after: Record, asked: Collection[str]) -> dict[str, Any]:
    """Two pictures and a list.

    In: the scene as it is drawn; the answers of ``GET /graph`` for its entities on both days; the ids of those that are
    shown also where nothing is linked with them. Out: ``pictures`` with their nodes and links, each with its ``change``
    or none; ``changes`` in words; the sheet's ``box``.
    """
    looks = [_on(graph, asked) for graph in (before, after)]
    changed = {key: change for key in looks[0] | looks[1] if (change := _change(looks[0].get(key), looks[1].get(key)))}
    pictures = [_picture(scene, there, changed) for there in looks]
    return {"pictures": pictures, "changes": _told(scene, looks, changed), "box": _box(scene)}


def _on(graph: Record, asked: Collection[str]) -> dict[tuple[str, str], str]:
    """What there is on a day: nodes by id with their status, and links by id."""
    linked = {link[end]["id"] for link in graph["links"] for end in ("subject", "object")} | set(asked)
    nodes = {("node", node["id"]): node.get("status") or "" for node in graph["nodes"] if node["id"] in linked}
    return nodes | {("link", link["link_id"]): "" for link in graph["links"]}


def _change(before: str | None, after: str | None) -> str | None:
    if before == after:
        return None
    if before is None:
        return "new"
    return "gone" if after is None else "changed"


def _picture(
    scene: Record, there: Mapping[tuple[str, str], str], changed: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    at = {node["id"]: (node["x"], node["y"]) for node in scene["nodes"]}
    links = [
        {
            "path": svg_path(at[link["subject"]], at[link["object"]], link["bend"]),
            "arrow": middle(at[link["subject"]], at[link["object"]], link["bend"]) if link["arrow"] else None,
            "title": link["label"],
            "certainty": link["certainty"],
            "change": changed.get(("link", link["link_id"]), ""),
        }
        for link in scene["links"]
        if ("link", link["link_id"]) in there
    ]
    nodes = [
        {
            **{key: node[key] for key in ("x", "y", "width", "height", "lines", "group", "name")},
            "status": there["node", node["id"]],
            "change": changed.get(("node", node["id"]), ""),
        }
        for node in scene["nodes"]
        if ("node", node["id"]) in there
    ]
    return {"nodes": nodes, "links": links}


def _told(
    scene: Record, looks: Sequence[Mapping[tuple[str, str], str]], changed: Mapping[tuple[str, str], str]
) -> list[dict[str, str]]:
    """Every change of a measure's status and of a link as a row: what became of it, and what it is."""
    names = {node["id"]: node["name"] for node in scene["nodes"]}
    rows = [
        {
            "change": "changed",
            "what": names[i],
            "how": f"{words(looks[0][key]) or 'no status'} → {words(looks[1][key]) or 'no status'}",
        }
        for key, change in changed.items()
        if key[0] == "node" and change == "changed" and (i := key[1])
    ]
    for link in scene["links"]:
        change = changed.get(("link", link["link_id"]))
        if change:
            said = f"{names[link['subject']]} {link['label']} {names[link['object']]}"
            rows.append({"change": change, "what": said, "how": link["dates"]})
    order = ("changed", "gone", "new")
    return sorted(rows, key=lambda row: (order.index(row["change"]), row["what"]))


def _box(scene: Record) -> dict[str, int]:
    """The part of the sheet that is drawn on, as an SVG view box has it."""
    nodes = scene["nodes"]
    left = min(n["x"] - n["width"] / 2 for n in nodes) - _EDGE
    right = max(n["x"] + n["width"] / 2 for n in nodes) + _EDGE
    top = min(n["y"] - n["height"] / 2 for n in nodes) - _EDGE_OF_BENDS
    bottom = max(n["y"] + n["height"] / 2 for n in nodes) + _EDGE_OF_BENDS
    return {"x": round(left), "y": round(top), "width": round(right - left), "height": round(bottom - top)}
