"""The page of an event for the staff: the ways on from it, in groups, to nobody who may not go there."""

import re
from collections.abc import Callable

import pytest

from app.core.database.engine import Database
from app.events.models import Event, EventStatus
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    with database.writing() as session:
        return factories.an_event(session, partnership, capacity=20)


def groups(site: Browser, event: Event) -> dict[str, list[str]]:
    """What stands beside the event: headings and the words of their links."""
    page = site.get(f"/staff/events/{event.id}").text
    beside = page.partition("Práce s")[2].partition("</aside>")[0]
    found = re.findall(r"<h3>(.*?)</h3>\s*<ul[^>]*>(.*?)</ul>", beside, re.DOTALL)
    return {title: re.findall(r"<a [^>]*>(.*?)</a>", links) for title, links in found}


def links(site: Browser, event: Event) -> set[str]:
    return set(re.findall(r'href="([^"]*)"', site.get(f"/staff/events/{event.id}").text))


def test_the_usual_comes_first_and_nothing_is_lost(office: Browser, event: Event) -> None:
    assert groups(office, event) == {
        "Účastníci": [
            "Přihlášky",
            "Přihlásit účastníka",
            "Přihlásit více lidí",
            "Potřeby účastníků",
            "Vyhrazená místa",
        ],
        "Pozvánky": ["Kdo je pozván a\xa0kdo odpověděl", "Pozvat"],
        "Dokumenty": ["Prezenční listina k\xa0podpisu (PDF)", "Účastníci (XLSX)", "Účastníci (CSV)"],
        "Správa akce": [
            "Jak akci vidí veřejnost",
            "Kopírovat akci",
            "Uzavřít přihlašování",
            "Odložit",
            "Akce už proběhla…",
            "Zrušit akci",
            "Smazat…",
        ],
    }


def test_every_way_leads_somewhere(office: Browser, event: Event) -> None:
    here = f"/staff/events/{event.id}"
    ways = {way for way in links(office, event) if way.startswith((f"{here}/", f"/events/{event.id}"))}
    assert len(ways) > 14
    assert [way for way in ways if office.get(way).status_code >= 400] == []


def test_who_reads_everything_is_offered_no_work(
    site: Browser, event: Event, partnership: Partnership, signed_in: Callable[..., Api]
) -> None:
    auditor = at_a_desk(site, signed_in("auditor", partnership))
    found = groups(auditor, event)
    assert found["Účastníci"] == ["Přihlášky", "Vyhrazená místa"]
    assert found["Správa akce"] == ["Jak akci vidí veřejnost"]


def test_who_may_not_read_the_registrations_is_not_led_to_them(
    site: Browser, event: Event, partnership: Partnership, signed_in: Callable[..., Api]
) -> None:
    member = at_a_desk(site, signed_in("member", partnership))
    assert list(groups(member, event)) == ["Správa akce"]
    assert not [way for way in links(member, event) if way.startswith(f"/staff/events/{event.id}/")]


def test_nobody_is_entered_or_invited_when_the_event_is_cancelled(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, status=EventStatus.CANCELLED)
    here = f"/staff/events/{event.id}"
    assert links(office, event).isdisjoint({f"{here}/registrations/new", f"{here}/invitations/new"})
    assert "Přihlásit účastníka" not in office.get(f"{here}/registrations").text
    assert f"{here}/invitations/new" not in office.get(f"{here}/invitations").text
