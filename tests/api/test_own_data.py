"""People see what is kept of them, object and withdraw consents, by a link to their own mailbox."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, select

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.core.web.context import AppContext
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.privacy.own_data import data_url
from app.registrations.links import manage_token
from app.registrations.models import Registration, RegistrationNeed
from app.worker import deliver_next
from tests import factories
from tests.api.asking import refusal
from tests.clients import Api
from tests.mailbox import receiving

EMAIL = "urad@obec.example"
WHO = {"first_name": "Ema", "last_name": "Vymyšlená"}
Found = dict[str, Any]


@pytest.fixture
def person_id(database: Database, partnership: Partnership) -> int:
    """Somebody who was at an event last week, with needs, consents and a note."""
    with database.writing() as session:
        person = factories.a_person(session, partnership, **WHO, email=EMAIL, phone="777 123 456")
        event = factories.an_event(
            session, partnership, title="Kulatý stůl", starts_at=clock.now() - timedelta(days=7)
        )
        one = factories.a_registration(
            session, event, person, note="přijedu vlakem", consents={"photos": True, "newsletter": False}
        )
        own = {"event_id": event.id, "partnership_id": partnership.id}
        session.add(RegistrationNeed(registration_id=one.id, diet="vegan", **own))
        return person.id


def link(settings: Settings, name: str = "ema vymyslena") -> str:
    return "/my/data/" + data_url(settings, EMAIL, name).rpartition("/")[2]


def tables(export: Found) -> dict[str, list[Found]]:
    return {one["table"]: one["rows"] for one in export["tables"]}


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.exec(select(Letter)))


def test_staff_get_all_that_is_kept_with_purpose_ground_and_time(
    coordinator: Api, person_id: int, partnership: Partnership
) -> None:
    export = coordinator.get(f"/people/{person_id}/export").json()
    assert (export["name"], export["partnership"]) == ("Ema Vymyšlená", partnership.name)
    found = tables(export)
    assert found["person"][0]["phone"] == "777 123 456"
    assert found["registration_need"] == [{"diet": "vegan", "event": "Kulatý stůl"}]
    assert found["registration"][0]["note"] == "přijedu vlakem"
    assert found["registration"][0]["status"] == "confirmed"
    needs = next(one for one in export["tables"] if one["table"] == "registration_need")
    assert needs["processings"] == [
        {"data": "needs", "purpose": "catering", "ground": "health_consent", "kept": "needs", "days": 14}
    ]


def test_the_export_says_when_somebody_looked_and_not_at_whom_else(
    coordinator: Api,
    app_context: AppContext,
    database: Database,
    settings: Settings,
    person_id: int,
    partnership: Partnership,
) -> None:
    with database.writing() as session:
        factories.a_person(session, partnership, first_name="Jana", last_name="Jiná")
    assert len(coordinator.get("/people").json()["results"]) == 2
    app_context.access_log.flush()
    for export in (
        coordinator.get(f"/people/{person_id}/export").json(),
        coordinator.get(link(settings)).json()["people"][0],
    ):
        looks = tables(export)["access"]
        assert "list" in {row["action"] for row in looks}
        assert {frozenset(row) for row in looks} == {frozenset({"at", "action"})}


def test_the_answer_says_the_same_for_every_address(api: Api, database: Database, person_id: int) -> None:
    for email in (EMAIL, "nikdo@nikde.example"):
        answer = api.post("/my/data-requests", json={"email": email})
        assert (answer.status_code, answer.json()) == (202, {"hours": 24})
    wrong = {"email": EMAIL, "first_name": "Jiná", "last_name": "Osoba"}
    assert api.post("/my/data-requests", json=wrong).status_code == 202
    assert [letter.receiver for letter in letters(database)] == [EMAIL]


def test_a_mailbox_gets_one_letter_in_an_hour(api: Api, database: Database, person_id: int) -> None:
    for _ in range(3):
        api.post("/my/data-requests", json={"email": EMAIL, **WHO})
    assert len(letters(database)) == 1


def test_the_link_is_made_at_delivery_and_stored_nowhere(
    api: Api, database: Database, settings: Settings, person_id: int
) -> None:
    api.post("/my/data-requests", json={"email": EMAIL, **WHO})
    assert "/my/data/" not in str(letters(database)[0].data)
    with receiving() as (smtp_url, mailbox):
        assert deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url}))
    [message] = mailbox.of(EMAIL)
    sent = message.get_body(("plain",)).get_content()
    token = sent.partition("/my/data/")[2].split()[0]
    assert api.get(f"/my/data/{token}").json()["people"][0]["name"] == "Ema Vymyšlená"
    assert token not in str(letters(database)[0].text)


def test_with_the_name_the_person_sees_everything(api: Api, settings: Settings, person_id: int) -> None:
    found = api.get(link(settings)).json()
    assert found["name_needed"] is False
    [export] = found["people"]
    assert tables(export)["registration_need"] == [{"diet": "vegan", "event": "Kulatý stůl"}]


def test_without_a_name_health_needs_stay_out_and_so_do_colleagues(
    api: Api, database: Database, settings: Settings, partnership: Partnership, person_id: int
) -> None:
    alone = api.get(link(settings, "")).json()
    assert alone["name_needed"] is True
    assert "registration_need" not in tables(alone["people"][0])
    with database.writing() as session:
        factories.a_person(session, partnership, first_name="Jan", last_name="Kolega", email=EMAIL)
    assert api.get(link(settings, "")).json() == {"name_needed": True, "people": []}
    [hers] = api.get(link(settings)).json()["people"]
    assert hers["name"] == "Ema Vymyšlená"
    assert "Kolega" not in str(hers)


def test_the_link_ends_after_a_day_and_another_token_opens_nothing(
    api: Api, settings: Settings, person_id: int
) -> None:
    path = link(settings)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        assert refusal(api.get(path)) == (410, "link_expired")
    for token in ("x", "é", path.rpartition("/")[2][:-2], "A" * 60):
        assert api.get(f"/my/data/{token}").status_code == 404


def consents_of(session: Session) -> list[dict[str, bool]]:
    return list(session.exec(select(Registration.consents)))


def test_consents_are_withdrawn_after_the_event_and_by_either_link(
    api: Api, database: Database, settings: Settings, person_id: int
) -> None:
    with database.reading() as session:
        registration = session.exec(select(Registration)).one()
    path = f"/my/registrations/{manage_token(settings, registration.id, 0)}"
    assert api.get(f"{path}/rights").json()["consents"] == ["photos"]
    withdrawn = api.post(f"{path}/withdraw-consents").json()
    assert withdrawn == {
        "consents": [],
        "objects_to_profiling": False,
        "allowed": ["object", "request_data"],
    }
    with database.writing() as session:
        session.get_one(Registration, registration.id).consents = {"photos": True, "newsletter": True}
    assert api.post(f"{link(settings)}/withdraw-consents").status_code == 200
    with database.reading() as session:
        assert consents_of(session) == [{"photos": False, "newsletter": False}]


def test_who_objects_is_counted_by_no_no_shows(
    api: Api, coordinator: Api, database: Database, settings: Settings, person_id: int
) -> None:
    with database.writing() as session:
        registration = session.exec(select(Registration)).one()
        event = session.get_one(factories.Event, registration.event_id)
        factories.an_attendance(
            session, registration, factories.sessions_of(session, event)[0], factories.AttendanceStatus.ABSENT
        )
    path = f"/registrations/{registration.id}"
    assert coordinator.get(path).json()["no_shows"] == 1
    said = api.post(f"{link(settings)}/objection", json={"objects": True}).json()
    assert said["people"][0]["objects_to_profiling"] is True
    assert coordinator.get(path).json()["no_shows"] == 0
    own = f"/my/registrations/{manage_token(settings, registration.id, 0)}"
    assert api.post(f"{own}/objection", json={"objects": False}).json()["allowed"][-2:] == [
        "object",
        "request_data",
    ]
    assert coordinator.get(path).json()["no_shows"] == 1
    taken = coordinator.patch(
        f"/people/{person_id}", json={"objects_to_profiling": True}, headers={"If-Match": "*"}
    )
    assert taken.json()["objects_to_profiling"] is True


def test_a_letter_to_the_own_mailbox_is_asked_for_by_the_registration(
    api: Api, database: Database, settings: Settings, person_id: int
) -> None:
    with database.reading() as session:
        registration = session.exec(select(Registration)).one()
        assert session.get_one(Person, person_id).folded_email == EMAIL
    path = f"/my/registrations/{manage_token(settings, registration.id, 0)}/data-request"
    assert api.post(path).status_code == 202
    assert [letter.receiver for letter in letters(database)] == [EMAIL]
