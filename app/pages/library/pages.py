"""Pages of the query library: the list of questions, and one question with its answer."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.pages.cells import link_cell, text_cell
from app.pages.frame import CLOCK_NAMES, Frame
from app.pages.library.tables import describe_table
from app.pages.lists.listing import Asked, Column, Facet, Listing, describe_list
from app.pages.search.questions import load_forms
from graph.queries import ListPage
from graph.query_library import Query
from graph.store import JsonTable

_QUERIES = Listing(
    "Questions",
    "question",
    "questions",
    (
        Column(
            "question",
            "Question",
            lambda frame, row: link_cell(row["question"], frame.to(f"browse/queries/{row['name']}")),
            sortable=False,
        ),
        Column("title", "Title", lambda _, row: text_cell(row["title"]), sortable=False),
        Column("group", "Group", lambda _, row: text_cell(row["group"]), sortable=False),
    ),
    (Facet("group", "Group"),),
    "group",
)


def describe_query_list(
    library: Mapping[str, Query], frame: Frame, words: str | None, group: str | None
) -> dict[str, Any]:
    """Return the list of questions."""
    fitting = [query for query in library.values() if _fits(query, words)]
    shown = [query for query in fitting if group in (None, query.group)]
    groups = Counter(query.group for query in fitting)
    found = ListPage(
        [{"name": q.name, "question": q.question, "title": q.title, "group": q.group} for q in shown],
        len(shown),
        {"group": [{"value": value, "count": count} for value, count in groups.items()]},
    )
    page = describe_list(_QUERIES, Asked(words or "", {"group": group} if group else {}, "group"), found, frame)
    page["counted"] = f"{len(shown)} {'question' if len(shown) == 1 else 'questions'}"
    page["pages"] = {"before": None, "after": None}
    return page | {"clocked": False, "exports": [{"name": "JSON", "href": frame.to("queries"), "download": False}]}


def describe_query(
    query: Query,
    form: Mapping[str, Any],
    frame: Frame,
    answer: tuple[JsonTable, Mapping[str, str]] | None = None,
    given: Mapping[str, str] | None = None,
    *,
    problem: str | None = None,
) -> dict[str, Any]:
    """Return a question with its form. ``answer``: its table, and the names of the entities in it."""
    page = {
        "title": _fill_in(query, given or {}, answer[1] if answer else {}) or query.question,
        "query": query,
        "form": form,
        "problem": problem,
        "answer": None,
        "counted": "",
        "clocked": bool(set(CLOCK_NAMES) & {p.name for p in query.parameters}),
    }
    if answer is None:
        return page
    table, names = answer
    rows = len(table.rows)
    exports = f"queries/{query.name}"
    asked = {**dict.fromkeys(CLOCK_NAMES), **(given or {})}
    return page | {
        "answer": describe_table(table, names, frame),
        "counted": f"The first {rows} rows" if table.truncated else f"{rows} {'row' if rows == 1 else 'rows'}",
        "exports": [
            {"name": "CSV", "href": frame.to(exports, **asked, format="csv"), "download": True},
            {"name": "Excel", "href": frame.here(format="xlsx"), "download": True},
            {"name": "JSON", "href": frame.to(exports, **asked), "download": False},
            {"name": "Cypher", "href": frame.here(format="cypher"), "download": False},
        ],
    }


def _fill_in(query: Query, given: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """Return the question with the name of the entity that it is asked about."""
    for form in load_forms():
        if form.query == query.name and given.get(form.parameter) in names:
            return form.text.replace("{}", names[given[form.parameter]])
    return None


def _fits(query: Query, words: str | None) -> bool:
    text = f"{query.name} {query.title} {query.question}".lower()
    return all(word in text for word in (words or "").lower().split())
