"""The HTTP application: routes, error handlers and middleware."""

import hashlib
from functools import cache, partial
from importlib.metadata import version

from fastapi import FastAPI

from app.api import problems
from app.api.caching import AnswerMemory, CachingMiddleware, current_version
from app.api.middleware import LOCAL_HOSTS, RequestGuardMiddleware
from app.api.root_path import RootPathMiddleware
from app.api.routes import entities, insights, ledger, matching, measures, pictures, queries, service, statements
from app.pages.routes import picture
from app.pages.routes import router as pages
from app.pages.routes.errors import show_problem
from app.reconcile import routes as reconcile
from app.runtime.runtime import Runtime
from graph.projection.project import RULES_VERSION

_DESCRIPTION = """
A knowledge graph of actors and trade measures. It answers which measures restrict a product, who announced them, and
when they were in force. It also has negotiations, and the source of every statement.

Every reading call takes two clocks. `as_of` is the date you ask about; `known_at` limits the answer to what was
published by then. The default of both is now. Errors are `application/problem+json`.
"""


def create_app(runtime: Runtime) -> RequestGuardMiddleware:
    """Create the ASGI application on ``runtime``, which the caller opens and closes."""
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
    app.add_middleware(
        CachingMiddleware,
        memory=AnswerMemory(runtime.settings.cache_mb * 2**20),
        current_version=partial(current_version, runtime),
        code=cache(partial(_describe_code, runtime)),
    )
    for router in (
        entities.router,
        matching.router,
        measures.router,
        insights.router,
        pictures.router,
        ledger.router,
        queries.router,
        statements.router,
        service.router,
        picture.router,
        reconcile.router,
        pages,
    ):
        app.include_router(router)
    problems.install_error_handlers(app, show_problem)
    return RequestGuardMiddleware(app, (*LOCAL_HOSTS, *runtime.settings.allowed_hosts))


def _describe_code(runtime: Runtime) -> str:
    """Return what answers depend on besides question, graph and day: program, query files and settings."""
    queries = hashlib.sha256("\0".join(query.cypher for query in runtime.answers.queries.values()).encode())
    settings = (runtime.settings.cypher_max_rows, runtime.settings.root_path)
    return repr((version("tradegraph"), RULES_VERSION, queries.hexdigest(), settings))
