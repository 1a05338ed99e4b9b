"""What people need to take part: said with the registration, kept apart from it, and not for long."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app.core import clock
from app.core.database.changes import Change
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import EventPerson, EventRole
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationNeed
from app.registrations.needs import count_due, delete_due
from app.worker import tick
from tests import factories
from tests.api.inviting import OFFICE, WHO, a_person, invite, link_of
from tests.api.registering import Opened, Roles, SignUp, body, code_of, letters, token_of
from tests.clients import Api

STEPS, GLUTEN = "vozík, bez schodů", "Bez lepku"


@pytest.fixture
def event_id(event: Opened, sign_up: SignUp) -> int:
    """Three come and say what they need, one says nothing."""
    number = event()
    sign_up(number, last_name="Bílá", needs={"accessibility": STEPS, "diet": GLUTEN})
    sign_up(number, last_name="Adamová", needs={"diet": "bez  lepku"})
    sign_up(number, last_name="Cibulková", needs={"diet": "vegan"})
    sign_up(number)
    return number


def kept(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(RegistrationNeed)) or 0


def test_those_who_run_the_event_see_needs_by_name_and_sums_for_the_kitchen(
    coordinator: Api, event_id: int
) -> None:
    found = coordinator.get(f"/events/{event_id}/needs").json()
    assert found["diets"] == [{"diet": "bez  lepku", "count": 2}, {"diet": "vegan", "count": 1}]
    assert [one["name"] for one in found["results"]] == ["Jana Adamová", "Jana Bílá", "Jana Cibulková"]
    assert found["results"][1]["accessibility"] == STEPS
    event = coordinator.get(f"/events/{event_id}").json()
    assert found["kept_until"] == event["registration"]["needs_kept_until"]


def test_a_facilitator_of_the_event_sees_them_without_names(
    database: Database, event_id: int, signed_in: Roles, partnership: Partnership
) -> None:
    facilitator = signed_in("facilitator", partnership)
    assert facilitator.get(f"/events/{event_id}/needs").status_code == 403
    me = facilitator.get("/me").json()["user"]["id"]
    with database.writing() as session:
        own = {"event_id": event_id, "partnership_id": partnership.id, "user_id": me}
        session.add(EventPerson(name="Já", role=EventRole.FACILITATOR, **own))
    found = facilitator.get(f"/events/{event_id}/needs").json()
    assert {one["name"] for one in found["results"]} == {None}
    assert [one["accessibility"] for one in found["results"]] == ["", STEPS, ""]


def test_an_auditor_who_reads_everything_else_does_not_read_them(
    event_id: int, signed_in: Roles, partnership: Partnership
) -> None:
    auditor = signed_in("auditor", partnership)
    assert auditor.get(f"/events/{event_id}/registrations").status_code == 200
    assert code_of(auditor.get(f"/events/{event_id}/needs")) == (403, "forbidden")


def test_they_are_in_no_list_file_letter_or_log(
    coordinator: Api, admin: Api, database: Database, event_id: int
) -> None:
    paths = ("registrations", "participants.csv", "stay")
    shown = [coordinator.get(f"/events/{event_id}/{path}").text for path in paths]
    shown += [coordinator.get(path).text for path in ("/changes", "/people", "/schedule")]
    shown.append(admin.get("/letters").text)
    shown += [str(letter.data) for letter in letters(database)]
    with database.reading() as session:
        shown += [str(fields) for fields in session.scalars(sa.select(Change.fields))]
    told = (STEPS, GLUTEN, "vegan")
    assert [text for text in shown if any(word in text for word in told)] == []


def test_the_person_sees_changes_and_deletes_them(
    api: Api, database: Database, sign_up: SignUp, event: Opened
):
    path = f"/my/registrations/{token_of(sign_up(event(), needs={'diet': 'vegan'}))}"
    mine = api.get(path).json()
    assert mine["needs"] == {"accessibility": "", "diet": "vegan"}
    assert mine["event"]["needs_kept_until"] > mine["event"]["ends_at"]
    other = api.patch(path, json={"needs": {"accessibility": STEPS}}, headers={"If-Match": "*"}).json()
    assert other["needs"] == {"accessibility": STEPS, "diet": ""}
    untouched = api.patch(path, json={"note": "přijedu později"}, headers={"If-Match": "*"}).json()
    assert untouched["needs"] == other["needs"]
    api.patch(path, json={"needs": {}}, headers={"If-Match": "*"})
    assert kept(database) == 0


def test_staff_write_them_down_for_somebody_on_the_phone(
    coordinator: Api, event: Opened, database: Database
) -> None:
    event_id = event()
    phoned = body(email=None, needs={"accessibility": "tlumočník"})
    told = coordinator.post(f"/events/{event_id}/registrations", json=phoned).json()
    path = f"/registrations/{told['id']}"
    coordinator.patch(path, json={"needs": {"diet": "vegan"}}, headers={"If-Match": "*"})
    [need] = coordinator.get(f"/events/{event_id}/needs").json()["results"]
    assert (need["accessibility"], need["diet"]) == ("", "vegan")


def test_they_are_deleted_two_weeks_after_the_event(
    database: Database, settings: Settings, event_id: int
) -> None:
    with database.reading() as session:
        ends_at = session.get_one(factories.Event, event_id).ends_at
    assert ends_at
    almost, then = ends_at + timedelta(days=13, hours=23), ends_at + timedelta(days=14)
    with time_machine.travel(almost, tick=False):
        tick(database, settings)
    assert kept(database) == 3
    with time_machine.travel(then, tick=False):
        with database.writing() as session:
            session.info["settings"] = settings
            assert count_due(session) == 3
        assert kept(database) == 3
        tick(database, settings)
    assert kept(database) == 0


def test_they_are_deleted_at_once_when_the_event_is_cancelled(
    coordinator: Api, database: Database, event_id: int
) -> None:
    coordinator.post(f"/events/{event_id}/cancel", json={"reason": "nemoc"})
    assert kept(database) == 0


def test_who_is_not_coming_needs_nothing(
    api: Api, database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    token = token_of(sign_up(event(), needs={"diet": "vegan"}))
    tick(database, settings)
    assert kept(database) == 1
    api.post(f"/my/registrations/{token}/cancel")
    tick(database, settings)
    assert kept(database) == 0


def test_a_longer_time_can_be_set(database: Database, settings: Settings, event_id: int) -> None:
    with database.writing() as session, time_machine.travel(clock.now() + timedelta(days=60), tick=False):
        session.info["settings"] = settings.model_copy(update={"needs_retention_days": 90})
        assert delete_due(session) == (0, 0)
        session.info["settings"] = settings
        assert delete_due(session) == (0, 3)


@pytest.mark.parametrize("by_name", [True, False])
def test_who_answers_an_invitation_says_them_too(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, event: Opened, by_name: bool
) -> None:
    event_id = event()
    guest = {"people": [a_person(database, partnership)]} if by_name else {"offices": [OFFICE]}
    [one] = invite(coordinator, event_id, **guest)
    answer = {**({} if by_name else WHO), "needs": {"diet": "vegan"}}
    assert api.post(f"{link_of(coordinator, one)}/accept", json=answer).status_code == 201
    assert coordinator.get(f"/events/{event_id}/needs").json()["diets"] == [{"diet": "vegan", "count": 1}]
