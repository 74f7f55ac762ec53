"""The HTTP service: routes, errors and the shield put together."""

from importlib.metadata import version

from fastapi import FastAPI

from app.api import problems
from app.api.middleware import LOCAL_HOSTS, RequestGuardMiddleware
from app.api.root_path import RootPathMiddleware
from app.api.routes import entities, insights, ledger, measures, pictures, queries, service, statements
from app.runtime.runtime import Runtime

_DESCRIPTION = """
A knowledge graph of actors and trade measures: which measures restrict a product, who announced them, when they held,
who negotiates with whom about what, what was given for what, and who said so, where.

Every reading call takes two clocks. `as_of` is the day in the world; `known_at` is what could be known by then. Both
are now if they are not given. Errors are `application/problem+json`.
"""


def create_app(runtime: Runtime) -> RequestGuardMiddleware:
    """The service on what ``runtime`` has, behind its shield; it neither opens nor closes the runtime."""
    app = FastAPI(
        title="tradegraph",
        version=version("tradegraph"),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.runtime = runtime
    app.add_middleware(RootPathMiddleware, root=runtime.settings.root_path)
    for router in (
        entities.router,
        measures.router,
        insights.router,
        pictures.router,
        ledger.router,
        queries.router,
        statements.router,
        service.router,
    ):
        app.include_router(router)
    problems.install_error_handlers(app)
    return RequestGuardMiddleware(app, (*LOCAL_HOSTS, *runtime.settings.allowed_hosts))
