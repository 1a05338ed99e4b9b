"""Any order of signing up, leaving, keeping and releasing seats, offers and moves, against a model.

The worker comes by at times only: kept seats whose time is over are released by whoever comes first.
"""

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
from sqlmodel import col

from app.core import clock
from app.core.actor import PUBLIC, SYSTEM
from app.core.database import changes
from app.core.database.engine import Database
from app.core.database.records import ANY_VERSION
from app.core.errors import Conflict
from app.core.settings import Settings
from app.events.detail import event_views
from app.events.models import Event, MoveUp
from app.events.service import update_event
from app.events.shapes import EventUpdate
from app.events.views import EventView
from app.registrations import decide, own_link
from app.registrations.confirm_address import confirm_mine, expire_at
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import positions
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import sign_up
from app.seat_blocks.hand_out import BLOCK
from app.seat_blocks.models import SeatBlock
from app.seat_blocks.release import release_what_is_due
from app.seat_blocks.service import create_block, release_block
from app.seat_blocks.shapes import SeatBlockCreate
from tests import factories, machines
from tests.api.registering import mailed_token
from tests.kept_seats_model import KeptSeatsModel

pytestmark = pytest.mark.both_databases

WHO = st.sampled_from(["city", "village", ""])
"""An organisation of its own block, one that only lies in the territory, nobody's."""
numbers = count(1)


class KeptSeats(KeptSeatsModel, RuleBasedStateMachine):
    database: Database
    settings: Settings

    @initialize(capacity=st.integers(1, 6), move_up=st.sampled_from(list(MoveUp)))
    def open_event(self, capacity: int, move_up: MoveUp) -> None:
        self.begin(capacity, move_up)
        self.links: dict[int, str] = {}
        with self.database.writing() as session:
            place = factories.a_territory(session, "Semily")
            self.organisations = {
                "city": factories.an_organisation(session, territory_id=place.id).id,
                "village": factories.an_organisation(session, territory_id=place.id).id,
                "": None,
            }
            self.territory_id = place.id
            start = clock.now() + timedelta(days=5)
            event = factories.an_event(session, starts_at=start, capacity=capacity, move_up=move_up)
            self.event_id = event.id or 0

    def done(self, verb: Any, *arguments: Any) -> Any:
        with self.database.writing() as session:
            session.info["settings"] = self.settings
            return verb(session, *arguments)

    # --- what happens ------------------------------------------------------------------------------------

    @rule(who=WHO)
    def somebody_signs_up(self, who: str) -> None:
        body = RegistrationCreate.model_validate(
            {
                "first_name": "Osoba",
                "last_name": f"Č. {next(numbers)}",
                "email": "urad@mesto.example",
                "organisation_id": self.organisations[who],
            }
        )
        self.catch_up()
        unproven = bool(self.blocks)
        seat, block = self.seat_for(who)
        told = self.done(sign_up, PUBLIC, self.event_id, body, "cs")
        if unproven:
            assert (told.status, told.reason) == ("pending", "confirm_address")
            self.who[told.id], self.links[told.id] = who, mailed_token(told.id)
            self.unconfirmed.append(told.id)
            return
        assert told.status == ("confirmed" if seat else "waiting")
        assert told.reason == ("kept_seat" if block is not None else None if seat else "full")
        self.who[told.id] = who
        self.links[told.id] = mailed_token(told.id)
        if seat:
            self.holding[told.id] = block
        else:
            self.queue.append(told.id)

    @precondition(lambda self: self.unconfirmed)
    @rule(data=st.data(), vouched=st.booleans())
    def a_mailbox_confirms_or_the_staff_vouch(self, data: st.DataObject, vouched: bool) -> None:
        """Anybody gets what they would have had, at their place by time."""
        one = data.draw(st.sampled_from(self.unconfirmed))
        self.unconfirmed.remove(one)
        self.catch_up()
        seat, block = self.seat_for(self.who[one])
        told = self.done(decide.confirm, SYSTEM, one) if vouched else self.done(confirm_mine, self.links[one])
        assert told.status == ("confirmed" if seat else "waiting")
        if seat:
            self.holding[one] = block
        else:
            self.wait_by_time(one)
        self.settle()

    @precondition(lambda self: self.unconfirmed)
    @rule()
    def what_nobody_confirmed_ends(self) -> None:
        self.done(expire_at, self.event_id)
        self.unconfirmed.clear()

    @precondition(lambda self: self.holding or self.queue)
    @rule(data=st.data(), by=st.sampled_from(["person", "staff"]))
    def somebody_leaves(self, data: st.DataObject, by: str) -> None:
        leaving = data.draw(st.sampled_from([*sorted(self.holding), *self.queue]))
        if by == "staff":
            self.done(decide.cancel, SYSTEM, leaving, "důvod")
        else:
            self.done(own_link.cancel_my_registration, self.links[leaving])
        self.catch_up()
        self.leave(leaving)

    @rule(seats=st.integers(1, 3), whose=st.sampled_from(["city", "territory"]))
    def seats_are_kept(self, seats: int, whose: str) -> None:
        owner: dict[str, Any] = {"organisation_id": self.organisations["city"]}
        if whose == "territory":
            owner = {"territory_id": self.territory_id}
        until = clock.now() + timedelta(days=2)
        body = SeatBlockCreate.model_validate({**owner, "seats": seats, "until": until})
        room = max(0, self.free_for_anybody())
        try:
            made = self.done(create_block, SYSTEM, self.event_id, body)
        except Conflict as refusal:
            assert (refusal.code, refusal.params["free"]) == ("too_few_free", room)
            assert seats > room
            return
        assert seats <= room
        self.catch_up()
        self.blocks[made.id] = (whose, seats)

    @precondition(lambda self: self.blocks)
    @rule(data=st.data())
    def a_block_is_released(self, data: st.DataObject) -> None:
        block = data.draw(st.sampled_from(sorted(self.blocks)))
        self.done(release_block, SYSTEM, block)
        del self.blocks[block]
        self.released.add(block)
        self.due.discard(block)
        self.catch_up()

    @precondition(lambda self: self.blocks.keys() - self.due)
    @rule(data=st.data())
    def the_time_of_a_block_is_over(self, data: st.DataObject) -> None:
        """Nobody has noticed yet."""
        block = data.draw(st.sampled_from(sorted(self.blocks.keys() - self.due)))
        with self.database.writing() as session:
            over = sa.update(BLOCK).where(BLOCK.c.id == block)
            changes.update_counters(
                session, changes.no_change(over.values(until=clock.now() - timedelta(minutes=1)))
            )
        self.due.add(block)

    @rule()
    def the_worker_comes_by(self) -> None:
        self.done(release_what_is_due)
        self.catch_up()

    @rule(capacity=st.integers(1, 7))
    def the_capacity_changes(self, capacity: int) -> None:
        body = EventUpdate(capacity=capacity)
        try:
            self.done(update_event, SYSTEM, self.event_id, ANY_VERSION, body, EventView)
        except Conflict as refusal:
            needed = len(self.holding) if capacity < len(self.holding) else len(self.holding) + self.kept()
            assert capacity < needed
            assert refusal.code in ("capacity_below_confirmed", "capacity_below_kept")
            return
        assert capacity >= len(self.holding) + self.kept()
        raised, self.capacity = capacity > self.capacity, capacity
        if raised:
            self.catch_up()

    @precondition(lambda self: self.offered)
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        accepting = data.draw(st.sampled_from(sorted(self.offered)))
        self.done(own_link.accept_offer, self.links[accepting])
        self.catch_up()
        self.offered.discard(accepting)

    @precondition(lambda self: self.offered)
    @rule()
    def all_offers_run_out(self) -> None:
        """One after another, each at once to the next who waits; those new offers hold."""
        self.done(decide.expire_offers, clock.now() + timedelta(hours=47))
        lapsing = sorted(self.offered)
        self.catch_up()
        self.done(decide.expire_offers, clock.now() + timedelta(hours=49))
        for one in lapsing:
            self.leave(one)

    @precondition(lambda self: self.queue)
    @rule(data=st.data())
    def the_staff_move_somebody_to_the_front(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.queue))
        try:
            self.done(decide.move_to_front, SYSTEM, one, "Jediný zástupce obce")
        except Conflict as refusal:
            assert refusal.code == "wrong_state"
            assert self.moves_up_first(one)
            return
        assert not self.moves_up_first(one)
        self.catch_up()
        self.queue.remove(one)
        if one in self.moved:
            self.moved.remove(one)
        self.moved.append(one)
        self.queue.insert(len(self.moved) - 1, one)

    # --- what always holds -------------------------------------------------------------------------------

    @invariant()
    def the_records_say_what_the_model_says(self) -> None:
        with self.database.reading() as session:
            event = session.get_one(Event, self.event_id)
            assert event.taken + event.kept <= (event.capacity or 0)
            assert (event.taken, event.kept) == (len(self.holding), self.kept())
            assert (event.waiting, event.blocks) == (len(self.queue), len(self.blocks))
            assert event.pending == len(self.unconfirmed)
            assert event.confirmed == len(self.holding) - len(self.offered)
            session.info["settings"] = self.settings
            [shown] = event_views(session, PUBLIC, [event])
            told = shown.registration
            assert (told.free, told.kept) == (max(0, self.free_for_anybody()), self.kept_on())
            places = positions(session, {self.event_id})
            assert sorted(places, key=lambda one: places[one]) == self.queue
            living = sa.select(Registration).where(col(Registration.status).not_in(INACTIVE_STATUSES))
            rows = session.scalars(living.where(col(Registration.event_id) == self.event_id)).all()
            for row in rows:
                self.check_row(row)
            assert {row.id for row in rows} == self.holding.keys() | {*self.queue, *self.unconfirmed}
            for block in session.scalars(
                sa.select(SeatBlock).where(col(SeatBlock.event_id) == self.event_id)
            ):
                assert block.taken == self.taken_of(block.id or 0)
                assert (block.released_at is not None) == (block.id in self.released)

    def check_row(self, row: Registration) -> None:
        """What the person is told explains where they stand."""
        number = row.id or 0
        if number in self.unconfirmed:
            assert (row.status, row.reason) == (RegistrationStatus.PENDING, "confirm_address")
            assert row.block_id is None
        elif number in self.queue:
            assert row.status == RegistrationStatus.WAITING
            assert row.reason == ("Jediný zástupce obce" if number in self.moved else "full")
        else:
            offered = number in self.offered
            assert row.status == (RegistrationStatus.OFFERED if offered else RegistrationStatus.CONFIRMED)
            assert row.block_id == self.holding[number]
            assert (row.reason == "kept_seat") == (row.block_id is not None)
            assert (row.offer_expires_at is not None) == offered


@pytest.mark.parametrize("examples", machines.LENGTHS)
def test_no_order_of_verbs_breaks_kept_and_offered_seats(
    database: Database, settings: Settings, examples: dict[str, int]
) -> None:
    machines.run(KeptSeats, database, settings, examples)
