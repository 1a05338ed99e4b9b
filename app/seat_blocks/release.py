"""Releases kept seats to all, when the time of their block is over or the event is cancelled.

Every change happens under the lock of the event's row.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.database import changes
from app.events import event_row
from app.events.dates import Move
from app.events.event_row import EVENT, EventRow
from app.events.models import Event
from app.seat_blocks.hand_out import BLOCK
from app.seat_blocks.models import IS_UNRELEASED, SeatBlock

DUE = sa.and_(IS_UNRELEASED, BLOCK.c.until <= sa.bindparam("now"))
"""Blocks whose time is over and that are not released yet."""

AT_ONCE = 100


def release_due_seats(session: Session, event: EventRow) -> EventRow:
    """Release blocks whose time is over and return the event as it is then. The caller has locked the event.

    The seats go to waiting people first, then to all. The worker's tick or an earlier sign-up does this.
    """
    if not event.blocks or not is_due(session, event.id):
        return event
    release_due(session, event.id)
    reactions.announce("seats_freed", session=session, event_id=event.id)
    after = event_row.read_event(session, event.id)
    event_row.update_availability(session, event, after)
    return after


def is_due(session: Session, event_id: int) -> bool:
    found = sa.select(BLOCK.c.id).where(BLOCK.c.event_id == event_id, DUE).limit(1)
    return session.connection().execute(found, {"now": clock.now()}).first() is not None


def release_due(session: Session, event_id: int) -> None:
    """Their seats are for all from now on. The caller lets the queue move up."""
    now = clock.now()
    due = sa.update(BLOCK).where(BLOCK.c.event_id == event_id, IS_UNRELEASED, BLOCK.c.until <= now)
    values = {"released_at": now, "version": BLOCK.c.version + 1, "updated_at": now}
    left = (BLOCK.c.seats - BLOCK.c.taken).label("left")
    fields = {"released_at": [None, str(now)]}
    released = changes.write(session, due.values(values), "updated", fields=fields, returning=(left,))
    event_row.move_counters(
        session, event_id, {"kept": -sum(one.left for one in released), "blocks": -len(released)}
    )


# --- by the clock, and when something happens to the event -----------------------------------------------


@reactions.on("tick")
def release_what_is_due(session: Session) -> None:
    """Checks again under the lock: another process may have released them, or staff extended them."""
    due = select(SeatBlock.event_id).where(DUE).distinct().order_by(col(SeatBlock.event_id)).limit(AT_ONCE)
    for event_id in session.exec(due, params={"now": clock.now()}).all():
        release_due_seats(session, event_row.lock(session, event_id))


@reactions.on("tick_planned")
def next_block_release(session: Session, moments: list[datetime]) -> None:
    """Includes a release that became due during this tick, which would else wait for the next tick."""
    coming = sa.select(sa.func.min(BLOCK.c.until)).where(IS_UNRELEASED)
    moments.extend(filter(None, [session.connection().scalar(coming)]))


@reactions.on("kept_seats_shown")
def count_due_seats(session: Session, due: dict[int, int]) -> None:
    """Count kept seats that are due to be released, because reading an event releases none."""
    left = sa.func.sum(BLOCK.c.seats - BLOCK.c.taken)
    counted = sa.select(BLOCK.c.event_id, left).where(BLOCK.c.event_id.in_(due), DUE)
    found = session.connection().execute(counted.group_by(BLOCK.c.event_id), {"now": clock.now()})
    due.update({event_id: int(count) for event_id, count in found})


@reactions.on("event_moved")
def move_ends(session: Session, event: Event, move: Move) -> None:
    """Kept seats end at the same distance from the start. What is over already is left to the next tick.

    Those of a cancelled event follow too, because they are kept again when it is reactivated.
    """
    if not event.blocks and event.cancelled_at is None:
        return
    standing = sa.or_(col(SeatBlock.released_at).is_(None), col(SeatBlock.released_at) == event.cancelled_at)
    kept = select(SeatBlock).where(SeatBlock.event_id == event.id, standing, SeatBlock.until > clock.now())
    blocks = session.exec(kept.order_by(col(SeatBlock.id)).execution_options(populate_existing=True))
    for block in blocks.all():
        before, block.until = block.until, move.shifted(block.until)
        move.note("until", before, block.until, block.seats - block.taken)
    session.flush()


@reactions.on("event_cancelled")
def release_all(session: Session, event: Event) -> None:
    """A cancelled event keeps no seats, and nobody holds one of a block."""
    _release_at(session, event, event.cancelled_at or clock.now())
    changes.update_counters(session, sa.update(BLOCK).where(BLOCK.c.event_id == event.id).values(taken=0))


@reactions.on("event_ended_early")
def release_rest(session: Session, event: Event, **_: object) -> None:
    """Nobody can come any more for whom seats were kept."""
    _release_at(session, event, clock.now())


def _release_at(session: Session, event: Event, now: datetime) -> None:
    session.flush()
    standing = sa.update(BLOCK).where(BLOCK.c.event_id == event.id, IS_UNRELEASED)
    values = {"released_at": now, "version": BLOCK.c.version + 1, "updated_at": now}
    changes.write(session, standing.values(values), "updated", fields={"released_at": None})
    changes.update_counters(session, sa.update(EVENT).where(EVENT.c.id == event.id).values(kept=0, blocks=0))
    session.expire(event, ["kept", "blocks"])


@reactions.on("event_reactivated")
def keep_again(session: Session, event: Event, since: datetime) -> None:
    """Blocks that the cancellation released and whose time is not over are kept again, to the start at most.

    The event may have been moved while it was cancelled. Their seats are counted when the registrations are
    back: see `registrations.cancelled_event`.
    """
    session.flush()
    again = sa.update(BLOCK).where(
        BLOCK.c.event_id == event.id, BLOCK.c.released_at == since, BLOCK.c.until > clock.now()
    )
    values = {"released_at": None, "version": BLOCK.c.version + 1, "updated_at": clock.now()}
    changes.write(session, again.values(values), "updated", fields={"released_at": None})
    if event.starts_at is not None:
        late = sa.update(BLOCK).where(
            BLOCK.c.event_id == event.id, IS_UNRELEASED, BLOCK.c.until > event.starts_at
        )
        capped = {"until": event.starts_at, "version": BLOCK.c.version + 1, "updated_at": clock.now()}
        changes.write(session, late.values(capped), "updated", fields={"until": None})
