"""Transitions of status by people; those by the clock are in `status`."""

from sqlmodel import Session

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import changes
from app.core.database.engine import trial
from app.core.database.records import ANY_VERSION
from app.core.errors import Conflict, Invalid
from app.core.settings import Settings
from app.events import dates
from app.events.agenda import hand_on
from app.events.allowed import TRANSITIONS
from app.events.clashes import event_view
from app.events.dates import Effects, Move, Standing
from app.events.minimum import is_undecided
from app.events.models import Event, EventChange, EventStatus
from app.events.schedule_revision import update_listing
from app.events.service import announce_changes, get_event_for_update
from app.events.sessions import (
    cancel_days_ahead,
    check_course_hours,
    check_published,
    replace_sessions,
    sessions_of,
    took_place_in_part,
)
from app.events.shapes import Cancellation, Postponement, Publication
from app.events.status import advance, closes_at, status_at
from app.events.views import EventView


def _lock_for_transition(transition: str, session: Session, actor: Actor, event_id: int) -> Event:
    """Lock the event. Raises `wrong_state` unless the transition leads on from its status by the clock."""
    event = get_event_for_update(session, actor, event_id, ANY_VERSION)
    advance(session, event, clock.now())
    if event.status not in TRANSITIONS[transition]:
        raise Conflict("wrong_state", state=event.status.value)
    return event


def publish_event(session: Session, actor: Actor, event_id: int, body: Publication) -> EventView:
    """A draft becomes planned. From now on the schedule shows it and the clock moves it.

    The answer has the status that the verb sets; later reads have the one by the clock.
    Where the public sees the pages, the notices have to name the operator first.
    """
    settings: Settings = session.info["settings"]
    if not (settings.is_local or settings.names_operator):
        raise Conflict("operator_missing")
    event = _lock_for_transition("publish", session, actor, event_id)
    event_sessions = sessions_of(session, event.id)
    check_course_hours(session, event, [event_session.hours for event_session in event_sessions])
    if not body.took_place:
        check_published(event_sessions)
    event.status = EventStatus.PLANNED
    event.published_at = clock.now()
    dates.apply_rules(session, event, Standing.of(session, event), Move(event.starts_at, event.starts_at))
    if body.took_place:
        advance(session, event, clock.now())
    _save(session, event)
    reactions.announce("event_published", session=session, event=event)
    reactions.announce("readers_changed", session=session, group_ids=[], event_ids=[event.id])
    view = event_view(session, actor, event)
    view.status = event.status
    return view


def cancel_event(session: Session, actor: Actor, event_id: int, body: Cancellation) -> EventView:
    """The event stays visible as cancelled; people who signed up get the reason.

    Recorded attendance is never thrown away: then only the days ahead are cancelled and the event is held.
    """
    event = _lock_for_transition("cancel", session, actor, event_id)
    event.cancel_reason = body.reason
    if took_place_in_part(session, event):
        changed = cancel_days_ahead(session, event)
        event.status = EventStatus.HELD
        _save(session, event)
        reactions.announce("event_ended_early", session=session, event=event, changes=changed)
    else:
        event.status, event.cancelled_at = EventStatus.CANCELLED, clock.now()
        event.calendar_sequence += 1
        _save(session, event)
        hand_on(session, event)
        reactions.announce("event_cancelled", session=session, event=event)
    return event_view(session, actor, event)


def reactivate_event(session: Session, actor: Actor, event_id: int) -> EventView:
    """A cancelled event that lies ahead takes place after all. Everybody gets the state from before."""
    event = _lock_for_transition("reactivate", session, actor, event_id)
    if event.ends_at is not None and event.ends_at <= clock.now():
        raise Conflict("event_past")
    since = event.cancelled_at
    event.status = EventStatus.PLANNED if event.published_at else EventStatus.DRAFT
    event.status = status_at(event, clock.now())
    event.cancel_reason, event.cancelled_at = "", None
    event.calendar_sequence += 1
    event.last_told = None  # the letter tells the dates as they are
    _save(session, event)
    if since is not None:
        reactions.announce("event_reactivated", session=session, event=event, since=since)
    return event_view(session, actor, event)


def postpone_event(session: Session, actor: Actor, event_id: int, body: Postponement) -> EventView:
    """Set new sessions, or none while the date is not known. Registrations stay valid."""
    event, changed, move = _postpone(session, actor, event_id, body)
    announce_changes(session, event, changed, move)
    return event_view(session, actor, event)


def try_postponement(session: Session, actor: Actor, event_id: int, body: Postponement) -> Effects:
    """What the postponement would bring along. Everything is taken back."""
    with trial(session):
        _, changed, move = _postpone(session, actor, event_id, body)
    return Effects(effects=move.effects, told=bool(changed))


def _postpone(
    session: Session, actor: Actor, event_id: int, body: Postponement
) -> tuple[Event, list[EventChange], Move]:
    dates.lock_dealing(session, event_id)
    event = _lock_for_transition("postpone", session, actor, event_id)
    was = Standing.of(session, event)
    if "planned_from" in body.model_fields_set:
        event.planned_from = body.planned_from
    if "planned_to" in body.model_fields_set:
        event.planned_to = body.planned_to
    if event.planned_from and event.planned_to and event.planned_to < event.planned_from:
        raise Invalid("#/planned_to", "ends_before_starts")
    changed = replace_sessions(session, event, body.sessions, took_place=body.took_place)
    move = dates.follow(session, event, was)
    if event.status == was.status:
        dates.move_status(event, was, move)  # one that ended early takes place on the dates that it had
    _save(session, event)
    return event, changed, move


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


def go_on(session: Session, actor: Actor, event_id: int) -> EventView:
    """The event takes place although it is below its minimum. A later start asks again."""
    event = _lock_for_transition("go_on", session, actor, event_id)
    if not is_undecided(event, clock.now()):
        raise Conflict("wrong_state", state=event.status.value)
    event.goes_on_start = event.starts_at
    changes.touch(event)
    session.flush()
    return event_view(session, actor, event)


def _save(session: Session, event: Event) -> None:
    changes.touch(event)
    update_listing(session, event)
    session.flush()
