"""Answers of the library queries with nested rows, as plain tables."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.pictures.scene.styles import link_phrase
from graph.queries import Clocks, EndsFilter, GraphQueries, LinkFilter
from graph.store import JsonTable

_MOST = 200

Values = Mapping[str, Any]
Answer = Callable[[GraphQueries, Values, Clocks], Awaitable[list[dict[str, Any]]]]


async def _exposure(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    found = (await answers.exposure(values["id"], clocks, _MOST, None)).items
    return [
        {
            "measure": _reference(item["measure"]),
            "measure_kind": item["measure"]["measure_kind"],
            "status": item["measure"]["status"],
            "status_since": item["measure"]["status_since"],
            "how": item["directness"],
            "by_way_of": [_reference(node) for node in item["path"]["nodes"][1:-1]],
            "exempted_by": [link["subject"] for link in item["exempted_by"]],
            "fact_id": item["measure"]["status_fact_id"],
        }
        for item in found
    ]


async def _record(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    found = (await answers.track_record(values["id"], clocks, _MOST, None))["items"]
    return [
        {
            "said_on": item["said_on"],
            "stance": item["said"]["stance"],
            "subject": item["subject"],
            "act": link_phrase(item["type"]),
            "object": item["object"],
            "text": item["said"]["text"],
            "followed": item["followed"],
            "followed_on": item["followed_by"]["date"] if item["followed_by"] else None,
            "fact_id": item["fact_id"],
        }
        for item in found
    ]


async def _negotiations(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    found = (await answers.negotiations(values.get("between") or [], values.get("on"), clocks, _MOST, None)).items
    return [
        {
            "parties": item["parties"],
            "event": _reference(item["event"]) if item["event"] else None,
            "about": item["about"],
            "exchanged": [
                f"{e['gave_text'] or e['gave']['name']} for {e['got_text'] or e['got']['name']}"
                for e in item["exchanged"]
            ],
            "since": item["valid_from"],
            "certainty": item["certainty"],
            "fact_id": item["fact_ids"][0] if item["fact_ids"] else None,
        }
        for item in found
    ]  # fmt: skip


async def _chains(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    found = (await answers.chains(values.get("from"), values.get("within_days") or 30, 8, clocks, _MOST, None)).items
    return [
        {
            "measures": item["nodes"],
            "days_between": [link["days"] for link in item["links"]],
            "declared": all(link["declared"] for link in item["links"]),
            "cycle": item["cycle"],
        }
        for item in found
    ]


async def _disputes(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    found = (await answers.disputes(values.get("id"), values.get("types"), clocks, _MOST, None)).items
    return [
        {
            "subject": item["fact"]["subject"],
            "fact": link_phrase(item["fact"]["type"]),
            "object": item["fact"]["object"],
            "stance": side["says"]["stance"],
            "since": side["says"]["valid_from"],
            "until": side["says"]["valid_to"],
            "sources": [f"{one['source']['publisher']}, {one['source']['published_on']}" for one in side["statements"]],
            "fact_id": item["fact"]["fact_id"],
        }
        for item in found
        for side in item["sides"]
    ]


async def _links(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    ends = EndsFilter(subject_kinds=values.get("subject_kinds"), object_kinds=values.get("object_kinds"))
    return [_link(item) for item in (await answers.links(values.get("types"), ends, clocks, _MOST, None)).items]


async def _entity_links(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    wanted = LinkFilter(values.get("types"), values.get("kinds"), values.get("direction") or "both")
    found = await answers.list_entity_links(values["id"], wanted, clocks, _MOST, None, values.get("other"))
    return [_link(item) for item in found.items]


async def _paths(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    found = (
        await answers.paths(values["from"], values["to"], values.get("types"), values["max_length"], 5, clocks)
    ).items
    return [
        {
            "path": item["nodes"],
            "links": [link_phrase(link["type"]) for link in item["links"]],
            "since": item["window"]["from"],
            "until": item["window"]["to"],
        }
        for item in found
    ]  # fmt: skip


async def _timeline(answers: GraphQueries, values: Values, clocks: Clocks) -> list[dict[str, Any]]:
    keys = ("status", "valid_from", "valid_to", "status_basis", "action", "rule", "certainty", "fact_id")
    found = await answers.timeline(values["id"], clocks)
    return [{key: value for key, value in period.items() if key in keys} for period in found["periods"]]


def _reference(entity: Any) -> dict[str, Any]:
    return {"id": entity["id"], "name": entity["name"]}


def _link(link: Any) -> dict[str, Any]:
    return {
        "subject": link["subject"],
        "link": link_phrase(link["type"]),
        "object": link["object"],
        "since": link["valid_from"],
        "until": link["valid_to"],
        "certainty": link["certainty"],
        "sources": link["n_sources"],
        "fact_id": link["fact_id"],
    }


_ANSWERS: dict[str, Answer] = {
    "exposure": _exposure,
    "record": _record,
    "negotiations": _negotiations,
    "chains": _chains,
    "disputes": _disputes,
    "links": _links,
    "entity_links": _entity_links,
    "paths": _paths,
    "timeline": _timeline,
}


async def answer_nested(answers: GraphQueries, name: str, values: Values, clocks: Clocks) -> JsonTable | None:
    """Return the answer of a query with nested rows; None for another query."""
    if name not in _ANSWERS:
        return None
    rows = await _ANSWERS[name](answers, values, clocks)
    columns = list(rows[0]) if rows else ["nothing"]
    return JsonTable(columns, [list(row.values()) for row in rows], len(rows) == _MOST, [])
