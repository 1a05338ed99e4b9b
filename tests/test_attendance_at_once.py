"""Many write down the attendance of one session at once: what is counted is what is recorded."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.attendance.models import Attendance, AttendanceStatus
from app.attendance.record import record
from app.attendance.shapes import AttendanceUpdate
from app.core import clock
from app.core.actor import SYSTEM
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event, EventSession
from tests import factories

pytestmark = pytest.mark.both_databases

PEOPLE, CHANGES, AT_ONCE = 8, 160, 8
STATUSES = [status for status in AttendanceStatus if status != AttendanceStatus.UNKNOWN]


def test_records_changed_at_once_are_counted_as_they_stand(database: Database, settings: Settings) -> None:
    with database.writing() as session:
        event = factories.an_event(session, starts_at=clock.now() - timedelta(hours=1))
        sitting = factories.sessions_of(session, event)[0].id or 0
        event_id = event.id or 0
        ids = [factories.a_registration(session, event).id or 0 for _ in range(PEOPLE)]
    dice = random.Random(7)
    changes = [(dice.choice(ids), dice.choice(STATUSES)) for _ in range(CHANGES)]

    def change(one: tuple[int, AttendanceStatus]) -> None:
        with database.writing() as session:
            session.info["settings"] = settings
            record(session, SYSTEM, sitting, one[0], AttendanceUpdate(status=one[1]))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(change, changes))
    check_counted(database, event_id, {sitting})


def check_counted(database: Database, event_id: int, sittings: set[int]) -> None:
    """The counters of the sessions and of the event say what the records say."""
    with database.reading() as session:
        there: set[int] = set()
        for sitting in sittings:
            statement = sa.select(Attendance.registration_id, Attendance.status)
            rows = session.execute(statement.where(col(Attendance.session_id) == sitting)).all()
            present = {row.registration_id for row in rows if row.status == AttendanceStatus.PRESENT}
            counted = session.get_one(EventSession, sitting)
            assert (counted.recorded, counted.attended) == (len(rows), len(present))
            there |= present
        assert session.get_one(Event, event_id).attended == len(there)
