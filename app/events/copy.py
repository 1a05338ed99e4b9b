"""A draft like another event: the next round, the same round elsewhere."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.json_values import Json
from app.courses.models import EventKind
from app.events.agenda import carried_agenda
from app.events.clashes import event_view
from app.events.models import (
    Event,
    EventPerson,
    EventRole,
    Meeting,
    RoundTable,
    RoundTableInvitation,
    Training,
)
from app.events.programme import copy_programme
from app.events.service import RULES, create_event, find_event
from app.events.sessions import sessions_of, undated
from app.events.shapes import (
    EventCopy,
    EventCreate,
    Invited,
    MeetingCreate,
    RoundTableCreate,
    SessionBody,
    TrainingCreate,
    UndatedSession,
)
from app.events.stay import kept_for_a_date, moved_to
from app.events.views import EventView
from app.territories.models import Territory
from app.territories.service import find_id

CARRIED = (
    "partnership_id",
    "kind",
    "description",
    "group_id",
    "project_id",
    "project_activity_id",
    "series_id",
    "topic_id",
    "territory_id",
    "visibility",
    "online_public",
    "capacity",
    "min_participants",
    "organiser_id",
)
DATED = ("opens_at", "closes_at", "cancel_until")
"""Rules that belong to the dates of an event."""


class NewPlace(NamedTuple):
    """What a copy is for; what is None is as with the original."""

    title: str | None = None
    territory_id: int | None = None
    topic_id: int | None = None


def copy_event(session: Session, actor: Actor, event_id: int, body: EventCopy) -> EventView:
    """Without `sessions` the copy has no date, and keeps the hours and places of the days of the original.
    Its nights and meals stand by the days of the original until it has a date."""
    event = find_event(session, actor, event_id)
    if not actor.writes(event.partnership_id):
        raise Forbidden()
    named = body.territory_id
    territory_id = None if named is None else find_id(session, named, "#/territory_id")
    place = NewPlace(body.title, territory_id, body.topic_id)
    copy = copied(session, event, place, body.sessions)
    if body.undated_sessions is not None:
        copy = copy.model_copy(update={"undated_sessions": body.undated_sessions})
    view = create_event(session, actor, copy, EventView)
    copy_programme(session, event_id, view.id)
    made = session.get_one(Event, view.id)
    if event.slots:
        reactions.announce("event_copied", session=session, event=event, copy=made)
    carry_offer(session, event, made)
    return event_view(session, actor, made) if event.slots or made.stay else view


def carry_offer(session: Session, event: Event, copy: Event) -> None:
    """Nights and meals of a copy without a date wait for it; with one they have come along already."""
    if event.stay and copy.starts_at is None:
        copy.stay = kept_for_a_date(event)
        session.flush()


def copied(
    session: Session, event: Event, place: NewPlace, sessions: Sequence[SessionBody] = ()
) -> EventCreate:
    """The body of a new event like this one. Offices and venues of one territory are of no use in another."""
    elsewhere = place.territory_id not in (None, event.territory_id)
    other_topic = place.topic_id not in (None, event.topic_id)
    facts: dict[str, Any] = {name: getattr(event, name) for name in CARRIED}
    if event.slots:
        facts["capacity"] = None
    facts |= {name: value for name, value in place._asdict().items() if value is not None}
    facts["title"] = place.title or _title(session, event, place)
    facts["registration"] = {
        name: getattr(event, column) for name, column in RULES.items() if name not in DATED
    } | {"fields": event.form_fields, "stay": _stay(event, sessions)}
    days = _days(session, event)
    facts["sessions"] = _like(
        [one._replace(venue={}) for one in days] if elsewhere else days, sessions, event.kind
    )
    facts["undated_sessions"] = [] if sessions else _undated(session, event, elsewhere)
    facts["facilitators"] = _people(session, event, EventRole.FACILITATOR)
    match event.kind:
        case EventKind.ROUND_TABLE:
            return _round_table(session, event, facts, elsewhere, other_topic)
        case EventKind.TRAINING:
            training = session.get_one(Training, event.id)
            facts["lecturers"] = _people(session, event, EventRole.LECTURER)
            facts["course_id"] = None if other_topic else training.course_id
            return TrainingCreate.model_validate(facts)
        case EventKind.MEETING:
            meeting = session.get_one(Meeting, event.id)
            facts |= {"agenda": carried_agenda(session, event), "quorum": meeting.quorum}
            facts["previous_meeting_id"] = event.id
            return MeetingCreate.model_validate(facts)
    return EventCreate.model_validate(facts)


def _title(session: Session, event: Event, place: NewPlace) -> str:
    """The name of the old territory in the title becomes that of the new one."""
    if place.territory_id in (None, event.territory_id) or event.territory_id is None:
        return event.title
    old, new = session.get(Territory, event.territory_id), session.get(Territory, place.territory_id)
    return event.title.replace(old.name, new.name) if old and new else event.title


class _Day(NamedTuple):
    """A day of the original. `length` is unknown for one without a date."""

    venue: Json
    hours: Decimal | None
    length: timedelta | None


def _days(session: Session, event: Event) -> list[_Day]:
    standing = sessions_of(session, event.id)
    if standing:
        return [_Day({"venue_id": one.venue_id}, one.hours, one.ends_at - one.starts_at) for one in standing]
    planned = [UndatedSession.model_validate(one) for one in event.undated_sessions]
    return [_Day({"venue": one.venue}, one.hours, None) for one in planned]


def _like(days: Sequence[_Day], bodies: Sequence[SessionBody], kind: EventKind) -> list[SessionBody]:
    """Each session takes the place and the hours of its day, the last ones those of the last day.

    Hours only where it is as long. Those of a training add up to its course, so all are taken or none.
    """
    if not days:
        return list(bodies)
    pairs = [(one, days[min(number, len(days) - 1)]) for number, one in enumerate(bodies)]
    as_long = [one.ends_at - one.starts_at == day.length for one, day in pairs]
    whole = kind != EventKind.TRAINING or (all(as_long) and len(bodies) == len(days))
    found = []
    for (one, day), same in zip(pairs, as_long, strict=True):
        taken: Json = {} if {"venue", "venue_id"} & one.model_fields_set else dict(day.venue)
        if one.hours is None and same and whole:
            taken["hours"] = day.hours
        found.append(one.model_copy(update=taken))
    return found


def _undated(session: Session, event: Event, elsewhere: bool) -> list[Json]:
    """Hours and places for a copy without a date."""
    standing = sessions_of(session, event.id)
    found = undated(session, standing) if standing else event.undated_sessions
    place = {"venue": None} if elsewhere else {}
    return [{**one, **place, "note": ""} for one in found]


def _stay(event: Event, bodies: Sequence[SessionBody]) -> Json:
    """Nights and meals as many days later as the first day is, as far as they fit the new days."""
    if not bodies:
        return {}
    first, last = min(one.starts_at for one in bodies), max(one.ends_at for one in bodies)
    return moved_to(event, clock.day_of(first), clock.day_of(last))


def _people(session: Session, event: Event, role: EventRole) -> list[dict[str, Any]]:
    statement = select(EventPerson).where(EventPerson.event_id == event.id, EventPerson.role == role)
    found = session.exec(statement.order_by(col(EventPerson.position), col(EventPerson.id)))
    return [{"name": one.name, "person_id": one.person_id, "user_id": one.user_id} for one in found]


def _round_table(
    session: Session, event: Event, facts: dict[str, Any], elsewhere: bool, other_topic: bool
) -> RoundTableCreate:
    table = session.get_one(RoundTable, event.id)
    facts |= {"level": table.level, "required_roles": table.required_roles}
    facts["round"] = None if other_topic else table.round
    facts["invited"] = _invited(session, event, elsewhere)
    return RoundTableCreate.model_validate(facts)


def _invited(session: Session, event: Event, elsewhere: bool) -> list[Invited]:
    """Organisations and roles; elsewhere the roles alone. A higher room adds those it has written to."""
    standing = select(RoundTableInvitation).where(RoundTableInvitation.event_id == event.id)
    found = [
        (one.organisation_id, one.role)
        for one in session.exec(standing.order_by(col(RoundTableInvitation.id)))
    ]
    reactions.announce("invited_carried", session=session, event_id=event.id, invited=found)
    wanted = dict.fromkeys(pair for pair in found if not (elsewhere and pair[0]))
    return [Invited(organisation_id=one, role=role) for one, role in wanted]
