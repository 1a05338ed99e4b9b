"""Signing in on the pages; what a person may do is decided behind them."""

import pytest
from starlette.applications import Starlette

from app.accounts.passwords import hash_password
from app.accounts.users import add_user
from app.core.database.engine import Database
from app.core.settings import Settings
from tests.clients import Browser
from tests.serving import SECRET_KEY

OURS = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "Dvě kávy a klid"


@pytest.fixture
def email(database: Database) -> str:
    with database.writing() as session:
        return add_user(session, "spravkyne@kraj.example", "Jana Vzorová", hash_password(PASSWORD)).email


def test_who_signs_in_goes_on_to_the_page_they_wanted(site: Browser, email: str) -> None:
    typed = {"email": email, "password": PASSWORD, "next": "/accessibility"}
    answer = site.post("/sign-in", data=typed, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/accessibility")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_over_https_cookies_are_for_this_host_and_https_alone(
    site: Browser, pages: Starlette, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = Settings(secret_key=SECRET_KEY, public_url="https://127.0.0.1")
    monkeypatch.setitem(pages.state._state, "settings", secure)
    answer = site.post("/sign-in", data={"email": email, "password": PASSWORD}, headers=OURS)
    given = {cookie.partition("=")[0]: cookie for cookie in answer.headers.get_list("set-cookie")}
    assert {"__Host-session", "__Host-device"} <= {*given}
    for cookie in given.values():
        said = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite", "secure", "path"} <= said, cookie
        assert "domain" not in said, cookie


def test_a_wrong_password_keeps_the_address_and_says_nothing_more(site: Browser, email: str) -> None:
    answer = site.post("/sign-in", data={"email": email, "password": "wrong"}, headers=OURS)
    assert answer.status_code == 401
    assert f'value="{email}"' in answer.text
    assert "wrong" not in answer.text
    assert "set-cookie" not in answer.headers


def test_after_signing_out_the_session_is_worth_nothing(site: Browser, email: str) -> None:
    site.post("/sign-in", data={"email": email, "password": PASSWORD}, headers=OURS)
    kept = site.cookies["session"]
    site.post("/sign-out", headers=OURS)
    assert "session" not in site.cookies
    signed_in = site.get("/api/v1/me", headers={"authorization": f"Bearer {kept}"})
    assert signed_in.status_code == 401
