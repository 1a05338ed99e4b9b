"""What changes of an event are let through, kept and told."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import reactions
from app.core.database.engine import Database
from app.events.models import Event, EventSession
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, changed, published, sitting
from tests.clients import Api

Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """What was announced to higher rooms, beside what they make of it."""
    found: Heard = []
    for name in ("event_changed", "event_cancelled", "seats_freed"):
        handlers = [
            *reactions._handlers.get(name, []),
            lambda name=name, **facts: found.append((name, facts)),
        ]
        monkeypatch.setitem(reactions._handlers, name, handlers)
    yield found


def edit(database: Database, event_id: int, **values: Any) -> None:
    """Move what only registrations move."""
    with database.writing() as session:
        statement = sa.update(Event).where(Event.id == event_id).values(**values)
        session.connection().execute(statement)


def test_a_stale_version_is_refused_and_a_missing_one_asked_for(
    coordinator: Api, partnership: Partnership
) -> None:
    event = a_draft(coordinator, partnership)
    path = f"/events/{event['id']}"
    first = coordinator.patch(path, json={"title": "Jedna"}, headers={"If-Match": f'"{event["version"]}"'})
    assert first.status_code == 200
    assert first.json()["version"] > event["version"]
    again = coordinator.patch(path, json={"title": "Dva"}, headers={"If-Match": f'"{event["version"]}"'})
    assert again.status_code == 412
    assert coordinator.patch(path, json={"title": "Tři"}).status_code == 428


def test_sending_what_stands_already_makes_no_new_version(coordinator: Api, partnership: Partnership) -> None:
    event = a_draft(coordinator, partnership)
    assert changed(coordinator, event, title=event["title"])["version"] == event["version"]


def test_a_move_to_another_room_is_kept_told_and_counted(
    coordinator: Api, partnership: Partnership, heard: Heard
) -> None:
    place = {"name": "Radnice", "room": "místnost 11"}
    event = published(coordinator, partnership, sessions=[sitting(venue=place)])
    session = event["sessions"][0]["id"]
    moved = {"id": session, "venue": {"name": "Radnice", "room": "místnost 210"}}
    after = changed(coordinator, event, sessions=[moved])
    [change] = after["changes"]
    assert (change["what"], change["from"]) == ("venue", "Radnice, místnost 11")
    assert change["to"] == "Radnice, místnost 210"
    assert change["session_id"] == session
    [(name, facts)] = heard
    assert name == "event_changed"
    assert [change.what for change in facts["changes"]] == ["venue"]


def test_nobody_is_told_of_a_draft(coordinator: Api, partnership: Partnership, heard: Heard) -> None:
    event = a_draft(coordinator, partnership)
    after = changed(coordinator, event, sessions=[{"id": event["sessions"][0]["id"], **sitting(20)}])
    assert after["changes"] == []
    assert heard == []


def test_a_session_sent_without_its_id_moves_instead_of_being_replaced(
    coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(5, note="první"), sitting(6)])
    first, second = (session["id"] for session in event["sessions"])
    after = changed(coordinator, event, sessions=[sitting(8), sitting(6)])
    assert [session["id"] for session in after["sessions"]] == [second, first]
    assert after["sessions"][1]["note"] == "první"
    assert {change["session_id"] for change in after["changes"]} == {first}


def test_a_session_with_attendance_cannot_vanish(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(1), sitting(2)])
    first, second = (session["id"] for session in event["sessions"])
    with database.writing() as session:
        session.connection().execute(
            sa.update(EventSession).where(EventSession.id == first).values(recorded=1)
        )
    assert changed(coordinator, event, 409, sessions=[{"id": second}])["code"] == "in_use"
    after = changed(coordinator, event, sessions=[{"id": first}])
    assert [session["id"] for session in after["sessions"]] == [first]
    assert after["changes"][0]["what"] == "session"


def test_the_capacity_does_not_go_below_the_seats_that_are_held(
    coordinator: Api, partnership: Partnership, database: Database, heard: Heard
) -> None:
    event = published(coordinator, partnership, capacity=10)
    edit(database, event["id"], taken=7, confirmed=6)
    refusal = changed(coordinator, event, 409, capacity=6)
    assert (refusal["code"], refusal["confirmed"]) == ("capacity_below_confirmed", 7)
    assert changed(coordinator, event, capacity=7)["registration"]["free"] == 0
    assert heard == []
    assert changed(coordinator, event, capacity=9)["registration"]["free"] == 2
    assert changed(coordinator, event, capacity=None)["registration"]["free"] is None
    assert [name for name, _ in heard] == ["seats_freed", "seats_freed"]


def test_moving_counters_is_no_change_of_the_event(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    event = published(coordinator, partnership)
    edit(database, event["id"], taken=1, confirmed=1)
    after = coordinator.get(f"/events/{event['id']}").json()
    assert after["counts"]["confirmed"] == 1
    assert after["version"] == event["version"]


def test_a_draft_is_deleted_and_an_event_with_registrations_is_not(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    draft = a_draft(coordinator, partnership, "/meetings")
    event = published(coordinator, partnership)
    with database.writing() as session:
        factories.a_registration(session, session.get_one(Event, event["id"]))
    anyway = {"headers": {"If-Match": "*"}}
    assert coordinator.delete(f"/meetings/{draft['id']}", **anyway).status_code == 204
    assert coordinator.get(f"/events/{draft['id']}").status_code == 404
    refusal = coordinator.delete(f"/events/{event['id']}", **anyway)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "in_use")
