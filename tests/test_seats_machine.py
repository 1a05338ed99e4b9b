"""Any order of signing up, leaving, declining, walking in and new capacities, against a model on paper."""

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
from sqlmodel import Session

from app.attendance import check_in
from app.attendance.shapes import WalkInCreate
from app.core import clock
from app.core.actor import PUBLIC, SYSTEM
from app.core.database.engine import Database
from app.core.database.records import ANY_VERSION
from app.core.errors import Conflict
from app.core.settings import Settings
from app.events.models import Event
from app.events.service import update_event
from app.events.shapes import EventUpdate
from app.events.views import EventView
from app.registrations import decide, own_link
from app.registrations.confirm_address import confirm_mine, expire_at
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.seats import positions
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import sign_up
from tests import factories, machines
from tests.api.registering import mailed_token

pytestmark = pytest.mark.both_databases

SIGNED_UP = (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING)
CAPACITIES = st.one_of(st.none(), st.integers(1, 5))
numbers = count(1)


class Seats(RuleBasedStateMachine):
    """`holding` have a seat, `queue` waits in order, `inside` walked in; ids of registrations.

    At an event that asks for proof, `unconfirmed` hold nothing until their mailbox confirms.
    """

    database: Database
    settings: Settings

    @initialize(capacity=CAPACITIES, asks=st.booleans())
    def open_event(self, capacity: int | None, asks: bool) -> None:
        self.capacity, self.asks = capacity, asks
        self.unconfirmed: list[int] = []
        self.holding: set[int] = set()
        self.queue: list[int] = []
        self.inside: set[int] = set()
        self.links: dict[int, str] = {}
        with self.database.writing() as session:
            start = clock.now() + timedelta(hours=2)
            event = factories.an_event(session, starts_at=start, capacity=capacity, confirm_address=asks)
            self.event_id = event.id or 0
            self.session_id = factories.sessions_of(session, event)[0].id or 0

    def done(self, verb: Any, *arguments: Any) -> Any:
        with self.database.writing() as session:
            session.info["settings"] = self.settings
            return verb(session, *arguments)

    def has_room(self) -> bool:
        return not self.queue and (self.capacity is None or len(self.holding) < self.capacity)

    def move_up(self) -> None:
        while self.queue and (self.capacity is None or len(self.holding) < self.capacity):
            self.holding.add(self.queue.pop(0))

    @rule()
    def somebody_signs_up(self) -> None:
        body = RegistrationCreate.model_validate(
            {"first_name": "Osoba", "last_name": f"Č. {next(numbers)}", "email": "urad@mesto.example"}
        )
        told = self.done(sign_up, PUBLIC, self.event_id, body, "cs")
        if self.asks:
            assert (told.status, told.reason) == ("pending", "confirm_address")
            self.unconfirmed.append(told.id)
            return
        assert told.status == ("confirmed" if self.has_room() else "waiting")
        self.links[told.id] = mailed_token(told.id)
        if self.has_room():
            self.holding.add(told.id)
        else:
            self.queue.append(told.id)
            assert told.waiting_position == len(self.queue)

    @precondition(lambda self: self.unconfirmed)
    @rule(data=st.data(), vouched=st.booleans())
    def a_mailbox_confirms_or_the_staff_vouch(self, data: st.DataObject, vouched: bool) -> None:
        """Those who wait do so by the time of their sign-up; ids grow with it."""
        one = data.draw(st.sampled_from(self.unconfirmed))
        self.unconfirmed.remove(one)
        link = self.links[one] = mailed_token(one)
        told = self.done(decide.confirm, SYSTEM, one) if vouched else self.done(confirm_mine, link)
        assert told.status == ("confirmed" if self.has_room() else "waiting")
        if self.has_room():
            self.holding.add(one)
        else:
            self.queue = sorted([*self.queue, one])

    @precondition(lambda self: self.unconfirmed)
    @rule()
    def what_nobody_confirmed_ends(self) -> None:
        self.done(expire_at, self.event_id)
        self.unconfirmed.clear()

    @precondition(lambda self: self.holding or self.queue)
    @rule(data=st.data(), by_staff=st.sampled_from(["", "cancel", "decline"]))
    def somebody_leaves(self, data: st.DataObject, by_staff: str) -> None:
        leaving = data.draw(st.sampled_from([*sorted(self.holding), *self.queue]))
        if by_staff:
            self.done(getattr(decide, by_staff), SYSTEM, leaving, "důvod")
        else:
            self.done(own_link.cancel_my_registration, self.links[leaving])
        self.holding.discard(leaving)
        if leaving in self.queue:
            self.queue.remove(leaving)
        self.move_up()

    @rule(capacity=CAPACITIES)
    def the_capacity_changes(self, capacity: int | None) -> None:
        body = EventUpdate(capacity=capacity)
        if capacity is not None and capacity < len(self.holding):
            try:
                self.done(update_event, SYSTEM, self.event_id, ANY_VERSION, body, EventView)
                raise AssertionError("people who hold a seat were left without one")
            except Conflict as refusal:
                assert refusal.code == "capacity_below_confirmed"
            return
        self.done(update_event, SYSTEM, self.event_id, ANY_VERSION, body, EventView)
        self.capacity = capacity
        self.move_up()

    @rule()
    def somebody_walks_in(self) -> None:
        body = WalkInCreate.model_validate({"first_name": "Příchozí", "last_name": f"Č. {next(numbers)}"})
        self.inside.add(self.done(check_in.walk_in, SYSTEM, self.session_id, body).id)

    @precondition(lambda self: self.queue)
    @rule(data=st.data())
    def the_staff_cannot_lift_anybody_over_the_queue(self, data: st.DataObject) -> None:
        waiting = data.draw(st.sampled_from(self.queue))
        try:
            self.done(decide.confirm, SYSTEM, waiting)
            raise AssertionError("somebody passed the queue")
        except Conflict as refusal:
            assert refusal.code == "full"

    @invariant()
    def the_records_say_what_the_model_says(self) -> None:
        with self.database.reading() as session:
            event = session.get_one(Event, self.event_id)
            assert event.capacity is None or event.taken <= event.capacity
            assert (event.taken, event.confirmed) == (len(self.holding),) * 2
            assert event.pending == len(self.unconfirmed)
            assert (event.waiting, event.attended) == (len(self.queue), len(self.inside))
            assert ids(session, self.event_id, walk_in=False) == self.holding | set(self.queue)
            assert ids(session, self.event_id, walk_in=True) == self.inside
            places = positions(session, {self.event_id})
            assert sorted(places, key=lambda one: places[one]) == self.queue
            assert sorted(places.values()) == list(range(1, len(self.queue) + 1))


def ids(session: Session, event_id: int, *, walk_in: bool) -> set[int]:
    found = sa.select(Registration.id).where(
        Registration.event_id == event_id, Registration.walk_in == walk_in, Registration.status.in_(SIGNED_UP)
    )
    return set(session.scalars(found))


@pytest.mark.parametrize("examples", machines.LENGTHS)
def test_no_order_of_verbs_breaks_the_queue(
    database: Database, settings: Settings, examples: dict[str, int]
) -> None:
    machines.run(Seats, database, settings, examples)
