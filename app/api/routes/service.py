"""Routes of the service itself: health, statistics, documentation and static files."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from app.api.caching import require_version
from app.api.deps import ClocksDep, QueriesDep, RuntimeDep, reject_unknown_parameters
from app.api.responses import json_response
from app.api.routes.openapi import build_openapi, responses_for
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
# Swagger UI uses inline styles and data: images.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get(
    "/healthz",
    summary="Liveness check",
    responses=responses_for(Health),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def healthz() -> Response:
    """Return 200 while the process runs."""
    return json_response({"status": "ok"})


@router.get(
    "/readyz",
    summary="Readiness check",
    responses=responses_for(Readiness),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def readyz(runtime: RuntimeDep) -> Response:
    """Return 200 if Neo4j answers and has the schema, else 503 with the reason."""
    revision = await runtime.readiness()
    ready = {"status": "ready", "neo4j": "local" if runtime.settings.local else "server", "revision": revision}
    return json_response(ready | ({"note": runtime.operator_notice} if runtime.operator_notice else {}))


@router.get(
    "/stats",
    summary="Statistics",
    responses=responses_for(Stats),
    dependencies=[Depends(reject_unknown_parameters)],
)
async def stats(request: Request, answers: QueriesDep, clocks: ClocksDep) -> Response:
    """Return counts, the revision of the graph, and the day of the latest known source."""
    await require_version(request)
    return json_response(await answers.stats(clocks.known_at))


@router.get("/favicon.ico", include_in_schema=False)
async def favicon() -> Response:
    """Return the icon that browsers request automatically."""
    return await static("favicon.svg")


@router.get("/docs", include_in_schema=False)
async def docs() -> Response:
    """Show the API documentation; all its files come from this service."""
    page = (_HERE / "docs_page" / "docs.html").read_text(encoding="utf-8")
    return HTMLResponse(page, headers={"Content-Security-Policy": _DOCS_POLICY})


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request, runtime: RuntimeDep) -> Response:
    """Return the OpenAPI description."""
    return json_response(build_openapi(request.app, runtime.settings.root_path))


@router.get("/static/{name}", include_in_schema=False)
async def static(name: str) -> Response:
    """Return a file of a page; only listed names are allowed."""
    shown = {file: (known.path, known.media_type) for file, known in static_files().items()} | _DOCS_FILES
    if name not in shown:
        raise HTTPException(404)
    path, media_type = shown[name]
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})
