"""The public schedule: what it shows, in which order, and that a kept answer is never an old one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from icalendar import Calendar
from sqlalchemy import event as orm_event

from app.core import clock
from app.core.db import Database
from app.core.paging import Deleted
from app.events.models import Event, EventStatus, Visibility
from app.events.schedule_views import ScheduleRow
from app.events.service import bump_schedule
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import changed, day_at, made, moment, published, sitting
from tests.clients import Api


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What is sent to the database through the engine from now on."""
    found: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(statement)

    orm_event.listen(database.engine, "before_cursor_execute", note)
    yield found
    orm_event.remove(database.engine, "before_cursor_execute", note)


def titles(api: Api, query: str = "") -> list[str]:
    return [row["title"] for row in api.rows(f"/schedule?{query}")]


# --- what is shown ---------------------------------------------------------------------------------------


def test_each_session_of_a_published_public_event_is_a_row_in_order_of_start(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    published(coordinator, partnership, title="Kurz", sessions=[sitting(4), sitting(8)])
    published(coordinator, partnership, title="Beseda", sessions=[sitting(6)])
    published(coordinator, partnership, title="Porada", visibility="internal")
    made(coordinator, "/events", title="Návrh", kind="seminar", partnership_id=partnership.id)
    assert titles(api) == ["Kurz", "Beseda", "Kurz"]
    assert titles(api, "limit=1") == ["Kurz", "Beseda", "Kurz"]
    assert api.get("/schedule?count=true&limit=1").json()["total"] == 3


def test_a_row_is_what_its_model_says(api: Api, coordinator: Api, partnership: Partnership) -> None:
    venue = {
        "name": "Radnice",
        "address": "náměstí 1",
        "room": "11",
        "online_url": "https://porady.example/1",
    }
    event = published(coordinator, partnership, sessions=[sitting(venue=venue)])
    [row] = api.get("/schedule").json()["results"]
    assert set(row) == set(ScheduleRow.model_fields)
    assert ScheduleRow.model_validate(row).model_dump(mode="json") == row
    assert row["id"] == event["sessions"][0]["id"]
    assert (row["event_id"], row["url"]) == (event["id"], event["url"])
    assert (row["status"], row["seats"]) == ("planned", "free")
    assert row["venue"] == event["sessions"][0]["venue"]
    assert moment(row["starts_at"]) == moment(event["starts_at"])


def test_the_schedule_starts_today_unless_asked_otherwise(
    api: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        factories.an_event(session, partnership, title="Loni", starts_at=clock.now() - timedelta(days=300))
        start = clock.start_of(clock.today())
        factories.an_event(session, partnership, title="Dnes", starts_at=start)
    assert titles(api) == ["Dnes"]
    assert titles(api, "from=2020-01-01") == ["Loni", "Dnes"]
    assert titles(api, f"from=2020-01-01&to={clock.today() - timedelta(days=1)}") == ["Loni"]


def test_the_filters_narrow_the_schedule(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        semily, liberec = (factories.a_territory(session, name) for name in ("Semily", "Liberec"))
        region = int(semily.path.split("/")[2])
        other = factories.a_partnership(session)
        group = factories.a_group(session, partnership)
        factories.an_event(session, other, title="Jinde")
    there = {"venue": {"name": "Klub", "territory_id": liberec.id}}
    published(coordinator, partnership, title="Dluhy 100 %", territory_id=semily.id, group_id=group.id)
    published(coordinator, partnership, "/trainings", title="Kurz", sessions=[sitting(20, **there)])
    assert titles(api, f"territory={semily.id}") == ["Dluhy 100 %"]
    assert titles(api, f"territory={liberec.id}") == ["Kurz"]
    assert titles(api, f"territory={region}") == ["Dluhy 100 %", "Kurz"]
    assert titles(api, f"partnership={other.id}") == ["Jinde"]
    assert titles(api, f"group={group.id}") == ["Dluhy 100 %"]
    assert titles(api, "kind=training") == ["Kurz"]
    assert titles(api, "q=DLUHY") == ["Dluhy 100 %"]
    assert titles(api, "q=100%20%25") == ["Dluhy 100 %"]
    assert titles(api, "q=%25") == ["Dluhy 100 %"]
    assert api.get("/schedule?colour=red").status_code == 422
    assert api.get("/schedule?cursor=nonsense").status_code == 422
    assert api.get("/schedule?territory=0").status_code == 422


def test_sessions_at_the_same_time_are_paged_without_loss(
    api: Api, database: Database, partnership: Partnership
) -> None:
    start = clock.at(clock.today() + timedelta(days=3), 9)
    with database.writing() as session:
        for number in range(7):
            factories.an_event(session, partnership, title=f"{number}", starts_at=start)
    assert titles(api, "limit=3") == [str(number) for number in range(7)]


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"capacity": None, "taken": 90}, "free"),
        ({"capacity": 5, "taken": 4}, "free"),
        ({"capacity": 5, "taken": 4, "waiting": 1}, "waiting"),
        ({"capacity": 5, "taken": 5}, "waiting"),
        ({"capacity": 5, "taken": 5, "waiting_list": False}, "full"),
        (
            {"status": EventStatus.CLOSED, "registration_closes_at": datetime(2020, 1, 1, tzinfo=UTC)},
            "closed",
        ),
        ({"status": EventStatus.CANCELLED}, "closed"),
        ({"registration_opens_at": datetime(2190, 1, 1, tzinfo=UTC)}, "closed"),
    ],
)
def test_seats_are_a_word(
    api: Api, database: Database, partnership: Partnership, facts: dict[str, Any], word: str
) -> None:
    with database.writing() as session:
        factories.an_event(session, partnership, **facts)
    assert [row["seats"] for row in api.rows("/schedule")] == [word]


def test_who_follows_the_schedule_is_told_what_left_it(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    kept = published(coordinator, partnership, title="Zůstane")
    hidden = published(coordinator, partnership, title="Zmizí", sessions=[sitting(5), sitting(6)])
    since = (clock.now() - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    changed(coordinator, hidden, sessions=[{"id": hidden["sessions"][0]["id"]}])
    changed(coordinator, hidden, visibility="members")
    changed(coordinator, kept, title="Jinak")
    rows = {row["id"]: row for row in api.rows(f"/schedule?updated_since={since}")}
    assert rows[kept["sessions"][0]["id"]]["title"] == "Jinak"
    for session in hidden["sessions"]:
        assert Deleted.model_validate(rows[session["id"]]).deleted
    assert "synced_until" in api.get("/schedule").json()


# --- kept answers ----------------------------------------------------------------------------------------


def test_an_unchanged_schedule_costs_neither_bytes_nor_queries(
    api: Api, coordinator: Api, partnership: Partnership, statements: list[str], database: Database
) -> None:
    published(coordinator, partnership)
    first = api.get("/schedule")
    assert first.headers["cache-control"] == "public, no-cache"
    statements.clear()
    again = api.get("/schedule")
    unchanged = api.get("/schedule", headers={"If-None-Match": first.headers["etag"]})
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"] == "application/json"
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == first.headers["etag"]
    assert set(statements) <= {"SELECT revision FROM schedule_revision"}
    assert len(statements) == (0 if database.sqlite else 2)


def test_every_change_of_what_is_shown_changes_the_answer(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    event = published(coordinator, partnership, sessions=[sitting(5), sitting(6)])
    path, seen = f"/events/{event['id']}", set()

    def look() -> dict[str, Any]:
        answer = api.get("/schedule")
        assert answer.headers["etag"] not in seen
        assert api.get("/schedule", headers={"If-None-Match": ", ".join(seen)}).status_code == 200
        seen.add(answer.headers["etag"])
        assert api.get("/schedule", headers={"If-None-Match": ", ".join(seen)}).status_code == 304
        found: dict[str, Any] = answer.json()
        return found

    look()
    changed(coordinator, event, title="Jinak")
    assert {row["title"] for row in look()["results"]} == {"Jinak"}
    changed(coordinator, event, sessions=[sitting(7), sitting(8)])
    assert moment(look()["results"][0]["starts_at"]) == moment(day_at(7, 9))
    changed(coordinator, event, sessions=[{"venue": {"name": "Klub"}}])
    assert [row["venue"]["name"] for row in look()["results"]] == ["Klub"]
    made(coordinator, f"{path}/close", 200)
    assert look()["results"][0]["seats"] == "closed"
    made(coordinator, f"{path}/cancel", 200)
    assert look()["results"][0]["status"] == "cancelled"
    changed(coordinator, event, visibility="internal")
    assert look()["results"] == []


def test_only_what_is_shown_moves_the_revision(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    def revision() -> Any:
        with database.reading() as session:
            return session.connection().exec_driver_sql("SELECT revision FROM schedule_revision").scalar()

    event = published(coordinator, partnership, capacity=2)
    before = revision()
    hidden = published(coordinator, partnership, visibility="internal")
    changed(coordinator, hidden, title="Uvnitř")
    with database.writing() as session:
        session.connection().execute(sa.update(Event).values(taken=Event.taken + 1))
    assert revision() == before
    with database.writing() as session:
        bump_schedule(session)
    assert revision() == before + 1
    assert coordinator.delete(f"/events/{event['id']}", headers={"If-Match": "*"}).status_code == 409


def test_a_change_rolled_back_leaves_the_kept_answer(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    event = published(coordinator, partnership)
    etag = api.get("/schedule").headers["etag"]
    changed(coordinator, event, 422, title="Jinak", group_id=99)
    assert api.get("/schedule", headers={"If-None-Match": etag}).status_code == 304


def test_a_word_that_turns_by_the_clock_ends_the_kept_answer(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    opens = clock.now() + timedelta(hours=2)
    published(coordinator, partnership, registration={"opens_at": opens.isoformat()})
    assert api.rows("/schedule")[0]["seats"] == "closed"
    with time_machine.travel(opens + timedelta(seconds=1)):
        assert api.rows("/schedule")[0]["seats"] == "free"


def test_at_midnight_yesterday_leaves_the_schedule(
    api: Api, database: Database, partnership: Partnership
) -> None:
    with time_machine.travel(clock.at(clock.today(), 12)):
        with database.writing() as session:
            factories.an_event(session, partnership, starts_at=clock.at(clock.today(), 9))
        assert len(api.rows("/schedule")) == 1
    with time_machine.travel(clock.at(clock.today() + timedelta(days=1), 0, 1)):
        assert api.rows("/schedule") == []


def test_whoever_signs_in_badly_is_told_even_when_the_answer_is_kept(api: Api) -> None:
    assert api.get("/schedule").status_code == 200
    assert api.signed_in("no-such-token").get("/schedule").status_code == 401


def test_answers_to_different_questions_are_kept_apart(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    published(coordinator, partnership, title="Kurz")
    for _ in range(2):
        assert titles(api, "kind=meeting") == []
        assert titles(api) == ["Kurz"]
        assert api.get("/schedule?limit=0").status_code == 422


# --- other formats ---------------------------------------------------------------------------------------


def test_the_calendar_says_the_same(api: Api, coordinator: Api, partnership: Partnership) -> None:
    venue = {"name": "Radnice", "room": "místnost 11"}
    event = published(coordinator, partnership, title="Beseda; dluhy", sessions=[sitting(venue=venue)])
    session = event["sessions"][0]
    feed = api.get("/schedule.ics")
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    [entry] = Calendar.from_ical(feed.content).events
    assert entry["uid"] == f"session-{session['id']}@127.0.0.1"
    assert str(entry["summary"]) == "Beseda; dluhy"
    assert str(entry["location"]) == "Radnice, místnost 11"
    assert entry.decoded("dtstart") == moment(session["starts_at"])
    assert entry["sequence"] == 0
    again = api.get("/schedule.ics", headers={"If-None-Match": feed.headers["etag"]})
    assert again.status_code == 304


def test_a_move_and_a_cancellation_reach_the_calendars_of_those_who_subscribed(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    event = published(coordinator, partnership)
    changed(coordinator, event, sessions=[sitting(20)])
    made(coordinator, f"/events/{event['id']}/cancel", 200)
    [entry] = Calendar.from_ical(api.get("/schedule.ics").content).events
    assert entry["uid"] == f"session-{event['sessions'][0]['id']}@127.0.0.1"
    assert entry["sequence"] == 2
    assert entry["status"] == "CANCELLED"


def test_search_engines_get_events_of_schema_org(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    both = {"name": "Radnice", "online_url": "https://porady.example/1"}
    event = published(coordinator, partnership, sessions=[sitting(venue=both), sitting(20)])
    answer = api.get("/schedule.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    first, second = answer.json()["@graph"]
    assert (first["@type"], first["name"], first["url"]) == ("Event", event["title"], event["url"])
    assert first["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert [place["@type"] for place in first["location"]] == ["Place", "VirtualLocation"]
    assert first["organizer"]["name"] == partnership.name
    assert "location" not in second
    assert moment(second["startDate"]) == moment(day_at(20, 9))
    unchanged = api.get("/schedule.jsonld", headers={"If-None-Match": answer.headers["etag"]})
    assert unchanged.status_code == 304
    assert event["visibility"] == Visibility.PUBLIC
