"""The own account: name, language, password, and where one is signed in."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import api_of
from app.site.field_choices import load_choices
from app.site.fields import Field, filled, read_fields
from app.site.forms import Form
from app.site.guard import me_of, staff
from app.site.labels import choices
from app.site.provider import provider_of
from app.site.render import page, redirect, tell
from app.site.session import translator_of

LANGUAGES = choices("language")
PASSWORD_ATTRS = {"autocomplete": "new-password"}
OWN = (
    Field("name", msgid("Name"), required=True, attrs={"autocomplete": "name"}),
    Field("lang", msgid("Language of letters"), "choice", required=True, choices=LANGUAGES, default="cs"),
    Field(
        "current_password",
        msgid("Present password"),
        "password",
        hint=msgid("Only needed to set a new one."),
        attrs={"autocomplete": "current-password"},
    ),
    Field("password", msgid("New password"), "password", attrs=PASSWORD_ATTRS),
)


async def account(request: Request) -> Response:
    """The own name, language and password."""
    me = me_of(request) or {}
    reply = await api_of(request).get(f"/users/{me['user']['id']}")
    return await _account_form(request, filled(OWN, reply.data, {}), reply.etag)


async def save_account(request: Request) -> Response:
    form = await read_fields(request, OWN)
    number = (me_of(request) or {})["user"]["id"]
    body = {name: value for name, value in form.data.items() if value or "password" not in name}
    reply = await api_of(request).patch(f"/users/{number}", body, etag=form.value("etag"))
    if not reply.ok:
        current = await api_of(request).get(f"/users/{number}")
        return await _account_form(request, form.refused(reply), current.etag, reply.status)
    return redirect(request, "/staff/account", translator_of(request).gettext("Saved."))


async def _account_form(request: Request, form: Form, etag: str | None, status: int = 200) -> Response:
    _ = translator_of(request).gettext
    context = {
        "title": _("My account"),
        "crumbs": [],
        "form": form,
        "fields": OWN,
        "offered": await load_choices(request, OWN, form),
        "etag": etag,
        "action": "/staff/account",
        "intro": (me_of(request) or {})["user"]["email"],
        "button": _("Save"),
        "back": "/dashboard",
        "provider": await provider_of(request),
    }
    return page(request, "accounts/account.html", context, status=status)


async def sessions(request: Request) -> Response:
    found = (await api_of(request).get("/me/sessions")).results
    return page(request, "accounts/sessions.html", {"sessions": found})


async def end_session(request: Request) -> Response:
    reply = await api_of(request).delete(f"/me/sessions/{request.path_params['id']}", etag=None)
    ended, here = translator_of(request).gettext("It has ended."), "/staff/account/sessions"
    return redirect(request, here, ended) if reply.status == 404 else tell(request, here, reply, ended)


routes = [
    Route("/staff/account", staff(account)),
    Route("/staff/account", staff(save_account), methods=["POST"]),
    Route("/staff/account/sessions", staff(sessions)),
    Route("/staff/account/sessions/{id:int}/end", staff(end_session), methods=["POST"]),
]
