"""Signing in by OpenID Connect: the start, which leads to the provider, and the callback from there.

What the callback has to match (state, nonce, the verifier of PKCE) is kept in a sealed cookie of ten minutes.
"""

import base64
import hashlib
import secrets
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.core import clock
from app.core.secrets import matches
from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.confirming import check_confirmed
from app.site.guard import staff
from app.site.json_values import Json
from app.site.pages.sign_in import landing, signed_in
from app.site.render import gettext_of, redirect
from app.site.session import (
    Flash,
    known_device,
    local_path,
    program_of,
    seal,
    settings_of,
    unseal,
)

START, CALLBACK, ACCOUNT = "/sign-in/oidc", "/sign-in/oidc/callback", "/staff/account"
SECONDS = 600
UNPROVED = msgid(
    "The other system let you in without asking who you are, or does not say that it asked. Roles, keys,"
    " files with people and deletions stay closed until it does; the operator finds how in the documentation."
)


async def start(request: Request) -> Response:
    """`again` asks the provider for the password once more, to confirm who is there."""
    target = local_path(request.query_params.get("next"))
    again = "again" in request.query_params
    return await _leave(request, {"next": target, "again": again}, again=again)


async def start_to_connect(request: Request) -> Response:
    """From the page of the own account, to sign in there as well from now on."""
    check_confirmed(request)
    return await _leave(request, {"next": ACCOUNT, "connect": True}, again=True)


async def _leave(request: Request, kept: Json, *, again: bool) -> Response:
    provider = (await api_of(request).get("/auth/oidc")).data
    if not provider["authorization_url"]:
        words = gettext_of(request)("The other system does not answer. Try again in a moment.")
        return redirect(request, "/sign-in", Flash(words, "error"))
    kept |= {name: secrets.token_urlsafe(48) for name in ("state", "nonce", "verifier")}
    challenge = hashlib.sha256(kept["verifier"].encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider["client_id"],
        "redirect_uri": settings_of(request).public_url.rstrip("/") + CALLBACK,
        "scope": provider["scope"],
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if again else {}),
    }
    address = provider["authorization_url"]
    response = RedirectResponse(f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", 303)
    response.set_cookie(
        _cookie(request),
        seal(request, kept, "oidc"),
        max_age=SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings_of(request).secure,
    )
    return response


async def callback(request: Request) -> Response:
    """Only the browser that has left comes back: its cookie has the state that the provider returns."""
    kept = unseal(request, request.cookies.get(_cookie(request)), "oidc", SECONDS) or {}
    asked = request.query_params
    if not kept or not matches(asked.get("state", ""), kept["state"]) or not asked.get("code"):
        response = _failed(request, gettext_of(request)("Signing in at the other system was not completed."))
    elif kept.get("connect"):
        response = await staff(_connected)(request)
    else:
        response = await _back(request, kept)
    response.delete_cookie(
        _cookie(request), httponly=True, samesite="lax", secure=settings_of(request).secure
    )
    return response


async def _back(request: Request, kept: Json) -> Response:
    body = _proof(request, kept) | known_device(request)
    reply = await api_of(request).post("/auth/oidc", body, headers=program_of(request), anonymous=True)
    if not reply.ok:
        return _failed(request, _why(reply))
    target = kept["next"] if kept["next"] != "/" else landing(request)
    words = gettext_of(request)(UNPROVED) if kept.get("again") and not _is_confirmed(reply.data) else None
    told = Flash(words, "warning") if words else ""
    return signed_in(request, redirect(request, target, told), reply.data)


def _is_confirmed(session: Json) -> bool:
    until = session["confirmed_until"]
    return until is not None and datetime.fromisoformat(until) > clock.now()


async def _connected(request: Request) -> Response:
    kept = unseal(request, request.cookies.get(_cookie(request)), "oidc", SECONDS) or {}
    reply = await api_of(request).post("/me/oidc", _proof(request, kept))
    words = gettext_of(request)("From now on you can sign in there as well.")
    return redirect(request, ACCOUNT, Flash(words) if reply.ok else Flash(_why(reply), "error"))


def _proof(request: Request, kept: Json) -> Json:
    return {"code": request.query_params["code"], "verifier": kept["verifier"], "nonce": kept["nonce"]}


def _why(reply: Reply) -> str:
    return str(reply.problem["detail"])


def _failed(request: Request, words: str) -> Response:
    return redirect(request, "/sign-in", Flash(words, "error"))


def _cookie(request: Request) -> str:
    return "__Host-oidc" if settings_of(request).secure else "oidc"


routes = [
    Route(START, start),
    Route(CALLBACK, callback),
    Route("/staff/account/oidc", staff(start_to_connect)),
]
