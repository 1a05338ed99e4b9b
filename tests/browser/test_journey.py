"""From the plan to the proof: a round table of 20 seats that 60 people want, with and without scripts."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser import journey
from tests.browser.conftest import a_page
from tests.browser.stage import COORDINATOR, FACILITATOR, TITLE, Stage, staged
from tests.waiting import eventually

Enter = Callable[..., Page]
pytestmark = pytest.mark.browser
PHONE = 360
"""Pixels."""


@pytest.fixture(params=["one process", "site apart"])
def stage(request: pytest.FixtureRequest, database_url: str) -> Iterator[Stage]:
    with staged(database_url, apart=request.param == "site apart") as built:
        yield built


@pytest.fixture
def scripts(stage: Stage, database_url: str) -> bool:
    """By turns: with htmx and with scripts off, each on each database and with the site in each place."""
    return (stage.site is stage.api) == database_url.startswith("sqlite")


@pytest.fixture
def enter(browser: Browser, stage: Stage, scripts: bool) -> Iterator[Enter]:
    """`enter(width=360)`: a page of somebody's own browser."""
    with ExitStack() as opened:

        def somebody(width: int = 1280) -> Page:
            context = browser.new_context(
                base_url=stage.site.url,
                locale="en-GB",
                java_script_enabled=scripts,
                viewport={"width": width, "height": 740},
            )
            return opened.enter_context(contextmanager(a_page)(context))

        yield somebody


@pytest.mark.soak
def test_the_journey_of_the_first_release(stage: Stage, enter: Enter, scripts: bool) -> None:
    office = enter()
    journey.plans_the_table(office, stage, scripts)
    event = journey.publishes_it(office)
    visitor = enter()
    journey.signs_up(visitor, scripts)
    others_sign_up(stage, event)
    somebody_cancels(visitor, stage, event)
    people_come(enter(PHONE), stage, event, scripts)
    the_sheet_names_them(office, event)
    it_is_counted(office, stage, event)
    it_is_in_the_calendar(stage)


def others_sign_up(stage: Stage, event: int) -> None:
    """59 more people: 19 get the other seats, 40 wait in the order in which they came."""
    with stage.api.client() as public:
        receipts = [sign_up(public, event, number) for number in range(59)]
    assert Counter(receipt["status"] for receipt in receipts) == {"confirmed": 19, "waiting": 40}
    assert [receipt["waiting_position"] for receipt in receipts[19:]] == list(range(1, 41))


def sign_up(public: httpx.Client, event: int, number: int) -> dict[str, Any]:
    person = {
        "first_name": "Osoba",
        "last_name": f"Smyšlená {number:02}",
        "email": f"osoba{number}@obec.example",
    }
    answer = public.post(f"/events/{event}/registrations", json=person)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def somebody_cancels(page: Page, stage: Stage, event: int) -> None:
    """By the link in the letter; the first of the queue moves up and is told so."""
    stage.mailbox.wait(lambda: bool(stage.mailbox.of("osoba5@obec.example")))
    letter = stage.mailbox.of("osoba5@obec.example")[0].get_body(("plain",))
    assert letter is not None
    words = letter.get_content().split()
    journey.cancels(page, next(word for word in words if "/my/registrations/" in word))
    stage.mailbox.wait(lambda: len(stage.mailbox.of("osoba19@obec.example")) == 2)
    with stage.signed_in(COORDINATOR) as api:
        counts = api.get(f"/events/{event}").json()["counts"]
        moved = api.get(f"/events/{event}/registrations", params={"q": "Smyšlená 19"}).json()["results"]
    assert counts == {"confirmed": 20, "waiting": 39, "pending": 0, "attended": 0}
    assert [one["status"] for one in moved] == ["confirmed"]


def people_come(page: Page, stage: Stage, event: int, scripts: bool) -> None:
    """18 of 20 and two without a registration; some of each by hand on a phone, the rest by the API."""
    with stage.signed_in(FACILITATOR) as api:
        sitting = api.get(f"/events/{event}").json()["sessions"][0]["id"]
        journey.signs_in(page, FACILITATOR, f"/staff/sessions/{sitting}/check-in?event={event}")
        for text, name in (("Čil", "Čeněk Čilý"), ("00", "Smyšlená 00"), ("smyslena 01", "Smyšlená 01")):
            journey.checks_in(page, text, name, scripts)
        journey.lets_in(page, "Dorota", "Nečekaná")
        rows = api.get(f"/sessions/{sitting}/attendance", params={"limit": 200}).json()["results"]
        missing = [row["registration_id"] for row in rows if row["status"] == "unknown"]
        sheet = [{"registration_id": number, "status": "present"} for number in missing[:15]]
        assert api.put(f"/sessions/{sitting}/attendance", json=sheet).status_code == 200
        walk_in = {"first_name": "Šimon", "last_name": "Náhodný"}
        assert api.post(f"/sessions/{sitting}/walk-ins", json=walk_in).status_code == 201
        counts = api.get(f"/events/{event}").json()["counts"]
    assert (counts["attended"], counts["waiting"]) == (20, 39)


def the_sheet_names_them(page: Page, event: int) -> None:
    """The one who moved up is on it, the one who cancelled is not."""
    page.goto(f"/staff/events/{event}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Attendance sheet to sign (PDF)").click()
    sheet = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    names = "".join(one.extract_text() for one in sheet.pages)
    assert "Smyšlená 19" in names
    assert "Smyšlená 05" not in names


def it_is_counted(page: Page, stage: Stage, event: int) -> None:
    """On its own page, on the dashboard and in the grid of the series."""
    expect(page.locator("dl div", has_text="Took part").first).to_contain_text("20")
    page.goto("/dashboard")
    expect(page.get_by_role("main").get_by_role("link", name=TITLE).first).to_be_visible()
    with stage.signed_in(COORDINATOR) as api:
        series = api.get("/series").json()["results"][0]["id"]
        grid = api.get(f"/series/{series}/grid").json()
    assert (grid["planned"], grid["held"], grid["missing"]) == (1, 0, 3)
    page.goto(f"/series/{series}")
    expect(page.locator(f'td.planned a[href="/staff/events/{event}"]')).to_be_visible()


def it_is_in_the_calendar(stage: Stage) -> None:
    def entries() -> list[Any]:
        feed = stage.api.client().get("/schedule.ics")
        return [one for one in Calendar.from_ical(feed.content).walk("VEVENT") if one["SUMMARY"] == TITLE]

    [entry] = eventually(entries)
    assert entry.decoded("DTSTART") == stage.starts_at
