"""Prepared statements give what SQLAlchemy would give, on both databases."""

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.database import prepared
from app.events import event_row
from app.events.models import Event, EventStatus
from app.registrations import letters, seats
from tests import factories

pytestmark = pytest.mark.both_databases

EVENT = cast(Any, Event).__table__


@pytest.fixture
def event_id(session: Session) -> int:
    start = clock.now().replace(microsecond=0) + timedelta(days=3)
    found = factories.an_event(session, factories.a_partnership(session), starts_at=start, capacity=7)
    return cast(int, found.id)


@pytest.mark.parametrize(
    "statement", [event_row.SELECT_EVENT, letters.SELECT_EVENT], ids=["an event", "its occasion"]
)
def test_rows_come_with_the_same_names_and_types(session: Session, event_id: int, statement: Any) -> None:
    plain = session.connection().execute(statement, {"event": event_id}).mappings().all()
    found = prepared.rows(session, statement, {"event": event_id})
    assert [row._mapping for row in found] == plain
    assert [list(map(type, row)) for row in found] == [list(map(type, row.values())) for row in plain]


def test_fixed_values_of_a_statement_are_converted_too(session: Session, event_id: int) -> None:
    event = prepared.row(session, seats.RESERVE[seats.BY_ANYBODY], {"event": event_id})
    assert (event.taken, event.status) == (1, EventStatus.OPEN)
    assert isinstance(event.starts_at, datetime) and event.starts_at.tzinfo is not None


def test_a_statement_tells_how_many_rows_it_touched(session: Session, event_id: int) -> None:
    statement = sa.update(EVENT).where(EVENT.c.id == sa.bindparam("event")).values(taken=5)
    assert prepared.rowcount(session, statement, {"event": event_id}) == 1
    assert prepared.rowcount(session, statement, {"event": event_id + 1}) == 0


def test_several_rows_where_one_was_expected_are_an_error(session: Session, event_id: int) -> None:
    two = sa.union_all(sa.select(EVENT.c.id), sa.select(EVENT.c.id))
    with pytest.raises(sa.exc.MultipleResultsFound):
        prepared.row(session, two)


def test_what_the_database_refuses_is_told_as_ever(session: Session, event_id: int) -> None:
    found = EVENT.c.id == sa.bindparam("event")
    statement = sa.update(EVENT).where(found).values(taken=sa.bindparam("seats"))
    with pytest.raises(sa.exc.IntegrityError) as refusal, session.connection().begin_nested():
        prepared.rowcount(session, statement, {"event": event_id, "seats": -4711})
    assert refusal.value.params is None


def test_a_list_of_unknown_length_is_not_for_here(session: Session) -> None:
    with pytest.raises(ValueError, match="list of unknown length"):
        prepared.rows(session, sa.select(EVENT.c.id).where(EVENT.c.id.in_([1, 2])))
