"""Response types of the API: the keys of every answer that ``graph.views`` and ``graph.queries`` build.

They are closed TypedDicts: mypy checks the code that builds a response, and ``app.api.schemas`` describes the same
types in OpenAPI. A closed type cannot be extended, so what several responses share is in an open base.
"""
