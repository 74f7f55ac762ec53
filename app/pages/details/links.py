"""Links of an entity as sections of its page, and as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pages.frame import Frame
from app.pictures.scene.days import day_text, days_text, last_day
from app.pictures.scene.styles import link_phrase, status_text
from graph.model.vocabulary import vocabulary

_ACTS = ("ANNOUNCED", "IMPOSED", "UPHELD", "EASED", "SUSPENDED", "EXTENDED", "LIFTED", "INVALIDATED")
_RETURN = ("EXCHANGED_FOR", "RETALIATES_FOR", "SUPERSEDES", "SUSPENDS", "EASES", "LIFTS")
_TALKS = ("NEGOTIATES_WITH", "TOOK_PART_IN", "HELD_IN", "SEEKS", "OPPOSES", "COMMENTED_ON")
_BELONGS = ("PARTY_TO", "PART_OF", "HOLDS_OFFICE", "WORKS_FOR", "BASED_IN", "OWNS", "MAKES", "LINKED_TO")
_SCOPE = ("RESTRICTS", "TARGETS", "EXEMPTS")

#: Sections of a page by the group of the entity's kind: their headings, and the types of links in each.
_SECTIONS = {
    "measure": (
        ("Who and when", _ACTS),
        ("What and whom", _SCOPE),
        ("In return for what", _RETURN),
        ("Talks, wishes and comments", (*_TALKS, *_BELONGS)),
    ),
    "agreement": (
        ("Parties", ("PARTY_TO",)),
        ("What it changes", _RETURN),
        ("Who and when", _ACTS),
        ("Talks, wishes and comments", (*_TALKS, *_SCOPE, *_BELONGS[1:])),
    ),
    "product": (
        ("What restricts it", _SCOPE),
        ("In return for what", _RETURN),
        ("Makers and parts", _BELONGS),
        ("Talks, wishes and comments", (*_TALKS, *_ACTS)),
    ),
    "event": (("Who, where and about what", (*_TALKS, *_BELONGS, *_ACTS, *_SCOPE, *_RETURN)),),
    "actor": (
        ("Aimed at it", _SCOPE),
        ("What it did", _ACTS),
        ("Offices, parts and products", _BELONGS),
        ("Talks, wishes and comments", (*_TALKS, *_RETURN)),
    ),
}
_SECTIONS["asset"] = _SECTIONS["actor"]


def describe_sections(kind_name: str, links: Sequence[Mapping[str, Any]], frame: Frame) -> list[dict[str, Any]]:
    """Return the sections of an entity's page, each with its links as rows."""
    kind = vocabulary().kinds[kind_name]
    by_type: dict[str, list[Mapping[str, Any]]] = {}
    for group in links:
        by_type.setdefault(group["type"], []).append(group)
    sections = []
    for title, types in _SECTIONS[kind.group]:
        groups = [group for name in types for group in by_type.get(name, ())]
        rows = [_row(link, group["out"]) for group in groups for link in group["links"]]
        more = [
            {
                "text": f"All {group['total']:,}: {link_phrase(group['type'])}",
                "href": frame.here(show=group["type"]),
            }
            for group in groups
            if group["total"] > len(group["links"])
        ]
        if rows:
            rows.sort(key=lambda row: (row["ended"], row["rank"]))
            shows = {key: any(row[key] for row in rows) for key in ("status", "details", "certainty")}
            shows["certainty"] = shows["certainty"] or any(row["ended"] for row in rows)
            sections.append({"title": title, "rows": rows, "more": more, "shows": shows})
    return sections


def _row(link: Mapping[str, Any], out: bool) -> dict[str, Any]:
    """Return a link as a row, as seen from one of its ends."""
    other = link["object"] if out else link["subject"]
    details = [
        f"{value:g} %" if name in ("rate_pct", "pct") else str(value)
        for name, value in link["properties"].items()
        if not isinstance(value, list) and name not in ("given_by", "given_to", "agreement", "event")
    ]
    act = vocabulary().relationships[link["type"]].temporal == "act"
    days = _describe_act_days(link) if act else days_text(link["valid_from"], link["valid_to"])
    return {
        "days": days,
        "out": out,
        "phrase": link_phrase(link["type"]),
        "other": other,
        "status": {"status": link["status"], "basis": link["basis"], "text": status_text(link["status"], link["basis"])}
        if link["status"]
        else None,
        "details": "; ".join(details),
        "certainty": None if link["certainty"] == "asserted" else link["certainty"],
        "n_sources": link["n_sources"],
        "fact_id": link["fact_id"],
        "ended": link["holds"] == "no" and not act,  # what was done stays done
        "rank": "" if not link["valid_from"] else "".join(chr(255 - ord(letter)) for letter in link["valid_from"]),
    }  # fmt: skip


def _describe_act_days(link: Mapping[str, Any]) -> str:
    """Return the day of an act, and the last day of what it set."""
    until = f"to {last_day(link['valid_to'])}" if link["valid_to"] else ""
    return ", ".join(filter(None, (day_text(link["valid_from"]) if link["valid_from"] else "", until)))


def list_link_rows(groups: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Return the shown links as a table."""
    columns = [
        "type", "subject_id", "subject", "object_id", "object", "status", "basis", "valid_from", "valid_to",
        "certainty", "n_sources", "fact_id",
    ]  # fmt: skip
    links = [link for group in groups for link in group["links"]]
    flat = [
        {**link, "subject_id": link["subject"]["id"], "object_id": link["object"]["id"]}
        | {"subject": link["subject"]["name"], "object": link["object"]["name"]}
        for link in links
    ]
    return columns, [[link[name] for name in columns] for link in flat]
