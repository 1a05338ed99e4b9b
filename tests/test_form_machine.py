"""Groups that sign up by one form and colleagues who come instead, among all the other verbs on seats."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.core.actor import PUBLIC, SYSTEM
from app.core.database.engine import Database
from app.core.errors import Conflict
from app.core.settings import Settings
from app.events.models import Event
from app.registrations import own_link, substitute
from app.registrations.confirm_address import confirm_mine
from app.registrations.several import sign_up_several
from app.registrations.shapes import Attending, SeveralCreate
from tests import factories, machines
from tests.api.registering import mailed_token
from tests.test_seats_machine import Seats, numbers

pytestmark = pytest.mark.both_databases

OFFICE = "urad@mesto.example"


def several(count: int) -> SeveralCreate:
    people = [{"first_name": "Osoba", "last_name": f"Č. {next(numbers)}"} for _ in range(count)]
    return SeveralCreate.model_validate({"email": OFFICE, "people": people})


def colleague() -> Attending:
    name = {"first_name": "Náhrada", "last_name": f"Č. {next(numbers)}", "email": OFFICE}
    return Attending.model_validate(name)


class FormSeats(Seats):
    """What `Seats` knows, and two more rules: neither makes a seat nor loses one."""

    @rule(count=st.integers(1, 4))
    def several_sign_up(self, count: int) -> None:
        told = self.done(sign_up_several, PUBLIC, self.event_id, several(count), "cs").results
        assert len(told) == count
        for one in told:
            self.links[one.id] = mailed_token(one.id)
            if self.asks:
                assert (one.status, one.reason) == ("pending", "confirm_address")
                self.unconfirmed.append(one.id)
            elif self.has_room():
                assert one.status == "confirmed"
                self.holding.add(one.id)
            else:
                self.queue.append(one.id)
                assert (one.status, one.waiting_position) == ("waiting", len(self.queue))

    @precondition(lambda self: self.holding)
    @rule(data=st.data(), by_staff=st.booleans())
    def a_colleague_comes_instead(self, data: st.DataObject, by_staff: bool) -> None:
        leaving = data.draw(st.sampled_from(sorted(self.holding)))
        if by_staff:
            told = self.done(substitute.substitute, SYSTEM, leaving, colleague())
        else:
            told = self.done(own_link.substitute_mine, self.links[leaving], colleague())
        self.links[told.id] = mailed_token(told.id)
        if self.asks and not by_staff:
            assert (told.status, told.reason) == ("pending", "confirm_address")
            assert self.done(confirm_mine, self.links[told.id]).reason == "substitute"
        self.holding.remove(leaving)
        self.holding.add(told.id)

    @precondition(lambda self: self.queue or self.inside)
    @rule(data=st.data())
    def who_has_no_seat_cannot_pass_one_on(self, data: st.DataObject) -> None:
        somebody = data.draw(st.sampled_from([*self.queue, *sorted(self.inside)]))
        try:
            self.done(substitute.substitute, SYSTEM, somebody, colleague())
            raise AssertionError("a seat came from nowhere")
        except Conflict as refusal:
            assert refusal.code == "wrong_state"


@pytest.mark.parametrize("examples", machines.LENGTHS)
def test_groups_and_substitutes_leave_the_seats_exact(
    database: Database, settings: Settings, examples: dict[str, int]
) -> None:
    machines.run(FormSeats, database, settings, examples)


def test_groups_at_once_take_each_of_the_last_seats_once(database: Database, settings: Settings) -> None:
    """Each group has its seats and places in the queue in one piece, as nobody comes in between."""
    with database.writing() as session:
        event_id = factories.an_event(session, capacity=5).id or 0

    def group(_: int) -> list[str]:
        with database.writing() as session:
            session.info["settings"] = settings
            told = sign_up_several(session, PUBLIC, event_id, several(4), "cs")
        return [one.status.value for one in told.results]

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(group, range(4)))
    assert outcomes == [
        ["confirmed"] * 4,
        ["confirmed", "waiting", "waiting", "waiting"],
        ["waiting"] * 4,
        ["waiting"] * 4,
    ]
    with database.reading() as session:
        event = session.get_one(Event, event_id)
        assert (event.taken, event.confirmed, event.waiting) == (5, 5, 11)
