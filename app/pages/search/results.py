"""Search results: entities, and questions of the library with the entity filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pages.frame import Frame
from app.pages.search.questions import find_questions
from app.pictures.scene.styles import humanize
from graph.query_library import Query
from graph.views.types.entities import FoundEntity

MAX_SUGGESTED_QUESTIONS = 4
#: First words of a question; after them, questions are suggested before entities.
_ASKING = frozenset(("are", "did", "does", "how", "is", "was", "what", "when", "where", "which", "who", "whom", "why"))
MAX_QUESTIONS = 12


def describe_search(q: str, found: Sequence[FoundEntity], library: Mapping[str, Query], frame: Frame) -> dict[str, Any]:
    """Return the page of search results."""
    return {
        "title": f"Search: {q}" if q else "Search",
        "q": q,
        "entities": [{**entity, "note": _note(entity)} for entity in found],
        "questions": [
            {"text": asked.text, "what": asked.title, "href": frame.to(asked.page, **asked.given)}
            for asked in find_questions(q, found, library, MAX_QUESTIONS)
        ],
    }


def suggest(q: str, found: Sequence[FoundEntity], library: Mapping[str, Query], frame: Frame) -> list[dict[str, str]]:
    """Return suggestions: their text, a note, and their address below the root."""
    root = Frame("", frame.asked, frame.clocks, frame.latest)
    entities = [{"text": e["name"], "note": _note(e), "href": root.entity(e["id"])} for e in found]
    questions = [
        {"text": asked.text, "note": "Question", "href": root.to(asked.page, **asked.given)}
        for asked in find_questions(q, found, library, MAX_SUGGESTED_QUESTIONS)
    ]
    if q.split()[:1] and q.split()[0].lower() in _ASKING:
        return [*questions, *entities]
    return [*entities[:3], *questions, *entities[3:]]


def _note(entity: FoundEntity) -> str:
    """Return what kind of entity a result is."""
    return humanize(entity["properties"].get("measure_kind") or entity["kind"])
