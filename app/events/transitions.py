"""Transitions of status by people; those by the clock are in `status`."""

from sqlmodel import Session

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import changes
from app.core.database.records import ANY_VERSION
from app.core.errors import Conflict, Invalid
from app.events.allowed import TRANSITIONS
from app.events.clashes import event_view
from app.events.models import Event, EventStatus
from app.events.schedule_revision import update_listing
from app.events.service import announce, get_event_for_update
from app.events.sessions import check_course_hours, replace_sessions, sessions_of
from app.events.shapes import Cancellation, Postponement
from app.events.status import advance, closes_at
from app.events.views import EventView


def _lock_for_transition(transition: str, session: Session, actor: Actor, event_id: int) -> Event:
    """Lock the event. Raises `wrong_state` unless the transition leads on from its status by the clock."""
    event = get_event_for_update(session, actor, event_id, ANY_VERSION)
    advance(session, event, clock.now())
    if event.status not in TRANSITIONS[transition]:
        raise Conflict("wrong_state", state=event.status.value)
    return event


def publish_event(session: Session, actor: Actor, event_id: int) -> EventView:
    """A draft becomes planned. From now on the schedule shows it and the clock moves it."""
    event = _lock_for_transition("publish", session, actor, event_id)
    check_course_hours(
        session, event, [event_session.hours for event_session in sessions_of(session, event.id)]
    )
    event.status = EventStatus.PLANNED
    event.published_at = clock.now()
    _save(session, event)
    return event_view(session, actor, event)


def cancel_event(session: Session, actor: Actor, event_id: int, body: Cancellation) -> EventView:
    """The event stays visible as cancelled; people who signed up get the reason."""
    event = _lock_for_transition("cancel", session, actor, event_id)
    event.status = EventStatus.CANCELLED
    event.cancel_reason = body.reason
    event.calendar_sequence += 1
    _save(session, event)
    reactions.announce("event_cancelled", session=session, event=event)
    return event_view(session, actor, event)


def postpone_event(session: Session, actor: Actor, event_id: int, body: Postponement) -> EventView:
    """Set new sessions, or none while the date is not known. Registrations stay valid.

    A closing time of registration that has passed is dropped.
    """
    event = _lock_for_transition("postpone", session, actor, event_id)
    if "planned_from" in body.model_fields_set:
        event.planned_from = body.planned_from
    if "planned_to" in body.model_fields_set:
        event.planned_to = body.planned_to
    if event.planned_from and event.planned_to and event.planned_to < event.planned_from:
        raise Invalid("#/planned_to", "ends_before_starts")
    closing = event.registration_closes_at
    if closing is not None and closing <= clock.now():
        event.registration_closes_at = None
    _check_coming(session, event, body)
    changed = replace_sessions(session, event, body.sessions)
    event.status = EventStatus.PLANNED
    _save(session, event)
    announce(session, event, changed)
    return event_view(session, actor, event)


def _check_coming(session: Session, event: Event, body: Postponement) -> None:
    """Refuse new dates in the past: a typing error would make the event held, which is final."""
    standing = {event_session.starts_at for event_session in sessions_of(session, event.id)}
    for place, event_session in enumerate(body.sessions):
        if (
            event_session.ends_at
            and event_session.ends_at <= clock.now()
            and event_session.starts_at not in standing
        ):
            raise Invalid(f"#/sessions/{place}/ends_at", "past")


def close_event(session: Session, actor: Actor, event_id: int) -> EventView:
    """No more sign-ups from now on."""
    event = _lock_for_transition("close", session, actor, event_id)
    event.status = EventStatus.CLOSED
    now, closing = clock.now(), closes_at(event)
    if closing is None or closing > now:
        event.registration_closes_at = now
        if event.registration_opens_at is not None and event.registration_opens_at >= now:
            event.registration_opens_at = None
    _save(session, event)
    return event_view(session, actor, event)


def _save(session: Session, event: Event) -> None:
    changes.touch(event)
    update_listing(session, event)
    session.flush()
