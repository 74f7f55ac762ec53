"""Read side: queries with one meaning for HTTP, command line, agents and pictures.

Each method runs files of ``cypher/library`` and builds a response of ``graph.views.types``. A list comes as a page: its
items, and a cursor to the next page or None.
"""

from graph.queries.base import Clocks, ResultPage, invalid_parameter
from graph.queries.browse import BrowseQueries, ChangeQueries, DetailQueries, ListPage, ListQuestion
from graph.queries.entities import EndsFilter, EntityQueries
from graph.queries.exports import ExportQueries
from graph.queries.insights import CalendarFilter, InsightQueries
from graph.queries.ledger import GraphFilter, LedgerQueries
from graph.queries.library import LibraryQueries
from graph.queries.measures import MeasureFilter, MeasureQueries
from graph.queries.names.matching import MatchingQueries
from graph.queries.names.questions import known_identifiers, parse_party_question
from graph.queries.neighbourhood import LinkFilter
from graph.queries.pictures.boards import BoardQueries, BoardRequest
from graph.queries.pictures.scenes import MAX_SCENE_ENTITIES, AddStep, ExpandStep, SceneQueries, SceneRequest
from graph.views.matches.responses import PartyQuestion

__all__ = [
    "MAX_SCENE_ENTITIES",
    "AddStep",
    "BoardRequest",
    "CalendarFilter",
    "Clocks",
    "EndsFilter",
    "ExpandStep",
    "GraphFilter",
    "GraphQueries",
    "LinkFilter",
    "ListPage",
    "ListQuestion",
    "MeasureFilter",
    "PartyQuestion",
    "ResultPage",
    "SceneRequest",
    "invalid_parameter",
    "known_identifiers",
    "parse_party_question",
]


class GraphQueries(
    EntityQueries,
    BoardQueries,
    MeasureQueries,
    InsightQueries,
    SceneQueries,
    LedgerQueries,
    ExportQueries,
    LibraryQueries,
    BrowseQueries,
    DetailQueries,
    ChangeQueries,
    MatchingQueries,
):
    """All queries, on one store with one library."""
