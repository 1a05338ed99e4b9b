"""A draft like another event: the next round, the same round elsewhere."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.courses.models import EventKind
from app.events.models import (
    Event,
    EventPerson,
    EventRole,
    Meeting,
    RoundTable,
    RoundTableInvitation,
    Training,
)
from app.events.service import RULES, create_event, find_event
from app.events.sessions import sessions_of
from app.events.shapes import (
    EventCopy,
    EventCreate,
    Invited,
    MeetingCreate,
    RoundTableCreate,
    SessionBody,
    TrainingCreate,
)
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
    "capacity",
    "min_participants",
    "organiser_id",
)
DATED = ("opens_at", "closes_at", "cancel_until")
"""Rules that belong to the dates of an event. Its nights and meals do too, so they are not carried either."""


class NewPlace(NamedTuple):
    """What a copy is for; what is None is as with the original."""

    title: str | None = None
    territory_id: int | None = None
    topic_id: int | None = None


def copy_event(session: Session, actor: Actor, event_id: int, body: EventCopy) -> EventView:
    """Without `sessions` the copy has no date. Those that name no venue take that of the original."""
    event = find_event(session, actor, event_id)
    if not actor.writes(event.partnership_id):
        raise Forbidden()
    named = body.territory_id
    territory_id = None if named is None else find_id(session, named, "#/territory_id")
    place = NewPlace(body.title, territory_id, body.topic_id)
    return create_event(session, actor, copied(session, event, place, body.sessions), EventView)


def copied(
    session: Session, event: Event, place: NewPlace, sessions: Sequence[SessionBody] = ()
) -> EventCreate:
    """The body of a new event like this one. Offices and venues of one territory are of no use in another."""
    elsewhere = place.territory_id not in (None, event.territory_id)
    other_topic = place.topic_id not in (None, event.topic_id)
    facts: dict[str, Any] = {name: getattr(event, name) for name in CARRIED}
    facts |= {name: value for name, value in place._asdict().items() if value is not None}
    facts["title"] = place.title or _title(session, event, place)
    facts["registration"] = {
        name: getattr(event, column) for name, column in RULES.items() if name not in DATED
    } | {"fields": event.form_fields}
    facts["sessions"] = sessions if elsewhere else _with_venues(session, event, sessions)
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
            facts |= {"agenda": meeting.agenda, "quorum": meeting.quorum, "previous_meeting_id": event.id}
            return MeetingCreate.model_validate(facts)
    return EventCreate.model_validate(facts)


def _title(session: Session, event: Event, place: NewPlace) -> str:
    """The name of the old territory in the title becomes that of the new one."""
    if place.territory_id in (None, event.territory_id) or event.territory_id is None:
        return event.title
    old, new = session.get(Territory, event.territory_id), session.get(Territory, place.territory_id)
    return event.title.replace(old.name, new.name) if old and new else event.title


def _with_venues(session: Session, event: Event, sessions: Sequence[SessionBody]) -> list[SessionBody]:
    """Each takes the venue of the session in its place, the last ones that of the last."""
    venues = [one.venue_id for one in sessions_of(session, event.id)]
    found = []
    for number, body in enumerate(sessions):
        venue_id = venues[min(number, len(venues) - 1)] if venues else None
        named = {"venue", "venue_id"} & body.model_fields_set
        found.append(body if named or venue_id is None else body.model_copy(update={"venue_id": venue_id}))
    return found


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
