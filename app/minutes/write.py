"""Writing minutes: whole, or one item by itself. Always lock the minutes first, then items."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import changes, records
from app.core.database.columns import table_of
from app.core.errors import Conflict, Invalid
from app.events import event_row
from app.events.access import check_writer
from app.events.agenda import agenda_of
from app.events.agenda_models import AgendaItem
from app.events.models import Event
from app.minutes import content, versions
from app.minutes.models import (
    DONE_STATES,
    Minutes,
    MinutesComment,
    MinutesEntry,
    MinutesItem,
    RegistryFields,
    VersionCause,
)
from app.minutes.shapes import EntryBody, ItemBody, ItemSave, MinutesPersonBody, MinutesSave
from app.organisations.people_models import Person, full_name

NAMED = ("minute_taker", "verifier")


def minutes_of(session: Session, event_id: int) -> Minutes | None:
    """Locked until the commit, with the event of new ones."""
    statement = select(Minutes).where(col(Minutes.event_id) == event_id).with_for_update()
    return session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def locked_minutes(session: Session, actor: Actor, event_id: int) -> Minutes:
    """Those that the actor may write, or the refusal."""
    event = event_row.read_event(session, event_id)
    check_writer(session, actor, event_id, event.partnership_id)
    statement = select(Minutes).where(col(Minutes.event_id) == event_id)
    statement = statement.execution_options(populate_existing=True)
    return records.get_for_update(session, statement, records.ANY_VERSION)


def create(session: Session, actor: Actor, event_id: int, body: MinutesSave) -> Minutes:
    """Without `items` they are those of the agenda."""
    event = session.get_one(Event, event_id)
    minutes = Minutes(partnership_id=event.partnership_id, event_id=event_id)
    _fill(session, minutes, body)
    session.add(minutes)
    session.flush()
    given = body.items if body.items is not None else _from_agenda(session, event)
    _replace_items(session, minutes, given)
    _settle(session, actor, minutes)
    changes.update(session, table_of(Event), event_id, {"minutes_id": minutes.id}, {"minutes_id": None})
    session.expire(event)
    return minutes


def _from_agenda(session: Session, event: Event) -> list[ItemBody]:
    return [ItemBody(title=one.item.title, agenda_item_id=one.item.id) for one in agenda_of(session, event)]


def save(session: Session, actor: Actor, minutes: Minutes, version: int, body: MinutesSave) -> None:
    """Approved minutes keep their text; what the office registry asks for is often known only then."""
    records.check_version(minutes, version)
    if minutes.state in DONE_STATES and body.items is not None:
        raise Conflict("wrong_state", state=minutes.state)
    _fill(session, minutes, body)
    if body.items is not None and _replace_items(session, minutes, body.items):
        changes.touch(minutes)
    _settle(session, actor, minutes)


def _fill(session: Session, minutes: Minutes, body: MinutesSave) -> None:
    for name in RegistryFields.model_fields:
        setattr(minutes, name, getattr(body, name))
    for name in NAMED:
        given = _named(session, minutes, name, getattr(body, name) or MinutesPersonBody())
        columns = (f"{name}_id", f"{name}_name")
        if minutes.state in DONE_STATES and given != tuple(getattr(minutes, one) for one in columns):
            raise Conflict("wrong_state", state=minutes.state)
        for column, value in zip(columns, given, strict=True):
            setattr(minutes, column, value)


def _named(session: Session, minutes: Minutes, name: str, body: MinutesPersonBody) -> tuple[int | None, str]:
    pointer = f"#/{name}/person_id"
    person = records.get_referenced(session, Person, body.person_id, pointer, minutes.partnership_id)
    return body.person_id, body.name or (full_name(person) if person else "")


def _replace_items(session: Session, minutes: Minutes, bodies: Sequence[ItemBody]) -> bool:
    """Whether anything differs. Items that are not in `bodies` are deleted; versions keep their words."""
    standing = {item.id: item for item in content.items_of(session, minutes.id)}
    changed = False
    for position, body in enumerate(bodies):
        pointer = f"#/items/{position}"
        item = standing.pop(body.id, None) if body.id is not None else _new_item(minutes)
        if item is None:
            raise Invalid(f"{pointer}/id", "not_found")
        changed |= item.id is None or item.position != position
        item.position = position
        session.add(item)
        changed |= _fill_item(session, minutes, item, body, f"{pointer}/")
    for gone in standing.values():
        _remove(session, gone)
    session.flush()
    return changed or bool(standing)


def _remove(session: Session, item: MinutesItem) -> None:
    """Comments on the item become comments on the whole, with its title before their words."""
    for comment in session.exec(select(MinutesComment).where(col(MinutesComment.item_id) == item.id)):
        comment.item_id = None
        comment.text = f"[{item.title}] {comment.text}" if item.title else comment.text
    session.flush()
    session.delete(item)


def drop_empty_items(session: Session, minutes: Minutes) -> None:
    """Remove items without a word. The button that adds an item leaves such ones behind."""
    for item in content.items_of(session, minutes.id):
        if not item.title and not content.text_of(content.snapshot([item])[0]):
            _remove(session, item)
    session.flush()


def _new_item(minutes: Minutes) -> MinutesItem:
    return MinutesItem(partnership_id=minutes.partnership_id, minutes_id=minutes.id, position=0)


def save_item(
    session: Session, actor: Actor, minutes: Minutes, item_id: int, version: int, body: ItemSave
) -> None:
    """`stale` when somebody else has saved this item since; other items do not matter."""
    item = records.get(session, one_item(minutes.id, item_id))
    records.check_version(item, version)
    if minutes.state in DONE_STATES:
        raise Conflict("wrong_state", state=minutes.state)
    if _fill_item(session, minutes, item, body, "#/"):
        changes.touch(minutes)
    _settle(session, actor, minutes, by_items=True)


def one_item(minutes_id: int, item_id: int) -> SelectOfScalar[MinutesItem]:
    return select(MinutesItem).where(
        col(MinutesItem.minutes_id) == minutes_id, col(MinutesItem.id) == item_id
    )


def _fill_item(session: Session, minutes: Minutes, item: MinutesItem, body: ItemSave, pointer: str) -> bool:
    """Whether anything differs."""
    if body.agenda_item_id != item.agenda_item_id:
        _check_agenda(session, minutes, body.agenda_item_id, f"{pointer}agenda_item_id")
    new = item.id is None
    for name in ("internal", "agenda_item_id", "title", "text"):
        setattr(item, name, getattr(body, name))
    session.add(item)
    changed = new or session.is_modified(item)
    session.flush()
    if _replace_entries(session, item, body.discussion, pointer):
        if not new:
            changes.touch(item)
        changed = True
    session.flush()
    return changed


def _check_agenda(session: Session, minutes: Minutes, agenda_item_id: int | None, pointer: str) -> None:
    if agenda_item_id is None:
        return
    of_event = select(AgendaItem.id).where(
        col(AgendaItem.id) == agenda_item_id, col(AgendaItem.event_id) == minutes.event_id
    )
    if session.exec(of_event).first() is None:
        raise Invalid(pointer, "not_found")


def _replace_entries(session: Session, item: MinutesItem, bodies: Sequence[EntryBody], pointer: str) -> bool:
    """Whether anything differs."""
    found = select(MinutesEntry).where(col(MinutesEntry.item_id) == item.id)
    standing = {entry.id: entry for entry in session.exec(found)}
    changed = False
    for position, body in enumerate(bodies):
        entry = (
            standing.pop(body.id, None)
            if body.id is not None
            else MinutesEntry(partnership_id=item.partnership_id, item_id=item.id, position=position)
        )
        if entry is None:
            raise Invalid(f"{pointer}discussion/{position}/id", "not_found")
        for name, value in body.model_dump(exclude={"id"}).items():
            setattr(entry, name, value)
        entry.position = position
        session.add(entry)
        changed |= entry.id is None or session.is_modified(entry)
    for gone in standing.values():
        session.delete(gone)
    return changed or bool(standing)


def _settle(session: Session, actor: Actor, minutes: Minutes, *, by_items: bool = False) -> None:
    """What every save ends with: the texts that are searched, and a version when a word changed."""
    session.flush()
    items = content.items_of(session, minutes.id)
    content.index(minutes, session.get_one(Event, minutes.event_id), items)
    versions.keep(session, actor, minutes, items, VersionCause.SAVED, by_items=by_items)
    session.flush()
