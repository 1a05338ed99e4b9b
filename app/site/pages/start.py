"""The start page: what this is, what comes next, how it works and who runs it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.agenda import by_day
from app.site.client import api_of
from app.site.operator import logo_of
from app.site.pages.schedule import today
from app.site.render import page
from app.site.session import language_of, settings_of

SHOWN = 5


async def start(request: Request) -> Response:
    asked = {"from": today().isoformat(), "limit": SHOWN}
    rows = (await api_of(request).get("/schedule", asked)).results
    return page(request, "start.html", {"days": by_day(rows, language_of(request))})


async def logo(request: Request) -> Response:
    found = logo_of(settings_of(request))
    if found is None:
        raise HTTPException(404)
    content, kind = found
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})


routes = [Route("/", start), Route("/logo", logo)]
