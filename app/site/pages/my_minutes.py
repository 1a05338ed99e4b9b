"""Minutes that wait for the comments of a member without a login, by the link of a letter."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.site.client import Reply, api_of
from app.site.fields import read_fields
from app.site.forms import Form
from app.site.pages.minutes import COMMENT, comment_body, points_of
from app.site.render import gettext_of, page, redirect

HERE = "/my/minutes/{token}"


def _here(request: Request) -> str:
    return f"/my/minutes/{request.path_params['token']}"


async def read(request: Request) -> Response:
    return await _read(request, Form())


async def _read(request: Request, form: Form, status: int = 200) -> Response:
    found = await api_of(request).get(_here(request), accept=(410,))
    if not found.ok:
        return _closed(request, found)
    context = {
        **found.data,
        **points_of(request, found.data["minutes"]),
        "here": _here(request),
        "form": form,
    }
    return page(request, "minutes/my.html", context, status=status)


def _closed(request: Request, reply: Reply, text: str = "") -> Response:
    """Says so, and gives back what was typed too late."""
    context = {"said": reply.problem["detail"], "text": text}
    return page(request, "minutes/my_closed.html", context, status=reply.status)


async def comment(request: Request) -> Response:
    form = await read_fields(request, COMMENT)
    body = comment_body(form)
    reply = await api_of(request).post(f"{_here(request)}/comments", body, once=form.value("once"))
    if reply.status == 410:
        return _closed(request, reply, body["text"])
    if not reply.ok:
        return await _read(request, form.refused(reply), reply.status)
    return redirect(request, _here(request), gettext_of(request)("Thank you, the comment is kept."))


async def back(request: Request) -> Response:
    """A refused form that is loaded again is the minutes anew."""
    return RedirectResponse(_here(request), 302)


routes = [
    Route(HERE, read),
    Route(HERE + "/comments", comment, methods=["POST"]),
    Route(HERE + "/comments", back),
]
