"""Personal calendars and calendars of groups, to subscribe to. They tell nothing about other people."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import calendar_links
from app.accounts.calendar_links import CalendarAddress, CalendarState
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.core.files.calendar import CalendarEntry, Status, ics
from app.core.settings import Settings
from app.events.models import Event, EventPerson, EventSession, EventStatus, Venue, Visibility
from app.events.visible import visible_events
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import own_groups, sees_inside
from app.partnerships.members import opened
from app.registrations.models import ACTIVE_STATUSES, SEAT_STATUSES, Registration, RegistrationStatus
from app.slots.models import Slot

BEHIND = timedelta(days=180)
"""How long an event stays in the calendars."""
AT_MOST = 2_000
"""Sessions in a calendar."""


class Listed(NamedTuple):
    """A session; `slot` is the time that the user has booked in it, changed `moves` times."""

    event: Event
    session: EventSession
    venue: Venue | None
    slot: Slot | None = None
    moves: int = 0


def renew_own(session: Session, actor: Actor) -> CalendarAddress:
    return calendar_links.renew(session, _user(actor))


def state_of_own(session: Session, actor: Actor) -> CalendarState:
    return calendar_links.state(session, _user(actor))


def revoke_own(session: Session, actor: Actor) -> None:
    calendar_links.revoke(session, _user(actor))


def renew_of_group(session: Session, actor: Actor, group_id: int) -> CalendarAddress:
    """For those who see the inside of the group; each has an address of their own."""
    return calendar_links.renew(session, _user(actor), opened(session, actor, group_id).id)


def state_of_group(session: Session, actor: Actor, group_id: int) -> CalendarState:
    return calendar_links.state(session, _user(actor), opened(session, actor, group_id).id)


def revoke_of_group(session: Session, actor: Actor, group_id: int) -> None:
    """An address of somebody who left the group has ended by that."""
    calendar_links.revoke(session, _user(actor), opened(session, actor, group_id).id)


def calendar(session: Session, token: str) -> bytes:
    """What the user of the address may see now: who left a group sees its meetings no more."""
    actor, group_id = calendar_links.opened_by(session, token)
    published = col(Event.published_at).is_not(None)
    seated = _events_with(actor, SEAT_STATUSES)
    if group_id is None:
        statement = select(col(Event.id)).where(published, _own(actor))
        name = "Kulatý stůl"
    else:
        group = session.get_one(WorkingGroup, group_id)
        if not sees_inside(session, actor, group):
            raise NotFound()
        seen = visible_events(actor).with_only_columns(col(Event.id))
        statement = select(col(Event.id)).where(
            published, col(Event.group_id) == group_id, _shown_to_members() | col(Event.id).in_(seen)
        )
        name = group.name
    linked = set(session.exec(select(col(Event.id)).where(seated | _named(actor))))
    host, listed = _site(session), _at_booked_times(session, actor, _sessions(session, statement))
    return ics([_entry(one, host, linked) for one in listed], name)


def _user(actor: Actor) -> int:
    if actor.user_id is None:
        raise Forbidden()
    return actor.user_id


def _own(actor: Actor) -> sa.ColumnElement[bool]:
    """Events that one is registered for or named at, and meetings of groups that one is a member of today."""
    of_groups = sa.and_(col(Event.group_id).in_(own_groups(actor)), _shown_to_members())
    return sa.or_(_events_with(actor, ACTIVE_STATUSES), _named(actor), of_groups)


def _shown_to_members() -> sa.ColumnElement[bool]:
    return col(Event.visibility) != Visibility.INTERNAL


def _events_with(actor: Actor, statuses: Sequence[RegistrationStatus]) -> sa.ColumnElement[bool]:
    registered = select(Registration.event_id).where(
        col(Registration.person_id).in_(actor.person_ids), col(Registration.status).in_(statuses)
    )
    return col(Event.id).in_(registered)


def _named(actor: Actor) -> sa.ColumnElement[bool]:
    theirs = sa.or_(
        col(EventPerson.user_id) == actor.user_id, col(EventPerson.person_id).in_(actor.person_ids)
    )
    return col(Event.id).in_(select(EventPerson.event_id).where(theirs))


def _sessions(session: Session, events: SelectOfScalar[int]) -> list[Listed]:
    statement = (
        select(Event, EventSession, Venue)
        .join(EventSession, col(EventSession.event_id) == col(Event.id))
        .outerjoin(Venue, col(Venue.id) == col(EventSession.venue_id))
        .where(col(Event.id).in_(events), col(EventSession.ends_at) > clock.now() - BEHIND)
        .order_by(col(EventSession.starts_at), col(EventSession.id))
        .limit(AT_MOST)
    )
    return [Listed(*row) for row in session.exec(statement)]


def _at_booked_times(session: Session, actor: Actor, listed: list[Listed]) -> list[Listed]:
    """Who has booked a time comes at that time; who is named at the event is there all day."""
    offering = {one.event.id for one in listed if one.event.slots}
    if not offering:
        return listed
    named = set(session.exec(select(col(Event.id)).where(_named(actor), col(Event.id).in_(offering))))
    booked = select(Slot, col(Registration.slot_moves)).join(
        Registration, col(Registration.slot_id) == col(Slot.id)
    )
    own = col(Registration.person_id).in_(actor.person_ids)
    active = col(Registration.status).in_(ACTIVE_STATUSES)
    found = session.exec(booked.where(own, active, col(Slot.event_id).in_(offering - named)))
    slots = {slot.event_id: (slot, moves) for slot, moves in found}
    booked_in = ((one, *slots.get(one.event.id, (None, 0))) for one in listed)
    return [one._replace(slot=slot, moves=moves) for one, slot, moves in booked_in]


def _site(session: Session) -> str:
    settings: Settings = session.info["settings"]
    return settings.public_url.rstrip("/")


def _entry(one: Listed, site: str, linked: set[int]) -> CalendarEntry:
    """The link to an online meeting only for those who have a seat or a part in it."""
    event, venue, time = one.event, one.venue, one.slot or one.session
    parts = [venue.name, venue.room, venue.address] if venue else []
    if venue and venue.online_url and event.id in linked:
        parts.append(venue.online_url)
    if one.slot:
        parts.append(one.slot.place)
    status: Status = "cancelled" if event.status == EventStatus.CANCELLED else "confirmed"
    return CalendarEntry(
        uid=f"session-{one.session.id}@{urlsplit(site).hostname}",
        stamp=max(event.updated_at, one.session.updated_at),
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        summary=event.title,
        sequence=event.calendar_sequence + one.moves,
        status=status,
        description=one.session.note,
        location=", ".join(part for part in parts if part),
        url=f"{site}/events/{event.id}",
    )
