"""A real Chromium. `page` runs scripts (ours are none, htmx alone), `plain_page` runs none at all.

Both start at `site_url`, by default the demo programme that all tests of a process share: tests that change
things ask for `server` and give its address to `goto`, or override `site_url` in their module.
While a page is open the tests cannot start an event loop of their own in the same thread.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, sync_playwright

from app.demo.logins import LOGINS
from tests.conftest import copy_demo
from tests.serving import Served, serving

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
COORDINATOR = LOGINS[1]
REFUSED = ("Failed to load resource", "Response Status Error Code")
"""What the browser and htmx say of an answer that is 4xx."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"no Chromium at {CHROMIUM}: apt-get install chromium, or set CHROMIUM"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo_server(demo_file: Path, scratch: Path) -> Iterator[Served]:
    """The reference programme, for all tests of a process that only look at it."""
    path = scratch / "shown.db"
    copy_demo(demo_file, path)
    with serving(f"sqlite:///{path}", confirm_minutes="600") as served:  # a look at all pages takes long
        yield served


@pytest.fixture(scope="session")
def coordinators_session(demo_server: Served) -> dict[str, Any]:
    """The cookie of a coordinator who has signed in to the demo: most tests are not about the form for it."""
    typed = {"email": COORDINATOR.email, "password": COORDINATOR.password}
    token = demo_server.client().post("/auth/login", json=typed).json()["token"]
    return {"name": "session", "value": token, "url": demo_server.url}


@pytest.fixture
def site_url(demo_server: Served) -> str:
    return demo_server.url


@pytest.fixture
def page(browser: Browser, site_url: str) -> Iterator[Page]:
    yield from a_page(browser.new_context(base_url=site_url, locale="cs-CZ"))


@pytest.fixture
def plain_page(browser: Browser, site_url: str) -> Iterator[Page]:
    yield from a_page(browser.new_context(base_url=site_url, locale="cs-CZ", java_script_enabled=False))


def follow(control: Locator) -> None:
    """Press what leads to another page, and wait until that page is there with its styles and its script.

    What looks at once, such as `evaluate`, `count` or `url`, would see the page before, or one half made.
    """
    with control.page.expect_event("load"):
        control.click()


def unfold(within: Locator) -> None:
    """Open the parts that are shown as headings only; each click leaves one fewer."""
    folded = within.locator("details:not([open]) > summary")
    while folded.count():
        folded.first.click()


def a_page(context: BrowserContext) -> Iterator[Page]:
    """Fails the test when the browser complained: a broken script, something the policy refused.

    That an answer was 4xx is no complaint; tests look at refusals on purpose.
    """
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED):
            complaints.append(message.text)

    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", complain)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
