"""Pages of the query library: the list of questions."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.pages.cells import link_cell, text_cell
from app.pages.frame import Frame
from app.pages.listing import Asked, Column, Facet, Found, Listing, describe_list
from graph.query_library import Query

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
    found = Found(
        [{"name": q.name, "question": q.question, "title": q.title, "group": q.group} for q in shown],
        len(shown),
        {"group": [{"value": value, "count": count} for value, count in groups.items()]},
    )
    page = describe_list(_QUERIES, Asked(words or "", {"group": group} if group else {}, "group"), found, frame)
    page["counted"] = f"{len(shown)} {'question' if len(shown) == 1 else 'questions'}"
    page["pages"] = {"before": None, "after": None}
    return page | {"clocked": False, "exports": [{"name": "JSON", "href": frame.to("queries"), "download": False}]}


def _fits(query: Query, words: str | None) -> bool:
    text = f"{query.name} {query.title} {query.question}".lower()
    return all(word in text for word in (words or "").lower().split())
