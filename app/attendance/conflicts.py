"""Conflicts: a person recorded as present in two places at once. One record is wrong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.models import Attendance, AttendanceStatus
from app.attendance.shapes import ConflictQuery, ConflictView, PlaceView
from app.core.actor import READING, Actor
from app.core.database.columns import table_of
from app.core.web.keyset import AnySelect, Column, Condition, SortKey, Sorts, by_words, key_of
from app.core.web.paging import Slice, page
from app.events.models import Event, EventSession
from app.events.views import first_instant, last_instant
from app.organisations.people_models import NamedPerson, Person, full_name
from app.registrations.models import Registration

SESSION, EVENT, PERSON, REGISTRATION, ATTENDANCE = (
    table_of(table) for table in (EventSession, Event, Person, Registration, Attendance)
)
NOT_PRESENT = tuple(status for status in AttendanceStatus if status != AttendanceStatus.PRESENT)
NAMES = tuple(PERSON.c[name] for name in ("title_before", "first_name", "last_name", "title_after"))


class ConflictRow(NamedPerson, Protocol):
    """A pair of places with its person; the columns of a place are prefixed with its name."""

    first_id: int
    second_id: int
    partnership_id: int
    person_id: int
    first_starts_at: datetime
    second_starts_at: datetime
    first_ends_at: datetime
    second_ends_at: datetime


class _Place:
    """One side of a pair, with aliases of the tables."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.session, self.event = SESSION.alias(f"{name}_session"), EVENT.alias(f"{name}_event")
        self.registration = REGISTRATION.alias(f"{name}_registration")
        self.attendance = ATTENDANCE.alias(f"{name}_attendance")

    def columns(self) -> list[Column]:
        event_session, row = self.session.c, self.attendance.c
        own = (
            event_session.event_id,
            row.session_id,
            row.registration_id,
            event_session.starts_at,
            event_session.ends_at,
        )
        named = (*own, self.event.c.title, row.minutes, row.recorded_at)
        return [column.label(f"{self.name}_{column.name}") for column in named]

    def present(self) -> Condition:
        """Negated, because SQLite would otherwise build an index of all present people each time."""
        return self.attendance.c.status.not_in(NOT_PRESENT)

    def view(self, row: ConflictRow) -> PlaceView:
        return PlaceView(**{name: getattr(row, f"{self.name}_{name}") for name in PlaceView.model_fields})


FIRST, SECOND = _Place("first"), _Place("second")
SORTS: Sorts = {
    "name": PERSON.c.sort_key,
    "starts_at": SECOND.session.c.starts_at,
    "first": by_words(FIRST.event.c.title),
    "second": by_words(SECOND.event.c.title),
}


def list_conflicts(session: Session, actor: Actor, query: ConflictQuery) -> Slice[ConflictView]:
    """Conflicts in partnerships whose inside the actor reads, in the order in which they were recorded."""
    first, second = FIRST.session, SECOND.session
    statement = _pairs().where(first.c.starts_at < second.c.ends_at, first.c.ends_at > second.c.starts_at)
    places = actor.partnerships(READING)
    if places is not None:
        statement = statement.where(first.c.partnership_id.in_(places))
    if query.partnership is not None:
        statement = statement.where(first.c.partnership_id == query.partnership)
    for event_session in (first, second):
        if query.from_ is not None:
            statement = statement.where(event_session.c.ends_at > first_instant(query.from_))
        if query.to is not None:
            statement = statement.where(event_session.c.starts_at < last_instant(query.to))
    recorded = SECOND.attendance.c.id
    key = (
        SortKey(recorded, FIRST.attendance.c.id)
        if query.sort is None
        else key_of(recorded, query.sort, SORTS)
    )
    return page(session, statement, query, _views, key)


def _pairs() -> AnySelect:
    """Joins sessions, present people and the other registrations of each person: every step has an index, and
    a person has few registrations."""
    one, other = FIRST, SECOND
    joined = (
        one.session.join(one.attendance, one.attendance.c.session_id == one.session.c.id)
        .join(one.registration, one.registration.c.id == one.attendance.c.registration_id)
        .join(
            other.registration,
            sa.and_(
                other.registration.c.person_id == one.registration.c.person_id,
                other.registration.c.event_id != one.registration.c.event_id,
            ),
        )
        .join(
            other.attendance,
            sa.and_(
                other.attendance.c.registration_id == other.registration.c.id,
                other.attendance.c.id > one.attendance.c.id,
            ),
        )
        .join(other.session, other.session.c.id == other.attendance.c.session_id)
        .join(PERSON, PERSON.c.id == one.registration.c.person_id)
        .join(one.event, one.event.c.id == one.session.c.event_id)
        .join(other.event, other.event.c.id == other.session.c.event_id)
    )
    ids = [one.attendance.c.id.label("first_id"), other.attendance.c.id.label("second_id")]
    person = [PERSON.c.id.label("person_id"), PERSON.c.partnership_id, *NAMES]
    statement = sa.select(*ids, *person, *one.columns(), *other.columns()).select_from(joined)
    return statement.where(one.present(), other.present())


def _views(rows: Sequence[ConflictRow]) -> list[ConflictView]:
    return [
        ConflictView(
            partnership_id=row.partnership_id,
            person_id=row.person_id,
            name=full_name(row),
            starts_at=max(row.first_starts_at, row.second_starts_at),
            ends_at=min(row.first_ends_at, row.second_ends_at),
            first=FIRST.view(row),
            second=SECOND.view(row),
        )
        for row in rows
    ]
