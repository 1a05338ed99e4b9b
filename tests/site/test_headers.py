"""What every address of the site keeps to, whoever asks for it: headers, cookies, forms of strangers."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from app.accounts.passwords import hash_password
from app.accounts.users import add_user
from app.core.database.engine import Database
from app.site.pages import all_routes
from tests import factories
from tests.clients import Browser
from tests.shares import each
from tests.site.desk import OURS

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:x",
)


def addresses(method: str) -> list[str]:
    """Of every route, with some number or word for what is open in it."""
    paths = [route.path for route in all_routes() if method in (route.methods or ())]
    return sorted({re.sub(r"\{\w+\}", "word", re.sub(r"\{\w+:int\}", "1", path)) for path in paths})


def carefully_answered(answer: httpx.Response) -> bool:
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    kept = {name: answer.headers.get(name) for name in HEADERS}
    return policy == POLICY and kept == HEADERS and all(cookies_are_safe(answer))


def cookies_are_safe(answer: httpx.Response) -> Iterator[bool]:
    for line in answer.headers.get_list("set-cookie"):
        for cookie in SimpleCookie(line).values():
            yield bool(cookie["httponly"]) and (cookie["samesite"] == "lax" or cookie["max-age"] == "0")


def test_every_page_carries_the_headers(site: Browser) -> None:
    assert [path for path in addresses("GET") if not carefully_answered(site.get(path))] == []


FOR_EVERYBODY = ("/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/favicon.ico", "/logo")


@each
def test_every_page_of_the_staff_carries_them_too_and_is_kept_by_no_others(
    office: Browser, every: int
) -> None:
    answers = [office.get(path) for path in addresses("GET")[::every]]
    assert [str(one.url) for one in answers if not carefully_answered(one)] == []
    shown = [one for one in answers if one.status_code == 200 and one.url.path not in FOR_EVERYBODY]
    assert len(shown) > 30 / every
    assert [str(one.url) for one in shown if "private" not in one.headers["cache-control"]] == []


def test_every_staff_page_sends_a_stranger_to_sign_in(site: Browser) -> None:
    closed = [path for path in addresses("GET") if path.startswith(("/staff/", "/dashboard", "/check-in/"))]
    answers = {path: site.get(path) for path in closed}
    assert [path for path, answer in answers.items() if answer.status_code != 303] == []
    assert {answer.headers["location"].partition("?")[0] for answer in answers.values()} == {"/sign-in"}


ONE_CLICK = re.compile(r"/unsubscribe/[^/]+")
"""Mail programs send it from elsewhere (RFC 8058)."""


@pytest.mark.parametrize("origin", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_every_form_sent_by_another_site_is_refused(office: Browser, origin: dict[str, str]) -> None:
    del office.headers["Sec-Fetch-Site"]
    answers = {path: office.post(path, data={"name": "x"}, headers=origin) for path in addresses("POST")}
    assert len(answers) > 30
    [one_click] = filter(ONE_CLICK.fullmatch, answers)
    assert answers.pop(one_click).status_code == 404
    assert [path for path, answer in answers.items() if answer.status_code != 403] == []
    assert [path for path, answer in answers.items() if "set-cookie" in answer.headers] == []


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(site: Browser, database: Database, target: str) -> None:
    with database.writing() as session:
        email = add_user(session, "jana@kraj.example", "Jana", hash_password(factories.PASSWORD)).email
    page = site.get("/sign-in", params={"next": target})
    asked = re.search(r'name="next" value="([^"]*)"', page.text.partition("<main")[2])
    assert asked is not None
    assert asked[1] == "/"
    typed = {"email": email, "password": factories.PASSWORD, "next": target}
    answer = site.post("/sign-in", data=typed, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_being_sent_to_sign_in_leads_back_nowhere_else(site: Browser, target: str) -> None:
    from_there = {"Referer": f"https://evil.example{target}", **OURS}
    answer = site.post("/staff/account", headers=from_there)
    assert answer.status_code == 303
    assert urlsplit(unquote(answer.headers["location"].partition("next=")[2])).netloc == ""
