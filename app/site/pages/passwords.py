"""A forgotten password, and a password set by the link of a letter."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import api_of
from app.site.forms import Form, read_form
from app.site.render import gettext_of, page, redirect
from app.site.session import Flash, forget_token, known_device, program_of, remember_device

HERE = "/password/{token}"


async def forgotten(request: Request) -> Response:
    return page(request, "accounts/password_reset.html", {"form": Form(), "asked": False})


async def ask_for_link(request: Request) -> Response:
    """Says the same whether there is such a login or not."""
    form = await read_form(request)
    reply = await api_of(request).post(
        "/auth/password-resets", form.data, headers=program_of(request), anonymous=True
    )
    if not reply.ok:
        context = {"form": form.refused(reply), "asked": False}
        return page(request, "accounts/password_reset.html", context, status=reply.status)
    return page(request, "accounts/password_reset.html", {"form": form, "asked": True})


async def new_password(request: Request) -> Response:
    """A GET changes nothing, and does not look at the link: programs that check links follow it too."""
    return _form(request, Form())


async def set_password(request: Request) -> Response:
    form = await read_form(request)
    token = request.path_params["token"]
    body = form.data | known_device(request)
    reply = await api_of(request).put(
        f"/auth/password-resets/{token}", body, headers=program_of(request), anonymous=True
    )
    if not reply.ok:
        return _form(request, form.refused(reply), reply.status)
    _ = gettext_of(request)
    words = Flash(_("Your password is set. Sign in with it."))
    response = redirect(request, "/sign-in", words)
    forget_token(request, response)
    remember_device(request, response, reply.data["device"])
    return response


def _form(request: Request, form: Form, status: int = 200) -> Response:
    context = {"form": form, "ended": form.problem.get("code") == "password_link_ended"}
    return page(request, "accounts/password.html", context, status=status)


routes = [
    Route("/password-reset", forgotten),
    Route("/password-reset", ask_for_link, methods=["POST"]),
    Route(HERE, new_password),
    Route(HERE, set_password, methods=["POST"]),
]
