"""Two people who were present in the same hours are not merged by mistake; histories tell an event once."""

from typing import Any

import pytest
from sqlmodel import Session

from app.core.database.engine import Database
from app.events.models import Event, EventStatus
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import made
from tests.clients import Api


@pytest.fixture
def two(database: Database, partnership: Partnership) -> list[int]:
    with database.writing() as session:
        return [factories.a_person(session, partnership).id for _ in range(2)]


def an_event_of(session: Session, partnership: Partnership, *people: int) -> Event:
    """A held event at which these people were present."""
    event = factories.an_event(session, partnership, status=EventStatus.HELD)
    [day] = factories.sessions_of(session, event)
    for person_id in people:
        person = session.get_one(Person, person_id)
        factories.an_attendance(session, factories.a_registration(session, event, person), day)
    return event


def warnings(client: Api, two: list[int]) -> list[dict[str, Any]]:
    preview = client.get(f"/people/{two[0]}/merge?duplicate_id={two[1]}").json()
    found: list[dict[str, Any]] = preview["warnings"]
    return found


def test_two_who_were_at_the_same_events_are_merged_only_when_it_is_confirmed(
    coordinator: Api, database: Database, partnership: Partnership, two: list[int]
) -> None:
    with database.writing() as session:
        shared = [an_event_of(session, partnership, *two) for _ in range(2)]
        an_event_of(session, partnership, two[0])
        names = [event.title for event in shared]
    [warning] = warnings(coordinator, two)
    assert (warning["code"], warning["needs_confirmation"]) == ("both_present", True)
    assert [event["title"] for event in warning["events"]] == names
    path = f"/people/{two[0]}/merge"
    refused = made(coordinator, path, 409, duplicate_id=two[1])
    assert (refused["code"], refused["events"]) == ("both_present", 2)
    made(coordinator, path, 200, duplicate_id=two[1], confirm=True)
    history = coordinator.get(f"/people/{two[0]}/history").json()["events"]
    assert [(row["status"], row["present"]) for row in history] == [("confirmed", True)] * 3


def test_a_presence_that_was_entered_twice_is_warned_of_and_merged(
    coordinator: Api, database: Database, partnership: Partnership, two: list[int]
) -> None:
    assert warnings(coordinator, two) == []
    with database.writing() as session:
        an_event_of(session, partnership, *two)
        for person_id in two:
            an_event_of(session, partnership, person_id)
        ahead = factories.an_event(session, partnership, title="Seminář", sessions=0)
        for person_id in two:
            factories.a_registration(session, ahead, session.get_one(Person, person_id))
    warning, registered = warnings(coordinator, two)
    assert (warning["needs_confirmation"], len(warning["events"])) == (False, 1)
    assert (registered["code"], registered["needs_confirmation"]) == ("both_registered", False)
    assert [(one["title"], one["starts_at"]) for one in registered["events"]] == [("Seminář", None)]
    made(coordinator, f"/people/{two[0]}/merge", 200, duplicate_id=two[1])


def test_an_organisation_shows_each_person_once_at_an_event(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        office = factories.an_organisation(session).id
        event = factories.an_event(session, partnership).id
    person = {"first_name": "Jitka", "last_name": "Tichá", "email": "jitka@obec.example"}
    for _ in range(2):
        last = made(coordinator, f"/events/{event}/registrations", organisation_id=office, **person)
        coordinator.post(f"/registrations/{last['id']}/cancel", json={})
    [only] = coordinator.get(f"/organisations/{office}/history").json()["participants"]
    assert (only["registration_id"], only["status"]) == (last["id"], "cancelled")
