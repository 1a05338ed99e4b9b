"""What holds for every page, with an API that nobody can reach."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.core.settings import Settings
from app.site.app import create_site

NOBODY_THERE = "http://127.0.0.1:9"
OURS = {"Sec-Fetch-Site": "same-origin"}


def browser(public_url: str = "http://127.0.0.1:8000") -> TestClient:
    settings = Settings(public_url=public_url, secret_key="s" * 40)
    site = create_site(settings, None, NOBODY_THERE)
    return TestClient(site, base_url=public_url, follow_redirects=False)


@pytest.fixture
def visitor() -> Iterator[TestClient]:
    with browser() as client:
        yield client


def test_a_page_is_in_czech_unless_english_is_liked_better(visitor: TestClient) -> None:
    assert '<html lang="cs">' in visitor.get("/accessibility").text
    assert '<html lang="en">' in visitor.get("/accessibility", headers={"accept-language": "en"}).text


def test_the_chosen_language_stays(visitor: TestClient) -> None:
    chosen = visitor.post("/language", data={"lang": "en", "next": "/sign-in"}, headers=OURS)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in")
    assert "<h1>Sign in</h1>" in visitor.get("/sign-in").text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"])
def test_nobody_is_sent_to_another_site(visitor: TestClient, target: str) -> None:
    answer = visitor.post("/language", data={"lang": "en", "next": target}, headers=OURS)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
    ],
)
def test_a_form_of_another_site_is_refused(visitor: TestClient, headers: dict[str, str]) -> None:
    answer = visitor.post("/language", data={"lang": "en"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "<h1>" in answer.text


@pytest.mark.parametrize("headers", [OURS, {"Sec-Fetch-Site": "none"}, {"Origin": "http://127.0.0.1:8000"}])
def test_a_form_of_our_own_passes(visitor: TestClient, headers: dict[str, str]) -> None:
    assert visitor.post("/language", data={"lang": "en"}, headers=headers).status_code == 303


@pytest.mark.parametrize("path", ["/accessibility", "/nowhere", "/events", "/static/0/site.css"])
def test_every_answer_carries_the_strict_policy(visitor: TestClient, path: str) -> None:
    headers = visitor.get(path).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


def test_over_https_cookies_are_secure() -> None:
    with browser("https://stul.example") as visitor:
        answer = visitor.post("/language", data={"lang": "en"}, headers=OURS)
    assert "Secure" in answer.headers["set-cookie"]


def test_a_missing_page_says_so_in_the_visitors_language(visitor: TestClient) -> None:
    answer = visitor.get("/nowhere", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


def test_without_the_api_the_page_says_so(visitor: TestClient) -> None:
    answer = visitor.get("/events")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert "Služba teď není dostupná" in answer.text


def test_htmx_gets_the_problem_without_the_page_around_it(visitor: TestClient) -> None:
    answer = visitor.get("/events", headers={"hx-request": "true"})
    assert answer.status_code == 503
    assert "<html" not in answer.text
    assert "Služba teď není dostupná" in answer.text


def test_style_and_script_are_kept_for_good_under_their_hash(visitor: TestClient) -> None:
    page = visitor.get("/accessibility").text
    for url in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        answer = visitor.get(url)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "gzip"


def test_a_page_with_all_it_needs_weighs_under_100_kb(visitor: TestClient) -> None:
    page = visitor.get("/personal-data")
    urls = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    weights = [int(visitor.get(url).headers["content-length"]) for url in urls]
    assert len(weights) == 3
    assert sum(weights) + int(page.headers["content-length"]) < 60_000


def test_an_unchanged_page_is_not_sent_again(visitor: TestClient) -> None:
    first = visitor.get("/accessibility")
    again = visitor.get("/accessibility", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    english = {"if-none-match": first.headers["etag"], "accept-language": "en"}
    assert visitor.get("/accessibility", headers=english).status_code == 200


def test_a_message_is_shown_once(visitor: TestClient) -> None:
    visitor.post("/sign-out", headers=OURS)
    assert "Odhlášení proběhlo." in visitor.get("/accessibility").text
    assert "Odhlášení proběhlo." not in visitor.get("/accessibility").text


def test_nobody_can_put_words_of_their_own_on_a_page(visitor: TestClient) -> None:
    visitor.cookies.set("flash", '["Pay+here","error"].forged')
    assert "Pay" not in visitor.get("/accessibility").text
