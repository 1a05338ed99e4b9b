"""Reminders some days before each session of an event, written by the worker's tick.

Sessions of one day are reminded of together. Each letter has a name (`once`), so that several processes and
ticks write it once.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, reactions
from app.core.mail.outbox import Letter
from app.core.web.keyset import Condition
from app.events import event_row
from app.events.event_row import EVENT
from app.events.models import UPCOMING_STATUSES, Event
from app.partnerships.models import Partnership
from app.registrations import letter_recipients, letters
from app.registrations.letters import PARTNERSHIP, SESSION
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
        sa.select(EVENT.c.id, SESSION.c.starts_at, days[0].label("own"), days[1].label("usual"))
        .join(SESSION, SESSION.c.event_id == EVENT.c.id)
        .join(PARTNERSHIP, PARTNERSHIP.c.id == EVENT.c.partnership_id)
        .where(
            EVENT.c.status.in_(UPCOMING_STATUSES),
            SESSION.c.starts_at > now - A_DAY,
            SESSION.c.starts_at <= now + AHEAD_AT_MOST,
        )
    )
    reminded: set[tuple[int, date]] = set()
    for row in session.connection().execute(soon.order_by(EVENT.c.id, SESSION.c.starts_at)).all():
        day = (row.id, clock.day_of(row.starts_at))
        if day in reminded:
            continue
        reminded.add(day)
        if row.starts_at <= now:
            continue
        for step in _due_steps(row.starts_at, row.usual if row.own is None else row.own, now):
            name = f":{step}:{row.starts_at.astimezone(UTC).isoformat()}"
            signed_up = REGISTRATION.c.created_at <= remind_at(row.starts_at, step) - A_DAY
            write_due(session, REMINDER, row.id, name, signed_up, row.starts_at)


def days_of(session: Session, event: Event) -> Sequence[int]:
    """The days before a session on which people are reminded: the event's own, else the partnership's."""
    if event.reminder_days is not None:
        return event.reminder_days
    return session.get_one(Partnership, event.partnership_id).reminder_days


def next_reminder(starts_at: datetime | None, days: Sequence[int]) -> datetime | None:
    """The next reminder of a session; None when there is none any more."""
    if starts_at is None:
        return None
    return min((at for at in (remind_at(starts_at, step) for step in days) if at > clock.now()), default=None)


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


def write_due(
    session: Session,
    kind: str,
    event_id: int,
    name: str,
    condition: Condition,
    since: datetime | None = None,
) -> None:
    """Looked up again under the lock of the event: another process may have been faster.

    `since`: the letter names only sessions that start then or later.
    """
    due = _due(kind, event_id, name, condition)
    if session.connection().scalars(due).first() is None:
        return
    event_row.lock(session, event_id)
    about = letters.letter_event(session, event_id)
    if since is not None:
        about = letters.sessions_from(about, since)
    ids = set(session.connection().scalars(due))
    reactions.announce("writing_due", session=session, kind=kind, event_id=event_id, ids=ids)
    for to in letter_recipients.recipients(session, ids):
        letters.post(session, kind, about, to, once=f"{kind}:{to.id}{name}")


def _due(kind: str, event_id: int, name: str, condition: Condition) -> sa.Select[int]:
    once = sa.literal(f"{kind}:") + sa.cast(REGISTRATION.c.id, sa.String) + sa.literal(name)
    person = sa.exists().where(
        letter_recipients.PERSON.c.id == REGISTRATION.c.person_id,
        letter_recipients.PERSON.c.email.is_not(None),
    )
    return sa.select(REGISTRATION.c.id).where(
        REGISTRATION.c.event_id == event_id,
        REGISTRATION.c.status == RegistrationStatus.CONFIRMED,
        REGISTRATION.c.silent.is_(False),
        condition,
        person,
        ~sa.exists().where(col(Letter.once) == once),
    )
