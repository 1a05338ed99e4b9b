"""Signing in and out, and the choice of language."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import api_of
from app.site.forms import Form, read_form
from app.site.render import gettext_of, page, redirect
from app.site.session import forget_token, local_path, remember_language, remember_token, token_of


async def sign_in_page(request: Request) -> Response:
    return page(
        request, "sign_in.html", {"form": Form(), "next": local_path(request.query_params.get("next"))}
    )


async def sign_in(request: Request) -> Response:
    form = await read_form(request, extra=("next",))
    target = local_path(form.value("next", "/"))
    reply = await api_of(request).post("/auth/login", form.data)
    if not reply.ok:
        form.refused(reply)
        return page(request, "sign_in.html", {"form": form, "next": target}, status=reply.status)
    response = redirect(request, target if target != "/" else _landing(request))
    remember_token(request, response, reply.data["token"], _seconds_until(reply.data["expires_at"]))
    return response


def _landing(request: Request) -> str:
    """Staff start at the first page of their work area."""
    return next((item.href for item in request.app.state.renderer.nav.staff), "/")


def _seconds_until(moment: str) -> int:
    return max(0, int((datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()))


async def sign_out(request: Request) -> Response:
    """The token dies at the API too; pages kept by the browser are dropped."""
    if token_of(request):
        await api_of(request).post("/auth/logout")
    response = redirect(request, "/", gettext_of(request)("You are signed out."))
    response.headers["Clear-Site-Data"] = '"cache"'
    forget_token(request, response)
    return response


async def choose_language(request: Request) -> Response:
    posted: Any = await request.form()
    response = redirect(request, local_path(posted.get("next")))
    remember_language(request, response, "en" if posted.get("lang") == "en" else "cs")
    return response


routes = [
    Route("/sign-in", sign_in_page),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/language", choose_language, methods=["POST"]),
]
