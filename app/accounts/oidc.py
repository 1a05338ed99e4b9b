"""The protocol of OpenID Connect: what the provider says of itself, and who the code of a sign-in belongs to.

Authorization code flow with PKCE. The site owns the start and the callback; here the code is exchanged and
the ID token is checked.
"""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.accounts.sign_in_models import OidcCode, OidcProvider
from app.core import clock
from app.core.errors import Problem
from app.core.json_values import Json
from app.core.settings import LOCAL_HOSTS, Settings

log = structlog.get_logger("oidc")
TIMEOUT = 10.0
KEPT_SECONDS = 3600.0
"""What a provider says of itself, and its keys, are asked for again after that."""
SIGNATURES = ["RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA"]
"""Those of a provider's own key; never a shared secret, never none."""
LEEWAY = 60
SCOPE = "openid profile email"
CALLBACK = "/sign-in/oidc/callback"


@dataclass
class Known:
    """What is kept of a provider."""

    about: Json
    keys: KeySet
    at: float


class Identity(NamedTuple):
    """Who signed in at the provider. Only issuer and subject identify a user; the rest may change."""

    issuer: str
    subject: str
    email: str | None
    name: str
    groups: frozenset[str]
    proved_at: datetime | None


_known: dict[str, Known] = {}
_lock = threading.Lock()


def describe(settings: Settings) -> OidcProvider:
    """What the site needs to send somebody there. Without addresses when the provider does not answer."""
    if not settings.oidc_issuer:
        return OidcProvider(enabled=False)
    try:
        about = _provider(settings).about
    except Problem:
        about = {}
    return OidcProvider(
        enabled=True,
        name=settings.oidc_name,
        client_id=settings.oidc_client_id,
        scope=SCOPE,
        authorization_url=about.get("authorization_endpoint"),
        logout_url=about.get("end_session_endpoint"),
    )


def exchange(settings: Settings, body: OidcCode) -> Identity:
    """Exchange the code of a sign-in and check the ID token. Problem `oidc_failed` for whatever is wrong."""
    if not settings.oidc_issuer:
        raise Problem("not_found")
    provider = _provider(settings)
    answer = _ask(
        "POST",
        provider.about["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": body.code,
            "redirect_uri": settings.public_url.rstrip("/") + CALLBACK,
            "client_id": settings.oidc_client_id,
            "client_secret": settings.oidc_client_secret,
            "code_verifier": body.verifier,
        },
    )
    return _identity(settings, _claims(settings, provider, str(answer.get("id_token", "")), body.nonce))


def _provider(settings: Settings, fresh: bool = False) -> Known:
    issuer = settings.oidc_issuer
    with _lock:
        found = _known.get(issuer)
        if found and not fresh and time.monotonic() - found.at < KEPT_SECONDS:
            return found
    about = _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if about.get("issuer") != issuer or not all(map(_is_safe, _addresses(about))):
        log.error("the provider does not describe itself as expected", issuer=issuer)
        raise Problem("oidc_failed")
    found = Known(about, KeySet.import_key_set(_as_keys(_ask("GET", about["jwks_uri"]))), time.monotonic())
    with _lock:
        _known[issuer] = found
    return found


def _addresses(about: Json) -> list[Any]:
    return [about.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]


def _is_safe(address: Any) -> bool:
    """Encrypted, but for a provider on this machine."""
    parts = urlsplit(address) if isinstance(address, str) else None
    return bool(parts and (parts.scheme == "https" or parts.hostname in LOCAL_HOSTS))


def _as_keys(found: Json) -> Any:
    return {"keys": [key for key in found.get("keys", []) if key.get("use") in (None, "sig")]}


def _ask(method: str, address: str, data: Json | None = None) -> Json:
    try:
        answer = httpx.request(
            method, address, data=data, timeout=TIMEOUT, headers={"Accept": "application/json"}
        )
        answer.raise_for_status()
        found: Json = answer.json()
        return found
    except (httpx.HTTPError, ValueError) as error:
        log.warning("the provider did not answer as expected", address=address, error=type(error).__name__)
        raise Problem("oidc_failed") from error


def _claims(settings: Settings, provider: Known, id_token: str, nonce: str) -> Json:
    """The keys are asked for once more when the token was signed by one that is not known yet."""
    for fresh in (False, True):
        keys = _provider(settings, fresh=True).keys if fresh else provider.keys
        try:
            token = jwt.decode(id_token, keys, algorithms=SIGNATURES)
            return _checked(settings, dict(token.claims), nonce)
        except (JoseError, ValueError) as error:
            failure: Exception = error
    log.warning("an ID token was refused", error=type(failure).__name__)
    raise Problem("oidc_failed") from failure


def _checked(settings: Settings, claims: Json, nonce: str) -> Json:
    rules = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": settings.oidc_client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    rules.validate(claims)
    if claims.get("azp", settings.oidc_client_id) != settings.oidc_client_id:
        raise ValueError("azp")
    return claims


def _identity(settings: Settings, claims: Json) -> Identity:
    email = claims.get("email") if claims.get("email_verified", True) is True else None
    name = claims.get("name") or claims.get("preferred_username") or email or ""
    return Identity(
        claims["iss"],
        str(claims["sub"]),
        email if isinstance(email, str) else None,
        str(name),
        _groups(claims, settings.oidc_groups_claim),
        _proved_at(claims),
    )


def _proved_at(claims: Json) -> datetime | None:
    """When the provider last asked who it is; None when it does not say so.

    `iat` is no proof: a provider also makes a new token for somebody whom it let in last week.
    """
    at, now = claims.get("auth_time"), clock.now()
    if not isinstance(at, int) or isinstance(at, bool) or not 0 < at <= now.timestamp() + LEEWAY:
        return None
    return min(datetime.fromtimestamp(at, UTC), now)


def _groups(claims: Json, path: str) -> frozenset[str]:
    """`realm_access.roles` is a claim within a claim."""
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()
