"""Cancelling throws no attendance away, and a cancellation is taken back whole."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.attendance.models import Attendance
from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.core.settings import Settings
from app.events.models import Event, MoveUp
from app.partnerships.models import Partnership
from app.registrations.models import Registration, RegistrationStatus
from app.worker import tick
from tests import factories
from tests.api.events import a_draft, changed, made, published, sitting
from tests.api.registering import (
    Opened,
    SignUp,
    Sittings,
    code_of,
    confirmed,
    letters,
    session_counts,
    token_of,
)
from tests.clients import Api


def cancel(client: Api, event_id: int, reason: str = "Vichřice") -> dict[str, Any]:
    return made(client, f"/events/{event_id}/cancel", 200, reason=reason)


def reactivate(client: Api, event_id: int, status: int = 200) -> dict[str, Any]:
    return made(client, f"/events/{event_id}/reactivate", status)


def record(client: Api, session_id: int, registration: Any, status: str = "present") -> Any:
    path = f"/sessions/{session_id}/attendance/{registration['id']}"
    return client.put(path, json={"status": status})


def status_of(client: Api, registration: Any) -> str:
    found: str = client.get(f"/registrations/{registration['id']}").json()["status"]
    return found


def kinds(database: Database, email: str) -> list[str]:
    return [one.kind for one in letters(database) if one.receiver == email]


def attendance_without_a_seat(database: Database) -> list[int]:
    """Ids of attendance on registrations that are not confirmed."""
    with database.reading() as session:
        found = sa.select(Attendance.id).join(Registration, Registration.id == Attendance.registration_id)
        return list(session.scalars(found.where(Registration.status != RegistrationStatus.CONFIRMED)))


@pytest.fixture(autouse=True)
def attendance_is_of_people_with_a_seat(database: Database) -> Iterator[None]:
    yield
    assert attendance_without_a_seat(database) == []


# --- an event at which people were ------------------------------------------------------------------------


@pytest.fixture
def begun(sittings: Sittings, sign_up: SignUp, coordinator: Api) -> Any:
    """An event of two days, one of which took place: its id, its sessions, who was there, who waits."""
    event_id, days = sittings(2, capacity=1)
    there, waiting = sign_up(event_id, email="byl@obec.example"), sign_up(event_id, email="ceka@obec.example")
    assert record(coordinator, days[0], there).status_code == 200
    return event_id, days, there, waiting


def test_cancelling_keeps_the_attendance_and_cancels_the_days_ahead(
    coordinator: Api, database: Database, begun: Any
) -> None:
    event_id, days, there, waiting = begun
    with time_machine.travel(clock.now() + timedelta(hours=5)):
        after = cancel(coordinator, event_id)
        assert (after["status"], after["cancel_reason"]) == ("held", "Vichřice")
        assert [one["id"] for one in after["sessions"]] == days[:1]
        assert (after["counts"]["attended"], session_counts(database, days[0])) == (1, (1, 1))
        assert (status_of(coordinator, there), status_of(coordinator, waiting)) == ("confirmed", "cancelled")
        rows = coordinator.get(f"/sessions/{days[0]}/attendance").json()["results"]
        assert [(one["registration_id"], one["status"]) for one in rows] == [(there["id"], "present")]
    assert kinds(database, "byl@obec.example")[-1] == "event_changed"
    assert kinds(database, "ceka@obec.example")[-1] == "event_cancelled"
    told = [one for one in letters(database) if one.kind == "event_changed"][-1]
    letter = render("event_changed", "cs", told.data).text
    assert "Vichřice" in letter
    assert "Další dny se nekonají." in letter
    assert "nově odpadá" in letter
    assert "odhlaste" not in letter


def test_a_day_ahead_goes_with_those_who_were_said_to_be_absent(coordinator: Api, begun: Any) -> None:
    event_id, days, there, _ = begun
    second = coordinator.get(f"/events/{event_id}").json()["sessions"][1]
    with time_machine.travel(datetime.fromisoformat(second["starts_at"]) - timedelta(hours=1)):
        assert record(coordinator, days[1], there, "absent").status_code == 200
        after = cancel(coordinator, event_id)
        assert (after["status"], [one["id"] for one in after["sessions"]]) == ("held", days[:1])


def test_the_event_stays_held_when_something_else_is_changed(coordinator: Api, begun: Any) -> None:
    event_id, *_ = begun
    cancel(coordinator, event_id)
    assert changed(coordinator, {"id": event_id}, title="Jiný název")["status"] == "held"
    assert reactivate(coordinator, event_id, 409)["state"] == "held"


def test_an_event_that_ended_early_takes_place_again_on_the_dates_that_it_had(
    coordinator: Api, begun: Any
) -> None:
    event_id, *_ = begun
    [day] = cancel(coordinator, event_id)["sessions"]
    same = {name: day[name] for name in ("id", "starts_at", "ends_at")}
    after = made(coordinator, f"/events/{event_id}/postpone", 200, sessions=[same])
    assert (after["status"], after["sessions"][0]["starts_at"]) == ("open", day["starts_at"])


def test_a_headcount_is_attendance_too_and_no_seats_are_kept_any_more(
    coordinator: Api, database: Database, sittings: Sittings
) -> None:
    event_id, [session_id] = sittings(capacity=60)
    with database.writing() as session:
        office = factories.an_organisation(session).id
    kept = {"organisation_id": office, "seats": 2, "until": (clock.now() + timedelta(minutes=30)).isoformat()}
    made(coordinator, f"/events/{event_id}/seat-blocks", 201, **kept)
    assert coordinator.put(f"/sessions/{session_id}/headcount", json={"count": 40}).status_code == 200
    after = cancel(coordinator, event_id)
    assert (after["status"], after["sessions"][0]["headcount"]) == ("held", 40)
    assert after["registration"]["kept"] == 0


def test_that_nobody_came_is_attendance_too(coordinator: Api, sittings: Sittings, sign_up: SignUp) -> None:
    event_id, [session_id] = sittings()
    nobody = sign_up(event_id)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert record(coordinator, session_id, nobody, "absent").status_code == 200
        assert cancel(coordinator, event_id)["status"] == "held"


def test_a_day_at_which_people_were_is_not_dropped(coordinator: Api, begun: Any) -> None:
    event_id, days, *_ = begun
    refused = changed(coordinator, {"id": event_id}, 409, sessions=[{"id": days[1]}])
    assert refused["code"] == "in_use"


def test_excuses_go_with_what_does_not_take_place(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, days = sittings(2)
    excused = sign_up(event_id)
    record(coordinator, days[0], excused, "excused")
    after = changed(coordinator, {"id": event_id}, sessions=[{"id": days[1]}])
    assert [one["id"] for one in after["sessions"]] == days[1:]
    record(coordinator, days[1], excused, "excused")
    assert cancel(coordinator, event_id)["status"] == "cancelled"


# --- one registration -------------------------------------------------------------------------------------


def test_who_was_there_is_not_offered_to_cancel(api: Api, coordinator: Api, begun: Any) -> None:
    _, _, there, waiting = begun
    path = f"/my/registrations/{token_of(there)}"
    assert "cancel" not in api.get(path).json()["allowed"]
    assert not {"cancel", "decline"} & set(coordinator.get(f"/registrations/{there['id']}").json()["allowed"])
    assert code_of(api.post(f"{path}/cancel")) == (409, "wrong_state")
    assert "cancel" in api.get(f"/my/registrations/{token_of(waiting)}").json()["allowed"]


@pytest.mark.parametrize(("status", "late"), [("excused", False), ("absent", True)])
def test_an_excuse_ends_with_the_registration(
    api: Api, coordinator: Api, sittings: Sittings, sign_up: SignUp, status: str, late: bool
) -> None:
    event_id, days = sittings(2)
    leaving = sign_up(event_id)
    record(coordinator, days[0], leaving, status)
    assert api.post(f"/my/registrations/{token_of(leaving)}/cancel").status_code == 200
    found = coordinator.get(f"/registrations/{leaving['id']}").json()
    assert (found["status"], found["cancelled_late"]) == ("cancelled", late)
    assert coordinator.get(f"/events/{event_id}").json()["sessions"][0]["recorded"] == 0


# --- taking it back ---------------------------------------------------------------------------------------


def test_everybody_gets_back_what_they_had_and_a_letter(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=2)
    people = [
        sign_up(event_id, email=f"{name}@obec.example") for name in ("prvni", "druhy", "treti", "ctvrty")
    ]
    gone = sign_up(event_id)
    coordinator.post(f"/registrations/{gone['id']}/cancel", json={"reason": ""})
    before = [coordinator.get(f"/registrations/{one['id']}").json() for one in people]
    cancel(coordinator, event_id)
    assert {status_of(coordinator, one) for one in people} == {"cancelled"}
    allowed = coordinator.get(f"/events/{event_id}").json()["allowed"]
    assert ("reactivate" in allowed, "delete" in allowed) == (True, False)
    after = reactivate(coordinator, event_id)
    assert (after["status"], after["cancel_reason"]) == ("open", "")
    assert after["counts"] == {"confirmed": 2, "waiting": 2, "pending": 0, "attended": 0}
    for one, old in zip(people, before, strict=True):
        found = coordinator.get(f"/registrations/{one['id']}").json()
        for name in ("status", "reason", "waiting_position", "cancelled_at"):
            assert found[name] == old[name], name
    assert status_of(coordinator, gone) == "cancelled"
    assert kinds(database, "prvni@obec.example")[-1] == "event_reactivated"
    told = {one.receiver: one for one in letters(database) if one.kind == "event_reactivated"}
    assert len(told) == 4
    assert told["prvni@obec.example"].data["entries"] and not told["treti@obec.example"].data["entries"]
    assert "Vaše pořadí: 1." in render(
        "event_reactivated", "cs", told["treti@obec.example"].data
    ).text.replace("\u00a0", " ")


def test_the_calendar_entry_comes_back_as_a_newer_one(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event()
    sign_up(event_id)
    cancel(coordinator, event_id)
    reactivate(coordinator, event_id)
    sequences = [one.data["entries"][0]["sequence"] for one in letters(database) if one.data.get("entries")]
    assert sequences == sorted(set(sequences))


def test_kept_seats_and_offers_come_back(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=4, move_up=MoveUp.OFFER)
    with database.writing() as session:
        office = factories.an_organisation(session).id
    until = (clock.now() + timedelta(days=5)).isoformat()
    body = {"organisation_id": office, "seats": 2, "until": until}
    block = made(coordinator, f"/events/{event_id}/seat-blocks", 201, **body)
    held = confirmed(api, sign_up(event_id, organisation_id=office))
    first, _, waiting = (confirmed(api, sign_up(event_id)) for _ in range(3))
    coordinator.post(f"/registrations/{first['id']}/cancel", json={"reason": ""})
    assert status_of(coordinator, waiting) == "offered"
    cancel(coordinator, event_id)
    ended = coordinator.get(f"/seat-blocks/{block['id']}").json()
    assert (ended["released_at"] is None, ended["taken"]) == (False, 0)
    [day] = coordinator.get(f"/events/{event_id}").json()["sessions"]
    times = {
        name: (datetime.fromisoformat(day[name]) + timedelta(days=10)).isoformat()
        for name in ("starts_at", "ends_at")
    }
    changed(coordinator, {"id": event_id}, sessions=[{"id": day["id"], **times}])
    reactivate(coordinator, event_id)
    kept = coordinator.get(f"/seat-blocks/{block['id']}").json()
    assert (kept["released_at"], kept["taken"]) == (None, 1)
    assert datetime.fromisoformat(kept["until"]) == datetime.fromisoformat(until) + timedelta(days=10)
    assert coordinator.get(f"/registrations/{held['id']}").json()["reason"] == "kept_seat"
    offered = api.get(f"/my/registrations/{token_of(waiting)}").json()
    assert (offered["status"], "accept" in offered["allowed"]) == ("offered", True)
    assert offered["offer_expires_at"] is not None
    with database.reading() as session:
        row = session.get_one(Event, event_id)
        assert (row.taken, row.kept, row.blocks, row.confirmed) == (3, 1, 1, 2)


def test_kept_seats_that_were_for_all_already_or_would_be_by_now_are_not_kept_again(
    coordinator: Api, database: Database, event: Opened
) -> None:
    event_id = event(capacity=9)
    blocks = []
    for days in (1, 5, 5):
        with database.writing() as session:
            office = factories.an_organisation(session).id
        until = (clock.now() + timedelta(days=days)).isoformat()
        body = {"organisation_id": office, "seats": 2, "until": until}
        blocks.append(made(coordinator, f"/events/{event_id}/seat-blocks", 201, **body)["id"])
    made(coordinator, f"/seat-blocks/{blocks[1]}/release", 200)
    cancel(coordinator, event_id)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        reactivate(coordinator, event_id)
        found = [coordinator.get(f"/seat-blocks/{one}").json()["released_at"] for one in blocks]
    assert [released is None for released in found] == [False, False, True]


def test_who_waited_gets_a_seat_that_was_added_meanwhile_and_who_was_merged_comes_back_once(
    coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    seat, twin, waiting = (sign_up(event_id) for _ in range(3))
    cancel(coordinator, event_id)
    changed(coordinator, {"id": event_id}, capacity=2)
    kept, gone = (coordinator.get(f"/registrations/{one['id']}").json()["person_id"] for one in (seat, twin))
    made(coordinator, f"/people/{kept}/merge", 200, duplicate_id=gone)
    reactivate(coordinator, event_id)
    found = [status_of(coordinator, one) for one in (seat, twin, waiting)]
    assert found == ["confirmed", "cancelled", "confirmed"]


def test_fewer_seats_than_people_had_refuse_it(coordinator: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=2)
    people = [sign_up(event_id) for _ in range(2)]
    cancel(coordinator, event_id)
    changed(coordinator, {"id": event_id}, capacity=1)
    assert reactivate(coordinator, event_id, 409)["code"] == "capacity_below_kept"
    assert {status_of(coordinator, one) for one in people} == {"cancelled"}


def test_a_date_that_is_over_is_not_reactivated(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(2)])
    cancel(coordinator, event["id"])
    with time_machine.travel(clock.now() + timedelta(days=4)):
        tick(database, settings)
        assert "reactivate" not in coordinator.get(f"/events/{event['id']}").json()["allowed"]
        assert reactivate(coordinator, event["id"], 409)["code"] == "event_past"


def test_a_discarded_draft_is_a_draft_again(coordinator: Api, partnership: Partnership) -> None:
    draft = a_draft(coordinator, partnership)
    cancel(coordinator, draft["id"])
    assert reactivate(coordinator, draft["id"])["status"] == "draft"
