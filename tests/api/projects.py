"""What the tests of projects say over and over."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.courses.models import EventKind
from app.events.models import EventSession, EventStatus
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api


def changed(client: Api, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = client.patch(path, json=body, headers={"If-Match": "*"})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def attended(
    session: Any,
    partnership: Partnership,
    project: dict[str, Any],
    activity_id: int | None,
    people: list[Any],
) -> list[EventSession]:
    """A held event of eight accounted hours, seven by the clock, where these people were."""
    start = clock.at(clock.today() - timedelta(days=30), 9)
    event = factories.an_event(
        session,
        partnership,
        kind=EventKind.TRAINING,
        starts_at=start,
        status=EventStatus.HELD,
        project_id=project["id"],
        project_activity_id=activity_id,
    )
    [sitting] = factories.sessions_of(session, event)
    for person in people:
        factories.an_attendance(session, factories.a_registration(session, event, person), sitting)
    return [sitting]
