"""What can be read off the graph beyond its links: calendar, disputes, records, chains, exposure, and what is pending.

Pure functions, beside ``graph.shapes``: rows of the query files in, the shapes that users get out.
"""

from graph.views.calendar import build_calendar_event
from graph.views.chains_of_measures import find_chains
from graph.views.disputes import build_dispute
from graph.views.exposure import rank_exposures
from graph.views.pending import add_pending_acts, needs_pending_acts
from graph.views.track_record import build_track_record

__all__ = [
    "add_pending_acts",
    "build_calendar_event",
    "build_dispute",
    "build_track_record",
    "find_chains",
    "needs_pending_acts",
    "rank_exposures",
]
