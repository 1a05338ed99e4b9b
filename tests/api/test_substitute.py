"""A confirmed person sends a colleague instead: the seat changes hands, and nobody is passed over."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import rendering
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationNeed
from tests import factories
from tests.api.registering import Opened, Roles, SignUp, body, code_of, confirmed, counters, letters, token_of
from tests.clients import Api

COLLEAGUE = {"first_name": "Petr", "last_name": "Zástupný", "email": "petr@spolek.example"}


@pytest.fixture
def full(event: Opened, sign_up: SignUp) -> tuple[int, Any, Any]:
    """An event with one seat: its id, who has the seat, who waits."""
    event_id = event(capacity=1)
    holder = sign_up(event_id, organisation_name="Spolek Náhrada", position="tajemnice")
    return event_id, holder, sign_up(event_id)


def send(api: Api, registration: Any, **fields: Any) -> Any:
    path = f"/my/registrations/{token_of(registration)}/substitute"
    return api.post(path, json={**COLLEAGUE, **fields})


def test_the_seat_passes_to_the_colleague_and_the_queue_stays_as_it_was(
    api: Api, coordinator: Api, database: Database, full: tuple[int, Any, Any]
) -> None:
    event_id, holder, waiting = full
    before = counters(database, event_id)
    assert "substitute" in api.get(f"/my/registrations/{token_of(holder)}").json()["allowed"]
    told = send(api, holder)
    assert (told.status_code, told.json()["status"]) == (201, "confirmed")
    assert counters(database, event_id) == before
    old = api.get(f"/my/registrations/{token_of(holder)}").json()
    assert (old["status"], old["reason"], old["allowed"]) == ("cancelled", "substituted", [])
    assert api.get(f"/my/registrations/{token_of(waiting)}").json()["waiting_position"] == 1
    new = coordinator.get(f"/registrations/{told.json()['id']}").json()
    assert (new["name"], new["organisation_name"], new["position"]) == ("Petr Zástupný", "Spolek Náhrada", "")
    assert (new["reason"], new["source"]) == ("substitute", "public")


def test_both_get_a_letter_and_the_calendars_follow(
    api: Api, database: Database, full: tuple[int, Any, Any]
) -> None:
    send(api, full[1])
    cancelled, confirmed = letters(database)[-2:]
    assert (cancelled.kind, confirmed.kind) == ("registration_cancelled", "registration_confirmed")
    assert confirmed.receiver == COLLEAGUE["email"]
    assert len(cancelled.data["entries"]) == len(confirmed.data["entries"]) == 1
    assert "Místo vás přijde kolega" in rendering.render(cancelled.kind, "cs", cancelled.data).text


def test_a_mailbox_that_both_use_loses_one_entry_and_gets_the_other(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    holder = sign_up(event(), email="urad@mesto.example")
    send(api, holder, email="Urad@mesto.example")
    first, cancelled, confirmed = (
        {one["uid"] for one in letter.data["entries"]} for letter in letters(database)
    )
    assert first == cancelled
    assert confirmed.isdisjoint(cancelled)


def test_staff_send_somebody_without_an_email(
    coordinator: Api, database: Database, full: tuple[int, Any, Any]
) -> None:
    event_id, holder, _ = full
    path = f"/registrations/{holder['id']}"
    assert "substitute" in coordinator.get(path).json()["allowed"]
    told = coordinator.post(f"{path}/substitute", json={**COLLEAGUE, "email": None})
    assert told.status_code == 201
    assert coordinator.get(f"/registrations/{told.json()['id']}").json()["source"] == "staff"
    assert counters(database, event_id)["taken"] == 1


def test_only_staff_of_the_partnership_decide_for_others(
    full: tuple[int, Any, Any], signed_in: Roles, partnership: Partnership, database: Database
) -> None:
    path = f"/registrations/{full[1]['id']}/substitute"
    with database.writing() as session:
        other = factories.a_partnership(session)
    assert signed_in("auditor", partnership).post(path, json=COLLEAGUE).status_code == 403
    assert signed_in("coordinator", other).post(path, json=COLLEAGUE).status_code == 404


def test_what_stands_in_the_way_is_told(
    api: Api, database: Database, event: Opened, sign_up: SignUp, full: tuple[int, Any, Any]
) -> None:
    event_id, holder, waiting = full
    assert code_of(send(api, waiting)) == (409, "wrong_state")
    assert code_of(send(api, holder, email=None)) == (422, "invalid")
    before = counters(database, event_id)
    twice = {name: waiting_person(api, waiting)[name] for name in ("first_name", "last_name", "email")}
    assert code_of(send(api, holder, **twice)) == (409, "already_registered")
    assert letters(database)[-1].kind == "registration_link"
    assert counters(database, event_id) == before
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert code_of(send(api, holder)) == (409, "event_past")


def waiting_person(api: Api, registration: Any) -> Any:
    return api.get(f"/my/registrations/{token_of(registration)}").json()


def test_who_was_there_cannot_have_been_somebody_else(
    coordinator: Api, api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(starts_at=clock.now() + timedelta(hours=1))
    holder = sign_up(event_id)
    [sitting] = coordinator.get(f"/events/{event_id}").json()["sessions"]
    coordinator.put(f"/sessions/{sitting['id']}/attendance/{holder['id']}", json={"status": "present"})
    assert code_of(send(api, holder)) == (409, "wrong_state")


def test_the_bed_and_the_meals_pass_on_and_the_needs_do_not(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    night = (clock.today() + timedelta(days=14)).isoformat()
    with database.writing() as session:
        offer = {"lodging": [night], "meals": []}
        event_id = factories.an_event(session, partnership, sessions=2, stay=offer).id
    person = body(stay={"lodging": [night]}, needs={"diet": "vegan"})
    holder = api.post(f"/events/{event_id}/registrations", json=person).json()
    assert send(api, holder).status_code == 201
    assert coordinator.get(f"/events/{event_id}/stay").json()["lodging"][0]["count"] == 1
    assert coordinator.get(f"/events/{event_id}/needs").json()["results"] == []
    with database.reading() as session:
        assert session.exec(select(RegistrationNeed)).all() == []


def test_a_kept_seat_stays_in_its_block(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=2)
    with database.writing() as session:
        town = factories.an_organisation(session).id
    until = (clock.now() + timedelta(days=3)).isoformat()
    kept = {"seats": 1, "until": until, "organisation_id": town}
    block = coordinator.post(f"/events/{event_id}/seat-blocks", json=kept).json()
    holder = confirmed(api, sign_up(event_id, organisation_id=town))
    told = confirmed(api, send(api, holder).json())
    assert coordinator.get(f"/seat-blocks/{block['id']}").json()["taken"] == 1
    assert counters(database, event_id)["taken"] == 1
    coordinator.post(f"/registrations/{told['id']}/cancel")
    assert coordinator.get(f"/seat-blocks/{block['id']}").json()["taken"] == 0


def test_the_limit_of_an_organisation_counts_the_colleague_and_not_the_one_who_leaves(
    api: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(organisation_limit=1)
    holder = sign_up(event_id, organisation_name="Spolek Náhrada")
    sign_up(event_id, organisation_name="Město")
    assert code_of(send(api, holder, organisation_name="Město")) == (409, "organisation_limit")
    assert send(api, holder).status_code == 201
