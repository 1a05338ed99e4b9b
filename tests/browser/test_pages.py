"""Every page of the site, looked at by a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext
from starlette.routing import Match, Route

from app.demo.logins import LOGINS
from app.site.pages import all_routes
from tests.browser.looking import Looker
from tests.browser.no_pages import NO_PAGES
from tests.browser.pages import FORMS, PUBLIC, STAFF
from tests.browser.records import records
from tests.conftest import copy_demo
from tests.serving import Served, two_processes

STATUSES = {
    "/nowhere": 404,
    "/events?from=yesterday": 422,
    "/my/invitations/{uninvited}": 410,
    "/series/{series}/deal": 409,
}
ADMIN = LOGINS[0]


@dataclass(frozen=True)
class Variant:
    """How somebody looks at the site. `width` in CSS pixels."""

    lang: str
    scheme: str
    width: int

    def __str__(self) -> str:
        return f"{self.lang}-{self.scheme}-{self.width}"


ALL = (
    Variant("cs", "light", 1280),
    Variant("en", "dark", 1280),
    Variant("en", "light", 320),
    Variant("cs", "dark", 320),
)
"""Each language meets each scheme and each width, and each scheme each width."""
BY_AXE = (ALL[0], ALL[3])
"""Each scheme and each width: axe takes most of the time of a page and judges no words."""


@dataclass(frozen=True)
class Demo:
    """The running demo: an admin's token there, and the records that addresses name."""

    url: str
    token: str
    records: dict[str, Any]


def explored(site: Served, api: Served) -> Demo:
    typed = {"email": ADMIN.email, "password": ADMIN.password}
    token = api.client().post("/auth/login", json=typed).json()["token"]
    return Demo(site.url, token, records(api.client(token)))


@pytest.fixture(scope="session")
def demo(demo_server: Served) -> Demo:
    return explored(demo_server, demo_server)


@pytest.fixture(scope="session")
def demo_apart(demo_file: Path, scratch: Path) -> Iterator[Demo]:
    """The same with the site in a process of its own."""
    path = scratch / "apart.db"
    copy_demo(demo_file, path)
    with two_processes(f"sqlite:///{path}") as (api, site):
        yield explored(site, api)


def context_of(browser: Browser, demo: Demo, variant: Variant, *, signed_in: bool) -> BrowserContext:
    context = browser.new_context(
        base_url=demo.url,
        locale={"cs": "cs-CZ", "en": "en-GB"}[variant.lang],
        color_scheme="dark" if variant.scheme == "dark" else "light",
        viewport={"width": variant.width, "height": 800},
    )
    context.set_default_timeout(15_000)
    if signed_in:
        context.add_cookies([{"name": "session", "value": demo.token, "url": demo.url}])
    else:
        context.add_cookies([{**cookie, "url": demo.url} for cookie in cookies_of_a_sign_up(demo)])
    return context


def cookies_of_a_sign_up(demo: Demo) -> Iterator[dict[str, str]]:
    """What a browser holds after the form was sent, so that the thank-you page has something to say."""
    typed = {"first_name": "Ema", "last_name": "Smyšlená", "email": f"{uuid4().hex}@spolek.example"}
    address = f"{demo.url}/events/{demo.records['open']}/register"
    answer = httpx.post(address, data=typed, headers={"origin": demo.url}, trust_env=False)
    assert answer.status_code == 303, answer.text
    yield from ({"name": name, "value": value} for name, value in answer.cookies.items())


def one_of_each_kind(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The first address for each last word: all forms look alike, and all questions whether to delete."""
    kinds: dict[str, str] = {}
    for address in addresses:
        word = address.partition("?")[0].rpartition("/")[2]
        kinds.setdefault("a record" if "{" in word else word, address)
    return tuple(kinds.values())


def looked_at(
    browser: Browser,
    demo: Demo,
    variant: Variant,
    public: tuple[str, ...] = PUBLIC,
    staff: tuple[str, ...] = STAFF,
    by_axe: bool = True,
) -> list[str]:
    """What is wrong, page by page."""
    found: list[str] = []
    for addresses, signed_in in ((public, False), (staff, True)):
        context = context_of(browser, demo, variant, signed_in=signed_in)
        looker = Looker(context, demo.url, by_axe)
        for address in addresses:
            wrong = looker.look(address.format(**demo.records), STATUSES.get(address, 200))
            found += [f"{address}: {one}" for one in wrong]
        found += [
            f"{address}, refused: {one}" for address in addresses for one in refused(looker, demo, address)
        ]
        context.close()
    return found


def refused(looker: Looker, demo: Demo, address: str) -> list[str]:
    """The page of one of `FORMS` after it was sent as it is, past what the browser itself would refuse."""
    if address not in FORMS:
        return []
    looker.look(address.format(**demo.records))
    looker.page.locator("main form[method=post]").last.evaluate("form => form.noValidate = true")
    looker.page.locator("main form[method=post] .buttons button").last.click()
    looker.page.locator("#errors").wait_for()
    looker.page.wait_for_load_state("load")  # what is in the page may be there before its styles are
    return looker.complaints + looker.look_closer()


@pytest.mark.browser
def test_nothing_can_be_said_against_a_page_in_the_usual_variant(browser: Browser, demo: Demo) -> None:
    """Each twenty-fourth page of all kinds; all pages in all variants are in the soak."""
    public, staff = (one_of_each_kind(pages)[::24] for pages in (PUBLIC, STAFF))
    found = looked_at(browser, demo, ALL[0], public, staff)
    assert found == [], "\n".join(found)


@pytest.mark.soak
@pytest.mark.browser
@pytest.mark.parametrize("variant", ALL, ids=str)
def test_nothing_can_be_said_against_any_page(browser: Browser, demo: Demo, variant: Variant) -> None:
    found = looked_at(browser, demo, variant, by_axe=variant in BY_AXE)
    assert found == [], "\n".join(found)


@pytest.mark.soak
@pytest.mark.browser
def test_nor_when_the_site_stands_apart(browser: Browser, demo_apart: Demo) -> None:
    """The same templates and styles: what could differ is what travels between the two."""
    public, staff = one_of_each_kind(PUBLIC), one_of_each_kind(STAFF)
    found = looked_at(browser, demo_apart, ALL[0], public, staff, by_axe=False)
    assert found == [], "\n".join(found)


def test_every_page_of_the_site_is_looked_at() -> None:
    listed = [re.sub(r"\{\w+\}", "1", address).partition("?")[0] for address in (*PUBLIC, *STAFF)]
    missing = [
        route.path
        for route in all_routes()
        if "GET" in (route.methods or ())
        and not route.path.endswith(".{kind}")
        and not any(leads_to(route, address) for address in listed)
    ]
    assert sorted(missing) == sorted(NO_PAGES)


def leads_to(route: Route, address: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": address, "headers": []}
    return route.matches(scope)[0] is Match.FULL
