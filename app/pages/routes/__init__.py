"""Routes of the pages made on the server."""

from fastapi import APIRouter

from app.pages.routes import browse, changes, details, lists, queries

router = APIRouter(include_in_schema=False)
for part in (browse, queries, changes, lists, details):
    router.include_router(part.router)
