"""Who was there: written down on the spot or from paper, counted once, every change kept in the log."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.attendance.models import Attendance, AttendanceStatus
from app.attendance.shapes import AttendanceRecord, AttendanceView, CheckedIn, WalkedIn
from app.core import clock
from app.core.database.changes import Change
from app.core.database.engine import Database
from app.events.models import Event
from app.registrations.shapes import Receipt
from tests.api.registering import SignUp, Sittings, body, code_of, counters, session_counts, token_of
from tests.clients import Api


def logged(database: Database, kind: str) -> list[dict[str, Any]]:
    with database.reading() as session:
        return [row.fields for row in session.scalars(sa.select(Change).where(Change.type == kind))]


def test_attendance_is_unknown_until_somebody_writes_it_down(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    told = sign_up(event_id, last_name="Čapková")
    sign_up(event_id, last_name="Chalupová")
    sign_up(event_id, last_name="Dubová")
    rows = coordinator.get(f"/sessions/{sitting}/attendance?sort=name").json()["results"]
    assert [(row["last_name"], row["status"], row["minutes"]) for row in rows] == [
        ("Čapková", "unknown", None),
        ("Dubová", "unknown", None),
        ("Chalupová", "unknown", None),
    ]
    answer = coordinator.put(f"/sessions/{sitting}/attendance/{told['id']}", json={"status": "present"})
    assert (answer.status_code, answer.json()["status"], answer.json()["minutes"]) == (200, "present", 420)
    present = coordinator.get(f"/sessions/{sitting}/attendance?status=present&count=true").json()
    assert (present["total"], present["results"][0]["method"]) == (1, "manual")


def test_only_seats_are_on_the_roll(coordinator: Api, sittings: Sittings, sign_up: SignUp) -> None:
    event_id, [sitting] = sittings(capacity=1)
    sign_up(event_id)
    waiting = sign_up(event_id)
    assert len(coordinator.rows(f"/sessions/{sitting}/attendance")) == 1
    path = f"/sessions/{sitting}/attendance/{waiting['id']}"
    assert code_of(coordinator.put(path, json={"status": "present"})) == (409, "waiting")


def test_the_roll_has_pages_in_either_order(coordinator: Api, sittings: Sittings, sign_up: SignUp) -> None:
    event_id, [sitting] = sittings()
    for _ in range(5):
        sign_up(event_id, last_name="Stejná")
    for order in ("", "&sort=name"):
        rows = coordinator.rows(f"/sessions/{sitting}/attendance?limit=2{order}")
        assert len({row["registration_id"] for row in rows}) == len(rows) == 5


def test_writing_it_down_again_changes_nothing(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    answers = [coordinator.put(path, json={"status": "present"}) for _ in range(3)]
    assert [one.json()["version"] for one in answers] == [1, 1, 1]
    assert session_counts(database, sitting) == (1, 1)
    assert counters(database, event_id)["attended"] == 1
    assert len(logged(database, "attendance")) == 1


def test_what_was_seen_later_wins_whatever_arrives_last(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    now = clock.now()
    at = {
        name: (now - timedelta(minutes=minutes)).isoformat() for name, minutes in (("early", 20), ("late", 5))
    }
    coordinator.put(path, json={"status": "excused", "recorded_at": at["late"]})
    kept = coordinator.put(path, json={"status": "present", "recorded_at": at["early"]})
    assert (kept.status_code, kept.json()["status"]) == (200, "excused")
    assert counters(database, event_id)["attended"] == 0


def test_seen_again_later_as_before_outdoes_what_came_between(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    for status, minutes in (("present", 30), ("present", 5), ("absent", 15)):
        moment = (clock.now() - timedelta(minutes=minutes)).isoformat()
        answer = coordinator.put(path, json={"status": status, "recorded_at": moment})
    assert answer.json()["status"] == "present"


def test_a_record_from_the_future_counts_as_now(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    first = coordinator.put(path, json={"status": "present", "recorded_at": tomorrow}).json()
    assert datetime.fromisoformat(first["recorded_at"]) <= clock.now()
    assert coordinator.put(path, json={"status": "absent"}).json()["status"] == "absent"


def test_every_change_stays_in_the_log(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    coordinator.put(path, json={"status": "present"})
    coordinator.put(path, json={"status": "present", "minutes": 90, "mode": "online"})
    assert logged(database, "attendance") == [
        {"status": [None, "present"]},
        {"minutes": [None, 90], "mode": ["in_person", "online"]},
    ]


def test_a_day_ahead_it_is_too_early(coordinator: Api, sittings: Sittings, sign_up: SignUp) -> None:
    event_id, [sitting] = sittings(starts_at=clock.now() + timedelta(hours=25))
    path = f"/sessions/{sitting}"
    record = {"status": "present"}
    told = sign_up(event_id)
    for answer in (
        coordinator.put(f"{path}/attendance/{told['id']}", json=record),
        coordinator.put(f"{path}/attendance", json=[{"registration_id": told["id"], **record}]),
        coordinator.post(f"{path}/walk-ins", json=body()),
        coordinator.put(f"{path}/headcount", json={"count": 3}),
    ):
        assert code_of(answer) == (409, "too_early")


def test_a_person_at_two_sessions_attended_once(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, ids = sittings(2)
    told = sign_up(event_id)
    for sitting in ids:
        coordinator.put(f"/sessions/{sitting}/attendance/{told['id']}", json={"status": "present"})
    assert counters(database, event_id)["attended"] == 1
    coordinator.put(f"/sessions/{ids[0]}/attendance/{told['id']}", json={"status": "absent"})
    assert counters(database, event_id)["attended"] == 1
    coordinator.put(f"/sessions/{ids[1]}/attendance/{told['id']}", json={"status": "absent"})
    assert counters(database, event_id)["attended"] == 0


def test_a_registration_for_another_event_is_not_on_the_roll(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    _, [sitting] = sittings()
    other, _ = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(other)['id']}"
    assert coordinator.put(path, json={"status": "present"}).status_code == 404


def test_nobody_can_stay_longer_than_the_session(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    path = f"/sessions/{sitting}/attendance/{sign_up(event_id)['id']}"
    answer = coordinator.put(path, json={"status": "present", "minutes": 421})
    assert [one["pointer"] for one in answer.json()["errors"]] == ["#/minutes"]


def test_a_sheet_is_taken_over_whole_or_not_at_all(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    rows = [
        {"registration_id": sign_up(event_id)["id"], "status": "present", "method": "sheet"} for _ in range(3)
    ]
    path = f"/sessions/{sitting}/attendance"
    broken = coordinator.put(path, json=[*rows, {"registration_id": 999_999, "status": "present"}])
    assert [one["pointer"] for one in broken.json()["errors"]] == ["#/3/registration_id"]
    assert session_counts(database, sitting) == (0, 0)
    taken = coordinator.put(path, json=rows)
    assert [row["method"] for row in taken.json()["results"]] == ["sheet"] * 3
    assert session_counts(database, sitting) == (3, 3)


def test_somebody_who_was_there_cannot_be_cancelled(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    told = sign_up(event_id)
    coordinator.put(f"/sessions/{sitting}/attendance/{told['id']}", json={"status": "present"})
    assert code_of(coordinator.post(f"/registrations/{told['id']}/cancel")) == (409, "wrong_state")


def test_the_counters_of_attendance_are_what_is_counted(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, ids = sittings(2)
    people = [sign_up(event_id)["id"] for _ in range(4)]
    for number, person in enumerate(people):
        for sitting in ids:
            status = ("present", "absent", "excused")[(number + sitting) % 3]
            coordinator.put(f"/sessions/{sitting}/attendance/{person}", json={"status": status})
    coordinator.post(f"/sessions/{ids[0]}/walk-ins", json=body())
    with database.reading() as session:
        present = Attendance.status == AttendanceStatus.PRESENT
        mine = sa.select(sa.func.count(sa.distinct(Attendance.registration_id)))
        assert session.scalar(mine.where(Attendance.event_id == event_id, present)) == (
            session.get_one(Event, event_id).attended
        )
        for sitting in ids:
            all_of_it = sa.select(sa.func.count()).where(Attendance.session_id == sitting)
            found = (session.scalar(all_of_it), session.scalar(all_of_it.where(present)))
            assert found == session_counts(database, sitting)


def test_the_answers_of_busy_routes_are_what_is_described(
    api: Api, coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings()
    told = sign_up(event_id)
    assert set(told) == set(Receipt.model_fields)
    Receipt.model_validate(told)
    put = coordinator.put(f"/sessions/{sitting}/attendance/{told['id']}", json={"status": "excused"}).json()
    assert set(put) == set(AttendanceRecord.model_fields)
    AttendanceRecord.model_validate(put)
    [row] = coordinator.rows(f"/sessions/{sitting}/attendance")
    assert set(row) == set(AttendanceView.model_fields)
    AttendanceView.model_validate(row)
    code = api.get(f"/my/registrations/{token_of(told)}").json()["ticket_code"]
    read = coordinator.post("/check-in", json={"code": code, "session_id": sitting}).json()
    assert set(read) == set(CheckedIn.model_fields)
    walked_in = coordinator.post(f"/sessions/{sitting}/walk-ins", json=body()).json()
    assert set(walked_in) == set(WalkedIn.model_fields)
