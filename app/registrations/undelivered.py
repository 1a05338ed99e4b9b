"""Undelivered letters about registrations, for staff who can correct the address."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database import prepared
from app.core.database.columns import table_of
from app.core.mail.outbox import UNDELIVERED, Letter
from app.core.web.keyset import Column, Condition
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import UndeliveredLetter

LETTER = table_of(Letter)
ABOUT = "registration:"


def has_undelivered() -> Condition:
    """A condition on registrations."""
    about = sa.literal(ABOUT) + sa.cast(REGISTRATION.c.id, sa.String)
    return sa.exists().where(LETTER.c.about == about, LETTER.c.state.in_(UNDELIVERED))


def mail_state() -> Column:
    """`refused` or `failed` of the newest undelivered letter; null when there is none."""
    about = sa.literal(ABOUT) + sa.cast(REGISTRATION.c.id, sa.String)
    found = sa.select(LETTER.c.state).where(
        LETTER.c.about == about, prepared.among(LETTER.c.state, UNDELIVERED)
    )
    return found.order_by(LETTER.c.id.desc()).limit(1).correlate(REGISTRATION).scalar_subquery()


def undelivered(session: Session, registration_id: int) -> list[UndeliveredLetter]:
    statement = sa.select(LETTER).where(
        LETTER.c.about == f"{ABOUT}{registration_id}", LETTER.c.state.in_(UNDELIVERED)
    )
    rows = session.connection().execute(statement.order_by(LETTER.c.id))
    return [UndeliveredLetter.model_validate(row, from_attributes=True) for row in rows]
