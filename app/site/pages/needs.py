"""What happened to our need: for the public, by territory, from the table to the effect."""

import re
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, gather
from app.site.labels import choices
from app.site.pages import NavItem
from app.site.render import page, url

NUMBER = re.compile(r"[1-9]\d{0,8}")
ASKED = ("q", "territory", "state", "target_group")
PAGES = {"events": "/events"}
"""What the public has a page of."""


async def needs(request: Request) -> Response:
    """Needs of public events and groups. The places to choose from are the ORPs of the chosen region."""
    typed = {name: request.query_params.get(name, "").strip() for name in ASKED}
    asked = {name: value for name, value in typed.items() if value}
    if not NUMBER.fullmatch(asked.get("territory", "1")):
        del asked["territory"]
    api, cursor = api_of(request), request.query_params.get("cursor")
    found, places = await gather(
        api.get("/needs", {**asked, "sort": "territory_name", "cursor": cursor}, accept=(422,)),
        api.reference("/territories", {"level": "orp", "limit": 200}),
    )
    more = {"places": places.results, "asked": asked, "states": choices("need_state")}
    rows = groupby(found.results if found.ok else [], key=lambda one: one["territory_name"])
    following, before = (found.cursor, found.cursor_before) if found.ok else (None, None)
    context = {
        "rows": [(territory, list(raised)) for territory, raised in rows],
        "next": following and url("/needs", asked, cursor=following),
        "before": before and url("/needs", asked, cursor=before),
    }
    return page(request, "needs/list.html", context | more)


async def need(request: Request) -> Response:
    number, api = request.path_params["id"], api_of(request)
    found, trace, files = await gather(
        api.get(f"/needs/{number}"),
        api.get(f"/needs/{number}/trace"),
        api.get("/attachments", {"about_type": "need", "about_id": number, "sort": "title"}),
    )
    steps = [{**step, "href": _page_of(step["href"])} for step in trace.data["steps"]]
    return page(request, "needs/detail.html", {"need": found.data, "steps": steps, "papers": files.results})


def _page_of(href: str | None) -> str | None:
    if href is None:
        return None
    _, kind, number = href.removeprefix("/api/v1").split("/")
    return f"{PAGES[kind]}/{number}" if kind in PAGES else None


nav = [NavItem(msgid("Needs"), "/needs", 30)]
routes = [Route("/needs", needs), Route("/needs/{id:int}", need)]
