"""The next meeting of a group, made from this one in one step."""

from dataclasses import replace

from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid
from app.courses.models import EventKind
from app.events.copy import NewPlace, copied
from app.events.models import Event, EventStatus, Meeting
from app.events.service import create_event, find_event
from app.events.shapes import MeetingCreate, SessionBody
from app.events.views import MeetingView
from app.meetings.shapes import NextMeeting


def make_next(session: Session, actor: Actor, event_id: int, body: NextMeeting) -> MeetingView:
    """A draft that follows this meeting; it takes what waits for the agenda of the group.

    `already_exists` with `next_meeting_id` while the meeting has a next one that is not cancelled.
    """
    event = find_event(session, actor, event_id, EventKind.MEETING)
    if not actor.writes(event.partnership_id):
        raise Forbidden()
    if (following := _following(session, event.id)) is not None:
        raise Conflict("already_exists", next_meeting_id=following)
    if event.starts_at is not None and body.starts_at <= event.starts_at:
        raise Invalid("#/starts_at", "before_previous")
    where = {"venue": body.venue} if body.venue is not None else {}
    sitting = SessionBody(starts_at=body.starts_at, ends_at=body.ends_at, **where)
    like = copied(session, event, NewPlace(body.title), [sitting])
    if not isinstance(like, MeetingCreate):
        raise TypeError("the copy of a meeting is a meeting")
    try:
        return create_event(session, actor, like.model_copy(update={"agenda": []}), MeetingView)
    except Invalid as refusal:
        raise _of_its_own_fields(refusal) from refusal


def _of_its_own_fields(refusal: Invalid) -> Invalid:
    """The only session of the new meeting is told by the fields of this request."""
    fields = [replace(one, pointer=one.pointer.replace("#/sessions/0/", "#/")) for one in refusal.fields]
    return Invalid.of(*fields)


def _following(session: Session, event_id: int) -> int | None:
    following = (
        select(Event.id)
        .join(Meeting, col(Meeting.id) == col(Event.id))
        .where(Meeting.previous_meeting_id == event_id, Event.status != EventStatus.CANCELLED)
    )
    return session.exec(following.order_by(col(Event.id)).limit(1)).first()
