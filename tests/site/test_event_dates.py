"""Moving an event on the site: effects are shown before saving, a past date has a page of its own."""

from datetime import timedelta

import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.text import PRAGUE
from app.events.models import Event, EventStatus
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import fields


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Event:
    start = clock.at(clock.today() + timedelta(days=14), 9)
    with database.writing() as session:
        made = factories.an_event(
            session, partnership, starts_at=start, cancel_until=start - timedelta(days=2)
        )
        factories.a_registration(session, made)
        return made


def typed(days: int) -> dict[str, str]:
    """The first session on another day."""
    day = clock.today() + timedelta(days=days)
    hours = {"starts_at": 9, "ends_at": 16}
    return {
        f"sessions-0-{name}": clock.at(day, hour).astimezone(PRAGUE).strftime("%Y-%m-%dT%H:%M")
        for name, hour in hours.items()
    }


def stored(database: Database, event: Event) -> Event:
    with database.reading() as session:
        return session.get_one(Event, event.id)


@pytest.mark.parametrize(
    ("form", "days"), [("edit?kind=seminar", 28), ("do/postpone", 28), ("do/took_place", -5)]
)
def test_the_effects_stand_on_a_page_in_between(
    office: Browser, database: Database, event: Event, form: str, days: int
) -> None:
    here = f"/staff/events/{event.id}/{form}"
    sent = fields(office.get(here).text) | typed(days)
    asked = office.post(here, data=sent)
    assert asked.status_code == 200
    assert "Zatím není nic uloženo" in asked.text
    assert "Bez následků se lze odhlásit do" in asked.text or "Odhlásit" in asked.text
    assert stored(database, event).starts_at == event.starts_at
    saved = office.post(here, data=fields(asked.text))
    assert saved.status_code == 303
    after = stored(database, event)
    assert after.starts_at == clock.at(clock.today() + timedelta(days=days), 9)
    told = after.starts_at if days > 0 else event.starts_at
    assert told is not None
    assert after.cancel_until == told - timedelta(days=2)


def test_other_effects_than_those_shown_are_shown_again(office: Browser, event: Event) -> None:
    here = f"/staff/events/{event.id}/do/postpone"
    asked = office.post(here, data=fields(office.get(here).text) | typed(28))
    again = office.post(here, data=fields(asked.text) | typed(30))
    assert (again.status_code, "Zatím není nic uloženo" in again.text) == (200, True)


def test_an_editor_that_moves_nothing_saves_at_once(office: Browser, event: Event) -> None:
    here = f"/staff/events/{event.id}/edit?kind=seminar"
    sent = fields(office.get(here).text) | {"title": "Jiný název"}
    assert office.post(here, data=sent).status_code == 303


def test_a_date_in_the_past_has_a_page_of_its_own(office: Browser, database: Database, event: Event) -> None:
    refused = office.post(
        f"/staff/events/{event.id}/do/postpone",
        data=fields(office.get(f"/staff/events/{event.id}/do/postpone").text) | typed(-5),
    )
    assert refused.status_code == 422
    here = f"/staff/events/{event.id}/do/took_place"
    assert here in refused.text
    assert here in office.get(f"/staff/events/{event.id}").text
    asked = office.post(here, data=fields(office.get(here).text) | typed(-5))
    assert "Potvrďte to novým uložením" in asked.text
    recorded = office.post(here, data=fields(asked.text))
    assert recorded.status_code == 303
    assert stored(database, event).status == EventStatus.HELD


def test_a_running_event_with_odd_seconds_is_saved_untouched(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    start = clock.now().replace(second=31) - timedelta(days=1)
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=start, sessions=3)
    here = f"/staff/events/{event.id}/edit?kind=seminar"
    first = office.post(here, data=fields(office.get(here).text))
    assert first.status_code in (200, 303), first.text
    assert "proběhla? Její termín" not in first.text


def test_a_draft_that_took_place_is_published_as_held(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        draft = factories.an_event(session, partnership, status=EventStatus.DRAFT)
    here = f"/staff/events/{draft.id}/do/took_place"
    asked = office.post(here, data=fields(office.get(here).text) | typed(-5))
    assert "Zatím není nic uloženo" in asked.text
    assert stored(database, draft).status == EventStatus.DRAFT
    assert office.post(here, data=fields(asked.text)).status_code == 303
    after = stored(database, draft)
    assert (after.status, after.published_at is not None) == (EventStatus.HELD, True)


def test_the_page_says_first_that_only_the_days_ahead_are_cancelled(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        start = clock.now() + timedelta(hours=1)
        event = factories.an_event(session, partnership, starts_at=start, sessions=2)
        registration = factories.a_registration(session, event)
        first = factories.sessions_of(session, event)[0].id
    here = f"/staff/events/{event.id}/do/cancel"
    with time_machine.travel(start + timedelta(hours=1)):
        assert "zapište ho nejdřív" in office.get(here).text
    coordinator.put(f"/sessions/{first}/attendance/{registration.id}", json={"status": "present"})
    asked = office.get(here).text
    assert "Zrušit zbývající dny akce" in asked
    done = office.post(here, data=fields(asked) | {"reason": "Vichřice"})
    shown = office.get(done.headers["location"]).text
    assert "akce se počítá jako uskutečněná" in shown
    assert "Zbývající dny byly zrušeny" in shown


def test_no_page_asks_for_a_move_that_is_refused(office: Browser, event: Event) -> None:
    for move, status in (("postpone", 200), ("cancel", 200), ("publish", 403), ("reactivate", 403)):
        assert office.get(f"/staff/events/{event.id}/do/{move}").status_code == status, move


def test_a_cancelled_event_is_reactivated_on_a_page_of_its_own(
    office: Browser, database: Database, event: Event
) -> None:
    office.post(f"/staff/events/{event.id}/do/cancel", data={"reason": "Omylem"})
    here = f"/staff/events/{event.id}/do/reactivate"
    assert here in office.get(f"/staff/events/{event.id}").text
    assert office.post(here, data=fields(office.get(here).text)).status_code == 303
    after = stored(database, event)
    assert (after.status, after.confirmed) == (EventStatus.OPEN, 1)
