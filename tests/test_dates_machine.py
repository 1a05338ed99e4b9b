"""Any order of moving, cancelling, reactivating, signing up, leaving and recording, on a clock that goes on.

What must never happen: attendance that is lost or hangs on a person without a seat, counters that differ from
the rows, a deadline that outlives the start, an event that a slip made final.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, col, select

from app.attendance import check_in
from app.attendance import record as attendance
from app.attendance.models import Attendance, AttendanceStatus
from app.attendance.shapes import AttendanceUpdate, WalkInCreate
from app.core import clock
from app.core.actor import PUBLIC, SYSTEM
from app.core.database.engine import Database
from app.core.database.records import ANY_VERSION
from app.core.errors import Conflict, Invalid, Problem
from app.core.settings import Settings
from app.events import transitions
from app.events.models import ENDED_STATUSES, Event, EventSession, EventStatus, MoveUp
from app.events.service import try_update, update_event
from app.events.shapes import Cancellation, EventUpdate, Postponement, SessionChange
from app.events.told import told_span
from app.events.views import EventView
from app.registrations import own_link
from app.registrations.confirm_address import confirm_mine
from app.registrations.models import ACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import sign_up
from app.seat_blocks.models import SeatBlock
from app.seat_blocks.service import create_block
from app.seat_blocks.shapes import SeatBlockCreate
from app.worker import tick
from tests import factories, machines
from tests.api.registering import mailed_token

pytestmark = pytest.mark.both_databases

numbers = count(1)
HOURS = st.integers(-400, 400)
LENGTH = timedelta(hours=3)


class Dates(RuleBasedStateMachine):
    """`present` are pairs of a registration and a session; `before` the statuses before a cancellation."""

    database: Database
    settings: Settings

    @initialize(move_up=st.sampled_from(list(MoveUp)), days=st.integers(1, 3))
    def open_event(self, move_up: MoveUp, days: int) -> None:
        self.now: datetime = clock.now()
        self.links: dict[int, str] = {}
        self.present: set[tuple[int, int]] = set()
        self.before: dict[int, RegistrationStatus] = {}
        self.ended_early = False
        with self.database.writing() as session:
            event = factories.an_event(
                session,
                starts_at=self.now + timedelta(hours=20),
                sessions=days,
                capacity=2,
                move_up=move_up,
                registration_closes_at=self.now + timedelta(hours=10),
                cancel_until=self.now + timedelta(hours=8),
            )
            self.event_id = event.id or 0
            self.office = factories.an_organisation(session).id

    def done(self, verb: Any, *arguments: Any) -> Any:
        with time_machine.travel(self.now, tick=False), self.database.writing() as session:
            session.info["settings"] = self.settings
            return verb(session, *arguments)

    def event(self) -> Event:
        with self.database.reading() as session:
            return session.get_one(Event, self.event_id)

    def sessions(self) -> list[EventSession]:
        with self.database.reading() as session:
            return list(factories.sessions_of(session, session.get_one(Event, self.event_id)))

    def rows(self, session: Session) -> list[Registration]:
        found = select(Registration).where(Registration.event_id == self.event_id)
        return list(session.exec(found.order_by(col(Registration.id))))

    def statuses(self) -> dict[int, RegistrationStatus]:
        with self.database.reading() as session:
            return {one.id: one.status for one in self.rows(session)}

    # --- people ------------------------------------------------------------------------------------------

    @rule(of_office=st.booleans())
    def somebody_signs_up(self, of_office: bool) -> None:
        body = RegistrationCreate.model_validate(
            {
                "first_name": "Osoba",
                "last_name": f"Č. {next(numbers)}",
                "email": "urad@mesto.example",
                "organisation_id": self.office if of_office else None,
            }
        )
        try:
            told = self.done(sign_up, PUBLIC, self.event_id, body, "cs")
        except Conflict as refusal:
            assert refusal.code in ("registration_closed", "event_cancelled")
            return
        self.links[told.id] = mailed_token(told.id)
        if told.reason == "confirm_address":
            self.done(confirm_mine, self.links[told.id])

    @precondition(lambda self: self.links)
    @rule(data=st.data())
    def somebody_leaves(self, data: st.DataObject) -> None:
        leaving = data.draw(st.sampled_from(sorted(self.links)))
        was_present = any(one == leaving for one, _ in self.present)
        try:
            self.done(own_link.cancel_my_registration, self.links[leaving])
        except Conflict as refusal:
            assert refusal.code in ("wrong_state", "event_past", "event_cancelled")
            return
        assert not was_present

    @rule()
    def seats_are_kept(self) -> None:
        until = self.now + timedelta(hours=3)
        body = SeatBlockCreate.model_validate({"organisation_id": self.office, "seats": 1, "until": until})
        try:
            self.done(create_block, SYSTEM, self.event_id, body)
        except Problem as refusal:
            assert refusal.code in ("too_few_free", "event_past", "invalid")

    @precondition(lambda self: self.links)
    @rule(data=st.data(), status=st.sampled_from(list(AttendanceStatus)))
    def attendance_is_recorded(self, data: st.DataObject, status: AttendanceStatus) -> None:
        days = self.sessions()
        if not days:
            return
        number = data.draw(st.sampled_from(sorted(self.links)))
        day = data.draw(st.sampled_from([one.id for one in days]))
        body = AttendanceUpdate(status=status)
        try:
            self.done(attendance.record, SYSTEM, day, number, body)
        except Conflict as refusal:
            assert refusal.code in ("too_early", "event_cancelled", "waiting", "cancelled", "wrong_state")
            return
        self.present.discard((number, day))
        if status == AttendanceStatus.PRESENT:
            self.present.add((number, day))

    @rule(data=st.data())
    def somebody_walks_in(self, data: st.DataObject) -> None:
        days = self.sessions()
        if not days:
            return
        day = data.draw(st.sampled_from([one.id for one in days]))
        body = WalkInCreate.model_validate({"first_name": "Příchozí", "last_name": f"Č. {next(numbers)}"})
        try:
            told = self.done(check_in.walk_in, SYSTEM, day, body)
        except Conflict as refusal:
            assert refusal.code in ("too_early", "event_cancelled")
            return
        self.present.add((told.id, day))

    # --- the event ---------------------------------------------------------------------------------------

    @rule(hours=HOURS, took_place=st.booleans())
    def the_event_is_moved(self, hours: int, took_place: bool) -> None:
        shift = timedelta(hours=hours)
        days = [
            SessionChange(id=one.id, starts_at=one.starts_at + shift, ends_at=one.ends_at + shift)
            for one in self.sessions()
        ]
        self.change(days, took_place)

    @rule(hours=st.lists(st.integers(-100, 300), min_size=1, max_size=3, unique_by=lambda hour: hour // 4))
    def the_event_gets_other_days(self, hours: list[int]) -> None:
        starts = [self.now + timedelta(hours=hour // 4 * 4) for hour in hours]
        self.change([SessionChange(starts_at=start, ends_at=start + LENGTH) for start in starts], False)

    def change(self, days: list[SessionChange], took_place: bool) -> None:
        """Trying it first changes nothing and is refused for the same reason."""
        body = EventUpdate(sessions=days, took_place=took_place)
        arguments = (SYSTEM, self.event_id, ANY_VERSION, body, EventView)
        before, refused = self.event(), ""
        try:
            self.done(try_update, *arguments)
        except Problem as refusal:
            refused = refusal.code
        after = self.event()
        assert (after.version, after.starts_at) == (before.version, before.starts_at)
        try:
            self.done(update_event, *arguments)
        except (Conflict, Invalid) as refusal:
            assert refusal.code == refused
            assert refused in ("in_use", "invalid")
            return
        assert refused == ""
        ends = self.event().ends_at
        assert took_place or before.ends_at == ends or ends is None or ends > self.now
        if (before.starts_at, before.ends_at) != (self.event().starts_at, ends):
            self.ended_early = False
        self.check_status()

    def check_status(self) -> None:
        event = self.event()
        if event.status == EventStatus.HELD and not self.ended_early:
            assert event.ends_at is not None
            assert event.ends_at <= self.now

    @rule(hours=st.none() | st.integers(1, 400))
    def the_event_is_postponed(self, hours: int | None) -> None:
        start, known = self.now + timedelta(hours=hours or 0), told_span(self.event())[0]
        days = [] if hours is None else [SessionChange(starts_at=start, ends_at=start + LENGTH)]
        try:
            self.done(transitions.postpone_event, SYSTEM, self.event_id, Postponement(sessions=days))
        except Conflict as refusal:
            assert refusal.code in ("wrong_state", "in_use")
            return
        self.ended_early = False
        assert self.event().status not in ENDED_STATUSES
        if self.event().starts_at != known:
            self.check_nobody_is_late()

    def check_nobody_is_late(self) -> None:
        until, starts = self.event().cancel_until, self.event().starts_at
        assert until is None or starts is None or self.now < until <= starts

    @rule()
    def the_event_is_cancelled(self) -> None:
        before = self.statuses()
        try:
            self.done(transitions.cancel_event, SYSTEM, self.event_id, Cancellation(reason="Vichřice"))
        except Conflict as refusal:
            assert refusal.code == "wrong_state"
            return
        if self.event().status == EventStatus.CANCELLED:
            assert not self.present
            self.before = before
            return
        self.ended_early = True
        after = self.statuses()
        for number, status in before.items():
            assert (after[number] == RegistrationStatus.CONFIRMED) == (status == RegistrationStatus.CONFIRMED)

    @rule()
    def the_event_is_reactivated(self) -> None:
        try:
            self.done(transitions.reactivate_event, SYSTEM, self.event_id)
        except Conflict as refusal:
            assert refusal.code in ("wrong_state", "event_past")
            return
        assert self.statuses() == self.before

    @rule(hours=st.integers(1, 60))
    def time_goes_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with time_machine.travel(self.now, tick=False):
            tick(self.database, self.settings)

    # --- what always holds -------------------------------------------------------------------------------

    @invariant()
    def attendance_is_kept_and_of_people_with_a_seat(self) -> None:
        with self.database.reading() as session:
            joined = sa.select(Attendance, Registration.status).join(
                Registration, col(Registration.id) == col(Attendance.registration_id)
            )
            found = session.execute(joined.where(col(Attendance.event_id) == self.event_id)).all()
            assert {status for _, status in found} <= {RegistrationStatus.CONFIRMED}
            here = {
                (row.registration_id, row.session_id)
                for row, _ in found
                if row.status == AttendanceStatus.PRESENT
            }
            assert here == self.present
            event = session.get_one(Event, self.event_id)
            assert event.attended == len({number for number, _ in here})
            by_day = Counter(row.session_id for row, _ in found)
            for one in factories.sessions_of(session, event):
                assert one.recorded == by_day[one.id]

    @invariant()
    def the_counters_say_what_the_rows_say(self) -> None:
        with self.database.reading() as session:
            event, rows = session.get_one(Event, self.event_id), self.rows(session)
            counted = Counter(one.status for one in rows if not one.walk_in)
            seats = counted[RegistrationStatus.CONFIRMED] + counted[RegistrationStatus.OFFERED]
            assert (event.taken, event.confirmed) == (seats, counted[RegistrationStatus.CONFIRMED])
            assert (event.waiting, event.pending) == (
                counted[RegistrationStatus.WAITING],
                counted[RegistrationStatus.PENDING],
            )
            assert event.taken + event.kept <= (event.capacity or 0)
            blocks = session.exec(select(SeatBlock).where(SeatBlock.event_id == self.event_id)).all()
            for block in blocks:
                held = [one for one in rows if one.block_id == block.id and one.status in ACTIVE_STATUSES]
                assert block.taken == len(held)
            standing = [block for block in blocks if block.released_at is None]
            assert event.kept == sum(block.seats - block.taken for block in standing)
            if event.status == EventStatus.CANCELLED:
                assert not set(counted) & set(ACTIVE_STATUSES)

    @invariant()
    def no_deadline_outlives_the_start(self) -> None:
        """The start that people were told: dates that are recorded afterwards move nothing."""
        with self.database.reading() as session:
            event = session.get_one(Event, self.event_id)
            start, _ = told_span(event)
            if start is None or event.starts_at is None:
                return
            ends = [event.cancel_until, event.registration_closes_at]
            ends += [one.offer_expires_at for one in self.rows(session)]
            kept = select(SeatBlock).where(
                SeatBlock.event_id == self.event_id, col(SeatBlock.released_at).is_(None)
            )
            ends += [block.until for block in session.exec(kept) if block.until > self.now]
            late = [end for end in ends if end is not None and end > start]
            assert late == [], (start, event.cancel_until, event.registration_closes_at, ends)


@pytest.mark.parametrize("examples", machines.LENGTHS)
def test_no_order_of_verbs_loses_attendance_or_leaves_a_date_behind(
    database: Database, settings: Settings, examples: dict[str, int]
) -> None:
    machines.run(Dates, database, settings, examples)
