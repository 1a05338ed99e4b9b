"""Who may read minutes. Lists, details, comments, files, the search and the feed all start here."""

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import readers
from app.attachments.models import AboutType
from app.core import clock, reactions, text
from app.core.actor import PEOPLE, Actor, NamingPeople
from app.core.database import changes
from app.core.database.changes import Change
from app.core.web.keyset import Condition
from app.events.access import named_on
from app.events.models import Event
from app.minutes.models import Minutes, MinutesState
from app.organisations.people_models import Person
from app.partnerships.groups import groups_once_own, own_groups

WRITING = NamingPeople("events:write", PEOPLE)
"""Drafts, names, comments and versions need `PEOPLE`; a key sees of the minutes all that it changes."""
PUBLISHED = col(Minutes.state) == MinutesState.PUBLISHED


def visible_minutes(actor: Actor) -> SelectOfScalar[Minutes]:
    """Published ones, and all of which the actor sees the inside."""
    return select(Minutes).where(sa.or_(PUBLISHED, is_inside(actor)))


def is_inside(actor: Actor) -> Condition:
    """A condition: the actor reads drafts, names and comments.

    So do staff of the partnership, members of the group, facilitators named at the event, who takes the
    minutes and who verifies them. An API key of theirs needs the scope that reads people.
    """
    if not actor.may_use(PEOPLE):
        return sa.false()
    places = actor.partnerships()
    if places is None:
        return sa.true()
    if not actor.known:
        return sa.false()
    of_group = select(Event.id).where(col(Event.group_id).in_(own_groups(actor)))
    return sa.or_(
        col(Minutes.partnership_id).in_(places),
        col(Minutes.event_id).in_(of_group),
        col(Minutes.event_id).in_(named_on(actor)),
        col(Minutes.minute_taker_id).in_(actor.person_ids),
        col(Minutes.verifier_id).in_(actor.person_ids),
    )


def was_visible_to_member(actor: Actor) -> Condition:
    """A condition on changes: the minutes are of a group in which the actor is or was, or of an event that
    was moved to another group of a partnership where the actor is somebody."""
    of_mine = col(Event.group_id).in_(groups_once_own(actor))
    theirs = select(col(Person.partnership_id)).where(col(Person.id).in_(actor.person_ids))
    was_moved = sa.and_(changes.was_changed(Event, "group_id"), col(Event.partnership_id).in_(theirs))
    met = select(col(Minutes.id)).join(Event, col(Event.id) == col(Minutes.event_id))
    return col(Change.record_id).in_(met.where(sa.or_(of_mine, was_moved)))


@reactions.on("event_regrouped")
def touch_of_event(session: Session, event: Event) -> None:
    """Members of another group than before read the draft."""
    minutes = session.exec(select(Minutes).where(col(Minutes.event_id) == event.id)).one_or_none()
    if minutes is not None:
        readers.touch(session, AboutType.MINUTES, [minutes])


def with_words(actor: Actor, q: str) -> Condition:
    """A condition: all words stand in what the actor may read of the minutes."""
    words = text.search_words(q)
    inside = sa.and_(*(col(Minutes.folded_text).contains(word, autoescape=True) for word in words))
    outside = sa.and_(*(col(Minutes.public_text).contains(word, autoescape=True) for word in words))
    return sa.or_(sa.and_(is_inside(actor), inside), sa.and_(PUBLISHED, outside))


def has_begun(session: Session, minutes: Minutes) -> bool:
    """Whether the start of the event has passed. An event without a day counts as begun."""
    starts_at = session.get_one(Event, minutes.event_id).starts_at
    return starts_at is None or starts_at <= clock.now()


def is_member(session: Session, actor: Actor, minutes: Minutes) -> bool:
    """Whether the actor may comment: is in the group, takes the minutes or verifies them."""
    if not actor.person_ids:
        return False
    if actor.person_ids & {minutes.minute_taker_id, minutes.verifier_id}:
        return True
    of_group = select(Event.id).where(
        col(Event.id) == minutes.event_id, col(Event.group_id).in_(own_groups(actor))
    )
    return session.exec(of_group).first() is not None


def sees_inside(session: Session, actor: Actor, minutes: Minutes) -> bool:
    inside = select(Minutes.id).where(col(Minutes.id) == minutes.id, is_inside(actor))
    return session.exec(inside).first() is not None
