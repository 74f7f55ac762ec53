"""What can be read off the graph beyond its links: calendar, disputes, records, chains, exposure, and what is pending.

Pure functions, beside ``graph.shapes``: rows of the query files in, the shapes that users get out.
"""

from graph.insights.calendar import event
from graph.insights.chains import chains
from graph.insights.disputes import dispute
from graph.insights.exposure import exposures
from graph.insights.pending import needs_pending, with_pending
from graph.insights.record import record

__all__ = ["chains", "dispute", "event", "exposures", "needs_pending", "record", "with_pending"]
