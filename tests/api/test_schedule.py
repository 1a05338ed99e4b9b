"""The public schedule: what it shows, in which order, in which formats."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.core import clock
from app.core.database.engine import Database
from app.core.web.paging import Deleted
from app.events.models import EventStatus, Visibility
from app.events.views import ScheduleRow
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import changed, day_at, made, moment, published, sitting
from tests.clients import Api

pytestmark = pytest.mark.both_databases


def titles(api: Api, query: str = "") -> list[str]:
    return [row["title"] for row in api.rows(f"/schedule?{query}")]


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


def test_pages_lead_forwards_and_back(api: Api, coordinator: Api, partnership: Partnership) -> None:
    for day in range(4, 11):
        published(coordinator, partnership, title=f"Den {day}", sessions=[sitting(day)])
    page = api.get("/schedule?limit=3").json()
    pages = [page]
    while page["next"]:
        page = api.get(page["next"].removeprefix("/api/v1")).json()
        pages.append(page)
    assert [len(one["results"]) for one in pages] == [3, 3, 1]
    assert pages[0]["previous"] is None
    for before in reversed(pages[:-1]):
        page = api.get(page["previous"].removeprefix("/api/v1")).json()
        assert page["results"] == before["results"]
        assert page["next"] == before["next"]
    assert page["previous"] is None
    assert api.get("/schedule?cursor=~").status_code == 422


def test_a_row_is_what_its_model_says(api: Api, coordinator: Api, partnership: Partnership) -> None:
    venue = {
        "name": "Radnice",
        "address": "náměstí 1",
        "room": "11",
        "online_url": "https://porady.example/1",
    }
    event = published(coordinator, partnership, online_public=True, sessions=[sitting(venue=venue)])
    [row] = api.get("/schedule").json()["results"]
    assert set(row) == set(ScheduleRow.model_fields)
    assert ScheduleRow.model_validate(row).model_dump(mode="json") == row
    assert row["id"] == event["sessions"][0]["id"]
    assert (row["event_id"], row["url"]) == (event["id"], event["url"])
    assert (row["status"], row["seats"]) == ("open", "free")
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
    assert titles(api, "q=100%20dluhy") == ["Dluhy 100 %"]
    assert titles(api, "q=kurz%20dluhy") == []
    assert len(titles(api, "q=" + "%20".join(["d", "l", "u"] * 20))) == 1
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
        ({"registration_policy": "invitation"}, "invitation"),
        ({"registration_policy": "invitation", "capacity": 5, "taken": 5}, "invitation"),
        ({"registration_policy": "members"}, "members"),
        ({"registration_policy": "members", "status": EventStatus.CANCELLED}, "closed"),
        ({"registration_policy": "approval"}, "free"),
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


def test_one_event_can_be_asked_for_whenever_it_is(
    api: Api, database: Database, coordinator: Api, partnership: Partnership
) -> None:
    published(coordinator, partnership, title="Beseda")
    with database.writing() as session:
        past = clock.now() - timedelta(days=30)
        held = factories.an_event(session, partnership, title="Beseda", starts_at=past, sessions=2).id
    assert {row["event_id"] for row in api.rows(f"/schedule?event={held}")} == {held}
    assert api.get(f"/schedule?event={held}&count=true").json()["total"] == 2
    assert len(Calendar.from_ical(api.get(f"/schedule.ics?event={held}").content).events) == 2
    assert api.get(f"/schedule?event={held}&from={clock.today()}").json()["results"] == []


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
