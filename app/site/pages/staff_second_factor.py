"""The second factor of the own account: set up by an authenticator, with recovery codes to print."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.files.svg import qr_svg
from app.site.client import api_of
from app.site.forms import Form, read_form
from app.site.guard import staff
from app.site.render import page, redirect, tell
from app.site.session import translator_of

HERE = "/staff/account/second-factor"
NO_STORE = {"Cache-Control": "private, no-store"}


async def second_factor(request: Request) -> Response:
    return await _page(request, Form())


async def begin(request: Request) -> Response:
    """The secret is shown by the page to which this leads."""
    return tell(request, HERE, await api_of(request).post("/me/totp"))


async def confirm_code(request: Request) -> Response:
    form = await read_form(request)
    reply = await api_of(request).post("/me/totp/confirm", form.data)
    if reply.status == 409:
        return tell(request, HERE, reply)
    if not reply.ok:
        return await _page(request, form.refused(reply), reply.status)
    codes = reply.data["recovery_codes"]
    return page(request, "accounts/recovery_codes.html", {"codes": codes}, headers=NO_STORE)


async def end(request: Request) -> Response:
    reply = await api_of(request).delete("/me/totp", etag=None)
    if not reply.ok:
        return tell(request, HERE, reply)
    return redirect(request, HERE, translator_of(request).gettext("The second factor is off."))


async def _page(request: Request, form: Form, status: int = 200) -> Response:
    found = (await api_of(request).get("/me/totp")).data
    pending = found["pending"]
    code = (
        qr_svg(pending["uri"], translator_of(request).gettext("QR code for the authenticator"))
        if pending
        else b""
    )
    context = {"factor": found, "form": form, "qr": Markup(code.decode())}  # noqa: S704 - made here
    return page(request, "accounts/second_factor.html", context, status=status, headers=NO_STORE)


routes = [
    Route(HERE, staff(second_factor)),
    Route(HERE, staff(begin), methods=["POST"]),
    Route(f"{HERE}/confirm", staff(confirm_code), methods=["POST"]),
    Route(f"{HERE}/off", staff(end), methods=["POST"]),
]
