"""The agenda of meetings: a tree of items that keep their ids. Higher rooms put things on it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.database import changes, records
from app.core.errors import Conflict, Invalid
from app.core.json_values import Json
from app.courses.models import EventKind
from app.events.agenda_models import LEVELS, AgendaBody, AgendaItem
from app.events.models import UNFINISHED_STATUSES, Event
from app.events.status import same_minute
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import WorkingGroup

__all__ = ["AgendaItem", "agenda_of", "put_on_agenda", "waiting_for"]


class Placed(NamedTuple):
    """An item in the order of the agenda, with its level from 1 and its start, as far as it is known."""

    item: AgendaItem
    level: int
    starts_at: datetime | None


# --- reading ---------------------------------------------------------------------------------------------


def items_of(session: Session, event_ids: Iterable[int]) -> dict[int, list[AgendaItem]]:
    """The items of several events, by event and position."""
    wanted = select(AgendaItem).where(col(AgendaItem.event_id).in_(list(event_ids)))
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in session.exec(wanted.order_by(col(AgendaItem.position), col(AgendaItem.id))):
        found[item.event_id or 0].append(item)
    return found


def agenda_of(session: Session, event: Event) -> list[Placed]:
    """The agenda of one event in its order."""
    return placed(items_of(session, [event.id])[event.id], event.starts_at)


def placed(items: Sequence[AgendaItem], starts_at: datetime | None) -> list[Placed]:
    """The items of one event, depth first. An item begins when the one before it on its level ends."""
    below: dict[int | None, list[AgendaItem]] = defaultdict(list)
    for item in items:
        below[item.parent_id].append(item)
    found: list[Placed] = []
    _place(below, None, 1, starts_at, starts_at, found)
    return found


def _place(
    below: dict[int | None, list[AgendaItem]],
    parent_id: int | None,
    level: int,
    begins: datetime | None,
    opening: datetime | None,
    found: list[Placed],
) -> datetime | None:
    """Add what stands below an item; returns when it ends, None when a length is not known."""
    for item in below[parent_id]:
        if item.start_offset is not None and opening is not None:
            begins = opening + timedelta(minutes=item.start_offset)
        found.append(Placed(item, level, begins))
        inside = _place(below, item.id, level + 1, begins, opening, found)
        if item.minutes is not None:
            begins = begins + timedelta(minutes=item.minutes) if begins else None
        else:
            begins = inside if below[item.id] else None
    return begins


def rows_of(items: Sequence[AgendaItem], starts_at: datetime | None, *, inside: bool) -> list[Json]:
    """The agenda as it is shown. Only the staff, who read the `inside`, see the ids of people."""
    return [
        {
            "id": one.item.id,
            "parent_id": one.item.parent_id,
            "level": one.level,
            "title": one.item.title,
            "text": one.item.text,
            "presenter": presenter_of(one.item, inside=inside),
            "minutes": one.item.minutes,
            "starts_at": one.starts_at,
            "origin_type": one.item.origin_type,
            "origin_id": one.item.origin_id,
        }
        for one in placed(items, starts_at)
    ]


def presenter_of(item: AgendaItem, *, inside: bool) -> Json | None:
    if not item.presenter_name:
        return None
    return {"person_id": item.presenter_id if inside else None, "name": item.presenter_name}


def carried_agenda(session: Session, event: Event) -> list[Json]:
    """The agenda for another meeting of the kind: without what was put on it, and without times."""
    return [
        {
            "level": level,
            "title": item.title,
            "text": item.text,
            "minutes": item.minutes,
            "presenter": {"person_id": item.presenter_id, "name": item.presenter_name}
            if item.presenter_name
            else None,
        }
        for item, level, _ in agenda_of(session, event)
        if item.origin_type is None
    ]


# --- replacing -------------------------------------------------------------------------------------------


def replace_agenda(
    session: Session, event: Event, bodies: Sequence[AgendaBody], opened: datetime | None
) -> bool:
    """Make the agenda what was sent. Items with their id stay. Returns whether anything changed.

    `opened` is when the event began before the change; the times that were read follow from it.
    """
    standing = placed(items_of(session, [event.id])[event.id], opened)
    by_id = {one.item.id: one for one in standing}
    before = [one.item.model_dump() for one in standing]
    items = [_item(session, event, by_id, bodies, place) for place in range(len(bodies))]
    session.flush()
    for item, parent in zip(items, _parents(bodies, items), strict=True):
        item.parent_id = parent
    kept = {item.id for item in items}
    _remove(session, [one.item for one in standing if one.item.id not in kept])
    session.flush()
    return [item.model_dump() for item in items] != before


def _item(
    session: Session, event: Event, standing: dict[int, Placed], bodies: Sequence[AgendaBody], place: int
) -> AgendaItem:
    body, pointer = bodies[place], f"#/agenda/{place}"
    known = standing.get(body.id) if body.id is not None else None
    if body.id is not None and known is None:
        raise Invalid(f"{pointer}/id", "not_found")
    if body.id is not None and any(one.id == body.id for one in bodies[:place]):
        raise Invalid(f"{pointer}/id", "duplicate")
    facts: Json = body.model_dump(include={"title", "text", "minutes"})
    facts |= _presenter(session, event, body, f"{pointer}/presenter")
    facts |= {"position": place, "start_offset": _offset(event, body, known, f"{pointer}/starts_at")}
    if known is None:
        item = AgendaItem(
            partnership_id=event.partnership_id, event_id=event.id, group_id=event.group_id, **facts
        )
        session.add(item)
        return item
    for name, value in facts.items():
        setattr(known.item, name, value)
    return known.item


def _presenter(session: Session, event: Event, body: AgendaBody, pointer: str) -> Json:
    named = body.presenter
    if named is None:
        return {"presenter_id": None, "presenter_name": ""}
    person = records.get_referenced(
        session, Person, named.person_id, f"{pointer}/person_id", event.partnership_id
    )
    name = named.name or (full_name(person) if person else "")
    return {"presenter_id": named.person_id, "presenter_name": name}


def _offset(event: Event, body: AgendaBody, known: Placed | None, pointer: str) -> int | None:
    """Minutes after the start. A start that comes back as it was shown stays as it is, given or computed."""
    if body.starts_at is None:
        return None
    if known and same_minute(body.starts_at, known.starts_at):
        return known.item.start_offset
    if event.starts_at is None or event.ends_at is None:
        raise Invalid(pointer, "not_allowed")
    if not event.starts_at <= body.starts_at <= event.ends_at:
        raise Invalid(pointer, "outside_meeting")
    return int((body.starts_at - event.starts_at).total_seconds()) // 60


def _parents(bodies: Sequence[AgendaBody], items: Sequence[AgendaItem]) -> Iterator[int | None]:
    """The id of the parent of each item, by its level or by the id that was sent."""
    above: list[int] = []
    for place, (body, item) in enumerate(zip(bodies, items, strict=True)):
        if body.level is not None:
            depth = body.level - 1
        elif body.parent_id is None:
            depth = 0
        elif body.parent_id in above:
            depth = above.index(body.parent_id) + 1
        else:
            raise Invalid(f"#/agenda/{place}/parent_id", "not_found")
        if depth > len(above) or depth >= LEVELS:
            raise Invalid(f"#/agenda/{place}/level", "not_allowed")
        del above[depth:]
        yield above[-1] if above else None
        above.append(item.id)


def _remove(session: Session, items: Sequence[AgendaItem]) -> None:
    """Higher rooms let go of the items first. 409 `in_use` when one of them is still referred to."""
    if not items:
        return
    reactions.announce("agenda_items_removed", session=session, ids=[item.id for item in items])
    for item in items:
        item.parent_id = None
    session.flush()
    for item in items:
        session.delete(item)
    try:
        session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error


# --- put on by higher rooms ------------------------------------------------------------------------------


def put_on_agenda(
    session: Session, group_id: int, title: str, text: str, origin_type: str, origin_id: int
) -> AgendaItem:
    """Add a point at the end of the agenda of the next meeting of the group.

    Without a meeting ahead it waits, and the next meeting that is created takes it. What was put on for the
    same origin and is not over yet is returned as it stands.
    """
    standing = _standing(session, group_id, origin_type, origin_id)
    if standing is not None:
        return standing
    group = session.get_one(WorkingGroup, group_id)
    item = AgendaItem(
        partnership_id=group.partnership_id,
        group_id=group_id,
        position=0,
        title=title[:200],
        text=text,
        origin_type=origin_type,
        origin_id=origin_id,
    )
    return _move(session, item, next_meeting(session, group_id))


def put_on_meeting(
    session: Session, event: Event, title: str, text: str, origin_type: str, origin_id: int
) -> AgendaItem | None:
    """Add a point to the agenda of this meeting; what waits for the same origin, or stands at another coming
    meeting of the group, moves here.

    Of a meeting that does not come any more the next one of its group takes it; None without a group.
    """
    if event.status not in UNFINISHED_STATUSES or (
        event.ends_at is not None and event.ends_at <= clock.now()
    ):
        if event.group_id is None:
            return None
        return put_on_agenda(session, event.group_id, title, text, origin_type, origin_id)
    here = items_of(session, [event.id])[event.id]
    item = next((one for one in here if (one.origin_type, one.origin_id) == (origin_type, origin_id)), None)
    if item is not None:
        return item
    if event.group_id is not None:
        item = _standing(session, event.group_id, origin_type, origin_id)
    if item is not None:
        _take_out(session, item)
    item = item or AgendaItem(
        partnership_id=event.partnership_id,
        group_id=event.group_id,
        position=0,
        title=title[:200],
        text=text,
        origin_type=origin_type,
        origin_id=origin_id,
    )
    return _move(session, item, event)


def _move(session: Session, item: AgendaItem, event: Event | None) -> AgendaItem:
    """To the end of the agenda of the event; without one it waits."""
    item.position = _end(session, event) if event else 0
    item.event_id = event.id if event else None
    session.add(item)
    session.flush()
    if event:
        changes.touch(event)
    return item


def _take_out(session: Session, item: AgendaItem) -> None:
    """Off the agenda on which it stands. What stands below it stays there."""
    left = session.get(Event, item.event_id) if item.event_id is not None else None
    if left is None:
        return
    for one in items_of(session, [left.id])[left.id]:
        one.parent_id = item.parent_id if one.parent_id == item.id else one.parent_id
    item.parent_id = None
    changes.touch(left)


def _standing(session: Session, group_id: int, origin_type: str, origin_id: int) -> AgendaItem | None:
    same = select(AgendaItem).where(
        AgendaItem.group_id == group_id,
        AgendaItem.origin_type == origin_type,
        AgendaItem.origin_id == origin_id,
    )
    ahead = _ahead(group_id).with_only_columns(col(Event.id))
    waits = sa.or_(col(AgendaItem.event_id).is_(None), col(AgendaItem.event_id).in_(ahead))
    return session.exec(same.where(waits).order_by(col(AgendaItem.id))).first()


def _ahead(group_id: int) -> sa.Select[Event]:
    return sa.select(Event).where(
        col(Event.group_id) == group_id,
        col(Event.kind) == EventKind.MEETING,
        col(Event.status).in_(UNFINISHED_STATUSES),
        sa.or_(col(Event.ends_at).is_(None), col(Event.ends_at) > clock.now()),
    )


def next_meeting(session: Session, group_id: int, but: Event | None = None) -> Event | None:
    """The first meeting of the group, `but` this one, that is not over; one without a date comes last."""
    ahead = _ahead(group_id).order_by(col(Event.starts_at).is_(None), col(Event.starts_at), col(Event.id))
    if but is not None:
        ahead = ahead.where(col(Event.id) != but.id)
    return session.scalars(ahead.limit(1)).first()


def waiting_for(session: Session, group_id: int) -> list[AgendaItem]:
    """The items that wait for the next meeting of the group, the oldest first."""
    waiting = select(AgendaItem).where(AgendaItem.group_id == group_id, col(AgendaItem.event_id).is_(None))
    return list(session.exec(waiting.order_by(col(AgendaItem.id))))


def take_off(session: Session, origin_type: str, origin_id: int) -> None:
    """What is settled waits for no meeting of a group any longer; agendas keep their points."""
    waiting = select(AgendaItem).where(
        AgendaItem.origin_type == origin_type,
        AgendaItem.origin_id == origin_id,
        col(AgendaItem.event_id).is_(None),
    )
    for item in session.exec(waiting).all():
        records.delete(session, item)


def take_waiting(session: Session, event: Event) -> None:
    """A new meeting that is not over takes what waits for its group, after its own items."""
    over = event.ends_at is not None and event.ends_at <= clock.now()
    if event.kind != EventKind.MEETING or event.group_id is None or over:
        return
    end = _end(session, event)
    for number, item in enumerate(waiting_for(session, event.group_id)):
        item.event_id, item.position = event.id, end + number
    session.flush()


def hand_on(session: Session, event: Event) -> None:
    """What was put on the agenda of a meeting that does not take place goes to the next one, or waits."""
    if event.kind != EventKind.MEETING:
        return
    items = items_of(session, [event.id])[event.id]
    put_on = {one.id: one for one in items if one.origin_type and one.group_id}
    for one in items:
        one.parent_id = None if {one.id, one.parent_id} & put_on.keys() else one.parent_id
    for item in put_on.values():
        _move(session, item, next_meeting(session, item.group_id or 0, but=event))


def _end(session: Session, event: Event) -> int:
    """The position after the last item."""
    last = select(sa.func.max(AgendaItem.position)).where(AgendaItem.event_id == event.id)
    found = session.exec(last).one()
    return 0 if found is None else found + 1
