"""Decides which events a reader may see. Every read of an event starts here."""

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import changes
from app.core.database.changes import Change
from app.events.models import Event, EventPerson, Visibility


def visible_events(actor: Actor) -> SelectOfScalar[Event]:
    """Published events: public ones, those for members, those that name the actor. Staff see all events."""
    statement = select(Event)
    inside = actor.partnerships()
    if inside is None:
        return statement
    published = col(Event.published_at).is_not(None)
    ways = [col(Event.visibility) == Visibility.PUBLIC]
    if actor.known:
        ways += [_names(actor), _is_for_members(actor)]
    if not inside:
        return statement.where(published, sa.or_(*ways))
    return statement.where(sa.or_(sa.and_(published, sa.or_(*ways)), col(Event.partnership_id).in_(inside)))


def _names(actor: Actor) -> sa.ColumnElement[bool]:
    person = sa.or_(
        col(EventPerson.user_id) == actor.user_id, col(EventPerson.person_id).in_(actor.person_ids)
    )
    return col(Event.id).in_(select(EventPerson.event_id).where(person))


def _is_for_members(actor: Actor) -> sa.ColumnElement[bool]:
    places = actor.partnerships({"member", "facilitator"})
    theirs = sa.true() if places is None else col(Event.partnership_id).in_(places)
    return sa.and_(col(Event.visibility) == Visibility.MEMBERS, theirs)


def was_visible_to_member(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on changes: a member may have seen the event: it was published and not always internal.

    For a deleted event it is no longer known who could see it.
    """
    places = actor.partnerships({"member", "facilitator"}) if actor.known else set()
    theirs = sa.true() if places is None else col(Change.partnership_id).in_(places)
    always_internal = sa.and_(
        col(Event.visibility) == Visibility.INTERNAL, ~changes.was_changed(Event, "visibility")
    )
    hidden = sa.exists().where(
        col(Event.id) == col(Change.record_id), col(Event.published_at).is_(None) | always_internal
    )
    return sa.and_(theirs, ~hidden)


def events_once_for_members(actor: Actor) -> SelectOfScalar[int]:
    """Ids of published events that a member may have seen, because they were not always internal."""
    places = actor.partnerships({"member", "facilitator"}) if actor.known else set()
    theirs = sa.true() if places is None else col(Event.partnership_id).in_(places)
    was_open = sa.or_(col(Event.visibility) != Visibility.INTERNAL, changes.was_changed(Event, "visibility"))
    return select(col(Event.id)).where(theirs, col(Event.published_at).is_not(None), was_open)


def seen_minutes_id(session: Session, actor: Actor, event: Event) -> int | None:
    """A draft is for the staff to know of. Minutes are a higher room: only their table is named."""
    if event.minutes_id is None or actor.reads(event.partnership_id):
        return event.minutes_id
    minutes = sa.table("minutes", sa.column("id", sa.Integer), sa.column("state", sa.String))
    published = sa.select(minutes.c.id).where(
        minutes.c.id == event.minutes_id, minutes.c.state == "published"
    )
    found: int | None = session.connection().execute(published).scalar()
    return found
