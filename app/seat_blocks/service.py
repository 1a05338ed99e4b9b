"""Services of seat blocks, which staff create, change, release and delete."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import records, references
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.web import paging
from app.core.web.keyset import Sorts, referred
from app.core.web.paging import Deleted, Slice
from app.events import event_row
from app.events.access import check_writer
from app.events.event_row import EventRow
from app.events.models import Event
from app.events.service import visible_events
from app.organisations.models import Organisation
from app.organisations.service import organisation_names
from app.seat_blocks import release
from app.seat_blocks.models import SeatBlock
from app.seat_blocks.shapes import SeatBlockCreate, SeatBlockQuery, SeatBlockUpdate, SeatBlockView
from app.territories.models import Territory
from app.territories.service import resolve

SORTS: Sorts = {
    "name": sa.func.coalesce(
        referred(Organisation, col(Organisation.sort_key), col(SeatBlock.organisation_id)),
        referred(Territory, col(Territory.sort_key), col(SeatBlock.territory_id)),
    ),
    "seats": col(SeatBlock.seats),
    "taken": col(SeatBlock.taken),
    "until": col(SeatBlock.until),
    "released_at": col(SeatBlock.released_at),
}


def visible_blocks(actor: Actor) -> SelectOfScalar[SeatBlock]:
    """Everybody who sees an event may see its blocks."""
    events = visible_events(actor).with_only_columns(col(Event.id))
    return select(SeatBlock).where(col(SeatBlock.event_id).in_(events))


def list_blocks(
    session: Session, actor: Actor, event_id: int, query: SeatBlockQuery
) -> Slice[SeatBlockView | Deleted]:
    event: Event = records.get(session, visible_events(actor).where(col(Event.id) == event_id))
    statement = visible_blocks(actor).where(SeatBlock.event_id == event_id)

    def to_views(rows: list[SeatBlock]) -> list[SeatBlockView]:
        return block_views(session, actor, rows)

    excluded = paging.of_other_parent(col(SeatBlock.event_id), event_id)
    shown = paging.in_partnership(event.partnership_id)
    return paging.synced_page(
        session, actor, SeatBlock, statement, query, to_views, excluded, shown, sorts=SORTS
    )


def get_block(session: Session, actor: Actor, block_id: int) -> SeatBlockView:
    return _shown(session, actor, records.get(session, _one(actor, block_id)))


def create_block(session: Session, actor: Actor, event_id: int, body: SeatBlockCreate) -> SeatBlockView:
    """Only free seats can be kept, and none while people wait: `too_few_free`."""
    event = release.release_due_seats(session, event_row.lock(session, event_id))
    check_writer(session, actor, event_id, event.partnership_id)
    if event.slots:
        raise Conflict("event_has_slots")
    _check(event, body.until)
    records.get_referenced(session, Organisation, body.organisation_id, "#/organisation_id")
    resolve(session, body)
    _check_free(event, body.seats)
    block = SeatBlock(event_id=event_id, partnership_id=event.partnership_id, **body.model_dump())
    session.add(block)
    session.flush()
    _settle(session, event, kept=body.seats, blocks=1)
    return _shown(session, actor, block)


def _check(event: EventRow, until: datetime) -> None:
    if event_row.is_over(event, clock.now()):
        raise Conflict("event_past")
    if event.capacity is None:
        raise Invalid("#/seats", "no_capacity")
    if until <= clock.now():
        raise Invalid("#/until", "past")
    if event.starts_at is not None and until > event.starts_at:
        raise Invalid("#/until", "after_start")


def _check_free(event: EventRow, more: int) -> None:
    """While people wait, no seat is free to be kept."""
    left = (event.capacity or 0) - event.taken - event.kept
    free = max(0, left) if not event.waiting else 0
    if more > free:
        raise Conflict("too_few_free", free=free)


def update_block(
    session: Session, actor: Actor, block_id: int, version: int, body: SeatBlockUpdate
) -> SeatBlockView:
    block, event = _get_for_update(session, actor, block_id, version)
    if block.released_at is not None:
        raise Conflict("wrong_state", state="released")
    _check(event, body.until or block.until)
    if body.seats is not None and body.seats < block.taken:
        raise Conflict("capacity_below_confirmed", confirmed=block.taken)
    before = block.seats
    records.apply_changes(block, body)
    if block.seats > before:
        _check_free(event, block.seats - before)
    session.flush()
    _settle(session, event, kept=block.seats - before)
    return _shown(session, actor, block)


def release_block(session: Session, actor: Actor, block_id: int) -> SeatBlockView:
    """Release a block before its time. A repeated call changes nothing."""
    block, event = _get_for_update(session, actor, block_id, records.ANY_VERSION)
    _release(session, event, block)
    return _shown(session, actor, block)


def delete_block(session: Session, actor: Actor, block_id: int, version: int) -> None:
    """For mistakes only: a block of which a seat is held can only be released."""
    block, event = _get_for_update(session, actor, block_id, version)
    references.check_unused(session, SeatBlock, block.id)
    _release(session, event, block)
    records.delete(session, block)


def _get_for_update(
    session: Session, actor: Actor, block_id: int, version: int
) -> tuple[SeatBlock, EventRow]:
    """Locks the event first, as everywhere."""
    block = records.get(session, _one(actor, block_id))
    if not actor.writes(block.partnership_id):
        raise Forbidden()
    event = event_row.lock(session, block.event_id)
    return records.get_for_update(session, _one(actor, block_id), version), event


def _one(actor: Actor, block_id: int) -> SelectOfScalar[SeatBlock]:
    one = visible_blocks(actor).where(SeatBlock.id == block_id)
    return one.execution_options(populate_existing=True)


def _release(session: Session, event: EventRow, block: SeatBlock) -> None:
    if block.released_at is not None:
        return
    block.released_at = clock.now()
    session.flush()
    _settle(session, event, kept=block.taken - block.seats, blocks=-1)


def _settle(session: Session, before: EventRow, **steps: int) -> None:
    event_row.move_counters(session, before.id, steps)
    reactions.announce("seats_freed", session=session, event_id=before.id)
    event_row.update_availability(session, before, event_row.read_event(session, before.id))


def _shown(session: Session, actor: Actor, block: SeatBlock) -> SeatBlockView:
    return block_views(session, actor, [block])[0]


def block_views(session: Session, actor: Actor, rows: Sequence[SeatBlock]) -> list[SeatBlockView]:
    """Views of blocks; only readers of the inside see the note of staff."""
    organisations = organisation_names(session, [row.organisation_id for row in rows])
    named = select(Territory.id, Territory.name).where(
        col(Territory.id).in_({row.territory_id for row in rows})
    )
    territories: dict[int | None, str] = dict(session.exec(named).all())
    written = [row.id for row in rows if actor.writes(row.partnership_id)]
    kept = references.referring(session, SeatBlock, written)
    return [
        SeatBlockView(
            **row.model_dump(exclude={"note", "partnership_id"}),
            name=organisations.get(row.organisation_id or 0) or territories.get(row.territory_id, ""),
            note=row.note if actor.reads(row.partnership_id) else "",
            allowed=_allowed(row, kept=row.id in kept) if actor.writes(row.partnership_id) else [],
        )
        for row in rows
    ]


def _allowed(block: SeatBlock, *, kept: bool) -> list[str]:
    before = ["edit", "release"] if block.released_at is None else []
    return before if kept else [*before, "delete"]
