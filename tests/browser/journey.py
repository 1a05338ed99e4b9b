"""The steps of the journey of the first release, each as the person takes it on the pages.

The words are the English ones of the site. With scripts off a search needs its button, with htmx it does not;
all else is the same for both.
"""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.browser.conftest import unfold
from tests.browser.stage import COORDINATOR, TITLE, Stage

THUMB = 44
"""Pixels that a button at the door has at least in each direction."""


def signs_in(page: Page, email: str, to: str) -> None:
    """Asks for a page, is sent to sign in, and comes to the page."""
    page.goto(to)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(to)))


def plans_the_table(page: Page, stage: Stage, scripts: bool) -> None:
    """Drafts a round table of 20 seats as a cell of the series, and names the facilitator."""
    signs_in(page, COORDINATOR, "/dashboard")
    page.get_by_role("link", name="New event").first.click()
    page.get_by_label("Round table").check()
    page.get_by_label("Partnership").select_option(label="Liberecký kraj")
    page.get_by_role("button", name="Continue").click()
    page.locator("#title").fill(TITLE)
    page.locator("#sessions-0-starts_at").fill(typed(stage.starts_at))
    page.locator("#sessions-0-ends_at").fill(typed(stage.starts_at + timedelta(hours=3)))
    page.locator("#sessions-0-venue-name").fill("Radnice")
    page.locator("#capacity").fill("20")
    unfold(page.locator("main form"))
    chooses_the_cell(page, scripts)
    finds(page, "territory_id", "Frýdl", "Frýdlant", scripts)
    finds(page, "facilitators", "Fedor", "Fedor Facilitující", scripts)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def chooses_the_cell(page: Page, scripts: bool) -> None:
    """The series decides which rounds there are: htmx fetches them, else a button does."""
    page.locator("#series_id").select_option(label="Kulaté stoly 2B")
    if not scripts:
        page.get_by_role("button", name="Show the activities and topics").click()
        unfold(page.locator("main form"))
    page.locator("#topic_id").select_option(label="1. kolo")


def finds(page: Page, field: str, text: str, words: str, scripts: bool) -> None:
    """Types into the search box of a field and ticks what is found."""
    types(page.locator(f"#{field}-q"), text)
    if not scripts:
        page.locator(f'button[value="find:{field}"]').click()
        unfold(page.locator("main form"))
    page.locator(f"#{field}-found").get_by_label(words).first.check()


def types(box: Locator, text: str) -> None:
    """Key by key, once the page is there with its script: a key pressed before that asks nothing."""
    box.page.wait_for_load_state("load")
    box.fill("")
    box.press_sequentially(text)


def publishes_it(page: Page) -> int:
    """Returns the id of the event."""
    number = int(page.url.rpartition("/")[2])
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("main").get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("The event is published.")
    return number


def signs_up(page: Page, scripts: bool) -> None:
    """Finds the table on the schedule and takes a seat."""
    page.goto("/events")
    types(page.get_by_label("Text"), "frydlant")
    if not scripts:
        page.get_by_role("search").get_by_role("button").click()
    expect(page.locator("#results li h3")).to_have_count(1)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("textbox", name="First name").fill("Čeněk")
    page.get_by_role("textbox", name="Last name").fill("Čilý")
    page.get_by_role("textbox", name="E-mail").fill("cenek@obec.example")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/registered$"))
    expect(page.get_by_role("heading", name="What you have sent us")).to_be_visible()


def cancels(page: Page, manage_url: str) -> None:
    page.goto(manage_url)
    page.get_by_role("link", name="Cancel the registration").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("status").first).to_contain_text("Your registration is cancelled.")


def checks_in(page: Page, text: str, name: str, scripts: bool) -> None:
    """Types a part of the name and presses the button beside the person."""
    box = page.get_by_label("Name or organisation")
    types(box, text)
    if not scripts:
        page.get_by_role("search").get_by_role("button", name="Find").click()
    people = page.locator("#people li")
    expect(people).to_have_count(1)
    button = people.get_by_role("button", name="Is here")
    place = button.bounding_box()
    assert place is not None
    assert min(place["width"], place["height"]) >= THUMB
    button.click()
    expect(people.filter(has_text=name).get_by_role("button", name="Undo")).to_be_visible()


def lets_in(page: Page, first_name: str, last_name: str) -> None:
    """Somebody without a registration."""
    page.get_by_text("Somebody came without a registration").click()
    page.locator("#first_name").fill(first_name)
    page.locator("#last_name").fill(last_name)
    page.locator("#walk-in").get_by_role("button", name="Is here").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{first_name} {last_name}")


def typed(moment: datetime) -> str:
    """As a browser keeps what is typed into a field of day and time."""
    return moment.strftime("%Y-%m-%dT%H:%M")
