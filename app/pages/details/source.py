"""Page of one source: what it says, and who agrees or denies."""

from collections.abc import Mapping
from typing import Any

from app.pages.details.evidence import describe_statement
from app.pages.frame import Frame
from app.pictures.scene.days import day_text

_AGAINST = ("denies", "retracts")


def describe_source(found: Mapping[str, Any], frame: Frame, page: int) -> dict[str, Any]:
    """Return what the template of a source shows."""
    source, only = found["source"], frame.given.get("only")
    last = max(1, -(-found["wanted"] // found["per_page"]))
    return {
        "title": source["title"],
        "source": {**source, "published": day_text(source["published_on"])},
        "trust": [
            {"text": f"{found['total']} statements", "href": frame.here(only=None), "on": False, "term": None},
            {
                "text": f"rests on this source alone: {found['one_source']}",
                "href": frame.here(only=None if only else "one_source"),
                "on": only == "one_source",
                "term": "one_source",
            },
            *_describe_contradiction(found["disputed"]),
        ],
        "places": _group_by_place(found["statements"]),
        "speakers": found["speakers"],
        "pages": {
            "at": page,
            "last": last,
            "more": False,
            "before": frame.here(page=page - 1) if page > 1 else None,
            "after": frame.here(page=page + 1) if page < last else None,
        },
        "exports": [
            {"name": "CSV", "href": _query(source["id"], frame, format="csv"), "download": True},
            {"name": "Excel", "href": _page(source["id"], frame), "download": True},
            {"name": "JSON", "href": _query(source["id"], frame), "download": False},
            {"name": "Cypher", "href": frame.here(format="cypher"), "download": False},
        ],
    }  # fmt: skip


def _describe_contradiction(count: int) -> list[dict[str, Any]]:
    return (
        [{"text": f"contradicted by another source: {count}", "href": None, "on": False, "term": "certainty"}]
        if count
        else []
    )


def _page(source_id: str, frame: Frame) -> str:
    return frame.to("browse/queries/statements_in_source", source=source_id, limit=1000, format="xlsx")


def _query(source_id: str, frame: Frame, **form: str) -> str:
    return frame.to("queries/statements_in_source", source=source_id, limit=1000, as_of=None, **form)


def _group_by_place(statements: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the places of a source in order, each with its statements."""
    places: list[dict[str, Any]] = []
    for statement in statements:
        if not places or places[-1]["place"] != statement["locator"]:
            places.append({"place": statement["locator"], "statements": []})
        against = statement["stance"] in _AGAINST
        others = [{**other, "against": (other["stance"] in _AGAINST) != against} for other in statement["others"]]
        places[-1]["statements"].append(
            {
                **describe_statement(statement),
                "agree": _sources(other for other in others if not other["against"]),
                "contradict": _sources(other for other in others if other["against"]),
            }
        )
    return places


def _sources(others: Any) -> list[Mapping[str, Any]]:
    """Return each source once."""
    return list({other["source"]["id"]: other["source"] for other in others}.values())
