"""A coordinator's day on the demo of a new installation, on both databases, with and without scripts.

Somebody is found, a round table is copied for another territory, offices are invited, participants are
written to, two records of one person are merged and parted again.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core import clock
from app.core.text import PRAGUE
from tests.browser.conftest import COORDINATOR, a_page, unfold
from tests.browser.journey import finds, typed, types
from tests.conftest import a_database_of_its_own
from tests.demo.conftest import tell
from tests.mailbox import Mailbox, receiving
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.soak]
TABLE = "Kulatý stůl Frýdlant, 2. kolo"
SUBJECT = "Jiná zasedací místnost"


class Office(NamedTuple):
    url: str
    mailbox: Mailbox


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, scratch: Path, files: Path) -> Iterator[Office]:
    """A server with the demo, whose letters arrive."""
    with ExitStack() as running:
        smtp_url, mailbox = running.enter_context(receiving())
        for url in a_database_of_its_own(request, scratch):
            tell(url, files)
            served = running.enter_context(serving(url, smtp_url=smtp_url, files_folder=str(files)))
            yield Office(served.url, mailbox)
            running.close()  # before the database goes


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, office: Office, scripts: bool, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Each database and each way once on a phone."""
    on_a_phone = scripts == ("postgresql" in request.node.name)
    size = {"width": 360, "height": 740} if on_a_phone else {"width": 1280, "height": 800}
    context = browser.new_context(
        base_url=office.url, locale="cs-CZ", java_script_enabled=scripts, viewport=size
    )
    for opened in a_page(context):
        signs_in(opened)
        yield opened


def signs_in(page: Page) -> None:
    page.goto("/sign-in", wait_until="load")
    page.get_by_label("E-mail").fill(COORDINATOR.email)
    page.locator("#password").fill(COORDINATOR.password)
    page.locator("main .buttons button").click()
    expect(page).to_have_url(re.compile("/dashboard$"))


def searches(page: Page, box: Locator, text: str, scripts: bool) -> None:
    """With htmx the rows follow what is typed, else a button asks."""
    types(box, text)
    if not scripts:
        box.press("Enter")


def test_a_coordinators_day(page: Page, office: Office, scripts: bool) -> None:
    finds_somebody(page, scripts)
    filters_the_events(page, scripts)
    table = opens_the_table(page)
    copy = copies_the_table(page, scripts)
    invites(page, office, copy)
    writes_to_participants(page, office, table)
    merges_and_parts(page, scripts)


def finds_somebody(page: Page, scripts: bool) -> None:
    page.goto("/staff/people")
    searches(page, page.locator("#q"), "bezdek stanislav", scripts)
    rows = page.locator("#rows tbody tr")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("PhDr. Stanislav Bezděk, Ph.D.")


def filters_the_events(page: Page, scripts: bool) -> None:
    page.goto("/staff/events", wait_until="load")
    unfold(page.locator("main form.filters"))
    page.locator("#kind").select_option(label="Kulatý stůl")
    if not scripts:
        page.get_by_role("button", name="Zobrazit").click()
    expect(page.locator("#rows tbody").get_by_text("Konzultace")).to_have_count(0)
    expect(page.locator("#rows tbody").get_by_text("Kulatý stůl Liberec, 1. kolo")).to_have_count(1)


def opens_the_table(page: Page) -> str:
    """The one in Liberec, whose address is returned."""
    page.get_by_role("link", name="Kulatý stůl Liberec, 1. kolo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kulatý stůl Liberec, 1. kolo")
    return page.url


def copies_the_table(page: Page, scripts: bool) -> str:
    """For Frýdlant: the roles come along, the offices of Liberec do not. Returns the address of the copy."""
    page.get_by_role("link", name="Kopírovat akci").first.click()
    expect(page.locator("#topic_id")).to_be_visible()
    finds(page, "territory_id", "Frýdlant", "Frýdlant (ORP)", scripts)
    page.locator("#title").fill(TABLE)
    page.locator("#topic_id").select_option(label="2. kolo")
    start = (clock.now() + timedelta(days=30)).astimezone(PRAGUE).replace(hour=9, minute=0)
    page.locator("#sessions-0-starts_at").fill(typed(start))
    page.locator("#sessions-0-ends_at").fill(typed(start + timedelta(hours=3)))
    page.get_by_role("button", name="Vytvořit kopii").click()
    expect(page.get_by_role("status").first).to_contain_text("Kopie je zatím koncept.")
    event = page.url
    page.get_by_role("link", name="Zveřejnit").click()
    page.get_by_role("main").get_by_role("button", name="Zveřejnit").click()
    expect(page.get_by_role("status").first).to_contain_text("Akce je zveřejněna.")
    return event


def invites(page: Page, office: Office, event: str) -> None:
    """An office that is typed, and all whom the round table names."""
    page.get_by_role("main").get_by_role("link", name="Pozvat").first.click()
    page.locator("#offices").fill("Městský úřad Frýdlant; OSPOD; ospod@frydlant.example")
    page.get_by_label("Všichni, které kulatý stůl jmenuje").check()
    page.get_by_role("button", name="Odeslat pozvánky").click()
    expect(page.get_by_role("status").first).to_have_text("Byly odeslány 3 pozvánky.")
    page.goto(f"{event}/invitations")
    for name in ("Městský úřad Frýdlant", "Mgr. Tomáš Pazdera", "PhDr. Hana Petříčková, DiS."):
        expect(page.get_by_role("row", name=name)).to_contain_text("Čeká se na odpověď")
    office.mailbox.wait(lambda: len(about(office, TABLE)) == 3)


def writes_to_participants(page: Page, office: Office, event: str) -> None:
    """A test letter to oneself first, then to everybody who has a seat."""
    page.goto(event)
    page.get_by_role("link", name="Napsat účastníkům").click()
    page.locator("#subject").fill(SUBJECT)
    page.get_by_label("Text zprávy").fill("Sejdeme se ve druhém patře.")
    page.get_by_role("button", name="Poslat zkušební zprávu sobě").click()
    office.mailbox.wait(lambda: len(about(office, SUBJECT)) == 1)
    expect(page.locator("#subject")).to_have_value(SUBJECT)
    page.get_by_role("button", name="Odeslat všem…").click()
    page.get_by_role("button", name="Odeslat").click()
    expect(page.get_by_role("status").first).to_have_text("5 zpráv se odesílá.")
    office.mailbox.wait(lambda: len(about(office, SUBJECT)) == 6)


def about(office: Office, subject: str) -> list[str]:
    """To whom letters with this in their subject have come."""
    return [str(one["To"]) for one in list(office.mailbox.letters) if subject in str(one["Subject"])]


def merges_and_parts(page: Page, scripts: bool) -> None:
    """The second record has another address; it is chosen, and comes back to its own record afterwards."""
    page.goto("/staff/people/new")
    page.locator("#partnership_id").select_option(label="Podpora rodin v Libereckém kraji")
    page.locator("#first_name").fill("Stanislav")
    page.locator("#last_name").fill("Bezděk")
    page.locator("#email").fill("bezdek@jinde.example")
    page.get_by_role("button", name="Uložit", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stanislav Bezděk")
    page.goto("/staff/people")
    searches(page, page.locator("#q"), "bezdek stanislav", scripts)
    rows = page.locator("#rows tbody tr")
    expect(rows).to_have_count(2)
    rows.filter(has_text="metodik služeb").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("PhDr. Stanislav Bezděk, Ph.D.")
    kept = page.url
    page.get_by_role("link", name="Sloučit s jiným záznamem").click()
    page.get_by_role("link", name=re.compile("Porovnat")).click()
    page.get_by_label("bezdek@jinde.example").check()
    page.get_by_role("button", name="Sloučit").click()
    expect(page).to_have_url(kept)
    expect(page.locator("dl.facts")).to_contain_text("bezdek@jinde.example")
    page.get_by_role("button", name="Vrátit sloučení").click()
    expect(page.locator("dl.facts")).to_contain_text("stanislav.bezdek@ku-liberecky-kraj.example")
    page.goto("/staff/people", wait_until="load")
    searches(page, page.locator("#q"), "bezdek stanislav", scripts)
    expect(rows).to_have_count(2)
