"""The service itself: is it alive, can it answer, and its description."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from app.api.deps import ClocksDep, QueriesDep, RuntimeDep, reject_unknown_parameters
from app.api.openapi import build_openapi
from app.api.routes import json_response, responses_for
from app.api.schemas import Health, Readiness, Stats
from app.pictures.assets import static_files

router = APIRouter(tags=["service"])

_HERE = Path(__file__).resolve().parent.parent
_SWAGGER = Path(str(files("fastapi_offline"))) / "static"
_DOCS_FILES = {
    "swagger-ui-bundle.js": (_SWAGGER / "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    "swagger-ui.css": (_SWAGGER / "swagger-ui.css", "text/css; charset=utf-8"),
    "docs.js": (_HERE / "docs_page" / "docs.js", "text/javascript; charset=utf-8"),
}
# Swagger UI sets styles on elements and shows its marks as data: images.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get(
    "/healthz",
    summary="Is the service alive",
    responses=responses_for(Health),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def healthz() -> Response:
    """Answers as long as the process runs."""
    return json_response({"status": "ok"})


@router.get(
    "/readyz",
    summary="Can the service answer",
    responses=responses_for(Readiness),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def readyz(runtime: RuntimeDep) -> Response:
    """Answers 200 when Neo4j is reached and the schema is in place, else 503 with the reason."""
    revision = await runtime.readiness()
    ready = {"status": "ready", "neo4j": "local" if runtime.settings.local else "server", "revision": revision}
    return json_response(ready | ({"note": runtime.operator_notice} if runtime.operator_notice else {}))


@router.get(
    "/stats",
    summary="Counts, and the latest source",
    responses=responses_for(Stats),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def stats(answers: QueriesDep, clocks: ClocksDep) -> Response:
    """Counts of what the graph holds, its revision, and the day of the latest source known at `known_at`."""
    return json_response(await answers.stats(clocks.known_at))


@router.get("/favicon.ico", include_in_schema=False)
async def favicon() -> Response:
    """What browsers ask for by themselves."""
    return await static("favicon.svg")


@router.get("/docs", include_in_schema=False)
async def docs() -> Response:
    """The description of the calls, to read and to try, with nothing fetched from elsewhere."""
    page = (_HERE / "docs_page" / "docs.html").read_text(encoding="utf-8")
    return HTMLResponse(page, headers={"Content-Security-Policy": _DOCS_POLICY})


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request, runtime: RuntimeDep) -> Response:
    """The description of the calls, for programs."""
    return json_response(build_openapi(request.app, runtime.settings.root_path))


@router.get("/static/{name}", include_in_schema=False)
async def static(name: str) -> Response:
    """A file that a page needs; only those that are listed, by their exact names."""
    shown = {file: (known.path, known.media_type) for file, known in static_files().items()} | _DOCS_FILES
    if name not in shown:
        raise HTTPException(404)
    path, media_type = shown[name]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})
