"""Signing up with and without an account: who is let in, who is refused and why."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.events.models import EventStatus, RegistrationPolicy, Visibility
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.registrations.models import Registration
from tests import factories
from tests.api.registering import (
    Opened,
    Roles,
    SignUp,
    body,
    code_of,
    confirmed,
    counters,
    letters,
    link_in,
    token_of,
)
from tests.clients import Api


def test_whoever_signs_up_is_confirmed_and_gets_a_letter_with_the_link(
    database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=5, sessions=2)
    told = sign_up(event_id, email="jana@spolek.example")
    assert (told["status"], told["waiting_position"], told["reason"]) == ("confirmed", None, None)
    [letter] = letters(database)
    assert (letter.kind, letter.receiver) == ("registration_confirmed", "jana@spolek.example")
    assert link_in(database, letter) == token_of(told)
    assert (told["manage_url"], token_of(told) in str(told)) == (None, False)
    assert len(letter.data["sessions"]) == len(letter.data["entries"]) == 2


def test_several_people_sign_up_from_one_mailbox(event: Opened, sign_up: SignUp) -> None:
    event_id = event()
    people = [sign_up(event_id, last_name=name, email="urad@mesto.example") for name in ("Malá", "Velká")]
    assert [one["status"] for one in people] == ["confirmed", "confirmed"]
    assert people[0]["id"] != people[1]["id"]


def test_the_same_person_again_is_refused_and_gets_the_link_by_mail(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1)
    told = sign_up(event_id, first_name="Žofie", last_name="Malá", email="zofie@spolek.example")
    again = api.post(
        f"/events/{event_id}/registrations",
        json=body(first_name="ZOFIE", last_name=" mala ", email="Zofie@Spolek.example"),
    )
    assert code_of(again) == (409, "already_registered")
    assert token_of(told) not in again.text
    link = letters(database)[-1]
    assert (link.kind, link.receiver) == ("registration_link", "zofie@spolek.example")
    assert link_in(database, link) == token_of(told)
    assert counters(database, event_id) == {
        "taken": 1,
        "confirmed": 1,
        "waiting": 0,
        "pending": 0,
        "attended": 0,
    }


def test_after_cancelling_one_may_sign_up_again(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id, who = event(), {"last_name": "Vrtkavá", "email": "v@spolek.example"}
    first = sign_up(event_id, **who)
    api.post(f"/my/registrations/{token_of(first)}/cancel")
    assert sign_up(event_id, **who)["id"] != first["id"]


def test_a_public_form_never_changes_a_person_we_know(
    database: Database, partnership: Partnership, event: Opened, sign_up: SignUp
) -> None:
    with database.writing() as session:
        known = factories.a_person(
            session, partnership, first_name="Jana", last_name="Malá", email="j@spolek.example", phone="111"
        )
        known_id, version = known.id, known.version
    told = sign_up(
        event(),
        first_name="JANA",
        last_name="Mala",
        email="j@spolek.example",
        phone="222",
        position="podvodnice",
    )
    with database.reading() as session:
        registration = session.get_one(Registration, told["id"])
        person = session.get_one(Person, known_id)
        assert (registration.person_id, registration.phone) == (known_id, "222")
        assert (person.first_name, person.phone, person.version) == ("Jana", "111", version)


def test_a_full_event_puts_newcomers_on_the_waiting_list_in_order(event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1)
    told = [sign_up(event_id) for _ in range(4)]
    assert [(one["status"], one["waiting_position"]) for one in told] == [
        ("confirmed", None),
        ("waiting", 1),
        ("waiting", 2),
        ("waiting", 3),
    ]


def test_without_a_waiting_list_a_full_event_refuses(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1, waiting_list=False)
    sign_up(event_id)
    assert code_of(api.post(f"/events/{event_id}/registrations", json=body())) == (409, "full")
    assert counters(database, event_id)["taken"] == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": EventStatus.CANCELLED}, "event_cancelled"),
        ({"status": EventStatus.HELD}, "registration_closed"),
        ({"starts_at": clock.now() - timedelta(hours=1)}, "registration_closed"),
        ({"registration_opens_at": clock.now() + timedelta(days=1)}, "registration_closed"),
        ({"registration_closes_at": clock.now() - timedelta(minutes=1)}, "registration_closed"),
        ({"registration_policy": RegistrationPolicy.INVITATION}, "not_invited"),
    ],
    ids=["cancelled", "held", "begun", "not yet open", "closed", "by invitation"],
)
def test_the_public_is_refused_with_the_reason(
    api: Api, database: Database, event: Opened, fields: dict[str, Any], code: str
) -> None:
    event_id = event(**fields)
    assert code_of(api.post(f"/events/{event_id}/registrations", json=body())) == (409, code)
    assert counters(database, event_id)["taken"] == 0


@pytest.mark.parametrize("hidden", [{"visibility": Visibility.INTERNAL}, {"status": EventStatus.DRAFT}])
def test_an_event_the_public_may_not_see_does_not_exist(
    api: Api, event: Opened, hidden: dict[str, Any]
) -> None:
    assert code_of(api.post(f"/events/{event(**hidden)}/registrations", json=body())) == (404, "not_found")


def test_a_member_of_the_group_signs_up_without_an_account(
    api: Api, database: Database, partnership: Partnership, sign_up: SignUp
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        person = factories.a_person(
            session, partnership, first_name="Jan", last_name="Členský", email="clen@spolek.example"
        )
        factories.a_group_member(session, group, person)
        policy = RegistrationPolicy.MEMBERS
        event_id = factories.an_event(session, partnership, group_id=group.id, registration_policy=policy).id
    told = sign_up(event_id, first_name="Jan", last_name="Členský", email="clen@spolek.example")
    assert confirmed(api, told)["status"] == "confirmed"


def test_where_the_organiser_decides_the_registration_is_pending(
    coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1, registration_policy=RegistrationPolicy.APPROVAL)
    told = [sign_up(event_id) for _ in range(3)]
    assert [one["status"] for one in told] == ["pending"] * 3
    decided = [coordinator.post(f"/registrations/{one['id']}/confirm").json() for one in told[:2]]
    assert [(one["status"], one["waiting_position"]) for one in decided] == [
        ("confirmed", None),
        ("waiting", 1),
    ]


def test_staff_sign_people_up_without_an_address_and_after_the_closing(
    coordinator: Api, api: Api, database: Database, event: Opened
) -> None:
    event_id = event(registration_closes_at=clock.now() - timedelta(minutes=1))
    person = {"first_name": "Bez", "last_name": "Pošty"}
    answer = coordinator.post(f"/events/{event_id}/registrations", json=person)
    assert (answer.status_code, answer.json()["status"]) == (201, "confirmed")
    assert letters(database) == []
    refused = api.post(f"/events/{event_id}/registrations", json=person)
    assert refused.status_code in (409, 422)


def test_the_public_has_to_give_an_address(api: Api, event: Opened) -> None:
    answer = api.post(f"/events/{event()}/registrations", json={"first_name": "Bez", "last_name": "Pošty"})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("#/email", "required")]


def test_staff_of_another_partnership_are_the_public(
    signed_in: Roles, database: Database, event: Opened
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    stranger = signed_in("coordinator", elsewhere)
    event_id = event(registration_policy=RegistrationPolicy.INVITATION)
    assert code_of(stranger.post(f"/events/{event_id}/registrations", json=body())) == (409, "not_invited")
    assert stranger.get(f"/events/{event_id}/registrations").status_code == 403


def test_the_questions_of_the_organiser_are_checked(api: Api, event: Opened) -> None:
    fields = [
        {
            "name": "diet",
            "label": "Strava",
            "kind": "choice",
            "required": True,
            "options": ["maso", "bez masa"],
        },
        {"name": "years", "label": "Let praxe", "kind": "number"},
    ]
    path = f"/events/{event(form_fields=fields)}/registrations"
    refused = api.post(path, json=body(answers={"years": "mnoho", "shoe": 42}))
    assert {(one["pointer"], one["code"]) for one in refused.json()["errors"]} == {
        ("#/answers/diet", "required"),
        ("#/answers/years", "not_a_number"),
        ("#/answers/shoe", "unknown_field"),
    }
    assert api.post(path, json=body(answers={"diet": "maso", "years": "12"})).status_code == 201


def test_a_flood_of_sign_ups_from_one_address_is_stopped(api: Api, app_context: Any, event: Opened) -> None:
    app_context.registration_limit.limit = 2
    event_id = event()
    answers = [api.post(f"/events/{event_id}/registrations", json=body()) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert int(answers[2].headers["retry-after"]) > 0
    assert api.post(f"/events/{event()}/registrations", json=body()).status_code == 201
