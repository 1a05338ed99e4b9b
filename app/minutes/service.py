"""Reading minutes, and what a reader may do with them. `visible` decides who reads what."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.actor import PUBLIC, Actor
from app.core.database import records
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.courses.models import EventKind
from app.events import event_row
from app.events.access import check_writer
from app.events.models import Event, EventSession, Venue
from app.events.venues import venue_label
from app.meetings.quorum import recorded_quorum
from app.minutes import comments, content, links, write
from app.minutes.attended import attendance_view, attended
from app.minutes.decided import decisions_of, tasks_of
from app.minutes.models import Minutes, MinutesEntry, MinutesItem, MinutesState
from app.minutes.shapes import CommentBody, ItemSave, MinutesQuery, MinutesSave
from app.minutes.views import (
    CommentView,
    EntryView,
    ItemView,
    MinutesPerson,
    MinutesRow,
    MinutesView,
    MyMinutes,
)
from app.minutes.visible import (
    WRITING,
    has_begun,
    sees_inside,
    visible_minutes,
    was_visible_to_member,
    with_words,
)
from app.partnerships.group_models import WorkingGroup
from app.partnerships.rules import rules_of

GROUP_NAME = (
    sa.select(col(WorkingGroup.sort_key))
    .join(Event, col(Event.group_id) == col(WorkingGroup.id))
    .where(col(Event.id) == col(Minutes.event_id))
    .correlate_except(WorkingGroup, Event)
    .scalar_subquery()
)
SORTS: Sorts = {
    "event_title": by_words(referred(Event, col(Event.title), col(Minutes.event_id))),
    "starts_at": referred(Event, col(Event.starts_at), col(Minutes.event_id)),
    "group_name": GROUP_NAME,
    "state": order_of(col(Minutes.state), MinutesState),
    "comment_until": col(Minutes.comment_until),
    "approved_at": col(Minutes.approved_at),
    "published_at": col(Minutes.published_at),
}


class About(NamedTuple):
    """What minutes say of their event."""

    event_title: str
    event_kind: EventKind
    starts_at: datetime | None
    group_id: int | None
    group_name: str


def list_minutes(session: Session, actor: Actor, query: MinutesQuery) -> Slice[MinutesRow | Deleted]:
    statement = visible_minutes(actor)
    if query.partnership is not None:
        statement = statement.where(col(Minutes.partnership_id) == query.partnership)
    if query.group is not None:
        of_group = select(Event.id).where(col(Event.group_id) == query.group)
        statement = statement.where(col(Minutes.event_id).in_(of_group))
    if query.event is not None:
        statement = statement.where(col(Minutes.event_id) == query.event)
    if query.state is not None:
        statement = statement.where(col(Minutes.state) == query.state)
    if query.q:
        statement = statement.where(with_words(actor, query.q))

    def to_views(rows: list[Minutes]) -> list[MinutesRow]:
        known = _about(session, rows)
        return [MinutesRow.of(row, **known[row.event_id]._asdict()) for row in rows]

    seen = was_visible_to_member(actor)
    return paging.synced_page(
        session, actor, Minutes, statement, query, to_views, also_seen=seen, sorts=SORTS
    )


def _about(session: Session, rows: Sequence[Minutes]) -> dict[int, About]:
    statement = (
        select(Event, col(WorkingGroup.name))
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == col(Event.group_id))
        .where(col(Event.id).in_([row.event_id for row in rows]))
    )
    return {
        event.id: About(event.title, event.kind, event.starts_at, event.group_id, name or "")
        for event, name in session.exec(statement)
    }


def find_minutes(session: Session, actor: Actor, event_id: int) -> Minutes:
    """Those that the actor may read, else NotFound."""
    statement = visible_minutes(actor).where(col(Minutes.event_id) == event_id)
    return records.get(session, statement.execution_options(populate_existing=True))


def find_inside(session: Session, actor: Actor, event_id: int) -> Minutes:
    """For comments, versions and names: Forbidden for those who read only the published text."""
    minutes = find_minutes(session, actor, event_id)
    if not sees_inside(session, actor, minutes):
        raise Forbidden()
    return minutes


def get_minutes(session: Session, actor: Actor, event_id: int) -> MinutesView:
    minutes = find_minutes(session, actor, event_id)
    inside = sees_inside(session, actor, minutes)
    allowed = _allowed(session, actor, minutes, inside=inside)
    return _view(session, actor, minutes, allowed, inside=inside, internal=inside)


def get_by_link(session: Session, token: str) -> MyMinutes:
    """As the member sees them to whom the link went. An organisation, whose mailbox may be read by many, sees
    no internal items and only those decisions and tasks that the public sees."""
    found = links.by_link(session, token)
    person = found.person
    reader = Actor(person_ids=frozenset({person.id})) if person else PUBLIC
    view = _view(session, reader, found.minutes, ["comment"], inside=True, internal=person is not None)
    shown = {None, *(item.id for item in view.items)}
    said = [one for one in comments.all_comments(session, found.minutes) if one.item_id in shown]
    return MyMinutes(name=found.name, minutes=view, comments=said)


def comment_by_link(session: Session, token: str, body: CommentBody) -> CommentView:
    found = links.by_link(session, token)
    item = session.get(MinutesItem, body.item_id) if body.item_id is not None else None
    if item is not None and item.internal and found.person is None:
        raise Invalid("#/item_id", "not_found")
    return comments.add(session, found.minutes, body, found.name)


def _view(
    session: Session, reader: Actor, minutes: Minutes, allowed: list[str], *, inside: bool, internal: bool
) -> MinutesView:
    """`inside`: with names and who said what. `internal`: with internal items."""
    event_id = minutes.event_id
    [about] = _about(session, [minutes]).values()
    items = [item for item in content.items_of(session, minutes.id) if internal or not item.internal]
    rules = rules_of(session, about.group_id, minutes.partnership_id)
    groups = reader if reader.may_read("partnerships") else PUBLIC
    return MinutesView.of(
        minutes,
        **about._asdict(),
        place=_place(session, event_id),
        minute_taker=_named(minutes.minute_taker_id, minutes.minute_taker_name) if inside else None,
        verifier=_named(minutes.verifier_id, minutes.verifier_name) if inside else None,
        approved_by=rules.minutes_approved_by or "",
        reopen_reason=minutes.reopen_reason if inside else "",
        items=[item_view(item, inside=inside) for item in items],
        attendance=attendance_view(attended(session, event_id), named=inside),
        quorum=recorded_quorum(session, event_id),
        decisions=decisions_of(session, groups, event_id, items, inside=internal),
        tasks=tasks_of(session, groups, event_id, items) if internal else [],
        allowed=allowed,
    )


def _place(session: Session, event_id: int) -> str:
    statement = (
        select(Venue)
        .join(EventSession, col(EventSession.venue_id) == col(Venue.id))
        .where(col(EventSession.event_id) == event_id)
        .order_by(col(EventSession.starts_at), col(EventSession.id))
    )
    venue = session.exec(statement.limit(1)).first()
    return venue_label(venue) if venue else ""


def _named(person_id: int | None, name: str) -> MinutesPerson | None:
    return MinutesPerson(person_id=person_id, name=name) if person_id or name else None


def item_view(item: MinutesItem, *, inside: bool) -> ItemView:
    return ItemView.of(item, discussion=[_entry(entry, inside=inside) for entry in item.discussion])


def _entry(entry: MinutesEntry, *, inside: bool) -> EntryView:
    return EntryView.of(entry) if inside else EntryView.of(entry, speaker="")


def _allowed(session: Session, actor: Actor, minutes: Minutes, *, inside: bool) -> list[str]:
    changes, state, begun = actor.may_use(WRITING), minutes.state, has_begun(session, minutes)
    writes = changes and actor.writes(minutes.partnership_id)
    verifies = changes and minutes.verifier_id is not None and minutes.verifier_id in actor.person_ids
    may = {
        "see_inside": inside,
        "comment": changes and comments.is_open(minutes) and comments.may_comment(session, actor, minutes),
        "edit": writes and state in (MinutesState.DRAFT, MinutesState.COMMENT),
        "edit_registry": writes,
        "attach": writes,
        "submit": writes and state == MinutesState.DRAFT and begun,
        "approve": (writes or verifies) and state == MinutesState.COMMENT and begun,
        "publish": writes and state == MinutesState.APPROVED and begun,
        "reopen": writes and state != MinutesState.DRAFT,
        "file": inside and actor.reads(minutes.partnership_id),
    }
    return [word for word, allowed in may.items() if allowed]


def get_item(session: Session, actor: Actor, event_id: int, item_id: int) -> ItemView:
    minutes = find_minutes(session, actor, event_id)
    inside = sees_inside(session, actor, minutes)
    for item in content.items_of(session, minutes.id):
        if item.id == item_id and (inside or not item.internal):
            return item_view(item, inside=inside)
    raise NotFound()


def has_minutes(session: Session, actor: Actor, event_id: int) -> Minutes | None:
    """The minutes that a save is about, locked; None when it makes them. Refuses who may not write them."""
    event = event_row.read_event(session, event_id)
    check_writer(session, actor, event_id, event.partnership_id)
    found = write.minutes_of(session, event_id)
    if found is None:
        event_row.lock(session, event_id)
        found = write.minutes_of(session, event_id)
    return found


def create_minutes(session: Session, actor: Actor, event_id: int, body: MinutesSave) -> MinutesView:
    write.create(session, actor, event_id, body)
    return get_minutes(session, actor, event_id)


def save_minutes(
    session: Session, actor: Actor, minutes: Minutes, version: int, body: MinutesSave
) -> MinutesView:
    write.save(session, actor, minutes, version, body)
    return get_minutes(session, actor, minutes.event_id)


def save_item(
    session: Session, actor: Actor, event_id: int, item_id: int, version: int, body: ItemSave
) -> ItemView:
    minutes = write.locked_minutes(session, actor, event_id)
    write.save_item(session, actor, minutes, item_id, version, body)
    return get_item(session, actor, event_id, item_id)
