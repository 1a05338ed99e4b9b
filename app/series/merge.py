"""The rule of merging for enrolments in whole series."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.database.columns import table_of
from app.organisations.merge_rules import Pair, change, repoint, rule
from app.registrations.seats import REGISTRATION
from app.series.models import SeriesEnrolment

ENROLMENT = table_of(SeriesEnrolment)


def _twice(pair: Pair) -> sa.Select[tuple[int]]:
    """Current enrolments of the duplicate in series in which the person is enrolled too."""
    current = ENROLMENT.c.cancelled_at.is_(None)
    own = sa.select(ENROLMENT.c.series_id).where(ENROLMENT.c.person_id == pair.kept_id, current)
    return sa.select(ENROLMENT.c.id).where(
        ENROLMENT.c.person_id == pair.gone_id, current, ENROLMENT.c.series_id.in_(own)
    )


@rule(
    SeriesEnrolment,
    "person_id",
    "Enrolments move. Of two in one series the earlier one stays, with the registrations of both, because "
    "the time of the enrolment decides when seats are dealt.",
    twice=_twice,
)
def merge_enrolments(session: Session, pair: Pair) -> None:
    columns = ENROLMENT.c
    both = (
        sa.select(columns.id, columns.series_id)
        .where(
            columns.person_id.in_(pair.ids),
            columns.cancelled_at.is_(None),
            columns.series_id.in_(sa.select(columns.series_id).where(columns.id.in_(_twice(pair)))),
        )
        .order_by(columns.series_id, columns.created_at, columns.id)
    )
    first: dict[int, int] = {}
    for enrolment_id, series_id in session.connection().execute(both).all():
        if first.setdefault(series_id, enrolment_id) != enrolment_id:
            _end(session, enrolment_id, first[series_id])
    repoint(session, columns.person_id, pair)


def _end(session: Session, goes_id: int, stays_id: int) -> None:
    now = clock.now()
    ended = sa.update(ENROLMENT).where(ENROLMENT.c.id == goes_id).values(cancelled_at=now)
    change(session, ended, "updated", {"cancelled_at": [None, now.isoformat()]})
    own = sa.update(REGISTRATION).where(REGISTRATION.c.enrolment_id == goes_id)
    fields = {"enrolment_id": [goes_id, stays_id]}
    change(session, own.values(enrolment_id=stays_id), "updated", fields)
