"""The site as a process of its own, without a database, and the API as another."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.demo.logins import LOGINS
from tests.conftest import copy_demo
from tests.serving import Served, two_processes
from tests.waiting import eventually

PAGES = ("/", "/events", "/territories", "/partnerships", "/dashboard", "/staff/events", "/staff/people")


@pytest.fixture(scope="module")
def apart(demo_file: Path, scratch: Path) -> Iterator[tuple[Served, Served]]:
    path = scratch / "two.db"
    copy_demo(demo_file, path)
    with two_processes(f"sqlite:///{path}") as both:
        yield both


@pytest.fixture
def browser(apart: tuple[Served, Served]) -> Iterator[httpx.Client]:
    """Czech by default, and for once one that follows where it is sent."""
    _, site = apart
    headers = {"origin": site.url, "accept-language": "cs"}
    with httpx.Client(base_url=site.url, headers=headers, follow_redirects=True, trust_env=False) as client:
        yield client


def test_everything_travels_between_the_two_by_headers_alone(browser: httpx.Client) -> None:
    admin = LOGINS[0]
    shown = browser.post("/sign-in", data={"email": admin.email, "password": admin.password})
    assert shown.url.path == "/dashboard"
    answers = [browser.get(path, headers={"x-request-id": "from-the-visitor"}) for path in PAGES]
    assert [answer.status_code for answer in answers] == [200] * len(PAGES)
    assert {answer.headers["x-request-id"] for answer in answers} == {"from-the-visitor"}


def test_a_sign_up_reaches_the_api_and_its_link_leads_to_the_site(
    browser: httpx.Client, apart: tuple[Served, Served]
) -> None:
    api, _ = apart
    open_to_all = {"status": "open", "kind": "training", "limit": 1}
    [event] = api.client().get("/events", params=open_to_all).json()["results"]
    typed = {"first_name": "Ema", "last_name": "Smyšlená", "email": "ema@spolek.example"}
    thanks = browser.post(f"/events/{event['id']}/register", data=typed)
    assert thanks.url.path == f"/events/{event['id']}/registered"
    assert "/receipts/" in thanks.text


def test_one_request_has_one_id_in_both_logs(browser: httpx.Client, apart: tuple[Served, Served]) -> None:
    """Of a page that is asked for anew each time, since some answers are kept by the site."""
    browser.get("/my/registrations/7-nobody", headers={"x-request-id": "one-and-the-same"})
    eventually(lambda: all("one-and-the-same" in process.log() for process in apart))
