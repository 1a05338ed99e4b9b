"""Phones, notes, answers, choices and logs of participants, which are not needed long after the event."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock, retention
from app.core.database import changes
from app.core.database.changes import Values
from app.core.personal import Kept
from app.core.web.keyset import Condition
from app.events.event_row import EVENT
from app.registrations.seats import REGISTRATION

AT_ONCE = 500
TEXTS = ("phone", "note", "staff_note")
NULLS = ("reason", "reason_before", "log")
OBJECTS = ("answers", "stay")


def filled() -> Condition:
    """Registrations that hold any of it."""
    columns = REGISTRATION.c
    return sa.or_(
        *(columns[name] != "" for name in TEXTS),
        *(columns[name].is_not(None) for name in NULLS),
        *(sa.cast(columns[name], sa.Text) != "{}" for name in OBJECTS),
    )


def due(session: Session) -> sa.Select[tuple[int]]:
    """The ids of those whose event ended, or was cancelled, long enough ago."""
    over = sa.func.coalesce(EVENT.c.ends_at, EVENT.c.cancelled_at)
    statement = sa.select(REGISTRATION.c.id).join(EVENT, EVENT.c.id == REGISTRATION.c.event_id)
    return statement.where(over <= retention.edge(session, Kept.DETAILS), filled())


def count_due(session: Session) -> int:
    counted = sa.select(sa.func.count()).select_from(due(session).subquery())
    return session.connection().execute(counted).scalar_one()


@retention.rule(Kept.DETAILS, lambda settings: settings.details_retention_days, count_due)
def blank_due(session: Session) -> tuple[int, int]:
    ids = list(session.connection().scalars(due(session).limit(AT_ONCE)))
    blank(session, REGISTRATION.c.id.in_(ids))
    return len(ids), len(ids)


def blank(session: Session, those: Condition) -> None:
    """The registration stays as evidence, without what was only needed to prepare the event."""
    values: Values = {
        **dict.fromkeys(TEXTS, ""),
        **dict.fromkeys(NULLS, None),
        **{name: {} for name in OBJECTS},
        "updated_at": clock.now(),
        "version": REGISTRATION.c.version + 1,
    }
    fields = dict.fromkeys((*TEXTS, *NULLS, *OBJECTS))
    changes.write(session, sa.update(REGISTRATION).where(those).values(values), "updated", fields=fields)
