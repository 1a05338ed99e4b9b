"""Permissions on one event: to read its inside, to record attendance, to change it."""

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.events.models import Event, EventPerson
from app.events.visible import visible_events

FACILITATING = {"facilitator"}


def named_on(actor: Actor) -> SelectOfScalar[int]:
    """Ids of the events that name the actor, in partnerships where the actor is a facilitator."""
    theirs = sa.or_(
        sa.and_(col(EventPerson.user_id).is_not(None), col(EventPerson.user_id) == actor.user_id),
        col(EventPerson.person_id).in_(actor.person_ids),
    )
    events = select(EventPerson.event_id).where(theirs)
    partnerships = actor.partnerships(FACILITATING)
    return events if partnerships is None else events.where(col(EventPerson.partnership_id).in_(partnerships))


def is_named_on(session: Session, actor: Actor, event_id: int) -> bool:
    if not actor.known or not _facilitates_somewhere(actor):
        return False
    named = named_on(actor).where(col(EventPerson.event_id) == event_id)
    return session.exec(named.limit(1)).first() is not None


def _facilitates_somewhere(actor: Actor) -> bool:
    return any(held & FACILITATING for held in actor.roles.values())


def check_reader(session: Session, actor: Actor, event_id: int, partnership_id: int) -> None:
    if not (actor.reads(partnership_id) or is_named_on(session, actor, event_id)):
        refuse(session, actor, event_id)


def check_recorder(session: Session, actor: Actor, event_id: int, partnership_id: int) -> None:
    """Allow coordinators, and facilitators at their own events."""
    if not (actor.works_in(partnership_id) or is_named_on(session, actor, event_id)):
        refuse(session, actor, event_id)


def check_writer(session: Session, actor: Actor, event_id: int, partnership_id: int) -> None:
    if not actor.works_in(partnership_id):
        refuse(session, actor, event_id)


def refuse(session: Session, actor: Actor, event_id: int) -> None:
    """Raise Forbidden for readers who may see the event, else NotFound."""
    if sees_event(session, actor, event_id):
        raise Forbidden()
    raise NotFound()


def sees_event(session: Session, actor: Actor, event_id: int) -> bool:
    statement = visible_events(actor).where(col(Event.id) == event_id)
    return session.execute(statement.with_only_columns(col(Event.id))).first() is not None
