"""JSON bodies of requests."""

import json
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from app.api.problems import validation_problems
from graph.errors import InvalidParameter, NotJson, Problem
from graph.ingest.readers import reject_constant, reject_duplicate_keys

Body = TypeVar("Body", bound=BaseModel)


async def json_body(request: Request, model: type[Body]) -> Body:
    """Parse the body of a request as JSON and validate it against ``model``.

    Raises HTTPException 415 for another content type, NotJson for invalid JSON, and InvalidParameter for a body that
    does not match the model or has a name twice in one object.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Send the body as JSON, with Content-Type: application/json.")
    try:
        content = (await request.body()).decode("utf-8-sig")
        body = json.loads(content, parse_constant=reject_constant, object_pairs_hook=reject_duplicate_keys)
        return model.model_validate(body, strict=True)
    except ValidationError as error:
        problems = validation_problems(error.errors(), whole="body")
        raise InvalidParameter(f"{problems[0]}.", problems) from None
    except json.JSONDecodeError as error:
        raise NotJson(f"The body is not valid JSON: {error.msg} at character {error.pos}.") from None
    except (ValueError, RecursionError) as error:
        why = _explain(error)
        raise InvalidParameter(f"The body is invalid: it {why}.", [Problem("body", why)]) from None


def _explain(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)[:200]
