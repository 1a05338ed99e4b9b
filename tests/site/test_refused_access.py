"""Ordinary work leaves nothing in the security log: what it holds of refused access must mean something."""

from datetime import timedelta

import pytest

from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.events.models import EventStatus
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk
from tests.waiting import eventually


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "member", "auditor"])
def test_the_page_of_an_event_asks_for_nothing_that_is_refused(
    site: Browser, admin: Api, database: Database, partnership: Partnership, role: str
) -> None:
    with database.writing() as session:
        past = clock.now() - timedelta(days=1)
        events = [
            factories.an_event(session, partnership, kind=kind, starts_at=past, status=EventStatus.HELD).id
            for kind in (EventKind.MEETING, EventKind.ROUND_TABLE)
        ]
        user = factories.a_user(session, role, partnership)
        desk = at_a_desk(site, admin.signed_in(open_session(session, user.id).token))
    for number in events:
        assert desk.get(f"/staff/events/{number}").status_code == 200
    assert desk.get("/staff/events/999999").status_code == 404

    def refused() -> list[str]:
        rows = admin.get("/security-events?kind=access_refused").json()["results"]
        return [row["facts"]["path"] for row in rows]

    eventually(lambda: "/api/v1/events/999999" in refused())
    assert [path for path in refused() if "999999" not in path] == []


def test_a_sender_who_only_says_that_it_asks_is_noted_all_the_same(
    admin: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        user = factories.a_user(session, "member", partnership)
        member = admin.signed_in(open_session(session, user.id).token)
    assert member.get("/events/999999", headers={"X-Only-Asks": "1"}).status_code == 404
    eventually(lambda: admin.get("/security-events?kind=access_refused").json()["results"])
