"""Reactions of attendance when a registration ends or two are merged."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.record import ATTENDANCE, PRESENT, recount
from app.core import clock, reactions
from app.core.database import changes
from app.core.errors import Conflict


@reactions.on("registrations_merged")
def merge_attendance(session: Session, event_id: int, kept_id: int, gone_id: int) -> None:
    """Of two records at one session, keep the one that has the person present."""
    columns = ATTENDANCE.c
    to_views = sa.select(columns.session_id).where(columns.status == PRESENT)
    there = to_views.where(columns.registration_id == gone_id)
    wrong = sa.delete(ATTENDANCE).where(
        columns.registration_id == kept_id, columns.status != PRESENT, columns.session_id.in_(there)
    )
    changes.write(session, wrong, "deleted")
    recorded = sa.select(columns.session_id).where(columns.registration_id == kept_id)
    moved = sa.update(ATTENDANCE).where(
        columns.registration_id == gone_id, columns.session_id.not_in(recorded)
    )
    values = {"registration_id": kept_id, "version": columns.version + 1, "updated_at": clock.now()}
    fields = {"registration_id": [gone_id, kept_id]}
    changes.write(session, moved.values(values), "updated", fields=fields)
    changes.write(session, sa.delete(ATTENDANCE).where(columns.registration_id == gone_id), "deleted")
    recount(session, event_id)


@reactions.on("leaving_asked")
def keep_present(session: Session, registration_ids: Sequence[int], staying: set[int]) -> None:
    """Somebody who was present cannot give the seat back: the attendance has to be corrected first."""
    columns = ATTENDANCE.c
    present = sa.select(columns.registration_id).where(
        columns.registration_id.in_(registration_ids), columns.status == PRESENT
    )
    staying.update(session.connection().scalars(present))


@reactions.on("registration_leaving")
def refuse_if_present(session: Session, registration_id: int) -> None:
    staying: set[int] = set()
    keep_present(session, [registration_id], staying)
    if staying:
        raise Conflict("wrong_state", state=PRESENT.value)
