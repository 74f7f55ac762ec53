"""Routes of the query library: the list of questions, and a page for each."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.caching import require_version
from app.api.deps import QueriesDep, RuntimeDep, reject_unknown_parameters, require_single_values
from app.api.parameters import QueryGroup, Text
from app.api.routes.pictures import html_response
from app.pages.exports import script_response, workbook_response
from app.pages.frame import CLOCK_NAMES, render_page
from app.pages.library.answers import answer_nested
from app.pages.library.form import describe_form
from app.pages.library.pages import describe_query, describe_query_list
from app.pages.library.tables import find_ids, is_entity_id, unfold
from app.pages.routes.deps import FrameDep
from app.pages.search.questions import find_kinds
from graph.errors import InvalidParameter, NotFound
from graph.queries import GraphQueries
from graph.query_library import Query as LibraryQuery
from graph.query_library import find_query

router = APIRouter(prefix="/browse/queries", dependencies=[Depends(require_version)])

#: Entities that a form offers, and rows that a page shows.
MAX_CHOICES, MAX_ROWS = 600, 500


@router.get("", dependencies=[Depends(reject_unknown_parameters)])
async def queries(
    answers: QueriesDep,
    frame: FrameDep,
    q: Annotated[Text, Query(description="Words to search for.")] = None,
    group: QueryGroup = None,
) -> Response:
    """Show the questions of the query library."""
    return html_response(render_page("list.html", frame, describe_query_list(answers.queries, frame, q, group)))


@router.get("/{name}")
async def query(runtime: RuntimeDep, request: Request, frame: FrameDep, name: str) -> Response:
    """Show a question with its form, and its answer once all needed values are given."""
    answers = runtime.answers
    asked = find_query(answers.queries, name)
    given = require_single_values(dict(request.query_params), request.query_params.multi_items())
    form_wanted = given.pop("format", None)
    given = {key: value for key, value in given.items() if value}
    clocked = {p.name for p in asked.parameters}
    own = {key: value for key, value in given.items() if key not in CLOCK_NAMES or key in clocked}
    if form_wanted == "cypher":
        return script_response(asked.title, asked.values(own), asked.cypher)
    form = describe_form(asked, given, await answers.list_choices(MAX_CHOICES))
    if any(field["required"] and not field["value"] for field in form["fields"]):
        return html_response(render_page("query.html", frame, describe_query(asked, form, frame)))
    try:
        own = await _resolve_names(answers, asked, own)
        table = await answer_nested(answers, name, asked.values(own), frame.clocks)
        if table is None:
            table = unfold(await answers.run(name, own, min(MAX_ROWS, runtime.settings.cypher_max_rows)))
    except (InvalidParameter, NotFound) as error:
        return html_response(
            render_page("query.html", frame, describe_query(asked, form, frame, problem=error.message)),
            status=error.status,
        )
    if form_wanted == "xlsx":
        return await workbook_response(asked.title, table.columns, table.rows, frame)
    names = await answers.fetch_names([*find_ids(table), *(value for value in own.values() if is_entity_id(value))])
    return html_response(render_page("query.html", frame, describe_query(asked, form, frame, (table, names), own)))


async def _resolve_names(answers: GraphQueries, asked: LibraryQuery, given: Mapping[str, str]) -> dict[str, str]:
    """Replace names by the ids of the entities that fit best."""
    out = dict(given)
    for parameter in asked.parameters:
        value = out.get(parameter.name, "")
        if parameter.type == "entity" and value and not is_entity_id(value):
            kinds = find_kinds(asked.name, parameter.name)
            found = (await answers.entities(value, kinds, 1, None)).items
            if found:
                out[parameter.name] = found[0]["id"]
    return out
