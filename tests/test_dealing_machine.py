"""Any order of enrolling, signing up, leaving, swapping, dealing and new capacities, against a model."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlmodel import Session, col

from app.core import clock
from app.core.actor import PUBLIC, SYSTEM
from app.core.database.engine import Database
from app.core.database.records import ANY_VERSION
from app.core.errors import Conflict
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.courses.models import EventKind, SeatAllocation
from app.courses.series import topics_of
from app.events.models import Event
from app.events.service import update_event
from app.events.shapes import EventUpdate
from app.events.views import EventView
from app.registrations import decide, swap
from app.registrations.confirm_address import confirm_mine
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import positions
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import sign_up
from app.series.allocate import allocate
from app.series.enrol import enrol
from app.series.enrolments import cancel_enrolment
from app.series.shapes import EnrolmentCreate
from tests import factories, machines
from tests.api.registering import mailed_token

pytestmark = pytest.mark.both_databases

TOWNS = ("Liberec", "Semily")
WAITS = (RegistrationStatus.PENDING, RegistrationStatus.WAITING)
CAPACITIES = st.one_of(st.none(), st.integers(1, 4))
numbers = count(1)
Order = tuple[int, int]
"""Priority, and a number that grows with every enrolment and sign-up."""


def person(**more: Any) -> dict[str, Any]:
    return {"first_name": "Osoba", "last_name": f"Č. {next(numbers)}", "email": "urad@mesto.example", **more}


class Dealing(RuleBasedStateMachine):
    """`holding` and `queue` of each event are ids of registrations; `order` is what decides among them."""

    database: Database
    settings: Settings

    @initialize(capacity=CAPACITIES)
    def lay_out(self, capacity: int | None) -> None:
        self.dealt = False
        self.order: dict[int, Order] = {}
        self.enrolments: dict[int, list[int]] = {}
        self.time = count(1)
        with self.database.writing() as session:
            self.towns = [factories.a_territory(session, name).id or 0 for name in TOWNS]
            self.events = list(self._events(session, capacity))
        self.capacity = dict.fromkeys(self.events, capacity)
        self.holding: dict[int, set[int]] = {event: set() for event in self.events}
        self.queue: dict[int, list[int]] = {event: [] for event in self.events}

    def _events(self, session: Session, capacity: int | None) -> Iterator[int]:
        """Two topics in two towns; `events[0]` and `events[2]` are the same topic."""
        partnership = factories.a_partnership(session)
        places = [factories.a_territory(session, name) for name in TOWNS]
        series = factories.a_series(
            session, partnership, 2, places, EventKind.SEMINAR, allocation=SeatAllocation.SERIES_FIRST
        )
        self.series_id = series.id or 0
        for place in places:
            for topic in topics_of(session, [self.series_id])[self.series_id]:
                event = factories.an_event(
                    session,
                    partnership,
                    starts_at=clock.now() + timedelta(days=2),
                    capacity=capacity,
                    series_id=series.id,
                    topic_id=topic.id,
                    territory_id=place.id,
                    undealt=True,
                )
                yield event.id or 0

    def done(self, verb: Any, *arguments: Any) -> Any:
        with self.database.writing() as session:
            session.info["settings"] = self.settings
            return verb(session, *arguments)

    def has_seat(self, event: int) -> bool:
        capacity = self.capacity[event]
        return capacity is None or len(self.holding[event]) < capacity

    def move_up(self, event: int) -> None:
        while self.dealt and self.queue[event] and self.has_seat(event):
            self.holding[event].add(self.queue[event].pop(0))

    def add(self, event: int, registration: int, order: Order) -> None:
        """Whoever comes takes a seat that nobody waits for, else a place in the queue by the order."""
        self.order[registration] = order
        self.queue[event].append(registration)
        self.queue[event].sort(key=lambda one: self.order[one])
        self.move_up(event)

    def remove(self, registration: int) -> int:
        for event in self.events:
            if registration in self.holding[event] or registration in self.queue[event]:
                self.holding[event].discard(registration)
                if registration in self.queue[event]:
                    self.queue[event].remove(registration)
                self.move_up(event)
                return event
        raise AssertionError("nobody knows this registration")

    def living(self) -> list[int]:
        return [one for event in self.events for one in (*sorted(self.holding[event]), *self.queue[event])]

    @rule(which=st.integers(0, 3))
    def somebody_signs_up_for_one_event(self, which: int) -> None:
        event = self.events[which]
        body = RegistrationCreate.model_validate(person())
        told = self.done(sign_up, PUBLIC, event, body, "cs")
        self.add(event, told.id, (1, next(self.time)))

    @rule(town=st.integers(0, 1), before=st.booleans())
    def somebody_takes_the_whole_series(self, town: int, before: bool) -> None:
        """Perhaps signed up for its first event already, which joins the enrolment and is not told of."""
        who, here = person(), self.events[2 * town : 2 * town + 2]
        known = None
        if before:
            known = self.done(sign_up, PUBLIC, here[0], RegistrationCreate.model_validate(who), "cs").id
            self.add(here[0], known, (1, next(self.time)))
        body = EnrolmentCreate.model_validate({**who, "territory_id": self.towns[town]})
        told = self.done(enrol, PUBLIC, self.series_id, body, "cs")
        order = (0, next(self.time))
        assert {one.reason for one in told.registrations} == {"confirm_address"}
        self.done(confirm_mine, mailed_token(told.registrations[0].id))
        self.enrolments[told.id] = [one.id for one in told.registrations]
        if known is not None:
            self.enrolments[told.id].append(known)
            self.order[known] = order
            self.queue[here[0]].sort(key=lambda each: self.order[each])
        for one in told.registrations:
            self.add(one.event_id, one.id, order)

    @precondition(lambda self: self.living())
    @rule(data=st.data())
    def somebody_leaves(self, data: st.DataObject) -> None:
        leaving = data.draw(st.sampled_from(self.living()))
        self.done(decide.cancel, SYSTEM, leaving, "")
        self.remove(leaving)

    @precondition(lambda self: self.enrolments)
    @rule(data=st.data())
    def an_enrolment_ends(self, data: st.DataObject) -> None:
        ending = data.draw(st.sampled_from(sorted(self.enrolments)))
        self.done(cancel_enrolment, SYSTEM, ending, "")
        for one in self.enrolments.pop(ending):
            if one in self.living():
                self.remove(one)

    @precondition(lambda self: self.living())
    @rule(data=st.data())
    def somebody_takes_another_date(self, data: st.DataObject) -> None:
        """The order goes along; a seat is given up only for a seat."""
        moving = data.draw(st.sampled_from(self.living()))
        here = next(one for one in self.events if moving in self.holding[one] or moving in self.queue[one])
        there = self.events[(self.events.index(here) + 2) % 4]
        free = self.has_seat(there) and not self.queue[there]
        try:
            told = self.done(swap.swap, SYSTEM, moving, there)
        except Conflict as refusal:
            assert refusal.code == "full"
            assert moving in self.holding[here]
            assert not free
            return
        assert not self.dealt or free or moving in self.queue[here]
        self.remove(moving)
        for ids in self.enrolments.values():
            if moving in ids:
                ids.append(told.id)
        self.add(there, told.id, self.order[moving])

    @rule(which=st.integers(0, 3), capacity=CAPACITIES)
    def the_capacity_changes(self, which: int, capacity: int | None) -> None:
        event = self.events[which]
        if capacity is not None and capacity < len(self.holding[event]):
            return
        self.done(update_event, SYSTEM, event, ANY_VERSION, EventUpdate(capacity=capacity), EventView)
        self.capacity[event] = capacity
        self.move_up(event)

    @rule()
    def the_seats_are_dealt(self) -> None:
        """Twice changes nothing, and writes to nobody."""
        told = self.done(allocate, SYSTEM, self.series_id)
        written = self.letters()
        if not self.dealt:
            self.dealt = True
            for event in self.events:
                places = [one for one in told.decisions if one.event_id == event]
                assert [one.registration_id for one in places] == self.queue[event]
                assert [one.place for one in places] == list(range(1, len(places) + 1))
                self.move_up(event)
        assert self.done(allocate, SYSTEM, self.series_id) == told
        assert self.letters() == written

    def letters(self) -> int:
        with self.database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Letter)) or 0

    @invariant()
    def the_records_say_what_the_model_says(self) -> None:
        with self.database.reading() as session:
            for number in self.events:
                event = session.get_one(Event, number)
                waiting = len(self.queue[number])
                assert event.capacity is None or event.taken <= event.capacity
                assert (event.taken, event.confirmed) == (len(self.holding[number]),) * 2
                assert (event.pending, event.waiting) == ((0, waiting) if self.dealt else (waiting, 0))
                assert not (self.dealt and waiting and self.has_seat(number))
                self._check_rows(session, number)

    def _check_rows(self, session: Session, number: int) -> None:
        living = sa.select(Registration).where(
            col(Registration.event_id) == number, col(Registration.status).not_in(INACTIVE_STATUSES)
        )
        rows = {row.id or 0: row for row in session.scalars(living)}
        assert {one for one, row in rows.items() if row.status in WAITS} == set(self.queue[number])
        assert rows.keys() - set(self.queue[number]) == self.holding[number]
        queued = sorted(self.queue[number], key=lambda one: (rows[one].priority, rows[one].queue_key))
        assert queued == self.queue[number]
        if self.dealt:
            places = positions(session, {number})
            assert sorted(places, key=lambda one: places[one]) == self.queue[number]
        for row in rows.values():
            self._check_reason(row)

    def _check_reason(self, row: Registration) -> None:
        """What the person is told explains where they stand."""
        if row.deal_place is None:
            wanted = {
                RegistrationStatus.PENDING: "dealing",
                RegistrationStatus.WAITING: "full",
                RegistrationStatus.CONFIRMED: row.reason if row.reason == "moved_up" else None,
            }
            assert row.reason == wanted[row.status]
        elif row.reason == "dealt_seat":
            assert row.status == RegistrationStatus.CONFIRMED
            assert row.deal_seats is None or row.deal_place <= row.deal_seats
        else:
            assert row.deal_seats is not None
            assert row.deal_place > row.deal_seats
            wait = row.status == RegistrationStatus.WAITING
            assert row.reason == ("dealt_wait" if wait else "dealt_moved_up")


@pytest.mark.parametrize("examples", machines.LENGTHS)
def test_no_order_of_verbs_breaks_the_dealing(
    database: Database, settings: Settings, examples: dict[str, int]
) -> None:
    machines.run(Dealing, database, settings, examples)
