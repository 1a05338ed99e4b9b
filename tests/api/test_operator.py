"""Where the public sees the pages, nothing is published before the notices name the operator."""

import pytest

from app.core.database.engine import Database
from app.core.settings import Settings
from app.core.web.context import AppContext
from app.events.models import EventStatus
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import refusal
from tests.clients import Api

NAMED = {"operator": "Liberecký kraj", "operator_contact": "stul@kraj.example"}


@pytest.fixture
def draft(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        return factories.an_event(session, partnership, status=EventStatus.DRAFT).id


@pytest.mark.parametrize(
    ("public_url", "named", "expected"),
    [
        ("http://127.0.0.1:8000", {}, None),
        ("https://stul.example", {}, (409, "operator_missing")),
        ("https://stul.example", {"operator": "Liberecký kraj"}, (409, "operator_missing")),
        ("https://stul.example", NAMED, None),
    ],
)
def test_publishing_needs_an_operator_on_a_public_address(
    coordinator: Api,
    app_context: AppContext,
    settings: Settings,
    draft: int,
    public_url: str,
    named: dict[str, str],
    expected: tuple[int, str] | None,
) -> None:
    app_context.settings = settings.model_copy(update={"public_url": public_url, **named})
    answer = coordinator.post(f"/events/{draft}/publish", json={})
    assert (refusal(answer) if expected else answer.status_code) == (expected or 200)
