"""Where an unproven identity would decide, a sign-up counts once its mailbox has confirmed it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import RegistrationPolicy
from app.partnerships.models import Partnership
from app.worker import tick
from tests import factories
from tests.api.enrolling import Grid, dealt_later, enrol, mine, outcome
from tests.api.registering import (
    Opened,
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

UNCONFIRMED = ("pending", "confirm_address")
JANA = {"first_name": "Jana", "last_name": "Členská", "email": "jana@spolek.example"}


def told(answer: Any) -> tuple[str, str | None]:
    return answer["status"], answer["reason"]


def confirm_path(registration: Any) -> str:
    return f"/my/registrations/{token_of(registration)}/confirm-address"


@pytest.fixture
def for_members(database: Database, partnership: Partnership) -> int:
    """An event of one seat for the members of a group, of whom Jana is the only one."""
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        jana = factories.a_person(session, partnership, **JANA)
        factories.a_group_member(session, group, jana)
        policy = RegistrationPolicy.MEMBERS
        return factories.an_event(session, partnership, capacity=1, registration_policy=policy).id or 0


def test_typing_the_name_of_a_member_brings_neither_a_ticket_nor_knowledge(
    api: Api, database: Database, for_members: int, sign_up: SignUp
) -> None:
    stranger, nobody = sign_up(for_members, **JANA), sign_up(for_members)
    assert told(stranger) == told(nobody) == UNCONFIRMED
    alike = ("status", "reason", "waiting_position", "deals_at", "manage_url", "event_id")
    assert [stranger[name] for name in alike] == [nobody[name] for name in alike]
    assert counters(database, for_members) | {"attended": 0} == {
        "taken": 0,
        "confirmed": 0,
        "waiting": 0,
        "pending": 2,
        "attended": 0,
    }
    first, second = letters(database)
    assert (first.kind, first.receiver) == ("registration_unconfirmed", JANA["email"])
    assert second.kind == first.kind
    assert mine(api, stranger)["ticket_code"] is None


def test_the_mailbox_of_a_member_confirms_and_that_of_another_learns_that_it_is_none(
    api: Api, database: Database, for_members: int, sign_up: SignUp
) -> None:
    jana, other = sign_up(for_members, **JANA), sign_up(for_members)
    link = link_in(database, letters(database)[0])
    for _ in range(2):
        assert told(api.post(f"/my/registrations/{link}/confirm-address").json()) == ("confirmed", None)
    assert told(api.post(confirm_path(other)).json()) == ("declined", "not_member")
    assert [letter.kind for letter in letters(database)[2:]] == [
        "registration_confirmed",
        "registration_declined",
    ]
    assert counters(database, for_members)["taken"] == 1
    assert mine(api, jana)["ticket_code"] is not None


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(
    api: Api, for_members: int, sign_up: SignUp
) -> None:
    jana = sign_up(for_members, **JANA)
    seen = mine(api, jana)
    assert (told(seen), seen["allowed"]) == (UNCONFIRMED, ["edit", "cancel", "confirm_address"])
    assert api.get(confirm_path(jana)).status_code == 405
    assert told(mine(api, jana)) == UNCONFIRMED


def test_typing_the_organisation_of_others_takes_no_kept_seat(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    with database.writing() as session:
        town = factories.an_organisation(session, "Město Semily").id
    event_id = event(capacity=2)
    block = {"seats": 1, "until": (clock.now() + timedelta(days=3)).isoformat(), "organisation_id": town}
    made = coordinator.post(f"/events/{event_id}/seat-blocks", json=block).json()
    stranger = sign_up(event_id, organisation_name="město semily")
    other = sign_up(event_id, organisation_name="Spolek")
    assert told(stranger) == told(other) == UNCONFIRMED
    assert coordinator.get(f"/seat-blocks/{made['id']}").json()["taken"] == 0
    assert told(confirmed(api, stranger)) == ("confirmed", "kept_seat")
    assert told(confirmed(api, other)) == ("confirmed", None)


def test_it_keeps_its_place_by_time_and_passes_nobody_who_came_before(
    api: Api, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1, confirm_address=True)
    confirmed(api, sign_up(event_id))
    before, early, late = (sign_up(event_id) for _ in range(3))
    assert confirmed(api, before)["waiting_position"] == 1
    assert confirmed(api, late)["waiting_position"] == 2
    assert confirmed(api, early)["waiting_position"] == 2
    assert mine(api, late)["waiting_position"] == 3


def test_it_ends_after_two_days_without_a_letter_and_the_person_may_sign_up_again(
    api: Api, database: Database, settings: Settings, for_members: int, sign_up: SignUp
) -> None:
    stranger = sign_up(for_members, **JANA)
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        assert code_of(api.post(confirm_path(stranger))) == (409, "confirmation_expired")
        tick(database, settings)
        assert told(mine(api, stranger)) == ("expired", "not_confirmed")
        assert code_of(api.post(confirm_path(stranger))) == (409, "wrong_state")
        assert [letter.kind for letter in letters(database)] == ["registration_unconfirmed"]
        assert counters(database, for_members)["pending"] == 0
        assert told(sign_up(for_members, **JANA)) == UNCONFIRMED


def test_who_is_signed_up_by_a_stranger_gets_the_link_and_confirms(
    api: Api, database: Database, for_members: int, sign_up: SignUp
) -> None:
    sign_up(for_members, **JANA)
    again = api.post(f"/events/{for_members}/registrations", json=body(**JANA))
    assert code_of(again) == (409, "already_registered")
    link = link_in(database, letters(database)[-1])
    assert told(api.post(f"/my/registrations/{link}/confirm-address").json()) == ("confirmed", None)


def test_staff_vouch_for_somebody_and_need_no_proof_themselves(
    coordinator: Api, for_members: int, sign_up: SignUp
) -> None:
    waiting = sign_up(for_members)
    assert told(coordinator.post(f"/registrations/{waiting['id']}/confirm").json()) == ("confirmed", None)
    assert coordinator.get(f"/registrations/{waiting['id']}").json()["status"] == "confirmed"
    second = coordinator.post(f"/events/{for_members}/registrations", json=body()).json()
    assert told(second) == ("waiting", "full")


def test_an_invitation_is_proof(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, event: Opened
) -> None:
    event_id = event(confirm_address=True)
    with database.writing() as session:
        person = factories.a_person(session, partnership, **JANA).id
    [one] = coordinator.post(f"/events/{event_id}/invitations", json={"people": [person]}).json()["added"]
    link = coordinator.get(f"/invitations/{one['id']}").json()["url"].rpartition("/")[2]
    assert told(api.post(f"/my/invitations/{link}/accept").json()) == ("confirmed", None)


@pytest.mark.parametrize("of", ["event", "partnership"])
def test_an_event_or_a_partnership_may_always_ask(
    coordinator: Api, partnership: Partnership, event: Opened, sign_up: SignUp, of: str
) -> None:
    event_id = event()
    path = f"/events/{event_id}" if of == "event" else f"/partnerships/{partnership.id}"
    asks = {"confirm_address": True}
    body = {"registration": asks} if of == "event" else asks
    assert coordinator.patch(path, json=body, headers={"If-Match": "*"}).status_code == 200
    assert told(sign_up(event_id)) == UNCONFIRMED


def test_an_open_event_stays_one_step(event: Opened, sign_up: SignUp) -> None:
    assert told(sign_up(event())) == ("confirmed", None)


def test_approval_comes_after_the_proof(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(registration_policy=RegistrationPolicy.APPROVAL, confirm_address=True)
    assert told(confirmed(api, sign_up(event_id))) == ("pending", "approval")


def test_a_full_event_without_a_waiting_list_says_so(api: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1, waiting_list=False, confirm_address=True)
    first, second = sign_up(event_id), sign_up(event_id)
    confirmed(api, first)
    assert code_of(api.post(confirm_path(second))) == (409, "full")
    assert code_of(api.post(f"/events/{event_id}/registrations", json=body())) == (409, "full")


def test_the_organisations_limit_is_not_used_up_by_what_nobody_confirmed(
    api: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(organisation_limit=1, confirm_address=True)
    people = [sign_up(event_id, organisation_name="Spolek") for _ in range(3)]
    assert confirmed(api, people[2])["status"] == "confirmed"
    assert code_of(api.post(confirm_path(people[0]))) == (409, "organisation_limit")


# --- series ----------------------------------------------------------------------------------------------


def test_enrolling_as_somebody_else_gives_neither_a_place_before_others_nor_their_registrations(
    api: Api, coordinator: Api, laid: Callable[..., Grid], sign_up: SignUp
) -> None:
    grid = laid(**dealt_later(allocates_at=clock.now() + timedelta(days=1)))
    here = grid.events[grid.towns[0]][0]
    jana = sign_up(here, **JANA)
    answer = enrol(api, grid, **JANA).json()
    assert jana["id"] not in [one["id"] for one in answer["registrations"]]
    assert [told(one) for one in answer["registrations"]] == [UNCONFIRMED]
    assert (mine(api, jana)["priority"], mine(api, jana)["enrolment_id"]) == (1, None)
    confirmed(api, answer["registrations"][0])
    assert outcome(api, answer["registrations"][0]) == ("pending", "dealing")
    assert (mine(api, jana)["priority"], mine(api, jana)["enrolment_id"]) == (0, answer["id"])


def test_one_button_confirms_a_whole_enrolment(api: Api, laid: Callable[..., Grid]) -> None:
    grid = laid(**dealt_later(allocates_at=clock.now() + timedelta(days=1)))
    made = enrol(api, grid).json()["registrations"]
    assert [told(one) for one in made] == [UNCONFIRMED] * 2
    confirmed(api, made[1])
    assert [outcome(api, one) for one in made] == [("pending", "dealing")] * 2


def test_what_nobody_confirmed_ends_at_the_dealing(
    api: Api, coordinator: Api, laid: Callable[..., Grid]
) -> None:
    grid = laid(**dealt_later(allocates_at=clock.now() + timedelta(days=1)))
    made = enrol(api, grid, **JANA).json()["registrations"]
    dealt = coordinator.post(f"/series/{grid.id}/allocate").json()
    assert dealt["decisions"] == []
    assert [outcome(api, one) for one in made] == [("expired", "not_confirmed")] * 2
    assert enrol(api, grid, **JANA).status_code == 201


# --- substitutes -----------------------------------------------------------------------------------------


def test_a_substitute_takes_the_seat_over_once_their_mailbox_has_confirmed(
    api: Api, database: Database, for_members: int, sign_up: SignUp, partnership: Partnership
) -> None:
    jana = confirmed(api, sign_up(for_members, **JANA))
    path = f"/my/registrations/{token_of(jana)}/substitute"
    stranger = api.post(path, json=body())
    assert stranger.status_code == 201, stranger.text
    assert told(stranger.json()) == UNCONFIRMED and stranger.json()["manage_url"] is None
    assert told(api.post(confirm_path(stranger.json())).json()) == ("declined", "not_member")
    assert mine(api, jana)["status"] == "confirmed"
    with database.writing() as session:
        other = {**JANA, "first_name": "Eva", "email": "eva@spolek.example"}
        group = factories.a_group(session, partnership)
        factories.a_group_member(session, group, factories.a_person(session, partnership, **other))
    asked = api.post(path, json=other).json()
    assert told(api.post(confirm_path(asked)).json()) == ("confirmed", "substitute")
    assert told(mine(api, jana)) == ("cancelled", "substituted")
    assert counters(database, for_members) | {"attended": 0} == {
        "taken": 1,
        "confirmed": 1,
        "waiting": 0,
        "pending": 0,
        "attended": 0,
    }
