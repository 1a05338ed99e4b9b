"""Any order of inviting, answering, cancelling, calling again and taking back, against a model on paper."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from app.core import clock
from app.core.actor import SYSTEM
from app.core.database.engine import Database
from app.core.errors import Conflict, Problem
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.events.models import Event, RegistrationPolicy
from app.invitations import answer, links, service
from app.invitations.invite import invite
from app.invitations.models import Invitation
from app.invitations.shapes import Acceptance, InvitationsCreate
from app.registrations import own_link
from tests import factories, machines
from tests.api.registering import mailed_token

pytestmark = pytest.mark.both_databases

FUNCTIONS = ("ospod", "nzdm", "škola", "policie")
LETTERS = ("invitation", "invitation_second_call")
CAPACITY = 3
numbers = count(1)


class Invitations(RuleBasedStateMachine):
    """`state` of each invitation by id, `used` the links of the registrations that came of it."""

    database: Database
    settings: Settings

    @initialize()
    def open_event(self) -> None:
        self.now: datetime = clock.now()
        self.state: dict[int, str] = {}
        self.function: dict[int, str] = {}
        self.seats: dict[int, int] = {}
        self.used: dict[int, list[str]] = {}
        self.written: Counter[tuple[str, int]] = Counter()
        self.last: dict[int, Any] = {}
        with self.database.writing() as session:
            event = factories.an_event(
                session,
                starts_at=self.now + timedelta(days=200),
                capacity=CAPACITY,
                registration_policy=RegistrationPolicy.INVITATION,
            )
            self.event_id = event.id or 0

    def done(self, verb: Any, *arguments: Any) -> Any:
        with time_machine.travel(self.now, tick=False), self.database.writing() as session:
            session.info["settings"] = self.settings
            return verb(session, *arguments)

    def token(self, number: int) -> str:
        with self.database.reading() as session:
            return links.token(self.settings, session.get_one(Invitation, number))

    def some(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.state)))

    @rule(function=st.sampled_from(FUNCTIONS), seats=st.integers(1, 2))
    def an_office_is_invited(self, function: str, seats: int) -> None:
        office = {"name": "Obec", "function": function, "email": "urad@obec.example", "seats": seats}
        body = InvitationsCreate.model_validate({"offices": [office]})
        told = self.done(invite, SYSTEM, self.event_id, body)
        living = {self.function[one] for one, state in self.state.items() if state != "withdrawn"}
        assert [one.function for one in told.added] == ([] if function in living else [function])
        for one in told.added:
            self.state[one.id], self.function[one.id], self.seats[one.id] = "sent", function, seats
            self.used[one.id], self.last[one.id] = [], clock.day_of(self.now)
            self.written["invitation", one.id] += 1

    @precondition(lambda self: self.state)
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        number = self.some(data)
        person = {"first_name": "Osoba", "last_name": f"Č. {next(numbers)}", "email": "kdo@obec.example"}
        open_for = self.state[number] != "withdrawn" and len(self.used[number]) < self.seats[number]
        try:
            told = self.done(answer.accept, self.token(number), Acceptance.model_validate(person), "cs")
        except Problem:
            assert not open_for
            return
        assert open_for
        assert told.status == ("confirmed" if self.coming() < CAPACITY else "waiting")
        self.state[number] = "accepted"
        self.used[number].append(mailed_token(told.id))

    @precondition(lambda self: self.state)
    @rule(data=st.data())
    def somebody_declines(self, data: st.DataObject) -> None:
        number = self.some(data)
        with suppress(Problem):
            self.done(answer.decline, self.token(number), "nemohu")
            assert self.state[number] != "withdrawn" and not self.used[number]
            self.state[number] = "declined"

    @precondition(lambda self: any(self.used.values()))
    @rule(data=st.data())
    def somebody_cancels(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(one for one, used in self.used.items() if used)))
        self.done(own_link.cancel_my_registration, self.used[number].pop())

    @precondition(lambda self: self.state)
    @rule(data=st.data())
    def the_staff_take_one_back(self, data: st.DataObject) -> None:
        number = self.some(data)
        may = self.state[number] != "accepted"
        try:
            self.done(service.withdraw, SYSTEM, number)
            assert may
            self.state[number] = "withdrawn"
            for kind in LETTERS:
                self.written.pop((kind, number), None)
        except Conflict:
            assert not may

    @rule(hours=st.integers(0, 30))
    def the_silent_are_called_again(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        today = clock.day_of(self.now)
        due = [one for one, state in self.state.items() if state == "sent" and self.last[one] < today]
        assert self.done(service.call_again, SYSTEM, self.event_id).called == len(due)
        for one in due:
            self.last[one] = today
            self.written["invitation_second_call", one] += 1

    def coming(self) -> int:
        return sum(len(used) for used in self.used.values())

    @invariant()
    def the_records_say_what_the_model_says(self) -> None:
        with self.database.reading() as session:
            rows = session.execute(sa.select(Invitation.id, Invitation.status)).all()
            assert {row.id: row.status.value for row in rows if row.id in self.state} == self.state
            event = session.get_one(Event, self.event_id)
            assert event.taken == min(CAPACITY, self.coming())
            assert event.taken + event.waiting == self.coming()
            letters = session.execute(sa.select(Letter.kind, Letter.about)).all()
        about = [(row.kind, int(row.about.partition(":")[2])) for row in letters if "invitation" in row.kind]
        assert Counter(pair for pair in about if pair[1] in self.state) == self.written


@pytest.mark.parametrize("examples", machines.LENGTHS)
def test_no_order_of_verbs_writes_twice_or_lets_more_in(
    database: Database, settings: Settings, examples: dict[str, int]
) -> None:
    machines.run(Invitations, database, settings, examples)
