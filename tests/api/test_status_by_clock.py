"""The status of an event is by the clock wherever it is shown, before the worker has moved the stored one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.database.engine import Database
from app.events.models import TAKING_PLACE_STATUSES, UPCOMING_STATUSES, Event, EventStatus
from app.events.status import STATUS_NOW, advance_due_events, is_now, status_at
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import made, published, sitting
from tests.api.registering import body
from tests.clients import Api

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)
NOW = timedelta()
AROUND_NOW = (None, -HOUR, NOW, HOUR)


def _events(session: Session, now: datetime) -> Iterator[Event]:
    """Each stored status with each order of its times and the present, also to the moment."""
    partnership = factories.a_partnership(session)
    times = (AROUND_NOW, AROUND_NOW, (None, -5, -2, -1, 0, 5))
    moved = product(UPCOMING_STATUSES, *times)
    others = product([one for one in EventStatus if one not in UPCOMING_STATUSES], (None,), (None,), (-5, 5))
    for status, opens, closes, starts in (*moved, *others):
        event = factories.an_event(session, partnership, status=status, sessions=0)
        event.registration_opens_at = now + opens if opens is not None else None
        event.registration_closes_at = now + closes if closes is not None else None
        event.starts_at = now + starts * HOUR if starts is not None else None
        event.ends_at = event.starts_at + 2 * HOUR if event.starts_at else None
        yield event


def test_the_database_tells_the_status_by_the_rule_of_the_program(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    events = list(_events(session, now))
    session.flush()
    told = dict(session.exec(select(col(Event.id), STATUS_NOW)).all())
    expected = {event.id: status_at(event, now) for event in events}
    assert told == expected
    for statuses in ([one] for one in EventStatus):
        found = set(session.exec(select(Event.id).where(is_now(statuses))))
        assert found == {number for number, status in expected.items() if status in statuses}
    taking_place = is_now([EventStatus.DRAFT, *TAKING_PLACE_STATUSES])
    found = set(session.exec(select(Event.id).where(taking_place)))
    assert found == {number for number, status in expected.items() if status != EventStatus.CANCELLED}
    before = {event.id: event.status for event in events}
    advance_due_events(session)
    moved = {event.id: event.status for event in events if event.status != before[event.id]}
    late = {number for number, status in before.items() if _is_before(status, expected[number])}
    assert moved == {number: expected[number] for number in late}


def _is_before(one: EventStatus, other: EventStatus) -> bool:
    return one in UPCOMING_STATUSES and TAKING_PLACE_STATUSES.index(one) < TAKING_PLACE_STATUSES.index(other)


@pytest.fixture
def stale(coordinator: Api, partnership: Partnership, database: Database) -> dict[str, int]:
    """Ids of events by their status by the clock; the worker has not looked at any of them."""
    with database.writing() as session:
        now = clock.now()
        series = factories.a_series(session, partnership, topics=1)

        def stored(starts_at: datetime, **fields: Any) -> int:
            event = factories.an_event(session, partnership, starts_at=starts_at, **fields)
            event.series_id = series.id
            return event.id

        return {
            "held": stored(now - 10 * HOUR),
            "closed": stored(now + 50 * HOUR, registration_closes_at=now - HOUR),
            "open": stored(now + 60 * HOUR, status=EventStatus.PLANNED),
            "planned": stored(now + 70 * HOUR, status=EventStatus.PLANNED, registration_opens_at=now + HOUR),
            "series": series.id,
        }


def test_every_answer_tells_the_status_by_the_clock(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, stale: dict[str, int]
) -> None:
    series = stale.pop("series")
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        for event_id in stale.values():
            factories.a_registration(session, session.get_one(Event, event_id), person)
        person_id = person.id
    expected = {event_id: status for status, event_id in stale.items()}

    def told(rows: list[dict[str, Any]], event: str = "id", status: str = "status") -> dict[int, str]:
        return {row[event]: row[status] for row in rows if row[event] in expected}

    assert told([api.get(f"/events/{event_id}").json() for event_id in expected]) == expected
    assert told(coordinator.rows("/events")) == expected
    yesterday = clock.today() - timedelta(days=2)
    assert told(api.rows(f"/schedule?from={yesterday}"), "event_id") == expected
    assert told(coordinator.get(f"/series/{series}/grid").json()["others"]) == expected
    history = coordinator.get(f"/people/{person_id}/history").json()["events"]
    assert told(history, "event_id", "event_status") == expected
    week = coordinator.get("/dashboards/overview").json()["this_week"]["rows"]
    assert told(week).items() <= expected.items()
    for status, event_id in stale.items():
        assert [row["id"] for row in coordinator.rows(f"/events?status={status}")] == [event_id]
    in_order = [row["id"] for row in coordinator.rows("/events?sort=status&limit=2")]
    assert in_order == [stale[status] for status in ("planned", "open", "closed", "held")]


def test_sums_count_an_event_that_is_over_as_held(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    about = {"title": "Komunitní plán", "partnership_id": partnership.id}
    project = made(coordinator, "/projects", **about)["id"]
    with database.writing() as session:
        series = factories.a_series(session, partnership, topics=1, project_id=project)
        facts = {"project_id": project, "series_id": series.id}
        factories.an_event(session, partnership, starts_at=clock.now() - 10 * HOUR, **facts)
    figures = coordinator.get(f"/dashboards/projects/{project}").json()
    assert (figures["events_held"]["value"], figures["events_coming"]["value"]) == (1, 0)
    [grid] = figures["grids"]
    assert (grid["events_held"]["value"], grid["events_coming"]["value"]) == (1, 0)


def test_an_event_tells_its_seats_in_the_word_of_the_schedule(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    rules: list[dict[str, Any]] = [
        {},
        {"capacity": 1},
        {"capacity": 1, "registration": {"waiting_list": False}},
        {"registration": {"policy": "invitation"}},
        {"registration": {"policy": "members"}},
        {"registration": {"opens_at": (clock.now() + HOUR).isoformat()}},
    ]
    events = [published(coordinator, partnership, sessions=[sitting(9)], **one) for one in rules]
    for event in events[1:3]:
        made(api, f"/events/{event['id']}/registrations", **body())
    words = {row["id"]: row["seats"] for row in api.rows("/events")}
    assert words == {row["event_id"]: row["seats"] for row in api.rows("/schedule")}
    in_order = [words[event["id"]] for event in events]
    assert in_order == ["free", "waiting", "full", "invitation", "members", "closed"]
