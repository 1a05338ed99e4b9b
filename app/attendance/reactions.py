"""Reactions of attendance when a registration, a session or an event ends."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.models import AttendanceStatus
from app.attendance.record import ATTENDANCE, PRESENT, recount
from app.core import clock, reactions
from app.core.database import changes
from app.core.errors import Conflict
from app.core.web.keyset import Condition
from app.events.models import Event, EventSession
from app.registrations.models import Registration
from app.registrations.remind import REMINDER


@reactions.on("leaving_asked")
def keep_present(session: Session, registration_ids: Sequence[int], staying: set[int]) -> None:
    """Somebody who was present cannot give the seat back: the attendance has to be corrected first."""
    columns = ATTENDANCE.c
    present = sa.select(columns.registration_id).where(
        columns.registration_id.in_(registration_ids), columns.status == PRESENT
    )
    staying.update(session.connection().scalars(present))


@reactions.on("registration_leaving")
def refuse_if_present(session: Session, registration: Registration) -> None:
    """Excuses end with the registration. Somebody who was absent on a day before leaves late."""
    staying: set[int] = set()
    keep_present(session, [registration.id], staying)
    if staying:
        raise Conflict("wrong_state", state=PRESENT.value)
    own = ATTENDANCE.c.registration_id == registration.id
    recorded = set(session.connection().scalars(sa.select(ATTENDANCE.c.status).where(own)))
    if AttendanceStatus.ABSENT in recorded:
        registration.cancelled_late = True
    if recorded:
        _delete(session, registration.event_id, own)


@reactions.on("session_dropped")
def drop_excuses(session: Session, dropped: EventSession) -> None:
    """What was recorded for a day ahead at which nobody was present goes with the day, such as excuses."""
    columns = ATTENDANCE.c
    recorded = sa.select(columns.status).where(columns.session_id == dropped.id)
    found = set(session.connection().scalars(recorded))
    if found and PRESENT not in found and dropped.starts_at > clock.now():
        _delete(session, dropped.event_id, columns.session_id == dropped.id)
        session.refresh(dropped)


@reactions.on("event_cancelled")
def drop_all_excuses(session: Session, event: Event) -> None:
    """Nothing else was recorded: an event at which people were is held, not cancelled."""
    if session.connection().scalar(
        sa.select(ATTENDANCE.c.id).where(ATTENDANCE.c.event_id == event.id).limit(1)
    ):
        _delete(session, event.id, ATTENDANCE.c.event_id == event.id)


@reactions.on("writing_due")
def leave_excused(session: Session, kind: str, event_id: int, ids: set[int]) -> None:
    """No reminder goes to a person who is excused from the event."""
    if kind == REMINDER and ids:
        columns = ATTENDANCE.c
        excused = sa.select(columns.registration_id).where(
            columns.event_id == event_id, columns.status == AttendanceStatus.EXCUSED
        )
        ids -= set(session.connection().scalars(excused))


def _delete(session: Session, event_id: int, condition: Condition) -> None:
    changes.write(session, sa.delete(ATTENDANCE).where(condition), "deleted")
    recount(session, event_id)
