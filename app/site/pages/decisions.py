"""Decisions of groups for the public, and for members those of their groups."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import api_of, gather
from app.site.render import page, url

ASKED = ("q", "group", "partnership", "cursor")


async def decisions(request: Request) -> Response:
    asked = {name: request.query_params.get(name, "").strip() for name in ASKED}
    known = {name: value for name, value in asked.items() if value}
    found = await api_of(request).get("/decisions", {**known, "sort": "-valid_from"}, accept=(422,))
    context = {
        "rows": found.results if found.ok else [],
        "asked": asked,
        "next": found.ok and found.cursor and url("/decisions", asked, cursor=found.cursor),
        "before": found.ok and found.cursor_before and url("/decisions", asked, cursor=found.cursor_before),
    }
    return page(request, "partnerships/decisions.html", context)


async def decision(request: Request) -> Response:
    number, api = request.path_params["id"], api_of(request)
    found, files = await gather(
        api.get(f"/decisions/{number}"),
        api.get("/attachments", {"about_type": "decision", "about_id": number, "sort": "title"}),
    )
    return page(request, "partnerships/decision.html", {"record": found.data, "papers": files.results})


routes = [Route("/decisions", decisions), Route("/decisions/{id:int}", decision)]
