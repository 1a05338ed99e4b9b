"""Fragments of forms for htmx: matches while a name is typed, and choices that depend on another choice."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import api_of
from app.site.event_fields import ACTIVITIES, MEETINGS, NAMED, NONE, SPEAKERS, TOPICS
from app.site.fields import SEARCH
from app.site.forms import Form
from app.site.guard import staff
from app.site.lookups import EVENTS, NEEDS, ORGANISATIONS, PEOPLE, TERRITORIES, USERS, Source
from app.site.render import page

SEARCHED: dict[str, Source] = {
    "organisations": ORGANISATIONS,
    "people": PEOPLE,
    "territories": TERRITORIES,
    "named": NAMED,
    "speakers": SPEAKERS,
    "events": EVENTS,
    "needs": NEEDS,
    "users": USERS,
}
NARROWED: dict[str, Source] = {"activities": ACTIVITIES, "topics": TOPICS, "meetings": MEETINGS}


def source_of(request: Request, known: dict[str, Source]) -> Source:
    source = known.get(request.path_params["source"])
    if source is None:
        raise HTTPException(404)
    return source


async def look_up(request: Request) -> Response:
    """The boxes of a searched field."""
    source, name = source_of(request, SEARCHED), request.path_params["name"]
    query = request.query_params
    many = bool(query.get("many"))
    chosen: Any = query.getlist(name) if many else query.get(name, "")
    form = Form(typed={name: chosen, name + SEARCH: query.get(name + SEARCH, "")})
    choices = await source.found(api_of(request), query, query.get(name + SEARCH, ""))
    return page(request, "staff/found.html", {"form": form, "name": name, "choices": choices, "many": many})


async def narrow(request: Request) -> Response:
    """The options of a select: activities of the chosen project, topics of the chosen series."""
    found = await source_of(request, NARROWED).options(api_of(request), request.query_params)
    return page(request, "staff/options.html", {"options": found, "empty": NONE})


routes = [
    Route("/staff/look-up/{source}/{name}", staff(look_up)),
    Route("/staff/narrow/{source}", staff(narrow)),
]
