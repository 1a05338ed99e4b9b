"""A session ends while somebody writes, in a real browser: with scripts, without, and while htmx asks."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import COORDINATOR, a_page
from tests.browser.looking import accessibility

pytestmark = pytest.mark.browser

TEXT = "Rozepsaná poznámka"


@pytest.fixture
def scripts() -> bool:
    return True


@pytest.fixture
def office(
    scripts: bool, browser: Browser, site_url: str, coordinators_session: dict[str, Any]
) -> Iterator[Page]:
    context = browser.new_context(base_url=site_url, locale="cs-CZ", java_script_enabled=scripts)
    context.add_cookies([coordinators_session])
    yield from a_page(context)


def sign_in(page: Page) -> None:
    page.locator("#email").fill(COORDINATOR.email)
    page.locator("#password").fill(COORDINATOR.password)
    page.locator("main .buttons button").click()


@pytest.mark.soak
@pytest.mark.parametrize("scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="plain")])
def test_the_text_is_back_after_signing_in_again(office: Page, scripts: bool) -> None:
    office.goto("/staff/people/new", wait_until="load")
    office.locator("#partnership_id").select_option(index=1)
    office.locator("#first_name").fill("Žofie")
    office.locator("#last_name").fill("Smyšlená")
    office.locator("#note").fill(TEXT)
    office.context.clear_cookies()
    office.locator("main .buttons button").click()
    expect(office.get_by_role("heading", name="Vaše přihlášení skončilo")).to_be_visible()
    assert not scripts or accessibility(office) == []
    sign_in(office)
    expect(office.locator("#note")).to_have_value(TEXT)
    expect(office.get_by_text("Zatím se nic neuložilo")).to_be_visible()
    expect(office.locator("#first_name")).to_have_value("Žofie")


@pytest.mark.soak
def test_while_htmx_asks_the_text_stays_in_its_place(office: Page) -> None:
    office.goto("/staff/partnerships/1/letters/event_changed/cs", wait_until="load")
    office.context.clear_cookies()
    office.locator("#lead").press_sequentially(TEXT)
    expect(office.locator("#problem").get_by_role("link", name="Přihlásit se")).to_be_visible()
    assert accessibility(office) == []
    written = office.locator("#lead").input_value()
    assert TEXT in written
    office.get_by_role("button", name="Uložit", exact=True).click()
    sign_in(office)
    expect(office.locator("#lead")).to_have_value(written)
