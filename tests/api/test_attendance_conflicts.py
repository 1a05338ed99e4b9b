"""Nobody is in two places at once; where the sheets say so, the staff are told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.attendance.models import AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api

pytestmark = pytest.mark.both_databases

NINE = clock.at(clock.today() - timedelta(days=3), 9)


def was_at(session: Session, person: Person, start: datetime, hours: int = 2, **fields: Any) -> int:
    """Present at an event of their partnership; returns its id."""
    partnership = session.get_one(Partnership, person.partnership_id)
    event = factories.an_event(session, partnership, sessions=0)
    sitting = factories.a_session(session, event, start, start + timedelta(hours=hours))
    factories.an_attendance(session, factories.a_registration(session, event, person), sitting, **fields)
    return event.id or 0


def test_somebody_present_at_two_overlapping_sessions_is_reported(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        ema = factories.a_person(session, partnership, first_name="Ema", last_name="Nebylá")
        ids = [was_at(session, ema, NINE), was_at(session, ema, NINE + timedelta(hours=1))]
        was_at(session, factories.a_person(session, partnership), NINE)
    [row] = coordinator.rows("/attendance-conflicts")
    assert (row["name"], row["person_id"], row["partnership_id"]) == ("Ema Nebylá", ema.id, partnership.id)
    assert [row["first"]["event_id"], row["second"]["event_id"]] == ids
    assert datetime.fromisoformat(row["starts_at"]) == NINE + timedelta(hours=1)
    assert datetime.fromisoformat(row["ends_at"]) == NINE + timedelta(hours=2)


@pytest.mark.parametrize("how", ["afterwards", "excused"])
def test_one_place_after_the_other_is_no_conflict(
    coordinator: Api, database: Database, partnership: Partnership, how: str
) -> None:
    with database.writing() as session:
        ema = factories.a_person(session, partnership)
        was_at(session, ema, NINE)
        if how == "afterwards":
            was_at(session, ema, NINE + timedelta(hours=2))
        else:
            was_at(session, ema, NINE, status=AttendanceStatus.EXCUSED)
    assert coordinator.rows("/attendance-conflicts") == []


def test_three_places_are_three_pairs_page_by_page(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        ema = factories.a_person(session, partnership)
        one, two, three = (was_at(session, ema, NINE) for _ in range(3))
    rows = coordinator.rows("/attendance-conflicts?limit=1")
    pairs = [(row["first"]["event_id"], row["second"]["event_id"]) for row in rows]
    assert pairs == [(one, two), (one, three), (two, three)]
    assert coordinator.get("/attendance-conflicts?count=true").json()["total"] == 3
    assert (
        coordinator.get("/attendance-conflicts?cursor=WyJhIiwxXQ").json()["errors"][0]["code"] == "bad_cursor"
    )


def test_conflicts_are_found_by_days_and_partnership(
    admin: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        other = factories.a_partnership(session)
        for place, days in ((partnership, 0), (other, 0), (partnership, 7)):
            ema = factories.a_person(session, place)
            for _ in range(2):
                was_at(session, ema, NINE - timedelta(days=days))
    day = clock.day_of(NINE)
    counted = {
        query: len(admin.rows(f"/attendance-conflicts?{query}"))
        for query in ("", f"partnership={partnership.id}", f"from={day}", f"to={day - timedelta(days=1)}")
    }
    assert list(counted.values()) == [3, 2, 2, 1]


def test_conflicts_are_for_the_staff_of_the_partnership(
    signed_in: Callable[..., Api], database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        ema = factories.a_person(session, partnership)
        for _ in range(2):
            was_at(session, ema, NINE)
    seen = [
        len(signed_in(role, place).rows("/attendance-conflicts"))
        for role, place in (
            ("auditor", partnership),
            ("coordinator", elsewhere),
            ("facilitator", partnership),
        )
    ]
    assert seen == [1, 0, 0]
