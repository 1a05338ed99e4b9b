"""Reminders some days before an event, written by the worker's tick.

Each letter has a name (`once`), so that several processes and ticks write it once.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, reactions
from app.core.mail.outbox import Letter
from app.core.web.paging import Condition
from app.events import event_row
from app.events.event_row import EVENT
from app.events.models import UPCOMING_STATUSES
from app.registrations import letters
from app.registrations.letters import PARTNERSHIP
from app.registrations.models import RegistrationStatus
from app.registrations.seats import REGISTRATION

REMINDER = "event_reminder"
A_DAY = timedelta(days=1)
AHEAD_AT_MOST = timedelta(days=61)
"""Longer than the earliest reminder that can be set."""


@reactions.on("tick")
def remind(session: Session) -> None:
    """Remind everybody with a seat, unless they signed up less than a day before the reminder."""
    now = clock.now()
    days = EVENT.c.reminder_days, PARTNERSHIP.c.reminder_days
    soon = (
        sa.select(EVENT.c.id, EVENT.c.starts_at, days[0].label("own"), days[1].label("usual"))
        .join(PARTNERSHIP, PARTNERSHIP.c.id == EVENT.c.partnership_id)
        .where(
            EVENT.c.status.in_(UPCOMING_STATUSES),
            EVENT.c.starts_at > now,
            EVENT.c.starts_at <= now + AHEAD_AT_MOST,
        )
    )
    for event in session.connection().execute(soon.order_by(EVENT.c.id)).all():
        for step in _due_steps(event.starts_at, event.usual if event.own is None else event.own, now):
            name = f":{step}:{event.starts_at.astimezone(UTC).isoformat()}"
            signed_up = REGISTRATION.c.created_at <= remind_at(event.starts_at, step) - A_DAY
            write_due(session, REMINDER, event.id, name, signed_up)


def _due_steps(starts_at: datetime, days: Iterable[int], now: datetime) -> Iterator[int]:
    """Leave out reminders more than a day late, because the event was moved or no worker was running."""
    for step in days:
        at = remind_at(starts_at, step)
        if at <= now < at + A_DAY:
            yield step


def remind_at(starts_at: datetime, days: int) -> datetime:
    """The same local time so many days before, also over a change to or from summer time."""
    local = starts_at.astimezone(clock.PRAGUE)
    return clock.at(local.date() - timedelta(days=days), local.hour, local.minute)


def write_due(session: Session, kind: str, event_id: int, name: str, condition: Condition) -> None:
    """Looked up again under the lock of the event: another process may have been faster."""
    due = _due(kind, event_id, name, condition)
    if session.connection().scalars(due).first() is None:
        return
    event_row.lock(session, event_id)
    about = letters.letter_event(session, event_id)
    for to in letters.recipients(session, session.connection().scalars(due).all()):
        letters.post(session, kind, about, to, once=f"{kind}:{to.id}{name}")


def _due(kind: str, event_id: int, name: str, condition: Condition) -> sa.Select[int]:
    once = sa.literal(f"{kind}:") + sa.cast(REGISTRATION.c.id, sa.String) + sa.literal(name)
    person = sa.exists().where(
        letters.PERSON.c.id == REGISTRATION.c.person_id, letters.PERSON.c.email.is_not(None)
    )
    return sa.select(REGISTRATION.c.id).where(
        REGISTRATION.c.event_id == event_id,
        REGISTRATION.c.status == RegistrationStatus.CONFIRMED,
        condition,
        person,
        ~sa.exists().where(col(Letter.once) == once),
    )
