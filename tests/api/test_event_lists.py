"""The lists of events: filters, what needs attention, what is gone."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft, changed, day_at, published, sitting
from tests.clients import Api

pytestmark = pytest.mark.both_databases


def titles(client: Api, query: str) -> list[str]:
    return sorted(row["title"] for row in client.rows(f"/events?{query}"))


def test_lists_are_filtered_by_what_events_say(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        territory = factories.a_territory(session, "Semily")
        region = int(territory.path.split("/")[2])
        group = factories.a_group(session, partnership)
    a_draft(coordinator, partnership, title="Dluhy", territory_id=territory.id)
    published(
        coordinator, partnership, "/meetings", title="Porada", group_id=group.id, sessions=[sitting(40)]
    )
    assert titles(coordinator, f"territory={region}") == ["Dluhy"]
    assert titles(coordinator, "kind=meeting") == ["Porada"]
    assert titles(coordinator, "kind=meeting&kind=seminar") == ["Dluhy", "Porada"]
    assert titles(coordinator, "status=draft") == ["Dluhy"]
    assert titles(coordinator, f"group={group.id}") == ["Porada"]
    assert titles(coordinator, "q=PORAD") == ["Porada"]
    day = clock.today() + timedelta(days=30)
    assert titles(coordinator, f"to={day}") == ["Dluhy"]
    assert titles(coordinator, f"from={day}") == ["Porada"]
    assert coordinator.get("/events?count=true&kind=meeting").json()["total"] == 1
    assert coordinator.get("/events?colour=red").status_code == 422


def test_the_day_of_a_filter_is_a_day_in_prague(coordinator: Api, partnership: Partnership) -> None:
    late = {"starts_at": day_at(5, 23), "ends_at": day_at(5, 23, 30)}
    a_draft(coordinator, partnership, title="Pozdě", sessions=[late])
    day = clock.today() + timedelta(days=5)
    assert titles(coordinator, f"from={day}&to={day}") == ["Pozdě"]
    assert titles(coordinator, f"from={day + timedelta(days=1)}") == []


def test_an_event_without_a_date_is_found_by_its_planned_period(
    coordinator: Api, partnership: Partnership
) -> None:
    a_draft(coordinator, partnership, sessions=[], planned_from="2031-04-01", planned_to="2031-06-30")
    assert titles(coordinator, "from=2031-05-01&to=2031-05-31") != []
    assert titles(coordinator, "from=2031-07-01") == []


def test_what_needs_attention_can_be_listed(
    coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        past = clock.now() - timedelta(days=3)
        factories.an_event(session, partnership, starts_at=past, title="Bez docházky")
        noted = factories.an_event(session, partnership, starts_at=past, title="S docházkou")
        session.flush()
        for sitting_ in factories.sessions_of(session, noted):
            sitting_.recorded = 3
        factories.an_event(session, partnership, title="Volno", capacity=5)
        factories.an_event(session, partnership, title="Plno", capacity=5, taken=5, waiting=2)
    assert titles(coordinator, "missing_attendance=true") == ["Bez docházky"]
    assert titles(coordinator, "free_seats=true") == ["Volno"]
    assert titles(coordinator, "waiting=true") == ["Plno"]
    assert titles(coordinator, "missing_minutes=true") == []
    assert "Plno" not in titles(coordinator, "free_seats=false&waiting=false")


def test_a_synced_list_tells_what_is_gone(api: Api, coordinator: Api, partnership: Partnership) -> None:
    kept, hidden = published(coordinator, partnership), published(coordinator, partnership)
    since = (clock.now() - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    changed(coordinator, hidden, visibility="internal")
    rows = {row["id"]: row for row in api.rows(f"/events?updated_since={since}")}
    assert rows[hidden["id"]]["deleted"] is True
    assert rows[kept["id"]]["title"] == kept["title"]


def test_a_list_of_one_kind_never_calls_an_event_of_another_deleted(
    coordinator: Api, partnership: Partnership
) -> None:
    seminar, table = published(coordinator, partnership), published(coordinator, partnership, "/round-tables")
    since = (clock.now() - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    for path in ("/round-tables?", "/events?kind=round_table&"):
        assert [row["id"] for row in coordinator.rows(f"{path}updated_since={since}")] == [table["id"]]
    assert seminar["id"] != table["id"]


def test_a_list_by_start_goes_on_from_page_to_page_and_ends_with_what_has_no_date(
    database: Database, coordinator: Api, partnership: Partnership
) -> None:
    starts = [clock.now() + timedelta(days=days) for days in (3, 1, 2, 1)]
    with database.writing() as session:
        undated = factories.an_event(session, partnership, sessions=0).id
        ids = [factories.an_event(session, partnership, starts_at=start).id for start in starts]
    found = [row["id"] for row in coordinator.rows("/events?sort=starts_at&limit=2")]
    assert found == [ids[1], ids[3], ids[2], ids[0], undated]
    assert coordinator.get("/events?sort=starts_at&updated_since=2026-01-01T00:00:00Z").status_code == 422


def test_two_rooms_of_one_house_stay_two_in_a_list(coordinator: Api, partnership: Partnership) -> None:
    rooms = ("11", "210", "11")
    for number, room in enumerate(rooms):
        session = sitting(days=number + 1) | {"venue": {"name": "Radnice", "room": room}}
        published(coordinator, partnership, sessions=[session])
    listed = coordinator.rows("/events")
    assert tuple(row["sessions"][0]["venue"]["room"] for row in listed) == rooms
