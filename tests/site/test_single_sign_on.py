"""Signing in at another system from the pages: start, callback, connecting and signing out."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from app.accounts.service import create_user
from app.core.database.engine import Database
from app.core.settings import Settings
from app.core.web.context import AppContext
from tests import factories
from tests.clients import Browser
from tests.provider import CLIENT, QUIET, Went, at_the_provider, providing
from tests.site.desk import OURS

pytestmark = pytest.mark.filterwarnings(QUIET)
JANA = {"name": "Jana Vymyšlená", "email": "jana@urad.example"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    silent = {"name": "Petr Mlčící", "email": "petr@urad.example", "auth_time": None}
    with providing(jana=JANA, petr=silent) as issuer:
        yield issuer


@pytest.fixture
def visitor(site: Browser, app_context: AppContext, settings: Settings, issuer: str) -> Browser:
    named = {"oidc_issuer": issuer, "oidc_name": "krajský účet", **CLIENT}
    app_context.settings = settings.model_copy(update=named)
    site.headers.update(OURS)
    return site


def went(visitor: Browser, here: str = "/sign-in/oidc?next=/accessibility", who: str = "jana") -> Went:
    left = visitor.get(here)
    assert left.status_code == 303
    asked = parse_qs(urlsplit(left.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/oidc/callback"]
    return at_the_provider(left.headers["location"], who)


def back(visitor: Browser, found: Went) -> str:
    answer = visitor.get(f"/sign-in/oidc/callback?code={found.code}&state={found.state}")
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_who_comes_back_is_signed_in_and_led_on(visitor: Browser) -> None:
    assert "krajský účet" in visitor.get("/sign-in").text
    assert back(visitor, went(visitor)) == "/accessibility"
    assert "Jana Vymyšlená" in visitor.get("/staff/account").text
    assert "oidc" not in visitor.cookies


@pytest.mark.parametrize("how", ["another state", "no cookie", "no code", "twice"])
def test_what_does_not_belong_to_this_browser_is_refused(visitor: Browser, how: str) -> None:
    found = went(visitor)
    match how:
        case "another state":
            found = found._replace(state="another")
        case "no cookie":
            visitor.cookies.delete("oidc")
        case "no code":
            found = found._replace(code="")
        case "twice":
            back(visitor, found)
            visitor.cookies.delete("session")
    assert back(visitor, found) == "/sign-in"
    assert "session" not in visitor.cookies


def test_who_comes_back_without_a_proof_is_told_what_stays_closed(visitor: Browser) -> None:
    for who, is_told in (("petr", True), ("jana", False)):
        found = went(visitor, "/sign-in/oidc?again=1&next=/staff/account", who)
        assert back(visitor, found) == "/staff/account"
        assert ("aniž by se zeptal" in visitor.get("/staff/account").text) is is_told


def test_signing_out_leads_to_signing_out_there_too(visitor: Browser, issuer: str) -> None:
    back(visitor, went(visitor))
    answer = visitor.post("/sign-out", data={})
    assert answer.headers["location"] == "/signed-out"
    page = visitor.get("/signed-out").text
    assert f'href="{issuer}' in page
    assert "post_logout_redirect_uri=" in page


def test_a_user_with_a_password_connects_the_two(visitor: Browser, database: Database) -> None:
    with database.writing() as session:
        create_user(session, JANA["email"], factories.PASSWORD, "Jana Vymyšlená")
    typed = {"email": JANA["email"], "password": factories.PASSWORD}
    assert visitor.post("/sign-in", data=typed).status_code == 303
    assert back(visitor, went(visitor, "/staff/account/oidc")) == "/staff/account"
    visitor.post("/sign-out", data={})
    assert back(visitor, went(visitor)) == "/accessibility"


def test_without_a_provider_the_page_offers_none(site: Browser) -> None:
    assert "/sign-in/oidc" not in site.get("/sign-in").text
    assert site.get("/sign-in/oidc").headers["location"] == "/sign-in"
