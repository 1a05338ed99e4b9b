"""Partnerships for the public: who they are and how their groups hang together on a given day."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.charts import drawn
from app.site.client import api_of, gather
from app.site.labels import choices
from app.site.pages import NavItem
from app.site.pages.schedule import today
from app.site.render import page, url
from app.site.session import translator_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


async def partnerships(request: Request) -> Response:
    asked = {name: request.query_params.get(name, "").strip() for name in ("q", "kind", "cursor")}
    found = await api_of(request).get("/partnerships", asked)
    context = {
        "rows": found.results,
        "asked": asked,
        "kinds": choices("partnership_kind"),
        "next": found.cursor and url("/partnerships", asked, cursor=found.cursor),
        "before": found.cursor_before and url("/partnerships", asked, cursor=found.cursor_before),
    }
    return page(request, "partnerships/list.html", context, fragment="partnerships/_list.html")


async def partnership(request: Request) -> Response:
    number, on = request.path_params["id"], request.query_params.get("on", "")
    on = on if DAY.fullmatch(on) else today().isoformat()
    api, asked = api_of(request), {"partnership": number, "limit": 5}
    found, chart, coming, minutes, newsletters = await gather(
        api.get(f"/partnerships/{number}"),
        api.get(f"/partnerships/{number}/chart", {"on": on}, accept=(422,)),
        api.get("/schedule", {"partnership": number, "from": today().isoformat(), "limit": 5}),
        api.get("/minutes", asked | {"state": "published", "sort": "-published_at"}),
        api.get("/newsletters", asked | {"state": "sent", "sort": "-sent_at"}),
    )
    words = translator_of(request)
    context = {
        "partnership": found.data,
        "groups": drawn(chart.data, chart.data["groups"], on, words, earlier=False).groups
        if chart.ok
        else [],
        "on": on,
        "coming": coming.results,
        "minutes": minutes.results,
        "newsletters": newsletters.results,
    }
    return page(request, "partnerships/detail.html", context)


nav = [NavItem(msgid("Partnerships"), "/partnerships", 20)]
routes = [Route("/partnerships", partnerships), Route("/partnerships/{id:int}", partnership)]
