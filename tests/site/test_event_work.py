"""The page of an event for the staff: the ways on from it, in groups, to nobody who may not go there."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.events.models import Event, EventStatus
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    with database.writing() as session:
        return factories.an_event(session, partnership, capacity=20)


def groups(site: Browser, event: Event) -> dict[str, list[str]]:
    """The parts of the page, with the words of the links to the work."""
    page = site.get(f"/staff/events/{event.id}").text
    parts = re.findall(r'<section class="card".*?<h2[^>]*>(.*?)</h2>(.*?)</section>', page, re.DOTALL)
    return {
        title: re.findall(
            r"<a [^>]*>(.*?)</a>", "".join(re.findall(r'<ul class="todo">.*?</ul>', inside, re.S))
        )
        for title, inside in parts
    }


def step(site: Browser, event: Event) -> tuple[str, list[str]]:
    """What the page says first: the sentence, and the words of its buttons and links."""
    page = site.get(f"/staff/events/{event.id}").text
    inside = page.partition('aria-labelledby="step"')[2].partition("</section>")[0]
    words = re.search(r"<p>(.*?)</p>", inside, re.DOTALL)
    ways = re.findall(r"<a [^>]*>(.*?)</a>", inside)
    return (words[1].replace("\xa0", " ") if words else "", ways)


def links(site: Browser, event: Event) -> set[str]:
    return set(re.findall(r'href="([^"]*)"', site.get(f"/staff/events/{event.id}").text))


def test_the_usual_comes_first_and_nothing_is_lost(office: Browser, event: Event) -> None:
    assert groups(office, event) == {
        "Účastníci": [
            "Přihlášky",
            "Přihlásit účastníka",
            "Napsat účastníkům",
            "Přihlásit více lidí",
            "Zprávy účastníkům",
            "Zprávy k\xa0této akci",
            "Potřeby účastníků",
            "Vyhrazená místa",
        ],
        "Pozvánky": ["Kdo je pozván a\xa0kdo odpověděl", "Pozvat"],
        "Dokumenty": [
            "Prezenční listina k\xa0podpisu (PDF)",
            "Účastníci (XLSX)",
            "Účastníci (CSV)",
            "Podklady a\xa0jiné soubory",
        ],
        "Co z\xa0toho vzešlo": ["Zápis", "Úkoly odsud"],
        "Správa akce": [
            "Upravit",
            "Program",
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
    assert found["Účastníci"] == [
        "Přihlášky",
        "Zprávy účastníkům",
        "Zprávy k\xa0této akci",
        "Vyhrazená místa",
    ]
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


A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "said", "first"),
    [
        ({"status": EventStatus.DRAFT}, "Až bude hotový, zveřejněte ho.", "Zveřejnit"),
        ({"status": EventStatus.DRAFT, "sessions": 0}, "Zatím nemá termín.", "Doplnit termín"),
        ({"sessions": 0}, "Akce je zveřejněna bez termínu.", "Určit termín"),
        ({"kind": EventKind.ROUND_TABLE}, "Zatím nikdo není pozván.", "Pozvat"),
        ({}, "přihlášeno 0.", "Přihlášky"),
        (
            {"starts_at": clock.now() + 2 * A_DAY, "min_participants": 5},
            "přihlášeno 0, potřeba nejméně 5.",
            "Uskutečnit",
        ),
        ({"starts_at": clock.now() + 2 * A_DAY}, "Akce se blíží", "Prezenční listina k\xa0podpisu (PDF)"),
        ({"starts_at": clock.now() + timedelta(hours=3)}, "Zapisujte, kdo přišel", "Prezence"),
        ({"status": EventStatus.CANCELLED}, "Akce je zrušena", "Kopírovat akci"),
    ],
)
def test_the_page_leads_to_the_one_next_step(
    office: Browser,
    database: Database,
    partnership: Partnership,
    facts: dict[str, Any],
    said: str,
    first: str,
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, **facts)
    words, ways = step(office, event)
    assert said in words
    assert ways[0] == first
    if first == "Uskutečnit":
        assert ways[1:] == ["Zrušit akci"]


def test_a_past_event_asks_for_its_attendance_until_it_is_complete(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(
            session, partnership, starts_at=clock.now() - A_DAY, status=EventStatus.HELD
        )
        [sitting] = factories.sessions_of(session, event)
        first, second = (factories.a_registration(session, event) for _ in range(2))
        factories.an_attendance(session, first, sitting)
    assert step(office, event)[0] == "Doplňte docházku: zapsáno 1 ze 2."
    overview, page = (
        office.get(path).text.replace("\xa0", " ") for path in ("/dashboard", f"/staff/events/{event.id}")
    )
    assert "zapsáno 1 ze 2" in overview
    assert '<span class="badge warn">zapsáno 1 ze 2</span>' in page
    with database.writing() as session:
        factories.an_attendance(session, session.merge(second), session.merge(sitting))
    assert step(office, event)[0] == "Akce proběhla a docházka je úplná."


def test_a_meeting_is_done_when_its_minutes_are_approved(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        event = factories.an_event(
            session,
            partnership,
            kind=EventKind.MEETING,
            group_id=group.id,
            starts_at=clock.now() - A_DAY,
            status=EventStatus.HELD,
        )
        [sitting] = factories.sessions_of(session, event)
        factories.an_attendance(session, factories.a_registration(session, event), sitting)
        factories.an_event(session, partnership, kind=EventKind.MEETING, group_id=group.id)
    here = f"/events/{event.id}/minutes"
    assert step(office, event) == ("Docházka je úplná, zbývá napsat zápis.", ["Napsat zápis"])
    assert coordinator.get(f"/minutes?event={event.id}").json()["results"] == []
    assert "1</span>\n    akce bez schváleného zápisu" in office.get("/dashboard").text
    coordinator.put(here, json={"items": [{"title": "Úvod", "text": "Sešli jsme se."}]})
    assert "Zápis je rozepsaný" in step(office, event)[0]
    coordinator.post(f"{here}/submit", json={"comment_until": (clock.today() + A_DAY).isoformat()})
    assert "u připomínek" in step(office, event)[0]
    assert [row["state"] for row in coordinator.rows(f"/minutes?event={event.id}")] == ["comment"]
    coordinator.post(f"{here}/approve", json={})
    assert "docházka je úplná" in step(office, event)[0]
    assert "0</span>\n    akcí bez schváleného zápisu" in office.get("/dashboard").text


def test_registrations_to_approve_come_before_the_rest(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, registration_policy="approval")
        for status in (RegistrationStatus.PENDING, RegistrationStatus.WAITING):
            factories.a_registration(session, event, status=status)
    assert step(office, event) == ("1 přihláška čeká na schválení.", ["Rozhodnout"])
    here = f"/staff/events/{event.id}/registrations"
    assert {f"{here}?status={status}" for status in ("pending", "waiting")} <= links(office, event)


def test_the_overview_says_how_many_are_to_be_approved_and_how_many_are_needed(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        soon = clock.now() + timedelta(days=3)
        asked = factories.an_event(session, partnership, registration_policy="approval", starts_at=soon)
        factories.a_registration(session, asked, status=RegistrationStatus.PENDING)
        factories.an_event(session, partnership, min_participants=8, starts_at=soon)
    page = office.get("/dashboard").text.replace("\xa0", " ")
    assert f'/staff/events/{asked.id}/registrations?status=pending">ke schválení: 1</a>' in page
    assert "potřeba nejméně 8" in page.partition("Málo účastníků: zrušit, nebo pokračovat")[2]
