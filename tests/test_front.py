"""What holds for every request: the name it was sent to, the length of its address, headers of answers."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from app.core.settings import Settings
from app.core.web.front import host_name
from app.main import whole
from tests.clients import Api, Browser
from tests.serving import SECRET_KEY

OUTSIDE = Settings(
    secret_key=SECRET_KEY,
    public_url="https://stul.example",
    api_url="https://api.stul.example:8443",
    allowed_hosts="starý.example, stul.kraj.example",
)


def asked(host: str, path: str = "/api/v1/x", settings: Settings = OUTSIDE) -> httpx.Response:
    inner = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("here"))])
    with TestClient(whole(settings, [Mount("/", inner)])) as client:
        return client.get(path, headers={"host": host, "accept-language": "en"})


@pytest.mark.parametrize(
    "host",
    [
        "stul.example",
        "STUL.example:443",
        "stul.example.",
        "api.stul.example:8443",
        "stul.kraj.example",
        "localhost:8000",
        "127.0.0.1",
        "[::1]:8000",
    ],
)
def test_our_own_names_are_answered(host: str) -> None:
    assert asked(host).text == "here"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "stul.example.evil.example", "stul.example@evil.example", "", "stul.example:x", "[::2]"],
)
def test_another_name_is_refused(host: str) -> None:
    answer = asked(host)
    assert (answer.status_code, answer.json()["code"]) == (421, "unknown_host")
    page = asked(host, "/events")
    assert (page.status_code, page.text) == (421, "This server does not answer under this name.")
    assert page.headers["x-content-type-options"] == "nosniff"


def test_a_balancer_asks_for_the_health_under_any_name() -> None:
    assert [asked("10.0.0.7:8000", f"/api/v1/{path}").text for path in ("healthz", "readyz")] == ["here"] * 2


def test_two_names_are_refused() -> None:
    assert host_name(b"stul.example, evil.example") not in OUTSIDE.hosts


def test_https_is_asked_for_where_it_is_spoken() -> None:
    assert asked("stul.example").headers["strict-transport-security"] == "max-age=63072000"
    assert "strict-transport-security" not in asked("localhost", settings=Settings()).headers


def test_an_address_without_end_is_refused(api: Api, site: Browser) -> None:
    for path in ("/events?q=" + "x" * 9_000, "/schedule?q=" + "x" * 9_000, "/" + "x" * 9_000):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (414, "address_too_long")
        assert len(answer.content) < 1_000
        assert site.get(path).status_code == 414


def test_every_kind_of_answer_says_nosniff(api: Api, site: Browser) -> None:
    answers = [
        *(api.get(path) for path in ("/healthz", "/schedule", "/events", "/nowhere", "/me", "/openapi.json")),
        *(site.get(path) for path in ("/", "/nowhere", "/static/nothing", "/favicon.ico", "/robots.txt")),
        api.post("/events", json={}),
        api.request("PATCH", "/events"),
    ]
    sniffed = [
        str(one.url) for one in answers if one.headers.get_list("x-content-type-options") != ["nosniff"]
    ]
    assert sniffed == []


def test_what_a_token_reads_is_kept_nowhere(admin: Api, api: Api) -> None:
    assert "no-store" in admin.get("/people").headers["cache-control"]
    assert "no-store" in admin.get("/events").headers["cache-control"]
    assert "no-store" not in api.get("/events").headers["cache-control"]
