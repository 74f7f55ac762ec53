"""What can be read off the graph beyond its links: calendar, disputes, records, chains, exposure, and what is pending.

Pure functions, beside ``graph.shapes``: rows of the query files in, the shapes that users get out.
"""

from graph.views.calendar import event
from graph.views.chains_of_measures import chains
from graph.views.disputes import dispute
from graph.views.exposure import exposures
from graph.views.pending import needs_pending, with_pending
from graph.views.track_record import record

__all__ = ["chains", "dispute", "event", "exposures", "needs_pending", "record", "with_pending"]
