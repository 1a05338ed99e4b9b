"""What the daily run deletes, and what it never deletes and why."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.database.engine import Database
from app.core.settings import Settings
from app.invitations.models import Invitation
from app.messages.models import Message
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.privacy import restored
from app.privacy.models import Erasure, RetentionRun
from app.privacy.report import retention_report
from app.privacy.retention import note
from app.projects.models import FundingProgramme, Project
from app.registrations.models import Registration
from app.worker import tick
from tests import factories
from tests.api.asking import refusal
from tests.clients import Api


@pytest.fixture
def registration(database: Database, partnership: Partnership) -> Registration:
    """Of somebody who was at an event of a project whose programme names no day."""
    with database.writing() as session:
        programme = factories.stored(session, FundingProgramme(code="OPZ", name="Zaměstnanost"))
        project = factories.stored(
            session, Project(partnership_id=partnership.id, title="Síť", programme_id=programme.id)
        )
        past = clock.now() - timedelta(days=2)
        event = factories.an_event(session, partnership, starts_at=past, project_id=project.id)
        person = factories.a_person(session, partnership)
        one = factories.a_registration(
            session, event, person, phone="777", note="vlakem", answers={"a": 1}, position="ředitelka"
        )
        factories.an_attendance(session, one, factories.sessions_of(session, event)[0])
        here = {"event_id": event.id, "partnership_id": partnership.id}
        session.add(
            Invitation(
                office="Úřad", addressee="office:urad", email="a@b.example", sent_at=past, reason="x", **here
            )
        )
        session.add(Message(subject="Sraz", text="V osm.", receivers=1, **here))
        return one


def report(client: Api) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/retention/report").json()
    return found


def test_the_worker_runs_once_a_day_and_says_what_it_deleted(
    coordinator: Api, database: Database, settings: Settings, registration: Registration
) -> None:
    assert report(coordinator)["ran_at"] is None
    later = clock.now() + timedelta(days=366)
    with time_machine.travel(later, tick=False):
        tick(database, settings)
        tick(database, settings)
    with database.reading() as session:
        [run] = retention_report(session, SYSTEM).days
        deleted = {name.value: count for name, count in run.deleted.items()}
        assert deleted.items() >= {"details": 1, "invitations": 1}.items()
        assert run.complete
        kept = session.get_one(Registration, registration.id)
        assert (kept.phone, kept.note, kept.answers, kept.position) == ("", "", {}, "ředitelka")
        invitation = session.exec(select(Invitation)).one()
        assert (invitation.email, invitation.reason, invitation.office) == (None, "", "Úřad")
    with time_machine.travel(later + timedelta(days=400), tick=False):
        tick(database, settings)
    with database.reading() as session:
        assert session.exec(select(Message)).all() == []


@pytest.mark.both_databases
def test_workers_that_begin_a_day_at_once_add_up_what_they_deleted(database: Database) -> None:
    def work(_: int) -> None:
        with database.writing() as session:
            note(session, Counter({"details": 1}))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(8)))
    with database.reading() as session:
        assert session.exec(select(RetentionRun.deleted)).all() == [{"details": 8}]


def test_what_a_programme_without_a_day_keeps_is_told(
    coordinator: Api, admin: Api, api: Api, registration: Registration
) -> None:
    without = {"reason": "programme_without_day", "count": 1, "name": "OPZ", "until": None}
    assert without in report(coordinator)["kept"]
    assert "login" in [one["reason"] for one in report(admin)["kept"]]
    assert "login" not in [one["reason"] for one in report(coordinator)["kept"]]
    assert refusal(api.get("/retention/report")) == (401, "unauthorized")


def test_what_a_backup_brings_back_is_erased_again(
    coordinator: Api, database: Database, settings: Settings, partnership: Partnership
) -> None:
    with database.writing() as session:
        person = factories.a_person(session, partnership, last_name="Navrácená")
    assert coordinator.post(f"/people/{person.id}/erase", json={"reason": "žádost"}).status_code == 200
    erasures = restored.erasures_in(database)
    with database.writing() as session:
        session.delete(session.exec(select(Erasure)).one())
        back = session.get_one(Person, person.id)
        back.erased_at, back.last_name = None, "Navrácená"
    assert restored.repeat(database, settings, erasures) == 1
    assert restored.repeat(database, settings, erasures) == 0
    with database.reading() as session:
        again = session.get_one(Person, person.id)
        assert (again.last_name, again.erased_at is None) == ("osoba", False)
