"""The programme of an event that is no meeting: who reads it, and how staff replace it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.database import changes, records
from app.core.errors import Invalid, NotFound
from app.core.json_values import Json
from app.courses.models import EventKind
from app.events.models import Event, EventSession
from app.events.programme_items import items_of, start_of
from app.events.programme_models import (
    EventProgramme,
    EventProgrammeBody,
    NamedBody,
    NamedView,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeItemView,
    ProgrammeKind,
    ProgrammePerson,
    ProgrammeRole,
)
from app.events.service import get_event_for_update, seen_event
from app.events.sessions import sessions_of
from app.organisations.people_models import Person, full_name

Persons = dict[int, list[ProgrammePerson]]
"""By the id of the item."""


def get_event_programme(session: Session, actor: Actor, event_id: int) -> EventProgramme:
    """For everybody who sees the event."""
    return _view(session, actor, _with_programme(seen_event(session, actor, event_id)))


def _with_programme(event: Event) -> Event:
    """A meeting has an agenda instead."""
    if event.kind == EventKind.MEETING:
        raise NotFound()
    return event


def replace_event_programme(
    session: Session, actor: Actor, event_id: int, version: int, body: EventProgrammeBody
) -> EventProgramme:
    """Make the programme what was sent. Items with their id stay; 422 for times outside the sessions."""
    event = _with_programme(get_event_for_update(session, actor, event_id, version))
    standing = {item.id: item for item in items_of(session, event_id)}
    sessions, before = sessions_of(session, event_id), _contents(session, event_id)
    _check_ids(body.items, standing)
    _check_papers(session, actor, event_id, body.items)
    kept = {one.id for one in body.items}
    for item in standing.values():
        if item.id not in kept:
            session.delete(item)
    items = [
        _put(session, event, sessions, standing.get(one.id or 0), one, place)
        for place, one in enumerate(body.items)
    ]
    for position, item in enumerate(sorted(items, key=lambda item: (item.day, item.start_offset))):
        item.position = position
    session.flush()
    if _contents(session, event_id) != before:
        changes.touch(event)
        session.flush()
    return _view(session, actor, event)


def _contents(session: Session, event_id: int) -> list[Json]:
    """What stands in the programme, to tell whether anything was changed."""
    persons = _persons(session, event_id)
    return [
        {**item.model_dump(), "persons": [_who(one) for one in persons[item.id]]}
        for item in items_of(session, event_id)
    ]


def _who(person: ProgrammePerson) -> Json:
    return person.model_dump(include={"person_id", "name", "role", "position"})


def _check_ids(bodies: Sequence[ProgrammeItemBody], standing: Collection[int]) -> None:
    seen: set[int] = set()
    for place, one in enumerate(bodies):
        if one.id is not None and (one.id not in standing or one.id in seen):
            raise Invalid(f"#/items/{place}/id", "duplicate" if one.id in seen else "not_found")
        seen |= {one.id} if one.id is not None else set()


def _check_papers(session: Session, actor: Actor, event_id: int, bodies: Sequence[ProgrammeItemBody]) -> None:
    """The papers of an item are attachments of the event."""
    wanted = {number for one in bodies for number in one.attachment_ids}
    known = _papers(session, actor, event_id, wanted)
    for place, one in enumerate(bodies):
        for at, number in enumerate(one.attachment_ids):
            if number not in known:
                raise Invalid(f"#/items/{place}/attachment_ids/{at}", "not_found")


def _papers(session: Session, actor: Actor, event_id: int, wanted: set[int]) -> set[int]:
    """Which of these attachments of the event the actor may see. A higher room fills them in."""
    found: set[int] = set()
    if wanted:
        facts = {"session": session, "actor": actor, "event_id": event_id, "wanted": wanted}
        reactions.announce("papers_asked", found=found, **facts)
    return found


def _put(
    session: Session,
    event: Event,
    sessions: Sequence[EventSession],
    known: ProgrammeItem | None,
    body: ProgrammeItemBody,
    place: int,
) -> ProgrammeItem:
    if not body.title and body.kind != ProgrammeKind.BREAK:
        raise Invalid(f"#/items/{place}/title", "required")
    facts: Json = {
        "kind": body.kind,
        "title": body.title,
        "attachment_ids": list(dict.fromkeys(body.attachment_ids)),
        **_placed(sessions, known, body, f"#/items/{place}"),
    }
    item = known or ProgrammeItem(
        event_id=event.id, partnership_id=event.partnership_id, position=place, **facts
    )
    for name, value in facts.items():
        setattr(item, name, value)
    session.add(item)
    session.flush()
    _name_people(session, item, body, f"#/items/{place}")
    return item


def _placed(
    sessions: Sequence[EventSession], known: ProgrammeItem | None, body: ProgrammeItemBody, pointer: str
) -> Json:
    """The day and the minutes of an item; without times it stays where it was, while its day has no date."""
    if known is not None and body.starts_at is body.ends_at is None and known.day >= len(sessions):
        return {}
    for name in ("starts_at", "ends_at"):
        if getattr(body, name) is None:
            raise Invalid(f"{pointer}/{name}", "required")
    starts_at, ends_at = body.starts_at, body.ends_at
    if starts_at is None or ends_at is None or ends_at - starts_at < timedelta(minutes=1):
        raise Invalid(f"{pointer}/ends_at", "ends_before_starts")
    for day, one in enumerate(sessions):
        if one.starts_at <= starts_at and ends_at <= one.ends_at:
            offset, length = starts_at - one.starts_at, ends_at - starts_at
            return {"day": day, "start_offset": _minutes(offset), "minutes": _minutes(length)}
    starts_inside = any(one.starts_at <= starts_at < one.ends_at for one in sessions)
    raise Invalid(f"{pointer}/{'ends_at' if starts_inside else 'starts_at'}", "outside_sessions")


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def _name_people(session: Session, item: ProgrammeItem, body: ProgrammeItemBody, pointer: str) -> None:
    speakers = [
        _person(session, item, one, ProgrammeRole.SPEAKER, at, f"{pointer}/speakers/{at}")
        for at, one in enumerate(body.speakers)
    ]
    moderators = [
        _person(session, item, one, ProgrammeRole.MODERATOR, 0, f"{pointer}/moderator")
        for one in [body.moderator]
        if one is not None and (one.name or one.person_id)
    ]
    wanted, of_item = [*speakers, *moderators], ProgrammePerson.item_id == item.id
    standing = session.exec(select(ProgrammePerson).where(of_item).order_by(col(ProgrammePerson.id))).all()
    if [_who(one) for one in standing] != [_who(one) for one in wanted]:
        for old in standing:
            session.delete(old)
        session.add_all(wanted)
        session.flush()


def _person(
    session: Session, item: ProgrammeItem, named: NamedBody, role: ProgrammeRole, place: int, pointer: str
) -> ProgrammePerson:
    person = records.get_referenced(
        session, Person, named.person_id, f"{pointer}/person_id", item.partnership_id
    )
    name = named.name or (full_name(person) if person else "")
    if not name:
        raise Invalid(f"{pointer}/name", "required")
    return ProgrammePerson(
        item_id=item.id,
        partnership_id=item.partnership_id,
        person_id=named.person_id,
        name=name,
        role=role,
        position=place,
    )


def copy_programme(session: Session, event_id: int, copy: int) -> None:
    """To a copy of the event, at the same times of its days; without papers, which belong to the original."""
    persons = _persons(session, event_id)
    for item in items_of(session, event_id):
        facts = item.model_dump(exclude={"id", "event_id", "attachment_ids"})
        new = ProgrammeItem(event_id=copy, **facts)
        session.add(new)
        session.flush()
        for one in persons[item.id]:
            session.add(ProgrammePerson(item_id=new.id, **one.model_dump(exclude={"id", "item_id"})))
    session.flush()


# --- showing ---------------------------------------------------------------------------------------------


def _persons(session: Session, event_id: int) -> Persons:
    statement = select(ProgrammePerson).join(ProgrammeItem, col(ProgrammeItem.id) == ProgrammePerson.item_id)
    statement = statement.where(ProgrammeItem.event_id == event_id).order_by(col(ProgrammePerson.position))
    found: Persons = defaultdict(list)
    for one in session.exec(statement):
        found[one.item_id].append(one)
    return found


def _view(session: Session, actor: Actor, event: Event) -> EventProgramme:
    items, sessions = items_of(session, event.id), sessions_of(session, event.id)
    persons = _persons(session, event.id)
    wanted = {number for item in items for number in item.attachment_ids}
    papers = _papers(session, actor, event.id, wanted)
    inside = actor.reads(event.partnership_id)
    return EventProgramme(
        event_id=event.id,
        items=[_item_view(item, sessions, persons[item.id], papers, inside) for item in items],
        allowed=["edit"] if actor.writes(event.partnership_id) else [],
        version=event.version,
    )


def _item_view(
    item: ProgrammeItem,
    sessions: Sequence[EventSession],
    persons: Sequence[ProgrammePerson],
    papers: set[int],
    inside: bool,
) -> ProgrammeItemView:
    named = {
        role: [
            NamedView(person_id=one.person_id if inside else None, name=one.name)
            for one in persons
            if one.role == role
        ]
        for role in ProgrammeRole
    }
    starts_at = start_of(item, [one.starts_at for one in sessions])
    return ProgrammeItemView(
        id=item.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=item.minutes) if starts_at else None,
        kind=item.kind,
        title=item.title,
        speakers=named[ProgrammeRole.SPEAKER],
        moderator=next(iter(named[ProgrammeRole.MODERATOR]), None),
        attachment_ids=[number for number in item.attachment_ids if number in papers],
    )
