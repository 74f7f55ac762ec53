"""Version of an answer: what it depends on besides its question."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from starlette.requests import Request

from app.runtime.runtime import Runtime
from graph.store import GraphVersion

#: Key of the request's state under which a route declares that its answer depends only on the graph and the day.
STATE_KEY = "answer_version"
#: Key under which a route leaves what the log has to say of every request like this one.
LOG_KEY = "answer_log"


@dataclass(frozen=True)
class AnswerVersion:
    """Version of the graph, and the day that ``today`` means in questions without dates."""

    graph: GraphVersion
    day: date


async def current_version(runtime: Runtime) -> AnswerVersion:
    """Return the version that answers have now. Raises DatabaseUnavailable."""
    return AnswerVersion(await runtime.store.versions.current(), datetime.now(UTC).date())


def declare_version(state: MutableMapping[str, Any], graph: GraphVersion | None) -> None:
    """Declare that an answer depends only on its question and this version.

    None declares nothing.
    """
    if graph is not None:
        state[STATE_KEY] = AnswerVersion(graph, datetime.now(UTC).date())


async def require_version(request: Request) -> None:
    """Declare that an answer depends only on the question, the graph and the day.

    Routes call it before they read the graph: then the answer is at least as new as the version.
    """
    declare_version(request.scope["state"], await request.app.state.runtime.store.versions.current())
