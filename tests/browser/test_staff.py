"""Work in the office and at the door in a real browser, with scripts off and with htmx."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import a_page, follow
from tests.browser.journey import signs_in, typed, types
from tests.browser.stage import COORDINATOR, Stage, staged
from tests.conftest import a_database_of_its_own

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["sqlite", "postgresql"], ids=["sqlite-htmx", "postgresql-plain"])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    """One for all tests here, which touch different records."""
    yield from a_database_of_its_own(request, scratch)


@pytest.fixture(scope="module")
def stage(database_url: str) -> Iterator[Stage]:
    with staged(database_url) as built:
        yield built


@pytest.fixture
def scripts(database_url: str) -> bool:
    """With htmx on SQLite and with scripts off on PostgreSQL: neither knows of the other."""
    return database_url.startswith("sqlite")


@pytest.fixture
def office(browser: Browser, stage: Stage, scripts: bool) -> Iterator[Page]:
    """A coordinator who has signed in."""
    context = browser.new_context(base_url=stage.site.url, locale="en-GB", java_script_enabled=scripts)
    for page in a_page(context):
        signs_in(page, COORDINATOR, "/dashboard")
        yield page


def test_a_seminar_of_two_days_from_the_draft_to_the_sheet(office: Page, stage: Stage) -> None:
    drafts_two_days(office, stage)
    office.get_by_role("link", name="Publish").click()
    follow(office.get_by_role("main").get_by_role("button", name="Publish"))
    event = office.url
    for last_name in ("Prvá", "Druhá"):
        signs_up_by_telephone(office, event, last_name)
    copies_the_sheet(office, event)
    takes_one_back(office, event)


def drafts_two_days(page: Page, stage: Stage) -> None:
    """The second day is asked for by a button that loses nothing."""
    page.goto("/staff/events/new?kind=seminar")
    page.locator("#title").fill("Dobrá praxe")
    for number, start in enumerate((stage.starts_at, stage.starts_at + timedelta(days=1))):
        page.locator(f"#sessions-{number}-starts_at").fill(typed(start))
        page.locator(f"#sessions-{number}-ends_at").fill(typed(start + timedelta(hours=2)))
        if number == 0:
            page.get_by_role("button", name="Add another session").click()
            expect(page.locator("#sessions-1-starts_at")).to_be_focused()
            expect(page.locator("#title")).to_have_value("Dobrá praxe")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(3)


def signs_up_by_telephone(page: Page, event: str, last_name: str) -> None:
    page.goto(f"{event}/registrations/new")
    page.locator("#first_name").fill("Jana")
    page.locator("#last_name").fill(last_name)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Signed up: Confirmed.")


def copies_the_sheet(page: Page, event: str) -> None:
    page.goto(event)
    page.get_by_role("link", name="Whole sheet").first.click()
    page.get_by_role("row", name="Jana Prvá").get_by_label("Present").check()
    page.get_by_role("row", name="Jana Druhá").get_by_label("Excused").check()
    page.get_by_role("button", name="Save the whole sheet").click()
    expect(page.get_by_role("status").first).to_have_text("2 rows recorded.")


def takes_one_back(page: Page, event: str) -> None:
    """At the door the sheet shows, and a mistake is undone."""
    page.goto(event)
    page.get_by_role("link", name="Check-in").first.click()
    expect(page.locator(".live")).to_contain_text(re.compile(r"Present:\s*1"))
    page.get_by_role("button", name="Undo Jana Prvá").click()
    expect(page.get_by_role("button", name="Is here Jana Prvá")).to_be_visible()
    expect(page.locator(".live")).to_contain_text(re.compile(r"Present:\s*0"))


@pytest.mark.soak
def test_nothing_to_press_is_printed(office: Page) -> None:
    office.emulate_media(media="print")
    for path in ("/dashboard", "/staff/events", "/staff/people", "/events", "/needs"):
        office.goto(path)
        expect(office.locator("h1").first).to_be_visible()
        assert office.locator("button:visible, .button:visible, nav.pagination:visible").count() == 0, path


@pytest.mark.soak
def test_words_of_a_letter_are_seen_before_they_are_saved(office: Page, scripts: bool) -> None:
    """Without scripts by a button, with htmx while one types."""
    office.goto("/staff/partnerships")
    office.get_by_role("main").get_by_role("link", name="Liberecký kraj").click()
    office.get_by_role("link", name="Words of letters").click()
    office.get_by_role("link", name="Registration confirmed, in English").click()
    types(office.locator("#lead"), "Welcome, {name}!")
    if not scripts:
        office.get_by_role("button", name="Preview").click()
    expect(office.frame_locator("iframe.letter").get_by_text("Welcome, Ema Sample!")).to_be_visible()
    office.get_by_role("button", name="Save", exact=True).click()
    expect(office.get_by_role("row", name="Registration confirmed").get_by_text("own words")).to_have_count(1)
