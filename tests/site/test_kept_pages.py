"""The page of an event is rendered once for all visitors who would read the same, and never for others."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.events.models import Event
from app.partnerships.models import Partnership
from app.site.kept_pages import KeptPages
from tests import factories
from tests.api.asking import made
from tests.api.attaching import attach
from tests.api.registering import body
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk

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


def test_a_page_with_a_list_is_rendered_once(
    site: Browser, pages: Starlette, coordinator: Api, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list says up to which moment it is synchronised, on PostgreSQL another one in each answer."""
    kept: KeptPages = pages.state.kept_pages
    monkeypatch.setattr(kept, "_pages", {})
    attach(coordinator, "event", event.id, title="Mapa", visibility="public")
    assert {"Mapa" in read(site, event) for _ in range(3)} == {True}
    assert len(kept) == 1


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


class Readers:
    """A stranger, a member and the coordinator, who look at pages again and again.

    Changes reach the API past the site, which is told of none: what it shows is what it would show while
    another process changes something.
    """

    def __init__(self, site: Browser, member: Api, coordinator: Api) -> None:
        self.browsers = [
            site,
            *(at_a_desk(site.beside(Browser(site.app)), one) for one in (member, coordinator)),
        ]

    def who_reads(self, words: str, event: int) -> list[bool]:
        pages = [one.get(f"/events/{event}", headers={"Accept-Language": "cs"}) for one in self.browsers]
        assert {page.status_code for page in pages} == {200}
        return [words in page.text.replace("\xa0", " ") for page in pages]


@pytest.fixture
def readers(
    site: Browser, signed_in: Callable[..., Api], coordinator: Api, partnership: Partnership
) -> Readers:
    return Readers(site, signed_in("member", partnership), coordinator)


def change(client: Api, path: str, **fields: Any) -> None:
    answer = client.patch(path, json=fields, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


NOBODY, STAFF, INSIDE, ALL = [False] * 3, [False, False, True], [False, True, True], [True] * 3


def test_a_file_is_read_at_once_by_those_who_may_and_by_no_others(
    readers: Readers, coordinator: Api, partnership: Partnership, event: Event
) -> None:
    agenda: dict[str, Any] = {"agenda": [{"title": "Rozpočet"}], "title": "Jednání"}
    day = {"starts_at": event.starts_at.isoformat(), "ends_at": event.ends_at.isoformat()}
    meeting = made(coordinator, "/meetings", partnership_id=partnership.id, sessions=[day], **agenda)
    assert coordinator.post(f"/events/{meeting['id']}/publish").status_code == 200
    point = meeting["agenda"][0]["id"]
    for page, about, number in ((event.id, "event", event.id), (meeting["id"], "agenda_item", point)):
        assert readers.who_reads("Mapa", page) == NOBODY
        file = attach(coordinator, about, number, title="Mapa", visibility="internal").json()
        here = f"/attachments/{file['id']}"
        assert readers.who_reads("Mapa", page) == STAFF
        for visibility, expected in (
            ("members", INSIDE),
            ("public", ALL),
            ("members", INSIDE),
            ("public", ALL),
        ):
            change(coordinator, here, visibility=visibility)
            assert readers.who_reads("Mapa", page) == expected
        change(coordinator, here, title="Plánek")
        assert (readers.who_reads("Mapa", page), readers.who_reads("Plánek", page)) == (NOBODY, ALL)
        assert coordinator.delete(here, headers={"If-Match": "*"}).status_code == 204
        assert readers.who_reads("Plánek", page) == NOBODY


def test_the_programme_and_its_papers_are_read_at_once(
    readers: Readers, coordinator: Api, event: Event
) -> None:
    assert event.starts_at is not None
    paper = attach(coordinator, "event", event.id, title="Teze", visibility="public").json()
    times = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(hours=1)}
    item: dict[str, Any] = {name: moment.isoformat() for name, moment in times.items()}
    for title in ("Zahájení", "Úvod", None):
        items = [{**item, "title": title, "attachment_ids": [paper["id"]]}] if title else []
        put = coordinator.put(
            f"/events/{event.id}/programme", json={"items": items}, headers={"If-Match": "*"}
        )
        assert put.status_code == 200, put.text
        assert readers.who_reads("Úvod", event.id) == (ALL if title == "Úvod" else NOBODY)
        assert readers.who_reads("Zahájení", event.id) == (ALL if title == "Zahájení" else NOBODY)
        assert coordinator.get(f"/events/{event.id}").json()["programme_items"] == len(items)


def test_the_organiser_the_publicity_and_the_times_are_read_at_once(
    readers: Readers,
    admin: Api,
    coordinator: Api,
    database: Database,
    partnership: Partnership,
) -> None:
    paying = made(admin, "/funding-programmes", code="OPZ", name="OP Zaměstnanost", publicity="Platí ESF.")
    project = made(
        coordinator, "/projects", title="Projekt", partnership_id=partnership.id, programme_id=paying["id"]
    )
    with database.writing() as session:
        organiser = factories.an_organisation(session, "Spolek Ruka", partnership_id=partnership.id)
        event = factories.an_event(
            session,
            partnership,
            kind=EventKind.CONSULTATION,
            organiser_id=organiser.id,
            project_id=project["id"],
        )
    assert readers.who_reads("Spolek Ruka", event.id) == readers.who_reads("Platí ESF.", event.id) == ALL
    change(admin, f"/organisations/{organiser.id}", name="Spolek Most")
    change(admin, f"/funding-programmes/{paying['id']}", publicity="Platí stát.")
    for before, now in (("Spolek Ruka", "Spolek Most"), ("Platí ESF.", "Platí stát.")):
        assert readers.who_reads(before, event.id) == NOBODY
        assert readers.who_reads(now, event.id) == ALL
    assert event.starts_at is not None
    times = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(minutes=30)}
    slot = {name: moment.isoformat() for name, moment in times.items()}
    added = made(coordinator, f"/events/{event.id}/slots", **slot, place="Pokoj 7")
    assert readers.who_reads("Pokoj 7", event.id) == ALL
    path = f"/events/{event.id}/slots/{added['id']}"
    change(coordinator, path, place="Pokoj 8")
    assert readers.who_reads("Pokoj 7", event.id) == NOBODY
    assert readers.who_reads("Pokoj 8", event.id) == ALL
    assert coordinator.delete(path, headers={"If-Match": "*"}).status_code == 204
    assert readers.who_reads("Pokoj 8", event.id) == NOBODY
