"""Questions to answers: one meaning for HTTP, the command line and the picture.

Each method runs files of ``cypher/read`` and shapes what they give. Lists come as a page: the items, and a cursor to
the next page or None.
"""

from graph.queries.base import Clocks, Page, bad
from graph.queries.entities import Ends, Entities
from graph.queries.insights import CalendarFilter, Insights
from graph.queries.ledger import Ledgers, Part
from graph.queries.library import Library
from graph.queries.measures import MeasureFilter, Measures
from graph.queries.neighbourhood import LinkFilter
from graph.queries.scenes import SCENE_MOST, Add, Expand, Scenery, Scenes

__all__ = [
    "SCENE_MOST",
    "Add", "Answers", "CalendarFilter", "Clocks", "Ends", "Expand", "LinkFilter", "MeasureFilter", "Page", "Part",
    "Scenery", "bad",
]  # fmt: skip


class Answers(Entities, Measures, Insights, Scenes, Ledgers, Library):
    """All of them, from one store with one library of queries."""
