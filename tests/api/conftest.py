"""Fixtures of the tests that sign people up."""

from typing import Any

import pytest

from app.core.db import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import Opened, SignUp, body
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
