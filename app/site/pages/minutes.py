"""Minutes for everybody who may read them: the list, the text with comments of members, the versions."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of, download, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.json_values import Json
from app.site.render import page, redirect, url
from app.site.session import translator_of

HERE = "/events/{event:int}/minutes"
ASKED = ("q", "partnership", "group", "cursor")
COMMENT = (Field("item_id", msgid("Comment on"), "choice"), Field("text", msgid("Your comment"), "area"))


def api_path(request: Request) -> str:
    return f"/events/{request.path_params['event']}/minutes"


async def listed(request: Request) -> Response:
    asked = {name: request.query_params.get(name, "").strip() for name in ASKED}
    found = await api_of(request).get("/minutes", {**asked, "sort": "-starts_at"})
    context = {
        "rows": found.results,
        "asked": asked,
        "next": found.cursor and url("/minutes", asked, cursor=found.cursor),
        "before": found.cursor_before and url("/minutes", asked, cursor=found.cursor_before),
    }
    return page(request, "minutes/list.html", context)


async def read(request: Request) -> Response:
    return await _read(request, Form())


async def _read(request: Request, form: Form, status: int = 200) -> Response:
    api = api_of(request)
    found = (await api.get(api_path(request))).data
    about = {"about_type": "minutes", "about_id": found["id"], "sort": "title", "limit": 200}
    publicity = api.get(f"/events/{found['event_id']}/publicity", accept=(401, 403, 404))
    asked = [publicity, api.get("/attachments", about)]
    if "see_inside" in found["allowed"]:
        asked.append(api.get(f"{api_path(request)}/comments", {"limit": 200}))
    paid, *more = await gather(*asked)
    files, *comments = [one.results for one in more]
    context = {
        "minutes": found,
        "comments": comments[0] if comments else [],
        "files": files,
        "publicity": paid.data if paid.ok else None,
        **points_of(request, found),
        "here": api_path(request),
        "form": form,
    }
    return page(request, "minutes/detail.html", context, status=status)


def points_of(request: Request, minutes: Json) -> Json:
    """The choices of what a comment is about, and the number of each point."""
    _ = translator_of(request).gettext
    return {
        "points": [(str(one["id"]), one["title"] or _("Without a title")) for one in minutes["items"]],
        "numbers": {one["id"]: number for number, one in enumerate(minutes["items"], 1)},
    }


def comment_body(form: Form) -> Json:
    return {"item_id": form.data.get("item_id"), "text": form.data.get("text") or ""}


async def comment(request: Request) -> Response:
    form = await read_fields(request, COMMENT)
    path = f"{api_path(request)}/comments"
    reply = await api_of(request).post(path, comment_body(form), once=form.value("once"))
    if not reply.ok:
        return await _read(request, form.refused(reply), reply.status)
    words = translator_of(request).gettext("Thank you, the comment is kept.")
    return redirect(request, f"/events/{request.path_params['event']}/minutes", words)


async def versions(request: Request) -> Response:
    api, cursor = api_of(request), request.query_params.get("cursor", "")
    minutes = await api.get(api_path(request))  # first, so that strangers always get the same answer
    found = await api.get(f"{api_path(request)}/versions", {"cursor": cursor, "limit": 100})
    here = request.url.path
    context = {
        "minutes": minutes.data,
        "rows": found.results,
        "next": found.cursor and url(here, {}, cursor=found.cursor),
        "before": found.cursor_before and url(here, {}, cursor=found.cursor_before),
    }
    return page(request, "minutes/versions.html", context)


async def version(request: Request) -> Response:
    api, path = api_of(request), f"{api_path(request)}/versions/{request.path_params['number']}"
    minutes = await api.get(api_path(request))  # first, so that strangers always get the same answer
    found, changes = await gather(api.get(path), api.get(f"{path}/changes"))
    context = {"minutes": minutes.data, "version": found.data, "changes": changes.data}
    return page(request, "minutes/version.html", context)


async def pdf(request: Request) -> Response:
    return await download(request, f"{api_path(request)}.pdf", {})


routes = [
    Route("/minutes", listed),
    Route(HERE, read),
    Route(HERE + "/comments", comment, methods=["POST"]),
    Route(HERE + "/versions", versions),
    Route(HERE + "/versions/{number:int}", version),
    Route("/events/{event:int}/minutes.pdf", pdf),
]
