"""The page of an event is rendered once for all visitors who would read the same, and never for others."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import body
from tests.clients import Api, Browser

KEY = re.compile(r'name="once" value="([^"]+)"')


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    with database.writing() as session:
        return factories.an_event(session, partnership, title="Bydlení", capacity=3)


def read(site: Browser, event: Event, query: str = "", language: str = "cs") -> str:
    return site.get(f"/events/{event.id}{query}", headers={"Accept-Language": language}).text


def test_every_form_has_a_key_of_its_own(site: Browser, event: Event) -> None:
    pages = [read(site, event) for _ in range(3)]
    assert len({KEY.findall(one)[0] for one in pages}) == 3
    assert len({KEY.sub("", one) for one in pages}) == 1


def test_a_kept_page_is_the_page_that_would_be_rendered(site: Browser, event: Event) -> None:
    read(site, event)
    kept, rendered = read(site, event), read(site, event, "?again=1")
    assert KEY.sub("", kept) == KEY.sub("", rendered).replace("?again=1", "")


def test_what_changes_is_seen_at_once(api: Api, coordinator: Api, site: Browser, event: Event) -> None:
    assert "3 ze 3" in read(site, event).replace("\xa0", " ")
    api.post(f"/events/{event.id}/registrations", json=body())
    assert "2 ze 3" in read(site, event).replace("\xa0", " ")
    found = coordinator.get(f"/events/{event.id}")
    changed = coordinator.patch(
        f"/events/{event.id}", json={"title": "Nájem"}, headers={"If-Match": found.headers["etag"]}
    )
    assert changed.status_code == 200
    assert "<h1>Nájem</h1>" in read(site, event)


def test_each_language_has_a_page(site: Browser, event: Event) -> None:
    assert 'lang="cs"' in read(site, event)
    assert '<html lang="en">' in read(site, event, language="en")


def test_a_moment_that_has_passed_is_left_out(
    database: Database, site: Browser, partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = clock.now() + timedelta(minutes=5)
    with database.writing() as session:
        event = factories.an_event(session, partnership, cancel_until=until)
    assert "odhlaste se prosím do" in read(site, event)
    monkeypatch.setattr(clock, "now", lambda: until + timedelta(minutes=1))
    assert "odhlaste se prosím do" not in read(site, event)


def test_who_is_signed_in_reads_a_page_of_their_own(site: Browser, office: Browser, event: Event) -> None:
    assert 'action="/sign-out"' in read(office, event)
    office.cookies.clear()
    assert 'action="/sign-out"' not in read(site, event)
