"""Fixtures of the tests that sign people up, and of those of groups that decide."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.courses.models import EventKind
from app.courses.series import topics_of
from app.events.models import RegistrationPolicy
from app.partnerships.models import Partnership
from app.worker import deliver_next
from tests import factories
from tests.api.asking import made
from tests.api.enrolling import Grid
from tests.api.merging import Merge
from tests.api.registering import Deliver, Opened, SignUp, Sittings, body
from tests.clients import Api
from tests.mailbox import receiving


@pytest.fixture
def event(database: Database, partnership: Partnership) -> Opened:
    """`event(capacity=2)`: the id of a published event that one can sign up for."""

    def make(**fields: Any) -> int:
        with database.writing() as session:
            return factories.an_event(session, partnership, **fields).id or 0

    return make


@pytest.fixture
def sign_up(api: Api) -> SignUp:
    """Somebody new signs up by the public form; returns what they were told."""

    def send(event_id: int, **fields: Any) -> Any:
        answer = api.post(f"/events/{event_id}/registrations", json=body(**fields))
        assert answer.status_code == 201, answer.text
        return answer.json()

    return send


@pytest.fixture
def deliver(database: Database, settings: Settings) -> Deliver:
    """Delivers all letters that are due, and returns what has arrived."""

    def run() -> list[EmailMessage]:
        with receiving() as (smtp_url, mailbox):
            while deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url})):
                pass
        return mailbox.letters

    return run


@pytest.fixture
def sittings(database: Database, partnership: Partnership) -> Sittings:
    """`sittings(2, capacity=1)`: an event that begins in an hour, and the ids of its sessions."""

    def make(sessions: int = 1, starts_at: datetime | None = None, **fields: Any) -> tuple[int, list[int]]:
        with database.writing() as session:
            start = starts_at or clock.now() + timedelta(hours=1)
            event = factories.an_event(session, partnership, starts_at=start, sessions=0, **fields)
            made = [
                factories.a_session(session, event, start + timedelta(hours=8 * number))
                for number in range(sessions)
            ]
            return event.id or 0, [sitting.id or 0 for sitting in made]

    return make


@pytest.fixture
def laid(database: Database, partnership: Partnership) -> Callable[..., Grid]:
    def lay(towns: tuple[str, ...] = ("Liberec", "Semily"), capacity: int | None = 2, **rule: Any) -> Grid:
        with database.writing() as session:
            places = [factories.a_territory(session, name) for name in towns]
            courses = [factories.a_course(session) for _ in range(2)]
            series = factories.a_series(
                session, partnership, courses, places, EventKind.TRAINING, title="Kurzy", **rule
            )
            topics = topics_of(session, [series.id or 0])[series.id or 0]
            events: dict[int, list[int]] = {}
            for place in places:
                for days, topic in enumerate(topics):
                    event = factories.an_event(
                        session,
                        partnership,
                        kind=EventKind.TRAINING,
                        starts_at=clock.at(clock.today() + timedelta(days=14 + days), 9),
                        capacity=capacity,
                        series_id=series.id,
                        topic_id=topic.id,
                        territory_id=place.id,
                        undealt=series.undealt,
                        deals_at=series.allocates_at if series.undealt else None,
                    )
                    events.setdefault(place.id or 0, []).append(event.id or 0)
            return Grid(series.id or 0, [place.id or 0 for place in places], events)

    return lay


@pytest.fixture
def table(event: Opened) -> Opened:
    """An event by invitation only."""

    def make(**fields: Any) -> int:
        return event(**{"registration_policy": RegistrationPolicy.INVITATION, **fields})

    return make


@pytest.fixture
def two(database: Database, partnership: Partnership) -> tuple[int, int]:
    """The ids of the person who is kept and of the duplicate."""
    with database.writing() as session:
        kept = factories.a_person(session, partnership, first_name="Eva", last_name="Nebylá", email=None)
        gone = factories.a_person(
            session, partnership, first_name="Eva", last_name="Smyšlená", email="eva@spolek.example"
        )
        return kept.id, gone.id


@pytest.fixture
def merged(coordinator: Api, two: tuple[int, int]) -> Merge:
    def send(**take: str) -> dict[str, Any]:
        answer = coordinator.post(f"/people/{two[0]}/merge", json={"duplicate_id": two[1], "take": take})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return send


@pytest.fixture
def undone(coordinator: Api, two: tuple[int, int]) -> Merge:
    def send() -> dict[str, Any]:
        answer = coordinator.post(f"/people/{two[0]}/unmerge", json={})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return send


@pytest.fixture
def founded(coordinator: Api, partnership: Partnership) -> Callable[..., int]:
    def group(name: str, parent: int | None = None, since: str = "2008-01-15", **body: Any) -> int:
        more = {"parent_id": parent, "since": since, **body}
        number: int = made(coordinator, "/working-groups", partnership_id=partnership.id, name=name, **more)[
            "id"
        ]
        return number

    return group


@pytest.fixture
def member(api: Api, database: Database, partnership: Partnership) -> Callable[[int], tuple[Api, int]]:
    """`member(group)`: somebody with a login who votes in the group, and their person."""

    def join(group_id: int) -> tuple[Api, int]:
        with database.writing() as session:
            person = factories.a_person(session, partnership)
            user = factories.a_user(session, "member", partnership)
            session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
            group = factories.stored(session, session.get_one(factories.WorkingGroup, group_id))
            factories.a_group_member(session, group, person)
            return api.signed_in(open_session(session, user.id or 0).token), person.id or 0

    return join
