"""Offers to those who wait, moves with a reason, limits of organisations, and what is remembered."""

from datetime import datetime, timedelta
from typing import Any

import time_machine

from app.attendance.models import AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.courses.models import SeatAllocation
from app.events.models import MoveUp
from app.worker import tick
from tests import factories
from tests.api.enrolling import Grid, outcome, signed_up
from tests.api.registering import Opened, SignUp, body, code_of, counters, letters, token_of
from tests.clients import Api

# --- offers ----------------------------------------------------------------------------------------------


def test_seats_that_free_up_are_offered_to_as_many_as_there_are_seats(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=2, move_up=MoveUp.OFFER)
    seats = [sign_up(event_id) for _ in range(2)]
    waiting = [sign_up(event_id) for _ in range(3)]
    for one in seats:
        api.post(f"/my/registrations/{token_of(one)}/cancel")
    assert [outcome(api, one)[0] for one in waiting] == ["offered", "offered", "waiting"]
    assert [one.kind for one in letters(database)].count("registration_offered") == 2
    mine = api.get(f"/my/registrations/{token_of(waiting[0])}").json()
    assert mine["allowed"] == ["edit", "cancel", "accept"]
    holds = clock.now() + timedelta(hours=48)
    assert abs(datetime.fromisoformat(mine["offer_expires_at"]) - holds) < timedelta(minutes=1)
    assert counters(database, event_id)["taken"] == 2
    assert sign_up(event_id)["status"] == "waiting"


def test_an_offer_that_runs_out_goes_to_the_next_and_both_are_told(
    api: Api, database: Database, settings: Any, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1, move_up=MoveUp.OFFER, offer_hours=5)
    seat, first, second = (sign_up(event_id) for _ in range(3))
    api.post(f"/my/registrations/{token_of(seat)}/cancel")
    with time_machine.travel(clock.now() + timedelta(hours=5, minutes=1)):
        tick(database, settings)
        assert code_of(api.post(f"/my/registrations/{token_of(first)}/accept")) == (409, "offer_expired")
        assert [outcome(api, one)[0] for one in (first, second)] == ["expired", "offered"]
        accepted = api.post(f"/my/registrations/{token_of(second)}/accept").json()
    assert accepted["status"] == "confirmed"
    kinds = [one.kind for one in letters(database)]
    assert {"registration_expired", "registration_offered", "registration_confirmed"} <= set(kinds)


def test_an_offer_declined_goes_to_the_next(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1, move_up=MoveUp.OFFER)
    seat, first, second = (sign_up(event_id) for _ in range(3))
    for one in (seat, first):
        api.post(f"/my/registrations/{token_of(one)}/cancel")
    assert [outcome(api, one)[0] for one in (first, second)] == ["cancelled", "offered"]


def test_no_offer_runs_past_the_start_even_when_that_moves(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    start = clock.now() + timedelta(hours=30)
    event_id = event(capacity=1, move_up=MoveUp.OFFER, starts_at=start)
    seat, first = (sign_up(event_id) for _ in range(2))
    api.post(f"/my/registrations/{token_of(seat)}/cancel")
    mine = api.get(f"/my/registrations/{token_of(first)}").json()
    assert datetime.fromisoformat(mine["offer_expires_at"]) == start
    sooner = start - timedelta(hours=10)
    sessions = [{"starts_at": sooner.isoformat(), "ends_at": (sooner + timedelta(hours=2)).isoformat()}]
    moved = coordinator.post(f"/events/{event_id}/postpone", json={"sessions": sessions})
    assert moved.status_code == 200, moved.text
    mine = api.get(f"/my/registrations/{token_of(first)}").json()
    assert datetime.fromisoformat(mine["offer_expires_at"]) == sooner
    [told] = [one for one in letters(database) if one.kind == "event_changed"]
    [until] = [one["to"] for one in told.data["changes"] if one["what"] == "offers"]
    assert datetime.fromisoformat(until) == sooner


# --- moved by the staff ----------------------------------------------------------------------------------


def test_the_staff_move_somebody_to_the_front_and_the_person_reads_why(
    api: Api, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    seat, first, second, third = (sign_up(event_id) for _ in range(4))
    assert coordinator.post(f"/registrations/{third['id']}/move-up", json={}).status_code == 422
    reason = {"reason": "Jediná zástupkyně OSPOD z Tanvaldu"}
    moved = coordinator.post(f"/registrations/{third['id']}/move-up", json=reason).json()
    assert (moved["waiting_position"], moved["reason"]) == (1, reason["reason"])
    coordinator.post(f"/registrations/{second['id']}/move-up", json={"reason": "Také naléhavé"})
    places = {
        one["id"]: one["waiting_position"] for one in coordinator.rows(f"/events/{event_id}/registrations")
    }
    assert [places[one["id"]] for one in (third, second, first)] == [1, 2, 3]
    api.post(f"/my/registrations/{token_of(seat)}/cancel")
    assert outcome(api, third) == ("confirmed", reason["reason"])
    refused = coordinator.post(f"/registrations/{third['id']}/move-up", json=reason)
    assert code_of(refused) == (409, "wrong_state")
    assert api.post(f"/registrations/{first['id']}/move-up", json=reason).status_code == 401


# --- organisations ---------------------------------------------------------------------------------------


def test_an_organisation_signs_up_so_many_by_themselves_and_the_staff_as_many_as_they_like(
    api: Api, coordinator: Api, database: Database, event: Opened
) -> None:
    with database.writing() as session:
        town = factories.an_organisation(session, "Město Tanvald").id
    event_id = event(organisation_limit=2)
    address = f"/events/{event_id}/registrations"
    for fields in ({"organisation_id": town}, {"organisation_name": "MĚSTO  tanvald"}):
        assert api.post(address, json=body(**fields)).status_code == 201
    refused = api.post(address, json=body(organisation_name="Mesto Tanvald"))
    assert code_of(refused) == (409, "organisation_limit")
    assert api.post(address, json=body(organisation_name="Obec Jiná")).status_code == 201
    nameless = api.post(address, json=body())
    assert nameless.json()["errors"][0]["pointer"] == "#/organisation_name"
    assert coordinator.post(address, json=body(organisation_id=town)).status_code == 201
    assert counters(database, event_id)["taken"] == 4


def test_whoever_leaves_makes_room_for_a_colleague(api: Api, event: Opened) -> None:
    address = f"/events/{event(organisation_limit=1)}/registrations"
    first = api.post(address, json=body(organisation_name="Obec")).json()
    api.post(f"/my/registrations/{token_of(first)}/cancel")
    assert api.post(address, json=body(organisation_name="Obec")).status_code == 201


# --- doubles ---------------------------------------------------------------------------------------------


def test_the_same_name_from_another_address_is_shown_to_the_staff_as_a_possible_double(
    coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event()
    name = {"first_name": "Šárka", "last_name": "Vymyšlená"}
    one = sign_up(event_id, **name, email="sarka@mesto.example")
    two = sign_up(event_id, first_name="SARKA", last_name="Vymyslena", email="sarka@doma.example")
    other = sign_up(event_id)
    doubles = {row["id"]: row["doubles"] for row in coordinator.rows(f"/events/{event_id}/registrations")}
    assert doubles == {one["id"]: [two["id"]], two["id"]: [one["id"]], other["id"]: []}
    coordinator.post(f"/registrations/{two['id']}/cancel")
    assert coordinator.get(f"/registrations/{one['id']}").json()["doubles"] == []


# --- what is remembered ----------------------------------------------------------------------------------


def test_a_seat_given_back_after_the_deadline_is_noted_and_one_given_back_in_time_is_not(
    api: Api, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    deadline = clock.now() + timedelta(days=2)
    event_id = event(capacity=2, starts_at=clock.now() + timedelta(days=5), cancel_until=deadline)
    soon, late, waiting = (sign_up(event_id) for _ in range(3))
    api.post(f"/my/registrations/{token_of(soon)}/cancel")
    another = sign_up(event_id)
    with time_machine.travel(deadline + timedelta(hours=1)):
        for one in (another, late):
            api.post(f"/my/registrations/{token_of(one)}/cancel")
        rows = {row["id"]: row for row in coordinator.rows(f"/events/{event_id}/registrations")}
    noted = {number: row["cancelled_late"] for number, row in rows.items()}
    assert noted == {soon["id"]: False, late["id"]: True, waiting["id"]: False, another["id"]: False}
    assert rows[late["id"]]["late_cancellations"] == 1


def missed(database: Database, partnership: Any, person: dict[str, Any], *statuses: str) -> None:
    """Past events at which somebody of this name had a seat, with what was written down."""
    with database.writing() as session:
        someone = factories.a_person(session, partnership, **person)
        for days, status in enumerate(statuses, start=10):
            past = factories.an_event(session, partnership, starts_at=clock.now() - timedelta(days=days))
            registration = factories.a_registration(session, past, person=someone)
            if status != "unknown":
                sitting = factories.sessions_of(session, past)[0]
                factories.an_attendance(session, registration, sitting, status=AttendanceStatus(status))


def test_those_who_did_not_come_are_remembered_but_not_those_who_apologised_or_whom_nobody_recorded(
    api: Api, coordinator: Api, database: Database, partnership: Any, event: Opened
) -> None:
    person = {"first_name": "Emil", "last_name": "Nebylý", "email": "emil@spolek.example"}
    missed(database, partnership, person, "absent", "absent", "excused", "present", "unknown")
    told = api.post(f"/events/{event()}/registrations", json=person).json()
    found = coordinator.get(f"/registrations/{told['id']}").json()
    assert (found["no_shows"], found["late_cancellations"]) == (2, 0)


def test_seats_are_dealt_last_to_those_who_missed_too_many_events(
    api: Api, coordinator: Api, database: Database, partnership: Any, laid: Any
) -> None:
    grid: Grid = laid(allocation=SeatAllocation.SERIES_FIRST, no_show_limit=2)
    here = grid.events[grid.towns[0]][0]
    person = {"first_name": "Emil", "last_name": "Nebylý", "email": "emil@spolek.example"}
    missed(database, partnership, person, "absent", "absent")
    first, second, third = signed_up(api, here, **person), signed_up(api, here), signed_up(api, here)
    dealt = coordinator.post(f"/series/{grid.id}/allocate").json()
    places = {one["registration_id"]: one["place"] for one in dealt["decisions"] if one["event_id"] == here}
    assert places == {second["id"]: 1, third["id"]: 2, first["id"]: 3}
    assert outcome(api, first) == ("waiting", "dealt_wait")
