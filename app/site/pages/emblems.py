"""Emblems of funding programmes: their pictures for pages, and the form that uploads them."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import Reply, api_of, download, gather
from app.site.fields import Field, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.lookups import PROGRAMMES, name
from app.site.multipart import multipart
from app.site.posted import uploaded
from app.site.record_deletion import GONE
from app.site.render import confirm, page, redirect
from app.site.session import translator_of

FIELDS = (
    Field("programme_id", msgid("Funding programme"), "pick", required=True, source=PROGRAMMES),
    Field("alt", msgid("Words for those who do not see it"), required=True),
)


async def picture(request: Request) -> Response:
    """The address names the version, so that browsers keep the picture."""
    number, kind = request.path_params["id"], request.path_params["kind"]
    response = await download(request, f"/emblems/{number}/{kind}")
    del response.headers["content-disposition"]
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


async def show(request: Request) -> Response:
    return await _show(request, Form())


async def save(request: Request) -> Response:
    form = await read_fields(request, FIELDS)
    files = {
        kind: (f"emblem.{kind}", found[2])
        for kind in ("svg", "png")
        if (found := await uploaded(request, kind))
    }
    fields = {one.name: str(form.value(one.name)).split("|")[0] for one in FIELDS}
    content, kind = multipart(fields, files)
    path = f"/partnerships/{request.path_params['partnership']}/emblems"
    reply = await api_of(request).put(path, content=content, headers={"Content-Type": kind})
    if not reply.ok:
        return await _show(request, form.refused(reply), reply.status)
    return redirect(request, request.url.path, translator_of(request).gettext("Saved."))


async def ask_to_remove(request: Request) -> Response:
    return await _removal(request)


async def remove(request: Request) -> Response:
    """If the emblem has changed since the question, the question is shown again."""
    form = await read_fields(request, ())
    reply = await api_of(request).delete(f"/emblems/{request.path_params['id']}", etag=form.value("etag"))
    if reply.status == 404:
        return redirect(request, _home(request), translator_of(request).gettext(GONE))
    if not reply.ok:
        return await _removal(request, reply)
    return redirect(request, _home(request), translator_of(request).gettext("The emblem is removed."))


async def _removal(request: Request, refused: Reply | None = None) -> Response:
    _, api = translator_of(request).gettext, api_of(request)
    number, partnership = request.path_params["id"], request.path_params["partnership"]
    if "edit" not in (await api.get(f"/partnerships/{partnership}")).data["allowed"]:
        raise HTTPException(403)
    emblems = (await api.get(f"/partnerships/{partnership}/emblems")).data["results"]
    emblem = next((one for one in emblems if one["id"] == number), None)
    if emblem is None:
        raise HTTPException(404)
    usual = _("Pages, documents and letters show it no more. The sentence of the programme stays.")
    return confirm(
        request,
        title=_("Remove the emblem “%(what)s”?") % {"what": emblem["alt"]},
        text=refused.problem["detail"] if refused else usual,
        button=_("Yes, remove"),
        back=_home(request),
        fields={"etag": f'"{emblem["version"]}"'},
        status=refused.status if refused else 200,
    )


def _home(request: Request) -> str:
    return f"/staff/partnerships/{request.path_params['partnership']}/emblems"


async def _show(request: Request, form: Form, status: int = 200) -> Response:
    number, api = request.path_params["partnership"], api_of(request)
    partnership, emblems, programmes = await gather(
        api.get(f"/partnerships/{number}"),
        api.get(f"/partnerships/{number}/emblems"),
        api.get("/funding-programmes", {"limit": 200}),
    )
    if "edit" not in partnership.data["allowed"]:
        raise HTTPException(403)
    known = {one["id"]: one for one in programmes.results}
    context = {
        "partnership": partnership.data,
        "emblems": [{**one, "programme": known.get(one["programme_id"])} for one in emblems.data["results"]],
        "programmes": [(str(one["id"]), name(one)) for one in programmes.results],
        "form": form,
    }
    return page(request, "staff/emblems.html", context, status=status)


routes = [
    Route("/emblems/{id:int}.{kind}", picture),
    Route("/staff/partnerships/{partnership:int}/emblems", staff(show)),
    Route("/staff/partnerships/{partnership:int}/emblems", staff(save), methods=["POST"]),
    Route("/staff/partnerships/{partnership:int}/emblems/{id:int}/remove", staff(ask_to_remove)),
    Route("/staff/partnerships/{partnership:int}/emblems/{id:int}/remove", staff(remove), methods=["POST"]),
]
