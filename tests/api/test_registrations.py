"""Registrations as the staff see and decide them, and what becomes of them when the event changes."""

from urllib.parse import quote

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.sign_in import open_session
from app.core.database.engine import Database
from app.events.models import EventPerson, EventRole
from app.partnerships.models import Partnership
from app.registrations.models import Registration, RegistrationStatus
from tests import factories
from tests.api.registering import (
    Opened,
    Roles,
    SignUp,
    Sittings,
    code_of,
    counters,
    letters,
    session_counts,
    token_of,
)
from tests.clients import Api


def test_staff_find_registrations_by_status_and_by_name(
    coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=2)
    for name in ("Řeřichová", "Malá", "Čermáková"):
        sign_up(event_id, last_name=name)
    path = f"/events/{event_id}/registrations"
    assert [row["last_name"] for row in coordinator.rows(f"{path}?q=rerich jana")] == ["Řeřichová"]
    assert [row["last_name"] for row in coordinator.rows(f"{path}?status=waiting")] == ["Čermáková"]
    assert coordinator.get(f"{path}?q=100%25").json()["results"] == []
    assert coordinator.get(f"{path}?nonsense=1").status_code == 422


def test_a_declined_registration_frees_the_seat_and_tells_the_reason(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    seat, first = sign_up(event_id), sign_up(event_id)
    declined = coordinator.post(f"/registrations/{seat['id']}/decline", json={"reason": "Je to pro školy."})
    assert (declined.json()["status"], declined.json()["reason"]) == ("declined", "Je to pro školy.")
    assert coordinator.get(f"/registrations/{first['id']}").json()["status"] == "confirmed"
    told = [one for one in letters(database) if one.kind == "registration_declined"]
    assert [one.data["reason"] for one in told] == ["Je to pro školy."]
    assert code_of(coordinator.post(f"/registrations/{seat['id']}/cancel")) == (409, "wrong_state")


def test_staff_correct_what_the_form_said(coordinator: Api, event: Opened, sign_up: SignUp) -> None:
    path = f"/registrations/{sign_up(event())['id']}"
    seen = coordinator.get(path)
    changed = coordinator.patch(
        path, json={"staff_note": "Přijde později."}, headers={"If-Match": seen.headers["etag"]}
    )
    assert (changed.json()["staff_note"], changed.json()["version"]) == ("Přijde později.", 2)
    assert coordinator.patch(path, json={}).status_code == 428


def test_an_auditor_reads_and_decides_nothing(
    signed_in: Roles, partnership: Partnership, event: Opened, sign_up: SignUp
) -> None:
    told = sign_up(event())
    auditor = signed_in("auditor", partnership)
    seen = auditor.get(f"/registrations/{told['id']}").json()
    assert (seen["status"], seen["allowed"], seen["manage_url"]) == ("confirmed", [], None)
    assert auditor.post(f"/registrations/{told['id']}/cancel").status_code == 403


def test_another_partnership_knows_nothing_of_a_registration(
    signed_in: Roles, database: Database, event: Opened, sign_up: SignUp
) -> None:
    told = sign_up(event())
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    assert signed_in("coordinator", elsewhere).get(f"/registrations/{told['id']}").status_code == 404


def test_another_system_keeps_in_step(coordinator: Api, api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1)
    seat, first = sign_up(event_id), sign_up(event_id)
    path = f"/events/{event_id}/registrations?status=waiting"
    until = coordinator.get(path).json()["synced_until"]
    api.post(f"/my/registrations/{token_of(seat)}/cancel")
    elsewhere = sign_up(event())
    rows = coordinator.get(f"{path}&updated_since={quote(until)}").json()["results"]
    assert {(row["id"], row.get("deleted", False)) for row in rows} >= {(first["id"], True)}
    assert elsewhere["id"] not in {row["id"] for row in rows}


def test_a_cancelled_event_tells_everybody_why(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    seat, waiting = sign_up(event_id), sign_up(event_id)
    coordinator.post(f"/events/{event_id}/cancel", json={"reason": "Lektorka onemocněla."})
    told = [one for one in letters(database) if one.kind == "event_cancelled"]
    assert [one.data["reason"] for one in told] == ["Lektorka onemocněla."] * 2
    assert [len(one.data["entries"]) for one in told] == [1, 0]
    assert [one.data["entries"][0]["sequence"] for one in told[:1]] == [1]
    rows = [coordinator.get(f"/registrations/{one['id']}").json() for one in (seat, waiting)]
    assert [(row["status"], row["reason"]) for row in rows] == [("cancelled", "Lektorka onemocněla.")] * 2
    assert set(counters(database, event_id).values()) == {0}


def test_a_moved_event_tells_what_was_and_what_is(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event()
    sign_up(event_id)
    found = coordinator.get(f"/events/{event_id}").json()
    sitting = found["sessions"][0]
    moved = {"id": sitting["id"], "venue": {"name": "Radnice", "room": "210"}}
    answer = coordinator.patch(
        f"/events/{event_id}", json={"sessions": [moved]}, headers={"If-Match": f'"{found["version"]}"'}
    )
    assert answer.status_code == 200, answer.text
    letter = letters(database)[-1]
    assert letter.kind == "event_changed"
    assert [change["what"] for change in letter.data["changes"]] == ["place"]
    assert "210" in letter.data["changes"][0]["to"]
    before = letters(database)[0].data["entries"][0]
    after = letter.data["entries"][0]
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)


def test_the_counters_are_what_is_counted(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=2)
    told = [sign_up(event_id) for _ in range(5)]
    coordinator.post(f"/registrations/{told[0]['id']}/decline")
    api.post(f"/my/registrations/{token_of(told[3])}/cancel")
    with database.reading() as session:
        found = counted(session, event_id)
    assert {name: counters(database, event_id)[name] for name in found} == found


def counted(session: Session, event_id: int) -> dict[str, int]:
    rows = session.execute(
        sa.select(Registration.status, sa.func.count())
        .where(Registration.event_id == event_id)
        .group_by(Registration.status)
    )
    found = dict(rows.all())
    return {
        "confirmed": found.get(RegistrationStatus.CONFIRMED, 0),
        "waiting": found.get(RegistrationStatus.WAITING, 0),
        "pending": found.get(RegistrationStatus.PENDING, 0),
    }


# --- two records of one person ---------------------------------------------------------------------------


def test_when_two_people_turn_out_to_be_one_the_better_registration_stays(
    coordinator: Api, database: Database, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [sitting] = sittings(capacity=2)
    first, second, waiting = (sign_up(event_id) for _ in range(3))
    coordinator.put(f"/sessions/{sitting}/attendance/{second['id']}", json={"status": "present"})
    people = {one["id"]: one["person_id"] for one in coordinator.rows(f"/events/{event_id}/registrations")}
    merged = coordinator.post(
        f"/people/{people[first['id']]}/merge", json={"duplicate_id": people[second["id"]]}
    )
    assert merged.status_code == 200, merged.text
    rows = {one["id"]: one for one in coordinator.rows(f"/events/{event_id}/registrations")}
    assert [rows[one["id"]]["status"] for one in (first, second, waiting)] == [
        "confirmed",
        "cancelled",
        "confirmed",
    ]
    assert rows[second["id"]]["person_id"] == people[first["id"]]
    [there] = coordinator.rows(f"/sessions/{sitting}/attendance?status=present")
    assert there["registration_id"] == first["id"]
    assert counters(database, event_id)["attended"] == 1
    assert session_counts(database, sitting) == (1, 1)


def test_a_facilitator_is_told_neither_notes_of_the_staff_nor_who_did_not_come_before(
    coordinator: Api, api: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership)
        number = factories.a_registration(session, event, staff_note="Dluží za oběd.").id
        facilitator = factories.a_user(session, "facilitator", partnership)
        named = {"partnership_id": partnership.id, "user_id": facilitator.id, "name": "Vedoucí"}
        session.add(EventPerson(event_id=event.id, role=EventRole.FACILITATOR, **named))
        token = open_session(session, facilitator.id).token
        path = f"/events/{event.id}/registrations"
    hidden = {"staff_note": None, "no_shows": None, "late_cancellations": None}
    facilitator_sees = api.signed_in(token)
    for row in (*facilitator_sees.rows(path), facilitator_sees.get(f"/registrations/{number}").json()):
        assert {name: row[name] for name in hidden} == hidden
    [row] = coordinator.rows(path)
    assert (row["staff_note"], row["no_shows"]) == ("Dluží za oběd.", 0)
