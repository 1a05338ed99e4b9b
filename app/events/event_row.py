"""An event's row, in Core, for sign-up and the rooms around it: read it, lock it, move its seat counters.

The statements are prepared, because sign-up is the busiest write. Always lock the event first, then its
registrations.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database import changes, prepared
from app.core.database.columns import table_of
from app.core.errors import NotFound
from app.core.json_values import Json
from app.courses.models import EventKind
from app.events.models import ENDED_STATUSES, Event, EventStatus, MoveUp, RegistrationPolicy, Visibility
from app.events.schedule_revision import update_listing
from app.events.status import status_at
from app.partnerships.models import Partnership

EVENT, PARTNERSHIP = table_of(Event), table_of(Partnership)


class EventRow(NamedTuple):
    """The columns that decide about sign-up and seats; see `Event` for their meaning.

    `confirm_address` holds for the event or for its partnership.
    """

    id: int
    partnership_id: int
    kind: EventKind
    title: str
    group_id: int | None
    status: EventStatus
    visibility: Visibility
    starts_at: datetime | None
    ends_at: datetime | None
    capacity: int | None
    waiting_list: bool
    registration_policy: RegistrationPolicy
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    form_fields: list[Json]
    past_fields: list[Json]
    stay: Json
    published_at: datetime | None
    updated_at: datetime
    calendar_sequence: int
    move_up: MoveUp
    offer_hours: int
    cancel_until: datetime | None
    organisation_limit: int | None
    confirm_address: bool
    taken: int
    kept: int
    blocks: int
    confirmed: int
    waiting: int
    pending: int
    queue_last: int
    undealt: bool
    deals_at: datetime | None
    slots: int


CONFIRM_ADDRESS = sa.or_(
    EVENT.c.confirm_address,
    sa.select(PARTNERSHIP.c.confirm_address)
    .where(PARTNERSHIP.c.id == EVENT.c.partnership_id)
    .correlate(EVENT)
    .scalar_subquery(),
)
"""Whether the event or its partnership always asks that the mailbox confirms a sign-up."""
EVENT_COLUMNS = tuple(
    CONFIRM_ADDRESS.label(name) if name == "confirm_address" else EVENT.c[name] for name in EventRow._fields
)
SELECT_EVENT = sa.select(*EVENT_COLUMNS).where(EVENT.c.id == sa.bindparam("event"))
LOCK_EVENT = SELECT_EVENT.with_for_update()


def read_event(session: Session, event_id: int) -> EventRow:
    return _one(session, SELECT_EVENT, event_id)


def lock(session: Session, event_id: int) -> EventRow:
    """Lock and read the event: no other request moves its seats until the commit."""
    return _one(session, LOCK_EVENT, event_id)


def _one(session: Session, statement: prepared.Statement, event_id: int) -> EventRow:
    event = prepared.row(session, statement, {"event": event_id})
    if event is None:
        raise NotFound()
    return EventRow._make(event)


def lock_all(session: Session, event_ids: Iterable[int]) -> dict[int, EventRow]:
    """Lock several events in the order of their ids, so that two requests cannot wait for each other."""
    events = (
        sa.select(*EVENT_COLUMNS)
        .where(EVENT.c.id.in_(list(event_ids)))
        .order_by(EVENT.c.id)
        .with_for_update()
    )
    return {event.id: EventRow._make(event) for event in session.connection().execute(events)}


def is_over(event: EventRow | Event, now: datetime) -> bool:
    return status_at(event, now) in ENDED_STATUSES


def has_room(event: EventRow) -> bool:
    """Whether a seat is free and not kept, and the waiting list is empty."""
    return event.waiting == 0 and has_free_seat(event)


def has_free_seat(event: EventRow) -> bool:
    """Whether a seat is free and not kept. Waiting people are not looked at."""
    return event.capacity is None or event.taken + event.kept < event.capacity


def move_counters(session: Session, event_id: int, steps: dict[str, int]) -> None:
    """Add `steps`, by the name of the counter."""
    values = {name: EVENT.c[name] + step for name, step in steps.items() if step}
    if values:
        changes.update_counters(session, sa.update(EVENT).where(EVENT.c.id == event_id).values(values))


def next_in_queue(session: Session, event_id: int) -> int:
    statement = sa.update(EVENT).where(EVENT.c.id == event_id).values(queue_last=EVENT.c.queue_last + 1)
    return int(session.connection().execute(statement.returning(EVENT.c.queue_last)).scalar_one())


def update_availability(session: Session, before: EventRow, after: EventRow) -> None:
    """Bump the schedule only when its word for free seats changes, not at every sign-up."""
    if has_room(before) != has_room(after):
        availability_changed(session, after.id)


def availability_changed(session: Session, event_id: int) -> None:
    event = session.get(Event, event_id)
    if event is not None and event.is_public:
        update_listing(session, event)
