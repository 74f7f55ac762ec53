"""Routes of the Reconciliation Service API. CORS headers: see app/api/middleware.py."""

from html import escape
from typing import Any
from urllib.parse import parse_qs

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app.api.deps import QueriesDep
from app.api.responses import json_response
from app.reconcile import protocol
from graph.errors import InvalidParameter, NotJson, Problem
from graph.queries import Clocks, GraphQueries, invalid_parameter

router = APIRouter(include_in_schema=False)

_MOST_SUGGESTED = 10
_MOST_IDS = 500
_PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *; base-uri 'none'; form-action 'none'"
)


@router.get("/reconcile")
async def manifest(request: Request, answers: QueriesDep) -> Response:
    """Return the manifest, or answer questions in the query string."""
    return await _answer(request, answers, dict(request.query_params))


@router.post("/reconcile")
async def reconcile(request: Request, answers: QueriesDep) -> Response:
    """Answer the questions, or the data extension, of a form."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return await _answer(request, answers, {name: values[-1] for name, values in form.items()})


async def _answer(request: Request, answers: GraphQueries, form: dict[str, str]) -> Response:
    if "queries" in form:
        return json_response(await _reconcile(answers, _parse_object(form["queries"], "queries")))
    if "extend" in form:
        return json_response(await _extend(answers, _parse_object(form["extend"], "extend")))
    if request.method == "POST":
        raise invalid_parameter("queries", "is missing: send a form with queries or extend")
    root = request.scope.get("root_path", "")
    return json_response(protocol.build_manifest(f"{request.url.scheme}://{request.headers['host']}{root}"))


def _parse_object(text: str, name: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except ValueError as error:
        raise NotJson(f"{name} is not valid JSON: {error}.") from None
    if not isinstance(found, dict):
        raise invalid_parameter(name, "must be a JSON object")
    return found


async def _reconcile(answers: GraphQueries, raw: dict[str, Any]) -> dict[str, Any]:
    if len(raw) > protocol.BATCH_SIZE:
        raise invalid_parameter("queries", f"has {len(raw)} queries; send at most {protocol.BATCH_SIZE}")
    asked = [protocol.parse_question(key, one) for key, one in raw.items()]
    result: dict[str, Any] = {}
    for must in dict.fromkeys(kind for _, kind, _ in asked):
        some = [(question, limit) for question, kind, limit in asked if kind == must]
        found = await answers.match_names(
            [question for question, _ in some], protocol.THRESHOLD, [must] if must else None
        )
        for (question, limit), scored in zip(some, found, strict=True):
            result[question.id] = protocol.serialize_candidates(scored, limit)
    return {key: result[key] for key in raw}


async def _extend(answers: GraphQueries, raw: dict[str, Any]) -> dict[str, Any]:
    ids, properties = raw.get("ids"), raw.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids) or len(ids) > _MOST_IDS:
        raise invalid_parameter("extend.ids", f"must be a list of at most {_MOST_IDS} ids")
    wanted: dict[str, dict[str, Any]] = {}
    for one in properties if isinstance(properties, list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            wanted[one["id"]] = one.get("settings") or {}
    known = {one["id"]: one["name"] for one in protocol.list_properties(None)}
    if problems := [
        Problem("extend.properties", f"{name[:80]!r} is not known") for name in wanted if name not in known
    ]:
        raise InvalidParameter(f"{problems[0]}.", problems)
    clocks = _read_clocks(wanted)
    found = await answers.describe_parties(ids, clocks)
    return {
        "meta": [{"id": name, "name": known[name]} for name in wanted],
        "rows": {
            one: protocol.serialize_cells(*found[one], list(wanted)) if one in found else {name: [] for name in wanted}
            for one in ids
        },
    }


def _read_clocks(wanted: dict[str, dict[str, Any]]) -> Clocks:
    given = {
        name: str(settings[name])
        for settings in wanted.values()
        if isinstance(settings, dict)
        for name in ("as_of", "known_at")
        if settings.get(name)
    }
    return Clocks.parse(given.get("as_of"), given.get("known_at"))


@router.get("/reconcile/suggest/entity")
async def suggest_entity(answers: QueriesDep, prefix: str = "", cursor: int = 0) -> Response:
    """Suggest entities for the beginning of a name."""
    page = await answers.entities(prefix[:500], None, 500, None) if prefix.strip() else None
    start = max(0, cursor)
    items = page.items[start : start + _MOST_SUGGESTED] if page else []
    found = [
        {
            "id": one["id"],
            "name": one["name"],
            "description": protocol.describe({**one["properties"], **one}),
            "notable": [{"id": one["kind"], "name": one["kind"]}],
        }
        for one in items
    ]
    return json_response({"result": found})


@router.get("/reconcile/suggest/type")
async def suggest_type(prefix: str = "") -> Response:
    """Suggest kinds of entities."""
    return json_response({"result": protocol.suggest_types(prefix)})


@router.get("/reconcile/suggest/property")
async def suggest_property(prefix: str = "") -> Response:
    """Suggest properties."""
    wanted = prefix.casefold()
    return json_response(
        {"result": [one for one in protocol.list_properties(None) if wanted in one["name"].casefold()]}
    )


@router.get("/reconcile/extend/propose")
async def propose(type: str | None = None, limit: int | None = None) -> Response:
    """Propose properties that can be fetched for a kind."""
    found = [{"id": one["id"], "name": one["name"]} for one in protocol.list_properties(type)]
    return json_response({"type": type, "limit": limit, "properties": found[:limit] if limit else found})


@router.get("/reconcile/preview")
async def preview(answers: QueriesDep, id: str) -> Response:
    """Show an entity on a small page, which may be part of another site's page."""
    found = await answers.describe_parties([id], Clocks.parse(None, None))
    if id not in found:
        raise await answers.entity_not_found(id)
    row, restrictions = found[id]
    measures = "".join(f"<li>{escape(one['measure']['name'])}</li>" for one in restrictions[:5])
    listed = f"<p>Targeted today by:</p><ul>{measures}</ul>" if measures else "<p>No measure targets it today.</p>"
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(row["name"])}</title>'
        "<style>body{font:14px/1.4 system-ui,sans-serif;margin:12px;color:#1d2733;background:#fff}h1{font-size:16px;"
        "margin:0 0 4px}p,ul{margin:4px 0}small{color:#5a6675}</style></head>"
        f"<body><h1>{escape(row['name'])}</h1><p>{escape(protocol.describe(row))}</p>{listed}"
        f"<small>{escape(row['id'])}</small></body></html>"
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": _PREVIEW_POLICY})
