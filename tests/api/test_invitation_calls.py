"""The second call, and what those who have not answered are told meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import time_machine

from app.core import clock
from app.core.actor import SYSTEM
from app.core.database.engine import Database
from app.core.settings import Settings
from app.invitations.service import call_again
from app.partnerships.models import Partnership
from tests.api.asking import made
from tests.api.inviting import OFFICE, WHO, a_person, invite, kinds, link_of
from tests.api.registering import Opened, letters
from tests.clients import Api


def test_the_silent_are_called_again_once_a_day(
    api: Api, coordinator: Api, database: Database, table: Opened
) -> None:
    event_id = table()
    path = f"/events/{event_id}/invitations"
    offices = [{**OFFICE, "function": name, "email": f"{name}@lhota.example"} for name in "abc"]
    _, accepted, declined = invite(coordinator, event_id, offices=offices)
    api.post(f"{link_of(coordinator, accepted)}/accept", json=WHO)
    api.post(f"{link_of(coordinator, declined)}/decline")
    assert coordinator.post(f"{path}/second-call").json() == {"called": 0}
    for days in (1, 2):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            assert coordinator.get(f"{path}/counts").json() == {
                "invited": 3,
                "accepted": 1,
                "declined": 1,
                "silent": 1,
                "due": 1,
            }
            assert [coordinator.post(f"{path}/second-call").json()["called"] for _ in range(2)] == [1, 0]
    second = [one for one in kinds(database) if one[0] == "invitation_second_call"]
    assert second == [("invitation_second_call", "a@lhota.example")] * 2


def test_second_calls_at_once_write_each_letter_once(
    coordinator: Api, database: Database, settings: Settings, table: Opened
) -> None:
    event_id = table()
    offices = [{**OFFICE, "function": f"odbor {number}"} for number in range(5)]
    invite(coordinator, event_id, offices=offices)

    def call(_: int) -> int:
        with database.writing() as session:
            session.info["settings"] = settings
            return call_again(session, SYSTEM, event_id).called

    with time_machine.travel(clock.now() + timedelta(days=1)), ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(call, range(4))) == [0, 0, 0, 5]
    assert len(letters(database)) == 10


def test_who_has_not_answered_is_told_of_a_new_date_and_of_the_end(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, table: Opened
) -> None:
    event_id = table()
    offices = [{**OFFICE, "function": name, "email": f"{name}@lhota.example"} for name in ("ticho", "ne")]
    _, declined = invite(coordinator, event_id, offices=offices)
    api.post(f"{link_of(coordinator, declined)}/decline")
    person = {"first_name": "Ema", "last_name": "Pozvaná", "email": "ema@obec.example"}
    invite(coordinator, event_id, people=[a_person(database, partnership, **person)])
    coordinator.post(f"/events/{event_id}/registrations", json=person)
    start = clock.now() + timedelta(days=30)
    session = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=3)).isoformat()}
    assert coordinator.post(f"/events/{event_id}/postpone", json={"sessions": [session]}).status_code == 200
    assert coordinator.post(f"/events/{event_id}/cancel", json={"reason": "Nemoc"}).status_code == 200
    told = [one for one in kinds(database) if one[0].startswith("event_")]
    assert sorted(told) == [
        ("event_cancelled", "ema@obec.example"),
        ("event_cancelled", "ticho@lhota.example"),
        ("event_changed", "ema@obec.example"),
        ("event_changed", "ticho@lhota.example"),
    ]
    assert coordinator.post(f"/events/{event_id}/reactivate").status_code == 200
    back = [email for kind, email in kinds(database) if kind == "event_reactivated"]
    assert sorted(back) == ["ema@obec.example", "ticho@lhota.example"]


def test_who_has_not_answered_is_told_that_only_the_days_ahead_are_cancelled(
    coordinator: Api, database: Database, table: Opened
) -> None:
    event_id = table(starts_at=clock.now() + timedelta(hours=2))
    invite(coordinator, event_id, offices=[OFFICE])
    [day] = coordinator.get(f"/events/{event_id}").json()["sessions"]
    assert coordinator.put(f"/sessions/{day['id']}/headcount", json={"count": 4}).status_code == 200
    ended = coordinator.post(f"/events/{event_id}/cancel", json={"reason": "Nemoc"})
    assert ended.json()["status"] == "held"
    assert [kind for kind, _ in kinds(database)][-1] == "event_cancelled"


def test_two_records_of_one_person_have_one_invitation(
    coordinator: Api, database: Database, partnership: Partnership, table: Opened
) -> None:
    kept, gone = (a_person(database, partnership) for _ in range(2))
    both, only = table(), table()
    invite(coordinator, both, people=[kept, gone])
    invite(coordinator, only, people=[gone])
    assert coordinator.post(f"/people/{kept}/merge", json={"duplicate_id": gone}).status_code == 200
    statuses = [row["status"] for row in coordinator.rows(f"/events/{both}/invitations")]
    assert statuses == ["sent", "withdrawn"]
    [moved] = coordinator.rows(f"/events/{only}/invitations")
    assert (moved["person_id"], moved["status"]) == (kept, "sent")
    again = made(coordinator, f"/events/{only}/invitations", people=[kept])
    assert (again["added"], len(again["already"])) == ([], 1)
