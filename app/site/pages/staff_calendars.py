"""Addresses of the own calendar and of that of a group: made, shown once, ended."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import api_of
from app.site.guard import staff
from app.site.render import page, tell
from app.site.session import translator_of

OWN, OF_GROUP = "/staff/account/calendar", "/staff/groups/{id:int}/calendar"


async def show(request: Request) -> Response:
    return await _show(request, None)


async def renew(request: Request) -> Response:
    """The address stands on this page alone, because the API keeps only its hash."""
    reply = await api_of(request).post(_path(request))
    if not reply.ok:
        return tell(request, request.url.path, reply, "")
    return await _show(request, reply.data["url"])


async def revoke(request: Request) -> Response:
    reply = await api_of(request).delete(_path(request), etag=None)
    ended = translator_of(request).gettext("The address has ended.")
    return tell(request, request.url.path.removesuffix("/end"), reply, ended)


def _path(request: Request) -> str:
    number = request.path_params.get("id")
    return f"/working-groups/{number}/calendar" if number else "/me/calendar"


async def _show(request: Request, address: str | None) -> Response:
    api, number = api_of(request), request.path_params.get("id")
    group = (await api.get(f"/working-groups/{number}")).data if number else None
    state = (await api.get(_path(request))).data
    webcal = "webcal://" + address.partition("://")[2] if address else None
    context = {"group": group, "state": state, "address": address, "webcal": webcal}
    return page(request, "accounts/calendar.html", context)


routes = [
    Route(path + end, staff(handler), methods=[method])
    for path in (OWN, OF_GROUP)
    for end, handler, method in (("", show, "GET"), ("", renew, "POST"), ("/end", revoke, "POST"))
]
