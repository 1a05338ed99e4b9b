"""Blocks of kept seats as records: the staff make, change and release them, the clock releases the rest."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import changes, clock, paging, reactions, records
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.paging import Slice
from app.events.models import Event
from app.events.service import visible_events
from app.organisations.models import Organisation
from app.organisations.service import organisation_names
from app.registrations import kept, queue, rules, seats
from app.registrations.access import admit_writer
from app.registrations.block_shapes import SeatBlockCreate, SeatBlockQuery, SeatBlockUpdate, SeatBlockView
from app.registrations.models import HELD_BACK, SeatBlock
from app.territories.models import Territory

AT_ONCE = 100


def visible_blocks(actor: Actor) -> Any:
    """Whoever sees an event may know for whom seats are kept at it."""
    events = visible_events(actor).with_only_columns(col(Event.id))
    return sa.select(SeatBlock).where(col(SeatBlock.event_id).in_(events))


def list_blocks(session: Session, actor: Actor, event_id: int, query: SeatBlockQuery) -> Slice[Any]:
    event: Event = records.find(session, visible_events(actor).where(col(Event.id) == event_id))
    statement = visible_blocks(actor).where(col(SeatBlock.event_id) == event_id)

    def present(rows: list[Any]) -> list[SeatBlockView]:
        return present_blocks(session, actor, rows)

    never = paging.outside(col(SeatBlock.event_id), event_id)
    shown = paging.within(event.partnership_id)
    return paging.synced_page(session, actor, SeatBlock, statement, query, present, never, shown)


def get_block(session: Session, actor: Actor, block_id: int) -> SeatBlockView:
    return present_blocks(session, actor, [records.find(session, _one(actor, block_id))])[0]


def create_block(session: Session, actor: Actor, event_id: int, body: SeatBlockCreate) -> SeatBlockView:
    """Only free seats can be kept, and of those nobody waits for: `too_few_free`."""
    event = queue.caught_up(session, seats.lock(session, event_id))
    admit_writer(session, actor, event_id, event.partnership_id)
    _check(event, body.until)
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    records.require(session, Territory, body.territory_id, "#/territory_id")
    _check_free(event, body.seats)
    block = SeatBlock(event_id=event_id, partnership_id=event.partnership_id, **body.model_dump())
    session.add(block)
    session.flush()
    _settle(session, event, kept=body.seats, blocks=1)
    return present_blocks(session, actor, [block])[0]


def _check(event: Any, until: Any) -> None:
    if rules.is_over(event, clock.now()):
        raise Conflict("event_past")
    if event.capacity is None:
        raise Invalid("#/seats", "no_capacity")
    if until <= clock.now():
        raise Invalid("#/until", "past")
    if event.starts_at is not None and until > event.starts_at:
        raise Invalid("#/until", "after_start")


def _check_free(event: Any, more: int) -> None:
    free = max(0, event.capacity - event.taken - event.kept) if not event.waiting else 0
    if more > free:
        raise Conflict("too_few_free", free=free)


def update_block(
    session: Session, actor: Actor, block_id: int, version: int, body: SeatBlockUpdate
) -> SeatBlockView:
    block, event = _claim(session, actor, block_id, version)
    if block.released_at is not None:
        raise Conflict("wrong_state", state="released")
    _check(event, body.until or block.until)
    if body.seats is not None and body.seats < block.taken:
        raise Conflict("capacity_below_confirmed", confirmed=block.taken)
    before = block.seats
    records.take_over(block, body)
    if block.seats > before:
        _check_free(event, block.seats - before)
    session.flush()
    _settle(session, event, kept=block.seats - before)
    return present_blocks(session, actor, [block])[0]


def release_block(session: Session, actor: Actor, block_id: int) -> SeatBlockView:
    """Now, before its time; once more changes nothing."""
    block, event = _claim(session, actor, block_id, records.ANY_VERSION)
    _release(session, event, block)
    return present_blocks(session, actor, [block])[0]


def delete_block(session: Session, actor: Actor, block_id: int, version: int) -> None:
    """A mistake; once somebody holds one of its seats it can only be released."""
    block, event = _claim(session, actor, block_id, version)
    if block.taken:
        raise Conflict("in_use")
    _release(session, event, block)
    records.remove(session, block)


def _claim(session: Session, actor: Actor, block_id: int, version: int) -> tuple[SeatBlock, Any]:
    """The event is locked first, as everywhere."""
    block = records.find(session, _one(actor, block_id))
    if not actor.writes(block.partnership_id):
        raise Forbidden()
    event = seats.lock(session, block.event_id)
    return records.claim(session, _one(actor, block_id), version), event


def _one(actor: Actor, block_id: int) -> Any:
    one = visible_blocks(actor).where(col(SeatBlock.id) == block_id)
    return one.execution_options(populate_existing=True)


def _release(session: Session, event: Any, block: SeatBlock) -> None:
    if block.released_at is not None:
        return
    block.released_at = clock.now()
    session.flush()
    _settle(session, event, kept=block.taken - block.seats, blocks=-1)


def _settle(session: Session, before: Any, **steps: int) -> None:
    seats.move(session, before.id, steps)
    queue.move_up(session, before.id)
    queue.tell_schedule(session, before, seats.look(session, before.id))


@reactions.on("tick")
def release_what_is_due(session: Session) -> None:
    """Asked again under the lock of the event: somebody may have been faster, or keeps them for longer."""
    due = sa.select(col(SeatBlock.event_id)).where(kept.DUE).distinct().order_by(col(SeatBlock.event_id))
    for event_id in session.scalars(due.limit(AT_ONCE), {"now": clock.now()}).all():
        queue.caught_up(session, seats.lock(session, event_id))


@reactions.on("event_cancelled")
def release_all(session: Session, event: Event) -> None:
    """Nothing is kept at an event that does not take place; its counters are set by `react`."""
    standing = sa.update(seats.BLOCK).where(seats.BLOCK.c.event_id == event.id, HELD_BACK)
    values = {"released_at": clock.now(), "version": seats.BLOCK.c.version + 1, "updated_at": clock.now()}
    changes.write(session, standing.values(values), "updated", fields={"released_at": None})


def present_blocks(session: Session, actor: Actor, rows: list[Any]) -> list[SeatBlockView]:
    """What the staff noted is for those inside."""
    organisations = organisation_names(session, [row.organisation_id for row in rows])
    named = sa.select(col(Territory.id), col(Territory.name)).where(
        col(Territory.id).in_({row.territory_id for row in rows})
    )
    territories: dict[int, str] = {row.id: row.name for row in session.execute(named)}
    return [
        SeatBlockView(
            **row.model_dump(exclude={"note", "partnership_id"}),
            name=organisations.get(row.organisation_id) or territories.get(row.territory_id, ""),
            note=row.note if actor.reads(row.partnership_id) else "",
            allowed=_allowed(row) if actor.writes(row.partnership_id) else [],
        )
        for row in rows
    ]


def _allowed(block: SeatBlock) -> list[str]:
    if block.released_at is not None:
        return [] if block.taken else ["delete"]
    return ["edit", "release"] if block.taken else ["edit", "release", "delete"]
