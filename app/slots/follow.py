"""Slots follow the day of their event, and go along to its copy."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import reactions
from app.core.errors import Conflict
from app.events.dates import Move
from app.events.models import Event
from app.events.sessions import sessions_of
from app.slots import book
from app.slots.models import Slot
from app.slots.service import set_number, slots_of

Span = tuple[datetime, datetime]


@reactions.on("slots_day_moved")
def follow_day(session: Session, event: Event, before: Span, move: Move) -> None:
    """When the day moves and stays as long, its slots move with its start. When it only grows or shrinks,
    they stay where they are. `event_has_slots` when one would lie outside, or there is no longer one day.
    """
    days = sessions_of(session, event.id)
    if len(days) != 1:
        raise Conflict("event_has_slots")
    after = (days[0].starts_at, days[0].ends_at)
    slots = slots_of(session, event.id)
    as_long = after[1] - after[0] == before[1] - before[0]
    if as_long or not _within(slots, after):
        _shift(session, event, slots, after[0] - before[0], move)
    if not _within(slots, after):
        raise Conflict("event_has_slots")
    session.flush()


def _shift(session: Session, event: Event, slots: Sequence[Slot], by: timedelta, move: Move) -> None:
    """The staff see before they save how many slots move, and how many of them people have booked."""
    first = min(slot.starts_at for slot in slots)
    for slot in slots:
        slot.starts_at += by
        slot.ends_at += by
    if event.published_at is not None:
        booked = len(book.holders(session, [slot.id for slot in slots]))
        move.note("slots", first, first + by, booked, len(slots))


def _within(slots: Sequence[Slot], day: Span) -> bool:
    return all(day[0] <= slot.starts_at and slot.ends_at <= day[1] for slot in slots)


@reactions.on("event_copied")
def copy_slots(session: Session, event: Event, copy: Event) -> None:
    """At the same distance from the start. A copy without a day, or with another length, has none yet."""
    before, after = sessions_of(session, event.id), sessions_of(session, copy.id)
    if not event.slots or len(before) != 1 or len(after) != 1:
        return
    distance = after[0].starts_at - before[0].starts_at
    slots = [
        Slot(
            event_id=copy.id,
            partnership_id=copy.partnership_id,
            starts_at=one.starts_at + distance,
            ends_at=one.ends_at + distance,
            place=one.place,
        )
        for one in slots_of(session, event.id)
    ]
    if _within(slots, (after[0].starts_at, after[0].ends_at)):
        session.add_all(slots)
        set_number(session, copy, len(slots))
