"""The attendance list of a session: a line for each confirmed registration, with what is recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col

from app.attendance.models import AttendanceStatus
from app.attendance.record import ATTENDANCE, Recorded, SessionRow, fields_of, find_session
from app.attendance.shapes import AlikeQuery, AlikeView, AttendanceQuery, AttendanceView, WalkInCreate
from app.core.actor import Actor
from app.core.database import prepared
from app.core.database.columns import table_of
from app.core.errors import Conflict
from app.core.json_values import Json
from app.core.web.keyset import AnySelect, Sorts
from app.core.web.paging import Deleted, Slice, in_partnership, of_other_parent, synced_page
from app.events import event_row
from app.events.access import check_reader, check_recorder
from app.organisations.people_models import NamedPerson, full_name
from app.registrations.duplicates import typed_like
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.service import named_like
from app.registrations.views import NAMED, ORGANISATION, PERSON
from app.slots.models import Slot

CROWD = 2_000
"""Confirmed people; the names of more are not compared at the door."""
ALIKE_AT_MOST = 5
SLOT = table_of(Slot)
RECORDED = ("status", "minutes", "mode", "recorded_at", "recorded_by", "method", "version")
REPRESENTED, BY_NAME = REGISTRATION.alias("represented"), PERSON.alias("represented_person")
NAME_REPRESENTED = sa.case(
    (
        REGISTRATION.c.alternate_for.is_not(None),
        sa.select(BY_NAME.c.first_name + " " + BY_NAME.c.last_name)
        .join(REPRESENTED, REPRESENTED.c.person_id == BY_NAME.c.id)
        .where(REPRESENTED.c.id == REGISTRATION.c.alternate_for)
        .correlate(REGISTRATION)
        .scalar_subquery(),
    )
).label("alternate_for_name")
SELECT_LINES = (
    sa.select(
        REGISTRATION.c.id,
        REGISTRATION.c.person_id,
        REGISTRATION.c.walk_in,
        REGISTRATION.c.source,
        REGISTRATION.c.guest,
        REGISTRATION.c.alternate_for,
        NAME_REPRESENTED,
        SLOT.c.starts_at.label("slot_starts_at"),
        SLOT.c.ends_at.label("slot_ends_at"),
        SLOT.c.place.label("slot_place"),
        REGISTRATION.c.organisation_name,
        ORGANISATION.c.name.label("organisation"),
        *(column for column in NAMED if column.name not in ("id", "email")),
        *(ATTENDANCE.c[name] for name in RECORDED),
    )
    .select_from(REGISTRATION)
    .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
    .outerjoin(ORGANISATION, ORGANISATION.c.id == REGISTRATION.c.organisation_id)
    .outerjoin(SLOT, SLOT.c.id == REGISTRATION.c.slot_id)
)
Number = int | sa.BindParameter[int]
SORTS: Sorts = {"name": PERSON.c.sort_key}
CHANGE_COLUMNS = [table.c.updated_at for table in (REGISTRATION, ATTENDANCE, PERSON)]


class LineRow(NamedPerson, Recorded, Protocol):
    """A row of `SELECT_LINES`: a person with what is recorded at one session."""

    id: int
    person_id: int
    walk_in: bool
    source: RegistrationSource
    guest: bool
    alternate_for: int | None
    alternate_for_name: str | None
    slot_starts_at: datetime | None
    slot_ends_at: datetime | None
    slot_place: str | None
    organisation_name: str
    organisation: str | None
    version: int | None


def list_attendance(
    session: Session, actor: Actor, session_id: int, query: AttendanceQuery
) -> Slice[AttendanceView | Deleted]:
    at = find_session(session, session_id)
    check_reader(session, actor, at.event_id, at.partnership_id)
    statement = _lines(at)
    if query.status is not None:
        status = sa.func.coalesce(ATTENDANCE.c.status, AttendanceStatus.UNKNOWN.value)
        statement = statement.where(status == query.status.value)
    if query.q:
        statement = statement.where(named_like(query.q))

    def to_views(rows: list[LineRow]) -> list[AttendanceView]:
        return attendance_views(at, rows)

    excluded = of_other_parent(col(Registration.event_id), at.event_id)
    shown = in_partnership(at.partnership_id)
    return synced_page(
        session, actor, Registration, statement, query, to_views, excluded, shown, CHANGE_COLUMNS, SORTS
    )


def list_alike(session: Session, actor: Actor, session_id: int, query: AlikeQuery) -> AlikeView:
    """People on the list who may be the walk-in. An event with more than `CROWD` people answers none."""
    at = find_session(session, session_id)
    check_recorder(session, actor, at.event_id, at.partnership_id)
    name = f"{query.first_name} {query.last_name}"
    return AlikeView(results=attendance_views(at, alike(session, at, name, query.email)))


def check_unlike(session: Session, actor: Actor, session_id: int, body: WalkInCreate) -> None:
    """Refuse a walk-in who may be on the list, where the body asks for that."""
    if not body.unlike:
        return
    at = find_session(session, session_id)
    check_recorder(session, actor, at.event_id, at.partnership_id)
    if alike(session, at, f"{body.first_name} {body.last_name}", body.email):
        raise Conflict("maybe_listed")


def alike(session: Session, at: SessionRow, name: str, email: str | None) -> list[LineRow]:
    """The lines of people who may be the one with this name or address."""
    if event_row.read_event(session, at.event_id).confirmed > CROWD:
        return []
    found = typed_like(session, at.event_id, name, email)
    statement = _lines(at).where(REGISTRATION.c.id.in_(found)).order_by(PERSON.c.sort_key, REGISTRATION.c.id)
    rows: Any = session.connection().execute(statement.limit(ALIKE_AT_MOST)).all()
    return list(rows)


def _lines(at: SessionRow) -> AnySelect:
    return _lines_of(at.id, at.event_id)


def _lines_of(session_id: Number, event_id: Number) -> AnySelect:
    confirmed = REGISTRATION.c.status == RegistrationStatus.CONFIRMED
    return with_attendance(session_id).where(REGISTRATION.c.event_id == event_id, confirmed)


def with_attendance(session_id: Number) -> AnySelect:
    """The line of any registration, with what is recorded at the session."""
    same = ATTENDANCE.c.session_id == session_id
    return SELECT_LINES.outerjoin(
        ATTENDANCE, sa.and_(ATTENDANCE.c.registration_id == REGISTRATION.c.id, same)
    )


LINE = _lines_of(sa.bindparam("session"), sa.bindparam("event")).where(
    REGISTRATION.c.id == sa.bindparam("registration")
)


def attendance_views(at: SessionRow, rows: Sequence[LineRow]) -> list[AttendanceView]:
    return [AttendanceView.unvalidated(line(at, row)) for row in rows]


def line_of(session: Session, at: SessionRow, registration_id: int) -> Json:
    """The fields of `AttendanceView`."""
    values = {"session": at.id, "event": at.event_id, "registration": registration_id}
    return line(at, prepared.row(session, LINE, values))


def line(at: SessionRow, row: LineRow) -> Json:
    return {
        **fields_of(at, row.id, row, row.version),
        "person_id": row.person_id,
        "name": full_name(row),
        "first_name": row.first_name,
        "last_name": row.last_name,
        "organisation_name": row.organisation or row.organisation_name,
        "walk_in": row.walk_in,
        "member": row.source == RegistrationSource.MEMBER,
        "guest": row.guest,
        "alternate_for": row.alternate_for,
        "alternate_for_name": row.alternate_for_name,
        "slot_starts_at": row.slot_starts_at,
        "slot_ends_at": row.slot_ends_at,
        "slot_place": row.slot_place,
    }
