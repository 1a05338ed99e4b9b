"""People's moves between the states of an event; those of the clock are in `clock`."""

from sqlmodel import Session

from app.core import changes, clock, reactions
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.records import ANY_VERSION
from app.events.allowed import MOVES
from app.events.clashes import present_event
from app.events.clock import advance, closes_at
from app.events.models import Event, EventStatus
from app.events.revision import show
from app.events.service import announce, claim_event
from app.events.sessions import check_course_hours, replace_sessions, sessions_of
from app.events.shapes import Cancellation, Postponement
from app.events.views import AnyEvent


def _claim_to(move: str, session: Session, actor: Actor, event_id: int) -> Event:
    """The event if the move leads on from its state, which the clock may have moved meanwhile."""
    event = claim_event(session, actor, event_id, ANY_VERSION)
    advance(session, event, clock.now())
    if event.status not in MOVES[move]:
        raise Conflict("wrong_state", state=event.status.value)
    return event


def publish_event(session: Session, actor: Actor, event_id: int) -> AnyEvent:
    """A draft becomes planned: now the schedule shows it, and the clock moves it on."""
    event = _claim_to("publish", session, actor, event_id)
    check_course_hours(session, event, [sitting.hours for sitting in sessions_of(session, event.id)])
    event.status = EventStatus.PLANNED
    event.published_at = clock.now()
    _show_anew(session, event)
    return present_event(session, actor, event)


def cancel_event(session: Session, actor: Actor, event_id: int, body: Cancellation) -> AnyEvent:
    """Stays where people have seen it, as cancelled; those who signed up are told the reason."""
    event = _claim_to("cancel", session, actor, event_id)
    event.status = EventStatus.CANCELLED
    event.cancel_reason = body.reason
    event.calendar_sequence += 1
    _show_anew(session, event)
    reactions.announce("event_cancelled", session=session, event=event)
    return present_event(session, actor, event)


def postpone_event(session: Session, actor: Actor, event_id: int, body: Postponement) -> AnyEvent:
    """New sittings, or none while the date is not known; registrations stay valid.

    Registration that was to close before the new start stays so only while that time is still to come.
    """
    event = _claim_to("postpone", session, actor, event_id)
    for name in body.model_fields_set & {"planned_from", "planned_to"}:
        setattr(event, name, getattr(body, name))
    if event.planned_from and event.planned_to and event.planned_to < event.planned_from:
        raise Invalid("#/planned_to", "ends_before_starts")
    closing = event.registration_closes_at
    if closing is not None and closing <= clock.now():
        event.registration_closes_at = None
    _check_coming(session, event, body)
    told = replace_sessions(session, event, body.sessions)
    event.status = EventStatus.PLANNED
    _show_anew(session, event)
    announce(session, event, told)
    return present_event(session, actor, event)


def _check_coming(session: Session, event: Event, body: Postponement) -> None:
    """A slip of the year would make the event held, for good; a day that was stays as it is."""
    standing = {sitting.starts_at for sitting in sessions_of(session, event.id)}
    for place, sitting in enumerate(body.sessions):
        if sitting.ends_at and sitting.ends_at <= clock.now() and sitting.starts_at not in standing:
            raise Invalid(f"#/sessions/{place}/ends_at", "past")


def close_event(session: Session, actor: Actor, event_id: int) -> AnyEvent:
    """No more sign-ups from now on."""
    event = _claim_to("close", session, actor, event_id)
    event.status = EventStatus.CLOSED
    now, closing = clock.now(), closes_at(event)
    if closing is None or closing > now:
        event.registration_closes_at = now
        if event.registration_opens_at is not None and event.registration_opens_at >= now:
            event.registration_opens_at = None
    _show_anew(session, event)
    return present_event(session, actor, event)


def _show_anew(session: Session, event: Event) -> None:
    changes.touch(event)
    show(session, event)
    session.flush()
