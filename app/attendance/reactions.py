"""Reactions of attendance when a registration ends."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.record import ATTENDANCE, PRESENT
from app.core import reactions
from app.core.errors import Conflict


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
