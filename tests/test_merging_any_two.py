"""Any two people with any registrations: after merging and after taking it back the seats are exact."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlmodel import Session

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.actor import SYSTEM
from app.core.database import changes
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event
from app.organisations.merge_models import PersonMerge
from app.organisations.people_merge import merge_people, unmerge_people
from app.organisations.people_models import Person
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.subscriptions import subscribe
from tests import factories, machines

CONFIRMED = RegistrationStatus.CONFIRMED
WALK_IN = "walk_in"
STATES = (None, WALK_IN, *RegistrationStatus)


@dataclass(frozen=True)
class At:
    """What each of the two is at one event. `others` hold seats, `waiting` wait for one."""

    states: tuple[str | None, str | None]
    there: tuple[bool, bool]
    others: int
    waiting: int


EVENTS = st.lists(
    st.builds(
        At,
        st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)),
        st.tuples(st.booleans(), st.booleans()),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=3,
)


def build(session: Session, found: list[At]) -> tuple[tuple[int, int], list[int]]:
    partnership = factories.a_partnership(session)
    people = [factories.a_person(session, partnership) for _ in range(2)]
    ids = []
    for at in found:
        event = factories.an_event(session, partnership, starts_at=clock.now() - timedelta(hours=1))
        for _ in range(at.others):
            factories.a_registration(session, event)
        for person, state, there in zip(people, at.states, at.there, strict=True):
            if state is not None:
                register(session, event, person, state, there)
        if at.waiting:
            for _ in range(at.waiting):
                factories.a_registration(session, event, None, RegistrationStatus.WAITING)
        if event.waiting:
            event.capacity = event.taken
        ids.append(event.id)
    session.flush()
    return (people[0].id, people[1].id), ids


def register(session: Session, event: Event, person: Person, state: str, there: bool) -> None:
    walk_in = state == WALK_IN
    status = CONFIRMED if walk_in else RegistrationStatus(state)
    made = factories.a_registration(session, event, person, status, walk_in=walk_in)
    if there and status == CONFIRMED:
        factories.an_attendance(session, made, factories.sessions_of(session, event)[0])
        table = factories.table(Event)
        counted = sa.update(table).where(table.c.id == event.id).values(attended=table.c.attended + 1)
        changes.update_counters(session, counted)
        session.refresh(event)


def check(session: Session, ids: list[int]) -> None:
    """The counters are those of the registrations, and attendance hangs on confirmed ones."""
    session.expire_all()
    assert machines.without_a_seat(session) == []
    for event in session.scalars(sa.select(Event).where(Event.id.in_(ids))):
        rows = list(session.scalars(sa.select(Registration).where(Registration.event_id == event.id)))
        active = [row for row in rows if row.status not in INACTIVE_STATUSES]
        seats = Counter(row.status for row in active if not row.walk_in)
        assert (event.confirmed, event.waiting, event.pending) == (
            seats[CONFIRMED],
            seats[RegistrationStatus.WAITING],
            seats[RegistrationStatus.PENDING],
        )
        assert event.taken == seats[CONFIRMED] + seats[RegistrationStatus.OFFERED]
        assert max(Counter(row.person_id for row in active).values(), default=0) <= 1
        there = present(session, [row.id for row in rows])
        assert there <= {row.id for row in rows if row.status == CONFIRMED}
        assert event.attended == len(there)


def present(session: Session, ids: list[int]) -> set[int]:
    statement = sa.select(Attendance.registration_id).where(
        Attendance.registration_id.in_(ids), Attendance.status == AttendanceStatus.PRESENT
    )
    return set(session.scalars(statement))


def stand(session: Session, person_id: int) -> dict[int, tuple[str, bool]]:
    """By event: the active registration of the person, and whether they were there."""
    session.expire_all()
    rows = session.scalars(sa.select(Registration).where(Registration.person_id == person_id))
    return {
        row.event_id: (row.status.value, bool(present(session, [row.id])))
        for row in rows
        if row.status not in INACTIVE_STATUSES
    }


@pytest.fixture(autouse=True)
def rules() -> None:
    subscribe()


@hypothesis.settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(EVENTS)
def test_seats_and_presences_are_exact_after_merging_and_after_taking_it_back(
    database: Database, settings: Settings, found: list[At]
) -> None:
    with database.writing() as session:
        session.info["settings"] = settings
        two, ids = build(session, found)
        before = [stand(session, one) for one in two]
    with database.writing() as session:
        session.info["settings"] = settings
        merge_people(session, SYSTEM, two[0], PersonMerge(duplicate_id=two[1], confirm=True))
    with database.writing() as session:
        check(session, ids)
        merged = stand(session, two[0])
        assert set(merged) == set(before[0]) | set(before[1])
        for event_id, (status, there) in merged.items():
            held = [one[event_id] for one in before if event_id in one]
            assert there == any(was_there for _, was_there in held)
            assert CONFIRMED not in [was for was, _ in held] or status == CONFIRMED
    with database.writing() as session:
        session.info["settings"] = settings
        unmerge_people(session, SYSTEM, two[0], None)
    with database.writing() as session:
        check(session, ids)
        for one, was in zip(two, before, strict=True):
            again = stand(session, one)
            assert set(again) == set(was)
            assert all(again[event_id][1] == there for event_id, (_, there) in was.items())
