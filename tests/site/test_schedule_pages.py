"""What is coming, as a list, a month and by place."""

import re
from datetime import datetime
from html import unescape

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.text import PRAGUE
from app.events.models import EventStatus
from tests import factories
from tests.clients import Browser

YEAR = 2035


@pytest.fixture
def two_events(database: Database) -> None:
    with database.writing() as session:
        partnership = factories.a_partnership(session, "Lokální partnerství Tanvald")
        venue = factories.a_venue(session, partnership, room="č. 210")
        morning = datetime(YEAR, 11, 20, 9, tzinfo=PRAGUE)
        factories.an_event(
            session, partnership, title="Kulatý stůl o bydlení", starts_at=morning, venue=venue, sessions=2
        )
        factories.an_event(
            session,
            partnership,
            title="Zrušený seminář",
            starts_at=morning.replace(hour=13),
            status=EventStatus.CANCELLED,
        )


@pytest.mark.usefixtures("two_events")
def test_the_list_goes_by_day_with_times_places_and_seats(site: Browser) -> None:
    page = site.get(f"/events?from={YEAR}-11-01").text
    assert f"Úterý 20.\u00a011.\u00a0{YEAR}" in page
    assert f"Středa 21.\u00a011.\u00a0{YEAR}" in page
    assert "9.00–16.00" in page
    assert "Radnice, č. 210" in page
    assert "Volná místa" in page
    assert "Zrušeno" in page


def test_a_long_list_leads_to_the_pages_after_and_before(site: Browser, database: Database) -> None:
    with database.writing() as session:
        partnership = factories.a_partnership(session)
        for day in range(1, 29):
            start = datetime(YEAR, 11, day, 9, tzinfo=PRAGUE)
            factories.an_event(session, partnership, title=f"Kurz {day}", starts_at=start, sessions=2)
    first = site.get(f"/events?q=kurz&from={YEAR}-11-01").text
    assert 'rel="prev"' not in first
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = site.get(unescape(following)).text
    [before] = re.findall(r'rel="prev" href="([^"]+)"', second)
    assert "Kurz 28" in second
    again = site.get(unescape(before)).text
    assert ("Kurz 1<" in again, "Kurz 28" in again, 'rel="prev"' in again) == (True, False, False)


@pytest.mark.usefixtures("two_events")
def test_the_search_is_kept_in_the_form_and_in_the_subscription(site: Browser) -> None:
    page = site.get("/events", params={"q": "BYDLENI", "from": f"{YEAR}-11-01"}).text
    assert "Kulatý stůl o\u00a0bydlení" in page
    assert "Zrušený seminář" not in page
    assert 'value="BYDLENI"' in page
    assert 'href="webcal://127.0.0.1:8000/api/v1/schedule.ics?q=BYDLENI"' in page


def test_an_event_is_taken_to_a_calendar_alone(site: Browser, database: Database) -> None:
    with database.writing() as session:
        number = factories.an_event(session, title="Beseda").id
    page = site.get(f"/events/{number}").text
    assert f'href="http://127.0.0.1:8000/api/v1/schedule.ics?event={number}"' in page


@pytest.mark.usefixtures("two_events")
def test_htmx_gets_the_list_alone(site: Browser) -> None:
    answer = site.get(f"/events?from={YEAR}-11-01", headers={"hx-request": "true"})
    assert answer.text.lstrip().startswith('<div id="results">')


@pytest.mark.parametrize(
    "path", ["/events?from=yesterday", "/events?from=1990-05-01", "/events?from=2026-13-01"]
)
def test_what_is_no_day_leads_to_this_month(site: Browser, path: str) -> None:
    assert f'href="/calendar/{clock.today():%Y-%m}"' in site.get(path).text


@pytest.mark.parametrize(("month", "left_out"), [("2000-01", "prev"), ("2099-12", "next")])
def test_the_first_and_the_last_month_lead_nowhere_else(site: Browser, month: str, left_out: str) -> None:
    page = site.get(f"/calendar/{month}").text
    assert {way for way in ("prev", "next") if f'rel="{way}"' in page} == {"prev", "next"} - {left_out}


def test_a_territory_may_be_named_by_its_code(site: Browser) -> None:
    page = site.get("/events?territory=CZ051").text
    assert '<option value="CZ051" selected>Liberecký kraj</option>' in page
    assert site.get("/events?territory=code:9999").status_code == 200


def test_an_empty_choice_says_what_to_do_next(site: Browser) -> None:
    assert "Zkuste širší území" in site.get("/events?kind=conference").text


def test_a_filter_the_api_refuses_is_told_on_the_page(site: Browser) -> None:
    answer = site.get("/events?kind=nonsense")
    assert answer.status_code == 422
    assert "Unprocessable" not in answer.text
    assert 'class="message error"' in answer.text


@pytest.mark.usefixtures("two_events")
def test_a_month_shows_its_days_and_leads_to_the_next(site: Browser) -> None:
    page = site.get(f"/calendar/{YEAR}-11").text
    assert f"Listopad\u00a0{YEAR}" in page
    assert page.count("Kulatý stůl o\u00a0bydlení") == 2
    assert f'href="/calendar/{YEAR}-12"' in page


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "never", "0000-01"])
def test_a_month_that_is_none_is_a_404(site: Browser, month: str) -> None:
    assert site.get(f"/calendar/{month}").status_code == 404


def test_places_lead_from_regions_to_smaller_ones(site: Browser) -> None:
    regions = site.get("/territories").text
    assert "Liberecký kraj" in regions
    found = regions.split("<h2>Liberecký kraj</h2>")[1].split("parent=")[1].split('"')[0]
    assert "Jablonec nad Nisou" in site.get(f"/territories?parent={found}").text
