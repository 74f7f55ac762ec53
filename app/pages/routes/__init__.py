"""Routes of the pages made on the server."""

from fastapi import APIRouter

from app.pages.routes import browse, changes, details, help, lists, queries, start

router = APIRouter(include_in_schema=False)
for part in (start, browse, queries, changes, lists, details, help):
    router.include_router(part.router)
