"""No more invitations, or no more newsletters: the page behind the link in a letter.

Mail programs send its one click too.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import ApiError, Reply, api_of
from app.site.forms import read_form
from app.site.render import page

HERE = "/unsubscribe/{token}"


async def ask(request: Request) -> Response:
    """A GET changes nothing: programs that check links follow it too."""
    return _page(request, await api_of(request).get(_path(request)))


async def unsubscribe(request: Request) -> Response:
    """Answered by a page and not by a redirect, which a mail program would not follow (RFC 8058, 3.1)."""
    await read_form(request)
    return _page(request, await api_of(request).post(_path(request)))


async def undo(request: Request) -> Response:
    await read_form(request)
    return _page(request, await api_of(request).post(f"{_path(request)}/undo"), again=True)


def _path(request: Request) -> str:
    return f"/unsubscribe/{request.path_params['token']}"


def _page(request: Request, reply: Reply, *, again: bool = False) -> Response:
    if not reply.ok:
        raise ApiError(reply)
    found = reply.data
    context = {
        "partnership": found["partnership"],
        "what": found["what"],
        "gone": found["unsubscribed"],
        "again": again,
    }
    return page(request, "invitations/unsubscribe.html", context | {"here": _path(request)})


routes = [
    Route(HERE, ask),
    Route(HERE, unsubscribe, methods=["POST"]),
    Route(f"{HERE}/undo", undo, methods=["POST"]),
]
