"""Questions to answers: one meaning for HTTP, the command line and the picture.

Each method runs files of ``cypher/library`` and shapes what they give. Lists come as a page: the items, and a cursor to
the next page or None.
"""

from graph.queries.base import Clocks, ResultPage, invalid_parameter
from graph.queries.entities import EndsFilter, EntityQueries
from graph.queries.insights import CalendarFilter, InsightQueries
from graph.queries.ledger import GraphFilter, LedgerQueries
from graph.queries.library import LibraryQueries
from graph.queries.measures import MeasureFilter, MeasureQueries
from graph.queries.neighbourhood import LinkFilter
from graph.queries.scenes import MAX_SCENE_ENTITIES, AddStep, ExpandStep, SceneQueries, SceneRequest

__all__ = [
    "MAX_SCENE_ENTITIES",
    "AddStep",
    "CalendarFilter",
    "Clocks",
    "EndsFilter",
    "ExpandStep",
    "GraphFilter",
    "GraphQueries",
    "LinkFilter",
    "MeasureFilter",
    "ResultPage",
    "SceneRequest",
    "invalid_parameter",
]


class GraphQueries(EntityQueries, MeasureQueries, InsightQueries, SceneQueries, LedgerQueries, LibraryQueries):
    """All of them, from one store with one library of queries."""
