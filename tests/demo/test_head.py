"""HEAD of every address is what GET says there, without the body."""

import re
from collections.abc import Iterator

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.core import clock
from app.site.pages import all_routes
from tests.clients import PREFIX, Api, Browser
from tests.shares import each
from tests.site.desk import at_a_desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAID_ANEW = {"x-request-id"}
DRAWN = b'name="once"'
"""A form holds a key that is drawn each time it is shown."""
COUNTING = f"{PREFIX}/metrics"
"""Counts the requests that this test sends."""
MISSING = ("/api/v1/events/2000000000", "/api/v1/auth/login", "/api/v1/nothing", "/nowhere", "/sign-out")


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    """An answer may be longer a moment later."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def addresses(api_stack: tuple[FastAPI, ASGIApp]) -> list[str]:
    """Of every route that can be read, with the first record for each that is open in it."""
    described = [PREFIX + path for path, verbs in api_stack[0].openapi()["paths"].items() if "get" in verbs]
    pages = [route.path for route in all_routes() if "GET" in (route.methods or ())]
    beside = [f"{PREFIX}/openapi.json", f"{PREFIX}/docs", f"{PREFIX}/docs-assets/swagger-ui.css", *MISSING]
    found = {re.sub(r"\{[^}]+\}", "1", path) for path in described + pages} | set(beside)
    return sorted(found - {COUNTING})


def told(answer: httpx.Response, anew: set[str]) -> tuple[int, dict[str, str]]:
    return answer.status_code, {name: said for name, said in answer.headers.items() if name not in anew}


def differing(browser: Browser, paths: list[str], **headers: str) -> dict[str, object]:
    """Where HEAD does not say what GET says, or says more."""
    found: dict[str, object] = {}
    headers["accept-encoding"] = "identity"
    for path in paths:
        browser.cookies.pop("flash", None)  # a page that was refused tells the next one
        got, head = browser.get(path, headers=headers), browser.head(path, headers=headers)
        anew = SAID_ANEW | {"etag"} if DRAWN in got.content else SAID_ANEW
        if told(head, anew) != told(got, anew) or head.content:
            found[path] = (told(head, anew), told(got, anew))
    return found


@each
def test_a_stranger_is_told_the_same_by_head_at_every_address(
    site: Browser, addresses: list[str], every: int
) -> None:
    assert len(addresses) > 200
    assert differing(site, addresses[::every]) == {}


@pytest.mark.soak
def test_so_are_the_staff_whose_rights_it_takes(site: Browser, admin: Api, addresses: list[str]) -> None:
    authorization = admin.headers["authorization"]
    inside = [path for path in addresses if path.startswith(PREFIX)]
    assert differing(site, inside, authorization=authorization) == {}
    pages = sorted(set(addresses) - set(inside))
    assert differing(at_a_desk(site, admin), pages) == {}


@pytest.mark.parametrize("path", ["/schedule", "/schedule.ics", "/events", "/events/1", "/schedule?limit=0"])
def test_head_tells_what_would_come_and_that_nothing_has_changed(api: Api, path: str) -> None:
    got, head = api.get(path), api.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    if etag := got.headers.get("etag"):
        again = api.head(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.headers["etag"], again.content) == (304, etag, b"")


def test_head_is_allowed_where_get_is(api: Api) -> None:
    assert {"GET", "HEAD"} <= set(api.put("/organisations", json={}).headers["allow"].split(", "))
    assert "HEAD" not in api.head("/auth/login").headers["allow"]
