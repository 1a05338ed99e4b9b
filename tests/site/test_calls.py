"""How the site asks the API: for whom, by which words, and what it need not ask twice."""

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.core.settings import Settings
from app.core.web.context import AppContext
from app.partnerships.models import Partnership
from app.site.app import create_site
from tests.clients import Api, Browser
from tests.serving import SECRET_KEY
from tests.site.desk import OURS, at_a_desk, fields


@pytest.fixture
def one_try(app_context: AppContext) -> None:
    app_context.settings = app_context.settings.model_copy(update={"sign_in_limit": 1})


def sign_in_from(stack: tuple[FastAPI, ASGIApp], proxies: str, addresses: list[str]) -> list[int]:
    """The statuses of wrong sign-ins that a machine at 127.0.0.1 hands on from these addresses."""
    settings = Settings(secret_key=SECRET_KEY, trusted_proxies=proxies)
    with Browser(create_site(settings, stack[1], None), headers=OURS) as proxy:
        return [
            proxy.post(
                "/sign-in",
                data={"email": f"nobody-{number}@kraj.example", "password": "wrong"},
                headers={"X-Forwarded-For": address},
            ).status_code
            for number, address in enumerate(addresses)
        ]


@pytest.mark.usefixtures("one_try")
def test_behind_a_trusted_proxy_each_visitor_is_counted_alone(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    visitors = ["192.0.2.1", "192.0.2.1", "192.0.2.9, 192.0.2.2", "192.0.2.8, 192.0.2.2"]
    assert sign_in_from(api_stack, "127.0.0.1", visitors) == [401, 429, 401, 429]


@pytest.mark.usefixtures("one_try")
def test_nobody_else_is_believed_for_whom_they_ask(api_stack: tuple[FastAPI, ASGIApp]) -> None:
    assert sign_in_from(api_stack, "", ["192.0.2.1", "192.0.2.2"]) == [401, 429]
    assert sign_in_from(api_stack, "10.0.0.1", ["192.0.2.3"]) == [429]


@pytest.mark.parametrize("token", ["%2561", "a%3Flimit=1", "%25", "a%20b", "%C5%BE", ".."])
def test_a_link_reaches_the_api_as_it_was_followed(site: Browser, token: str) -> None:
    assert site.get(f"/my/registrations/{token}").status_code == 404


def test_a_partnership_renamed_on_the_pages_is_at_once_so_in_the_filter(
    site: Browser, admin: Api, partnership: Partnership
) -> None:
    assert f">{partnership.name}</option>" in site.get("/events").text
    desk, address = at_a_desk(site, admin), f"/staff/partnerships/{partnership.id}/edit"
    typed = {**fields(desk.get(address).text), "name": "Přejmenované <partnerství>"}
    assert desk.post(address, data=typed).status_code == 303
    page = desk.get(f"/events?partnership={partnership.id}").text
    assert f'<option value="{partnership.id}" selected>Přejmenované &lt;partnerství&gt;</option>' in page
    assert f">{partnership.name}</option>" not in page


def test_the_place_that_is_chosen_stays_chosen(site: Browser) -> None:
    regions = site.get("/territories").text
    region = regions.split("<h2>Liberecký kraj</h2>")[1].split("territory=")[1].split('"')[0]
    page = site.get(f"/events?territory={region}").text
    assert f'<option value="{region}" selected>Liberecký kraj – celé území</option>' in page
    assert page.count(" selected>") == 1
