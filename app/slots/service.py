"""Slots of a consultation: staff offer them singly or in a run, change and delete those that nobody holds."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.database.references import keep_by
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words
from app.core.web.paging import Deleted, Slice
from app.courses.models import EventKind
from app.events import event_row
from app.events.access import check_writer, is_named_on
from app.events.models import Event, EventStatus
from app.events.schedule_revision import update_listing
from app.events.service import visible_events
from app.events.sessions import sessions_of
from app.organisations.people_models import Person, full_name
from app.slots import book
from app.slots.models import Slot
from app.slots.shapes import ConsultationLog, SlotCreate, SlotQuery, SlotRun, SlotsMade, SlotUpdate, SlotView

keep_by(Slot, looked_at=("registration",))  # those that have ended let go of it

AT_MOST = 100
"""Slots of one event."""
SORTS: Sorts = {"starts_at": col(Slot.starts_at), "place": by_words(col(Slot.place))}


def visible_slots(actor: Actor) -> SelectOfScalar[Slot]:
    """Everybody who sees an event may see its slots, though not who holds them."""
    events = visible_events(actor).with_only_columns(col(Event.id))
    return select(Slot).where(col(Slot.event_id).in_(events))


def list_slots(session: Session, actor: Actor, event_id: int, query: SlotQuery) -> Slice[SlotView | Deleted]:
    event: Event = records.get(session, visible_events(actor).where(col(Event.id) == event_id))
    statement = visible_slots(actor).where(Slot.event_id == event_id)

    def to_views(rows: list[Slot]) -> list[SlotView]:
        return slot_views(session, actor, rows)

    excluded = paging.of_other_parent(col(Slot.event_id), event_id)
    shown = paging.in_partnership(event.partnership_id)
    return paging.synced_page(session, actor, Slot, statement, query, to_views, excluded, shown, sorts=SORTS)


def get_slot(session: Session, actor: Actor, event_id: int, slot_id: int) -> SlotView:
    return _shown(session, actor, records.get(session, _one(actor, event_id, slot_id)))


def create_slot(session: Session, actor: Actor, event_id: int, body: SlotCreate) -> SlotView:
    return _create(session, actor, event_id, [body])[0]


def create_run(session: Session, actor: Actor, event_id: int, body: SlotRun) -> SlotsMade:
    """Slots one after the other; all of them or none."""
    pieces = list(_pieces(body))
    if not pieces:
        raise Invalid(
            "#/minutes", "too_large", limit=int((body.ends_at - body.starts_at).total_seconds()) // 60
        )
    return SlotsMade(results=_create(session, actor, event_id, pieces))


def _pieces(run: SlotRun) -> Iterator[SlotCreate]:
    start, length = run.starts_at, timedelta(minutes=run.minutes)
    if run.ends_at <= start:
        raise Invalid("#/ends_at", "ends_before_starts")
    while start + length <= run.ends_at:
        yield SlotCreate(starts_at=start, ends_at=start + length, place=run.place)
        start += length + timedelta(minutes=run.pause)


def _create(session: Session, actor: Actor, event_id: int, bodies: Sequence[SlotCreate]) -> list[SlotView]:
    """The seats of the event are its slots from now on, and nobody waits for one."""
    event = _lock(session, actor, event_id)
    _check_offers(session, event)
    if event.slots + len(bodies) > AT_MOST:
        raise Invalid("#/ends_at", "too_many", max_length=AT_MOST)
    standing = list(slots_of(session, event_id))
    made: list[Slot] = []
    for body in bodies:
        slot = Slot(event_id=event_id, partnership_id=event.partnership_id, **body.model_dump())
        check_times(session, slot, [*standing, *made])
        made.append(slot)
    session.add_all(made)
    set_number(session, event, event.slots + len(made))
    return slot_views(session, actor, made)


def _lock(session: Session, actor: Actor, event_id: int) -> Event:
    """The event, which is locked first as everywhere, for those who may change it."""
    row = event_row.lock(session, event_id)
    check_writer(session, actor, event_id, row.partnership_id)
    if row.status == EventStatus.CANCELLED:
        raise Conflict("event_cancelled")
    return session.get_one(Event, event_id, populate_existing=True)


def _check_offers(session: Session, event: Event) -> None:
    """Whether people may book a time here: not where seats are given in another way."""
    if event_row.is_over(event, clock.now()):
        raise Conflict("event_past")
    signed_up = event.taken or event.waiting or event.pending
    other_ways = event.kind != EventKind.CONSULTATION or event.series_id or event.blocks
    if other_ways or len(sessions_of(session, event.id)) != 1 or (signed_up and not event.slots):
        raise Conflict("no_slots_here")


def slots_of(session: Session, event_id: int) -> Sequence[Slot]:
    statement = select(Slot).where(Slot.event_id == event_id)
    return session.exec(statement.order_by(col(Slot.starts_at), col(Slot.id))).all()


def check_times(session: Session, slot: Slot, others: Sequence[Slot]) -> None:
    """Within the day of the event, and beside no other slot at the same place."""
    if slot.ends_at <= slot.starts_at:
        raise Invalid("#/ends_at", "ends_before_starts")
    [day] = sessions_of(session, slot.event_id)
    if slot.starts_at < day.starts_at or slot.ends_at > day.ends_at:
        raise Invalid("#/starts_at", "outside_sessions")
    for other in others:
        if other is not slot and other.place == slot.place and _overlap(slot, other):
            raise Invalid("#/starts_at", "overlaps")


def _overlap(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def set_number(session: Session, event: Event, number: int) -> None:
    """The capacity is the number of slots; without any the event is an ordinary one again, without limit."""
    event.slots, event.capacity = number, number or None
    event.waiting_list = False
    update_listing(session, event)
    session.flush()


def update_slot(
    session: Session, actor: Actor, event_id: int, slot_id: int, version: int, body: SlotUpdate
) -> SlotView:
    """A time that somebody holds stays: `in_use`. Move the person, or postpone the event."""
    slot, _ = _get_free_for_update(session, actor, event_id, slot_id, version)
    records.apply_changes(slot, body)
    with session.no_autoflush:
        check_times(session, slot, slots_of(session, event_id))
    session.flush()
    return _shown(session, actor, slot)


def delete_slot(session: Session, actor: Actor, event_id: int, slot_id: int, version: int) -> None:
    """For slots that nobody holds: `in_use`."""
    slot, event = _get_free_for_update(session, actor, event_id, slot_id, version)
    records.delete(session, slot)
    set_number(session, event, event.slots - 1)


def _get_free_for_update(
    session: Session, actor: Actor, event_id: int, slot_id: int, version: int
) -> tuple[Slot, Event]:
    known = records.get(session, _one(actor, event_id, slot_id))
    if not actor.writes(known.partnership_id):
        raise Forbidden()
    event = _lock(session, actor, event_id)
    slot = records.get_for_update(session, _one(actor, event_id, slot_id), version)
    if book.holders(session, [slot.id]) or book.comes_back(session, slot.id):
        raise Conflict("in_use", referred_by=["registration"])
    return slot, event


def _one(actor: Actor, event_id: int, slot_id: int) -> SelectOfScalar[Slot]:
    one = visible_slots(actor).where(Slot.id == slot_id, Slot.event_id == event_id)
    return one.execution_options(populate_existing=True)


def _shown(session: Session, actor: Actor, slot: Slot) -> SlotView:
    return slot_views(session, actor, [slot])[0]


def slot_views(session: Session, actor: Actor, rows: Sequence[Slot]) -> list[SlotView]:
    """Of slots of one event."""
    if not rows:
        return []
    event = session.get_one(Event, rows[0].event_id)
    held = book.holders(session, [row.id for row in rows])
    reads = actor.reads(event.partnership_id)
    told = actor.may_use("registrations:read") and (reads or is_named_on(session, actor, event.id))
    people = select(Person).where(col(Person.id).in_({one.person_id for one in held.values()}))
    names = {one.id: full_name(one) for one in session.exec(people)} if told else {}
    return [
        SlotView(
            **row.model_dump(exclude={"partnership_id"}),
            free=row.id not in held and row.starts_at > clock.now(),
            registration_id=holder.registration_id if holder and told else None,
            person_id=holder.person_id if holder and told else None,
            person=names[holder.person_id] if holder and told else None,
            log=ConsultationLog(**holder.log) if holder and holder.log and told and reads else None,
            allowed=_allowed(event, holder) if actor.writes(event.partnership_id) else [],
        )
        for row in rows
        for holder in [held.get(row.id)]
    ]


def _allowed(event: Event, holder: book.Holder | None) -> list[str]:
    if holder:
        return ["log"]
    if event.status == EventStatus.CANCELLED:
        return []
    return ["edit", "delete"] if event_row.is_over(event, clock.now()) else ["book", "edit", "delete"]
