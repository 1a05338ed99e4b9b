"""Ordinary work leaves nothing in the security log: what it holds of refused access must mean something."""

from datetime import timedelta

from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.events.models import EventStatus
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.waiting import eventually


def test_the_page_of_an_event_without_minutes_asks_for_nothing_that_is_refused(
    office: Browser, admin: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        past = clock.now() - timedelta(days=1)
        events = [
            factories.an_event(session, partnership, kind=kind, starts_at=past, status=EventStatus.HELD).id
            for kind in (EventKind.MEETING, EventKind.ROUND_TABLE)
        ]
    for number in events:
        assert office.get(f"/staff/events/{number}").status_code == 200
    assert office.get("/staff/events/999999").status_code == 404

    def refused() -> list[str]:
        rows = admin.get("/security-events?kind=access_refused").json()["results"]
        return [row["facts"]["path"] for row in rows]

    eventually(lambda: "/api/v1/events/999999" in refused())
    assert [path for path in refused() if "999999" not in path] == []
