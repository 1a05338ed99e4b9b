"""Any order of signing up, leaving, keeping and releasing seats, offers and moves, against a model."""

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
from app.core.db import Database
from app.core.errors import Conflict
from app.core.records import ANY_VERSION
from app.core.settings import Settings
from app.events.models import Event, MoveUp
from app.events.service import update_event
from app.events.shapes import EventUpdate
from app.registrations import blocks, decide, own, react
from app.registrations.block_shapes import SeatBlockCreate
from app.registrations.models import OVER, Registration, RegistrationStatus, SeatBlock
from app.registrations.seats import positions
from app.registrations.shapes import RegistrationCreate
from app.registrations.sign_up import sign_up
from tests import factories, machines

WHO = st.sampled_from(["city", "village", ""])
"""An organisation of its own block, one that only lies in the territory, nobody's."""
numbers = count(1)


class KeptSeats(RuleBasedStateMachine):
    """`holding` maps those with a seat to the block they hold it of, `offered` are those yet to accept."""

    database: Database
    settings: Settings

    @initialize(capacity=st.integers(1, 6), move_up=st.sampled_from(list(MoveUp)))
    def open_event(self, capacity: int, move_up: MoveUp) -> None:
        self.capacity, self.move_up_by = capacity, move_up
        self.holding: dict[int, int | None] = {}
        self.offered: set[int] = set()
        self.queue: list[int] = []
        self.moved: list[int] = []
        self.who: dict[int, str] = {}
        self.links: dict[int, str] = {}
        self.blocks: dict[int, tuple[str, int]] = {}
        self.released: set[int] = set()
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

    # --- the model ---------------------------------------------------------------------------------------

    def taken_of(self, block: int) -> int:
        return sum(one == block for one in self.holding.values())

    def kept(self) -> int:
        return sum(seats - self.taken_of(one) for one, (_, seats) in self.blocks.items())

    def free(self) -> int:
        return self.capacity - len(self.holding) - self.kept()

    def block_for(self, who: str) -> int | None:
        """Of the organisation first, then of the territory, the older one first: all end at one time."""
        for kind in ("city", "territory"):
            meant = who == "city" if kind == "city" else who != ""
            for block, (whose, seats) in sorted(self.blocks.items()):
                if meant and whose == kind and self.taken_of(block) < seats:
                    return block
        return None

    def give(self, one: int, block: int | None) -> None:
        self.holding[one] = block
        self.queue.remove(one)
        if one in self.moved:
            self.moved.remove(one)
        if self.move_up_by == MoveUp.OFFER:
            self.offered.add(one)

    def settle(self) -> None:
        for kind in ("city", "territory"):
            for block, (whose, seats) in sorted(self.blocks.items()):
                for one in list(self.queue):
                    meant = self.who[one] == "city" if whose == "city" else self.who[one] != ""
                    if whose == kind and meant and self.taken_of(block) < seats:
                        self.give(one, block)
        while self.queue and self.free() > 0:
            self.give(self.queue[0], None)

    def leave(self, one: int) -> None:
        self.holding.pop(one, None)
        self.offered.discard(one)
        if one in self.queue:
            self.queue.remove(one)
        if one in self.moved:
            self.moved.remove(one)
        self.settle()

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
        block = self.block_for(who)
        seat = block is not None or (not self.queue and self.free() > 0)
        told = self.done(sign_up, PUBLIC, self.event_id, body, "cs")
        assert told["status"] == ("confirmed" if seat else "waiting")
        assert told["reason"] == ("kept_seat" if block is not None else None if seat else "full")
        self.who[told["id"]] = who
        self.links[told["id"]] = str(told["manage_url"]).rpartition("/")[2]
        if seat:
            self.holding[told["id"]] = block
        else:
            self.queue.append(told["id"])

    @precondition(lambda self: self.holding or self.queue)
    @rule(data=st.data(), by=st.sampled_from(["person", "staff"]))
    def somebody_leaves(self, data: st.DataObject, by: str) -> None:
        leaving = data.draw(st.sampled_from([*sorted(self.holding), *self.queue]))
        if by == "staff":
            self.done(decide.cancel, SYSTEM, leaving, "důvod")
        else:
            self.done(own.cancel_my_registration, self.links[leaving])
        self.leave(leaving)

    @rule(seats=st.integers(1, 3), whose=st.sampled_from(["city", "territory"]))
    def seats_are_kept(self, seats: int, whose: str) -> None:
        owner: dict[str, Any] = {"organisation_id": self.organisations["city"]}
        if whose == "territory":
            owner = {"territory_id": self.territory_id}
        until = clock.now() + timedelta(days=2)
        body = SeatBlockCreate.model_validate({**owner, "seats": seats, "until": until})
        room = self.free() if not self.queue else 0
        try:
            made = self.done(blocks.create_block, SYSTEM, self.event_id, body)
        except Conflict as refusal:
            assert (refusal.code, refusal.params["free"]) == ("too_few_free", max(0, room))
            assert seats > room
            return
        assert seats <= room
        self.blocks[made.id] = (whose, seats)

    @precondition(lambda self: self.blocks)
    @rule(data=st.data())
    def a_block_is_released(self, data: st.DataObject) -> None:
        block = data.draw(st.sampled_from(sorted(self.blocks)))
        self.done(blocks.release_block, SYSTEM, block)
        del self.blocks[block]
        self.released.add(block)
        self.settle()

    @rule(capacity=st.integers(1, 7))
    def the_capacity_changes(self, capacity: int) -> None:
        body = EventUpdate(capacity=capacity)
        try:
            self.done(update_event, SYSTEM, self.event_id, ANY_VERSION, body)
        except Conflict as refusal:
            needed = len(self.holding) if capacity < len(self.holding) else len(self.holding) + self.kept()
            assert capacity < needed
            assert refusal.code in ("capacity_below_confirmed", "capacity_below_kept")
            return
        assert capacity >= len(self.holding) + self.kept()
        self.capacity = capacity
        self.settle()

    @precondition(lambda self: self.offered)
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        accepting = data.draw(st.sampled_from(sorted(self.offered)))
        self.done(own.accept_offer, self.links[accepting])
        self.offered.discard(accepting)

    @precondition(lambda self: self.offered)
    @rule()
    def all_offers_run_out(self) -> None:
        """One after another, each at once to the next who waits; those new offers hold."""
        self.done(decide.expire, clock.now() + timedelta(hours=47))
        lapsing = sorted(self.offered)
        self.done(decide.expire, clock.now() + timedelta(hours=49))
        for one in lapsing:
            self.leave(one)

    @precondition(lambda self: self.queue)
    @rule(data=st.data())
    def the_staff_move_somebody_to_the_front(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.queue))
        self.done(decide.move_to_front, SYSTEM, one, "Jediný zástupce obce")
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
            assert event.confirmed == len(self.holding) - len(self.offered)
            places = positions(session, {self.event_id})
            assert sorted(places, key=lambda one: places[one]) == self.queue
            living = sa.select(Registration).where(col(Registration.status).not_in(OVER))
            rows = session.scalars(living.where(col(Registration.event_id) == self.event_id)).all()
            for row in rows:
                self.check_row(row)
            assert {row.id for row in rows} == self.holding.keys() | set(self.queue)
            for block in session.scalars(
                sa.select(SeatBlock).where(col(SeatBlock.event_id) == self.event_id)
            ):
                assert block.taken == self.taken_of(block.id or 0)
                assert (block.released_at is not None) == (block.id in self.released)

    def check_row(self, row: Registration) -> None:
        """What the person is told explains where they stand."""
        number = row.id or 0
        if number in self.queue:
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
    assert react.hand_on  # subscribed to what events announce
    machines.run(KeptSeats, database, settings, examples)
