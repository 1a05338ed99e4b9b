"""Signing in at another system and with a second factor, in Chromium with scripts off."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from app.accounts.service import create_user, give_role
from app.core.database.engine import Database
from tests import factories
from tests.browser.conftest import a_page, follow
from tests.provider import CLIENT, QUIET, providing
from tests.serving import Served, serving

pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.filterwarnings(QUIET)]
EMAIL = "sprava@urad.example"


class Sites(NamedTuple):
    served: Served
    issuer: str


@pytest.fixture(scope="module")
def sites(sqlite_template: Path, scratch: Path) -> Iterator[Sites]:
    """An installation with one admin, and a provider whose group gives the same role."""
    path = scratch / "signing-in.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        give_role(session, create_user(session, EMAIL, factories.PASSWORD, "Správkyně").id, "admin")
    database.close()
    jana = {"name": "Jana Vymyšlená", "email": "jana@urad.example", "groups": ["stul"]}
    silent = {"name": "Petr Mlčící", "email": "petr@urad.example", "groups": ["stul"], "auth_time": None}
    with providing(jana=jana, petr=silent) as issuer:
        named = {"oidc_issuer": issuer, "oidc_name": "krajský účet", "oidc_roles": "stul=admin", **CLIENT}
        with serving(f"sqlite:///{path}", **named) as served:
            yield Sites(served, issuer)


@pytest.fixture
def visitor(browser: Browser, sites: Sites) -> Iterator[Page]:
    context = browser.new_context(base_url=sites.served.url, locale="cs-CZ", java_script_enabled=False)
    context.route("**://cdn.jsdelivr.net/**", lambda route: route.abort())  # the provider's own style
    yield from a_page(context)


def at_the_provider(page: Page, subject: str) -> None:
    follow(page.get_by_role("button", name=subject, exact=True))


def test_an_admin_signs_in_at_the_other_system_and_makes_a_key(visitor: Page, sites: Sites) -> None:
    visitor.goto("/sign-in?next=/staff/api-keys/new")
    follow(visitor.get_by_role("link", name="krajský účet"))
    assert visitor.url.startswith(sites.issuer)
    at_the_provider(visitor, "jana")
    expect(visitor).to_have_url(f"{sites.served.url}/staff/api-keys/new")
    visitor.locator("#name").fill("Web kraje")
    visitor.locator("input[name=scopes]").first.check()
    follow(visitor.locator("main .buttons button"))
    expect(visitor.get_by_role("heading", name="Klíč je vytvořen").first).to_be_visible()
    visitor.goto("/staff/account")
    expect(visitor.locator("#name")).to_have_value("Jana Vymyšlená")
    follow(visitor.get_by_role("button", name="Odhlásit se"))
    expect(visitor).to_have_url(f"{sites.served.url}/signed-out")
    visitor.goto("/staff/account")
    expect(visitor.locator("#password")).to_be_visible()


def test_an_admin_whom_the_other_system_does_not_ask_reads_what_stays_closed(
    visitor: Page, sites: Sites
) -> None:
    visitor.goto("/sign-in/oidc?next=/staff/users")
    at_the_provider(visitor, "petr")
    expect(visitor).to_have_url(f"{sites.served.url}/staff/users")
    visitor.goto("/confirm?next=/staff/account")
    follow(visitor.get_by_role("link", name="krajský účet"))
    at_the_provider(visitor, "petr")
    expect(visitor.get_by_text("aniž by se zeptal")).to_be_visible()


def test_a_second_factor_is_set_up_and_asked_for(visitor: Page, sites: Sites) -> None:
    sign_in(visitor)
    visitor.goto("/staff/account/second-factor")
    visitor.get_by_role("button", name="Nastavit").click()
    codes = pyotp.TOTP(visitor.locator("main code").inner_text())
    visitor.locator("#code").fill(codes.now())
    follow(visitor.locator("main .buttons button"))
    expect(visitor.locator("main code")).to_have_count(10)
    visitor.goto("/staff/account")
    follow(visitor.get_by_role("button", name="Odhlásit se"))
    sign_in(visitor)
    visitor.locator("#totp").fill(codes.at(time.time() + 30))  # the code of this half minute was used
    follow(visitor.locator("main .buttons button"))
    visitor.goto("/staff/account")
    expect(visitor.locator("#name")).to_have_value("Správkyně")


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(factories.PASSWORD)
    follow(page.locator("main .buttons button"))
