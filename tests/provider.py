"""A provider of OpenID Connect for the tests (`oidc-provider-mock`), and a person who signs in there."""

import base64
import hashlib
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import httpx

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses modules that its own library calls old
    from oidc_provider_mock import User, run_server_in_thread

CLIENT = {"oidc_client_id": "stul", "oidc_client_secret": "tajemstvi-poskytovatele"}
QUIET = "ignore::DeprecationWarning"
"""For the marks of modules: a mark of pytest, because the provider runs in a thread of the test."""


@contextmanager
def providing(**users: dict[str, Any]) -> Iterator[str]:
    """The issuer. `users` are the claims of each by subject."""
    known = [User(sub=subject, claims=claims) for subject, claims in users.items()]
    with run_server_in_thread(user_claims=known) as server:
        yield f"http://localhost:{server.server_port}"


class Went(NamedTuple):
    """What somebody comes back with from the provider."""

    code: str
    state: str


def at_the_provider(address: str, subject: str) -> Went:
    """Sign in there as this subject, as its page would."""
    answer = httpx.post(address, data={"sub": subject}, trust_env=False)
    assert answer.status_code == 302, answer.text
    asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    return Went(asked["code"], asked["state"])


def code_for(issuer: str, subject: str, redirect_uri: str, client_id: str = "stul") -> dict[str, str]:
    """The body for `POST /auth/oidc`, without the site."""
    verifier, nonce = secrets.token_urlsafe(40), secrets.token_urlsafe(10)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = httpx.QueryParams(
        response_type="code",
        client_id=client_id,
        redirect_uri=redirect_uri,
        scope="openid profile email",
        state="x",
        nonce=nonce,
        code_challenge=challenge,
        code_challenge_method="S256",
    )
    went = at_the_provider(f"{issuer}/oauth2/authorize?{asked}", subject)
    return {"code": went.code, "verifier": verifier, "nonce": nonce}
