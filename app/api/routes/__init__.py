"""HTTP routes: check parameters, call ``graph.queries``, return the response."""
