"""Accepting and declining by link; there is no account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.errors import Conflict
from app.core.mail import rendering
from app.core.settings import Settings
from app.events.models import RegistrationPolicy, Visibility
from app.invitations import answer
from app.invitations.shapes import Acceptance
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from tests.api.asking import refusal
from tests.api.inviting import OFFICE, WHO, a_person, invite, kinds, link_of
from tests.api.registering import Opened, body, code_of, counters, leaving, letters, token_of
from tests.clients import Api


def test_the_name_comes_back_by_the_link_and_nobody_else_gets_in(
    api: Api, coordinator: Api, database: Database, table: Opened
) -> None:
    event_id = table(visibility=Visibility.INTERNAL)
    [one] = invite(coordinator, event_id, offices=[OFFICE], message="Těšíme se.")
    [letter] = letters(database)
    told = rendering.render(letter.kind, "cs", leaving(database, letter))
    link = link_of(coordinator, one)
    assert link in told.text and f"{link}/decline" in told.html and "Těšíme se." in told.text
    shown = api.get(link).json()
    assert (shown["name"], shown["function"], shown["allowed"]) == (
        "Městský úřad Lhota",
        "OSPOD",
        ["accept", "decline"],
    )
    assert refusal(api.post(f"{link}/accept", json={})) == (422, "invalid")
    done = api.post(f"{link}/accept", json=WHO)
    assert (done.status_code, done.json()["status"]) == (201, "confirmed")
    [row] = coordinator.rows(f"/events/{event_id}/registrations")
    assert (row["name"], row["organisation_name"], row["position"]) == (
        "Olga Ospodová",
        "Městský úřad Lhota",
        "OSPOD",
    )
    [seen] = coordinator.rows(f"/events/{event_id}/invitations")
    assert (seen["status"], seen["registrations"][0]["name"]) == ("accepted", "Olga Ospodová")
    assert refusal(api.post(f"{link}/accept", json=body())) == (409, "invitation_used")
    assert refusal(api.post(f"{link}/decline")) == (409, "invitation_used")
    assert api.get(f"{link}x").status_code == 404
    assert len(letters(database)) == 2


def test_by_invitation_only_stays_so_for_everybody_without_a_link(
    api: Api, coordinator: Api, table: Opened
) -> None:
    event_id = table()
    invite(coordinator, event_id, offices=[OFFICE])
    assert code_of(api.post(f"/events/{event_id}/registrations", json=WHO)) == (409, "not_invited")
    assert "register" not in api.get(f"/events/{event_id}").json()["allowed"]
    assert coordinator.post(f"/events/{event_id}/registrations", json=WHO).status_code == 201


def test_who_is_invited_by_name_accepts_with_one_click_and_stays_who_they_are(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, table: Opened
) -> None:
    with_mail = a_person(
        database, partnership, first_name="Ema", last_name="Pozvaná", email="ema@obec.example"
    )
    without = a_person(database, partnership, email=None)
    event_id = table()
    ema, other = invite(coordinator, event_id, people=[with_mail, without])
    shown = api.get(link_of(coordinator, ema)).json()
    assert (shown["first_name"], shown["email"]) == ("Ema", "ema@obec.example")
    first = api.post(f"{link_of(coordinator, ema)}/accept", json={**WHO, "note": "bez lepku"}).json()
    assert api.get(f"/my/registrations/{token_of(first)}").json()["first_name"] == "Ema"
    assert api.post(f"{link_of(coordinator, other)}/accept").status_code == 201
    rows = coordinator.rows(f"/events/{event_id}/registrations")
    assert [row["person_id"] for row in rows] == [with_mail, without]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 2


def test_the_staffs_invitation_is_their_approval_but_no_seat(
    api: Api, coordinator: Api, event: Opened
) -> None:
    event_id = event(capacity=1, registration_policy=RegistrationPolicy.APPROVAL)
    invited = invite(coordinator, event_id, offices=[OFFICE, {**OFFICE, "function": "NZDM"}])
    told = [api.post(f"{link_of(coordinator, one)}/accept", json=body()).json() for one in invited]
    assert [(one["status"], one["waiting_position"]) for one in told] == [("confirmed", None), ("waiting", 1)]


def test_several_may_come_by_one_link_and_a_cancelled_seat_may_be_taken_again(
    api: Api, coordinator: Api, database: Database, table: Opened
) -> None:
    event_id = table()
    [one] = invite(coordinator, event_id, offices=[{**OFFICE, "seats": 2}])
    link = link_of(coordinator, one)
    first, _ = (api.post(f"{link}/accept", json=body()).json() for _ in range(2))
    assert api.get(link).json()["seats_left"] == 0
    assert refusal(api.post(f"{link}/accept", json=body())) == (409, "invitation_used")
    api.post(f"/my/registrations/{token_of(first)}/cancel")
    assert api.post(f"{link}/accept", json=body()).status_code == 201
    assert counters(database, event_id)["confirmed"] == 2


def test_who_declined_may_think_better_of_it(
    api: Api, coordinator: Api, database: Database, table: Opened
) -> None:
    event_id = table()
    [one] = invite(coordinator, event_id, offices=[OFFICE])
    link = link_of(coordinator, one)
    for _ in range(2):
        declined = api.post(f"{link}/decline", json={"reason": "Máme poradu."}).json()
    assert (declined["status"], declined["allowed"]) == ("declined", ["accept"])
    assert coordinator.get(f"/invitations/{one['id']}").json()["reason"] == "Máme poradu."
    assert api.post(f"{link}/accept", json=WHO).status_code == 201
    assert api.get(link).json()["reason"] == ""
    assert [kind for kind, _ in kinds(database)] == ["invitation", "registration_confirmed"]


def test_who_signed_up_without_the_link_is_not_asked_again_and_accepts_what_is_there(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, event: Opened
) -> None:
    person = {"first_name": "Ema", "last_name": "Pozvaná", "email": "ema@obec.example"}
    event_id, number = event(), a_person(database, partnership, **person)
    [one] = invite(coordinator, event_id, people=[number])
    known = api.post(f"/events/{event_id}/registrations", json=person).json()
    path = f"/events/{event_id}/invitations"
    assert coordinator.get(f"{path}/counts").json()["silent"] == 0
    assert coordinator.rows(f"{path}?silent=true") == []
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert coordinator.post(f"{path}/second-call").json() == {"called": 0}
    assert refusal(api.post(f"{link_of(coordinator, one)}/decline")) == (409, "invitation_used")
    again = api.post(f"{link_of(coordinator, one)}/accept").json()
    assert (again["id"], again["receipt_url"], again["manage_url"]) == (known["id"], None, None)
    told = ["invitation", "registration_confirmed", "registration_link"]
    assert [kind for kind, _ in kinds(database)] == told


def test_two_clicks_at_once_sign_one_person_up(
    coordinator: Api, database: Database, settings: Settings, table: Opened
) -> None:
    event_id = table()
    [one] = invite(coordinator, event_id, offices=[OFFICE])
    token = link_of(coordinator, one).rpartition("/")[2]

    def click(number: int) -> str:
        with database.writing() as session:
            session.info["settings"] = settings
            form = Acceptance.model_validate(body(last_name=f"Dvojklik {number}"))
            try:
                return str(answer.accept(session, token, form, "cs").status)
            except Conflict as refused:
                return refused.code

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(click, range(4)))
    assert told == ["confirmed", *["invitation_used"] * 3]
    assert counters(database, event_id)["taken"] == 1
    assert [kind for kind, _ in kinds(database)] == ["invitation", "registration_confirmed"]
