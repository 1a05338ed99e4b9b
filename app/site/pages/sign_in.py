"""Signing in and out, and the choice of language."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site import second_step
from app.site.again import show_again
from app.site.carried import FIELD, unpack
from app.site.client import Reply, api_of
from app.site.forms import Form, read_form
from app.site.json_values import Record
from app.site.posted import posted
from app.site.provider import provider_of
from app.site.render import gettext_of, page, redirect
from app.site.session import (
    Flash,
    forget_token,
    known_device,
    local_path,
    program_of,
    remember_device,
    remember_language,
    remember_token,
    settings_of,
    token_of,
)

SECOND_STEP = ("totp_required", "wrong_totp")


async def sign_in_page(request: Request) -> Response:
    target = local_path(request.query_params.get("next"))
    context = {"form": Form(), "next": target, "carried": ""}
    return page(request, "sign_in.html", context | {"provider": await provider_of(request)})


async def sign_in(request: Request) -> Response:
    form = await read_form(request, extra=("next", FIELD, second_step.FIELD))
    first = (
        second_step.unpack(request, form.value(second_step.FIELD)) if form.value(second_step.FIELD) else {}
    )
    if first is None:
        return redirect(
            request, "/sign-in", Flash(gettext_of(request)("It took too long. Sign in again."), "info")
        )
    body = first | form.data | known_device(request)
    reply = await api_of(request).post("/auth/login", body, headers=program_of(request), anonymous=True)
    if not reply.ok:
        return await _refused(request, form, body, reply)
    return signed_in(request, await _onwards(request, form, reply.data), reply.data)


def signed_in(request: Request, response: Response, session: Record) -> Response:
    """The answer to a sign-in: the browser keeps the session, and the mark by which it is known."""
    remember_token(request, response, session["token"], _seconds_until(session["expires_at"]))
    remember_device(request, response, session["device"])
    return response


async def _refused(request: Request, form: Form, body: Record, reply: Reply) -> Response:
    """The form again. After the right password it asks for the code alone, and keeps the password sealed."""
    context = {
        "next": local_path(form.value("next")),
        "carried": form.value(FIELD),
        "form": form.refused(reply),
    }
    if reply.code not in SECOND_STEP:
        context["provider"] = await provider_of(request)
        return page(request, "sign_in.html", context, status=reply.status)
    if reply.code == "totp_required":
        form.general = []
    typed = {name: body[name] for name in ("email", "password")}
    context["step"] = second_step.pack(request, typed)
    return page(request, "accounts/second_step.html", context, status=reply.status)


async def _onwards(request: Request, form: Form, session: Record) -> Response:
    """The page that the visitor asked for; after an ended session, the form with what they typed.

    Another user starts as usual.
    """
    target = local_path(form.value("next"))
    if not form.value(FIELD):
        return redirect(request, target if target != "/" else landing(request))
    carried = unpack(request, form.value(FIELD))
    if carried is None:
        late = gettext_of(request)("What you typed could not be kept so long.")
        return redirect(request, target, Flash(late, "warning"))
    if carried.user != session["user"]["id"]:
        return redirect(request, landing(request))
    return await show_again(request, carried, session["token"])


def landing(request: Request) -> str:
    """Staff start at the first page of their work area."""
    return next((item.href for item in request.app.state.renderer.nav.staff), "/")


def _seconds_until(moment: str) -> int:
    return max(0, int((datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()))


async def sign_out(request: Request) -> Response:
    """Ends the session at the API too, or all of this user, and clears the browser's cached pages."""
    everywhere = (await read_form(request)).value("everywhere") == "true"
    target = "/"
    if token_of(request):
        target = await _after_sign_out(request)
        await api_of(request).post("/auth/logout", params={"everywhere": everywhere})
    response = redirect(request, target, gettext_of(request)("You are signed out."))
    response.headers["Clear-Site-Data"] = '"cache"'
    forget_token(request, response)
    return response


async def _after_sign_out(request: Request) -> str:
    """Who signed in at another system is asked whether to sign out there too; a form may not lead there."""
    provider = await provider_of(request)
    found = await api_of(request).get("/me/sessions", accept=(401,)) if provider else None
    current = [one for one in found.results if one["current"]] if found and found.ok else []
    return "/signed-out" if current and current[0]["method"] == "oidc" else "/"


async def signed_out(request: Request) -> Response:
    """With the way to sign out at the other system."""
    provider = await provider_of(request)
    back = urlencode(
        {
            "client_id": provider["client_id"],
            "post_logout_redirect_uri": settings_of(request).public_url.rstrip("/") + "/",
        }
        if provider
        else {}
    )
    there = f"{provider['logout_url']}?{back}" if provider and provider["logout_url"] else None
    return page(request, "accounts/signed_out.html", {"provider": provider, "there": there})


async def choose_language(request: Request) -> Response:
    sent: Any = await posted(request)
    response = redirect(request, local_path(sent.get("next")))
    remember_language(request, response, "en" if sent.get("lang") == "en" else "cs")
    return response


routes = [
    Route("/sign-in", sign_in_page),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/signed-out", signed_out),
    Route("/language", choose_language, methods=["POST"]),
]
