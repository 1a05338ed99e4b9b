"""Fixtures of the tests that sign people up."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.db import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import Opened, SignUp, Sittings, body
from tests.clients import Api


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
