"""An alternate comes in the place of a member who is not there."""

import sqlalchemy as sa
from sqlmodel import Session

from app.attendance.record import ATTENDANCE, PRESENT
from app.core import reactions
from app.core.errors import Invalid


@reactions.on("alternate_named")
def check_absent(session: Session, represented_id: int, session_id: int | None = None) -> None:
    """Refuse an alternate of somebody who is recorded present, at this session or at any of the event.

    Without this a list would show both, though they have one vote together.
    """
    here = ATTENDANCE.c.registration_id == represented_id
    if session_id is not None:
        here = sa.and_(here, ATTENDANCE.c.session_id == session_id)
    there = sa.select(ATTENDANCE.c.id).where(here, ATTENDANCE.c.status == PRESENT)
    if session.connection().scalar(there.limit(1)) is not None:
        raise Invalid("#/alternate_for", "is_present")
