"""Routes of the pages made on the server."""

from fastapi import APIRouter

from app.pages.routes import browse, lists

router = APIRouter(include_in_schema=False)
for part in (browse, lists):
    router.include_router(part.router)
