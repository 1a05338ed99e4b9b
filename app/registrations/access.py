"""Who may see registrations and who may write down attendance."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, select

from app.core.actor import READING, Actor
from app.core.errors import Forbidden, NotFound
from app.events.models import Event, EventPerson
from app.events.visible import visible_events
from app.registrations.models import Registration

FACILITATING = {"facilitator"}


def visible_registrations(actor: Actor) -> Any:
    """Staff see those of their partnerships, facilitators those of the events they are named on."""
    registration = cast(Any, Registration)
    partnerships = actor.partnerships(READING)
    if partnerships is None:
        return select(Registration)
    named = registration.event_id.in_(named_on(actor))
    return select(Registration).where(sa.or_(registration.partnership_id.in_(partnerships), named))


def named_on(actor: Actor) -> Any:
    """Ids of the events on which the actor stands, in partnerships where they are a facilitator."""
    named = cast(Any, EventPerson)
    theirs = sa.or_(
        sa.and_(named.user_id.is_not(None), named.user_id == actor.user_id),
        named.person_id.in_(actor.person_ids),
    )
    events = sa.select(named.event_id).where(theirs)
    partnerships = actor.partnerships(FACILITATING)
    return events if partnerships is None else events.where(named.partnership_id.in_(partnerships))


def is_named_on(session: Session, actor: Actor, event_id: int) -> bool:
    if not actor.known or not _facilitates_somewhere(actor):
        return False
    named = named_on(actor).where(cast(Any, EventPerson).event_id == event_id)
    return session.connection().execute(named.limit(1)).first() is not None


def _facilitates_somewhere(actor: Actor) -> bool:
    return any(held & FACILITATING for held in actor.roles.values())


def admit_reader(session: Session, actor: Actor, event_id: int, partnership_id: int) -> None:
    if not (actor.reads(partnership_id) or is_named_on(session, actor, event_id)):
        refuse(session, actor, event_id)


def admit_recorder(session: Session, actor: Actor, event_id: int, partnership_id: int) -> None:
    """Coordinators, and facilitators at their own events."""
    if not (actor.writes(partnership_id) or is_named_on(session, actor, event_id)):
        refuse(session, actor, event_id)


def admit_writer(session: Session, actor: Actor, event_id: int, partnership_id: int) -> None:
    if not actor.writes(partnership_id):
        refuse(session, actor, event_id)


def refuse(session: Session, actor: Actor, event_id: int) -> None:
    """Forbidden to those who may know the event, else there is none."""
    if sees_event(session, actor, event_id):
        raise Forbidden()
    raise NotFound()


def sees_event(session: Session, actor: Actor, event_id: int) -> bool:
    statement = visible_events(actor).where(cast(Any, Event).id == event_id)
    return session.execute(statement.with_only_columns(cast(Any, Event).id)).first() is not None
