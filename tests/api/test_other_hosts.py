"""What browsers on other hosts may read, and how large answers travel."""

import pytest
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.api import ROUTERS
from app.core.web.compression import Compression
from tests.clients import Api

THERE = {"Origin": "https://kraj.example"}
ZIPPED, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def asked_by_browser(api: Api, method: str, *headers: str) -> int:
    question = {**THERE, "Access-Control-Request-Method": method}
    if headers:
        question["Access-Control-Request-Headers"] = ", ".join(headers)
    return api.options("/schedule", headers=question).status_code


@pytest.mark.parametrize("path", ["/schedule", "/schedule.ics", "/events", "/partnerships", "/openapi.json"])
def test_a_page_of_another_host_reads_what_is_public(api: Api, path: str) -> None:
    answer = api.get(path, headers=THERE)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-credentials" not in answer.headers
    assert "ETag" in answer.headers["access-control-expose-headers"]


def test_it_may_ask_whether_something_changed_but_not_sign_in_or_write(api: Api) -> None:
    assert asked_by_browser(api, "GET", "If-None-Match") == 200
    assert asked_by_browser(api, "GET", "Authorization") == 400
    assert asked_by_browser(api, "POST") == 400
    answer = api.post("/auth/login", headers=THERE, json={"email": "a@b.example", "password": "x"})
    assert "access-control-allow-origin" not in answer.headers


def test_refusals_can_be_read_there_too(api: Api) -> None:
    answer = api.get("/events/999", headers=THERE)
    assert (answer.json()["code"], answer.headers["access-control-allow-origin"]) == ("not_found", "*")


def test_a_large_answer_travels_compressed(admin: Api) -> None:
    plain = admin.get("/territories?limit=200", headers=PLAIN)
    zipped = admin.get("/territories?limit=200", headers=ZIPPED)
    assert zipped.json() == plain.json()
    assert zipped.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert int(zipped.headers["content-length"]) * 4 < len(plain.content)
    assert zipped.headers["etag"] == plain.headers["etag"]
    assert all("Accept-Encoding" in answer.headers["vary"] for answer in (plain, zipped))
    same = admin.get("/territories?limit=200", headers={**ZIPPED, "If-None-Match": plain.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize("coding", ["", "br", "gzip;q=0", "identity"])
def test_it_travels_as_it_is_to_whom_that_is_foreign(admin: Api, coding: str) -> None:
    answer = admin.get("/territories?limit=200", headers={"Accept-Encoding": coding})
    assert "content-encoding" not in answer.headers


def test_answers_with_secrets_and_small_ones_are_never_compressed(admin: Api) -> None:
    long = {"name": "x" * 200, "scopes": ["schedule:read"], "expires_at": "2199-01-01T00:00:00Z"}
    for answer in (
        admin.post("/api-keys", json=long, headers=ZIPPED),
        admin.get("/api-keys?limit=200", headers=ZIPPED),
        admin.get("/my/registrations/x", headers=ZIPPED),
        admin.get("/healthz", headers=ZIPPED),
    ):
        assert "content-encoding" not in answer.headers


def test_each_answer_behind_a_personal_link_stays_uncompressed() -> None:
    """However long it is: what a stranger can add to it would tell by its length what else stands there."""

    async def long_answer(scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse({"text": "x" * 5_000})(scope, receive, send)

    client = TestClient(Compression(long_answer))
    paths = {route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    secret = {path for path in paths if "{token}" in path or path.startswith(("/auth/", "/api-keys"))}
    assert len(secret) > 25
    asked = {"Accept-Encoding": "gzip"}
    assert [path for path in secret if "content-encoding" in client.get(path, headers=asked).headers] == []
    assert client.get("/territories", headers=asked).headers["content-encoding"] == "gzip"


def test_the_description_is_made_once_and_kept_by_clients(api: Api) -> None:
    first = api.get("/openapi.json", headers=ZIPPED)
    again = api.get("/openapi.json", headers={**ZIPPED, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["content-encoding"] == "gzip"
    assert api.get("/openapi.json", headers=PLAIN).json() == first.json()
