"""Two records of one person, both signed up for one event: what was said in either is not lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event
from app.meetings.models import MeetingMember
from app.registrations.models import Registration, RegistrationNeed
from app.registrations.needs import delete_due
from tests import factories
from tests.api.registering import Opened, SignUp
from tests.clients import Api

NIGHT = (clock.today() + timedelta(days=14)).isoformat()
DINNER = {"name": "dinner", "label": "Večeře", "date": NIGHT}
LUNCH = {"name": "lunch", "label": "Oběd", "date": NIGHT}
OFFER = {"lodging": [NIGHT], "meals": [DINNER, LUNCH]}


def asked(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name.capitalize(), "kind": kind, "options": [], **more}


FORM = [
    asked("car", "yes_no"),
    asked("plate", shown_if={"field": "car", "equals": True}),
    asked("train", shown_if={"field": "car", "equals": False}),
    asked("topic"),
]
Twice = Callable[..., tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture
def event_id(event: Opened) -> int:
    return event(form_fields=FORM, stay=OFFER, sessions=2)


@pytest.fixture
def merged(coordinator: Api, event_id: int, sign_up: SignUp) -> Twice:
    """One person twice, the better registration said first; returns both as they are after the merge."""

    def merge(better: dict[str, Any], other: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        ids = [sign_up(event_id, **said)["id"] for said in (better, other)]
        merge_people(coordinator, *ids)
        first, second = (coordinator.get(f"/registrations/{one}").json() for one in ids)
        assert (first["status"], second["status"]) == ("confirmed", "cancelled")
        return first, second

    return merge


def needs(coordinator: Api, event_id: int) -> list[tuple[int, str, str]]:
    found = coordinator.get(f"/events/{event_id}/needs").json()["results"]
    return [(one["registration_id"], one["accessibility"], one["diet"]) for one in found]


def test_what_only_the_cancelled_one_said_is_the_better_ones_now(
    coordinator: Api, event_id: int, merged: Twice
) -> None:
    said = {
        "answers": {"car": True, "plate": "1L2 3456", "topic": "bydlení"},
        "stay": {"lodging": [NIGHT], "meals": ["dinner"]},
        "needs": {"accessibility": "bez schodů", "diet": "vegan"},
        "phone": "+420 777 123 456",
        "position": "ředitelka",
        "note": "přijedu vlakem",
        "organisation_name": "Spolek Cesta",
    }
    better, _ = merged({}, said)
    assert {name: better[name] for name in said if name != "needs"} == {
        name: one for name, one in said.items() if name != "needs"
    }
    assert needs(coordinator, event_id) == [(better["id"], "bez schodů", "vegan")]
    counted = coordinator.get(f"/events/{event_id}/stay").json()
    assert [one["count"] for one in (*counted["lodging"], *counted["meals"])] == [1, 1, 0]


def test_where_both_said_something_the_better_one_is_believed(
    coordinator: Api, event_id: int, merged: Twice
) -> None:
    better, _ = merged(
        {"answers": {"topic": "dluhy"}, "stay": {"meals": ["lunch"]}, "needs": {"diet": "bez lepku"}},
        {
            "answers": {"topic": "bydlení"},
            "stay": {"lodging": [NIGHT], "meals": ["dinner"]},
            "needs": {"accessibility": "bez schodů", "diet": "vegan"},
        },
    )
    assert better["answers"] == {"topic": "dluhy"}
    assert better["stay"] == {"lodging": [NIGHT], "meals": ["lunch"]}
    assert needs(coordinator, event_id) == [(better["id"], "bez schodů", "bez lepku")]


def test_no_answer_is_taken_to_a_question_that_the_better_ones_answers_leave_out(merged: Twice) -> None:
    better, other = merged(
        {"answers": {"car": False, "train": "R 1"}}, {"answers": {"car": True, "plate": "1L2 3456"}}
    )
    assert better["answers"] == {"car": False, "train": "R 1"}
    assert other["answers"] == {"car": True, "plate": "1L2 3456"}


def test_joined_needs_are_kept_once_and_no_longer_than_before(
    database: Database, settings: Settings, coordinator: Api, event_id: int, merged: Twice
) -> None:
    merged({"needs": {"diet": "bez lepku"}}, {"needs": {"accessibility": "bez schodů"}})
    until = coordinator.get(f"/events/{event_id}/needs").json()["kept_until"]
    assert kept(database) == 1
    with time_machine.travel(until, tick=False), database.writing() as session:
        session.info["settings"] = settings
        assert delete_due(session)[1] == 1
    assert kept(database) == 0


def kept(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(RegistrationNeed)) or 0


LOG = {"text": "Dluhy", "minutes": 30, "outcome": "Domluvena splátka.", "next_step": ""}


def test_what_named_the_registration_that_ends_names_the_one_that_stays(
    coordinator: Api, database: Database, event_id: int, sign_up: SignUp
) -> None:
    stays, ends, substitute, alternate = (sign_up(event_id)["id"] for _ in range(4))
    with database.writing() as session:
        other = session.get_one(Registration, ends)
        other.log = LOG
        session.get_one(Registration, substitute).substitutes_id = ends
        session.get_one(Registration, alternate).alternate_for = ends
        place = MeetingMember(partnership_id=other.partnership_id, event_id=event_id, registration_id=ends)
        session.add(place)
        session.flush()
        place_id = place.id
    merge_people(coordinator, stays, ends)
    with database.reading() as session:
        assert session.get_one(Registration, substitute).substitutes_id == stays
        assert session.get_one(Registration, alternate).alternate_for == stays
        assert session.get_one(MeetingMember, place_id).registration_id == stays
        assert session.get_one(Registration, stays).log == LOG


def test_an_alternate_for_oneself_stands_in_for_nobody(
    coordinator: Api, database: Database, event_id: int, sign_up: SignUp
) -> None:
    stays, ends = (sign_up(event_id)["id"] for _ in range(2))
    with database.writing() as session:
        session.get_one(Registration, stays).alternate_for = ends
    merge_people(coordinator, stays, ends)
    assert coordinator.get(f"/registrations/{stays}").json()["alternate_for"] is None


def test_of_a_seat_and_a_walk_in_the_seat_stays(
    coordinator: Api, database: Database, event_id: int, sign_up: SignUp
) -> None:
    with database.writing() as session:
        came = factories.a_registration(session, session.get_one(Event, event_id), walk_in=True).id
    seat = sign_up(event_id)["id"]
    merge_people(coordinator, came, seat)
    states = [coordinator.get(f"/registrations/{one}").json()["status"] for one in (seat, came)]
    assert states == ["confirmed", "cancelled"]


def merge_people(coordinator: Api, kept: int, gone: int) -> None:
    """The people of two registrations."""
    people = [coordinator.get(f"/registrations/{one}").json()["person_id"] for one in (kept, gone)]
    done = coordinator.post(f"/people/{people[0]}/merge", json={"duplicate_id": people[1]})
    assert done.status_code == 200, done.text
