"""Several registrations of one event at once, each by the verb for one, with its rules and letters."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from app.core.actor import Actor
from app.core.database import records
from app.core.database.engine import step
from app.core.errors import Invalid, NotFound, Problem, in_words
from app.core.text import translator
from app.events import event_row
from app.events.access import check_writer
from app.events.models import Event
from app.registrations import decide
from app.registrations.access import visible_registrations
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.shapes import BulkAction, BulkBody, BulkResult, BulkView
from app.registrations.swap import move

Verb = Callable[[Session, Actor, int, BulkBody], int]
"""Carries the action out on one registration, and returns the id of the one that the person then has."""


def act_on_several(session: Session, actor: Actor, event_id: int, body: BulkBody, lang: str) -> BulkView:
    """One that is refused leaves nothing and does not stop the others. They are acted on in this order."""
    event = event_row.read_event(session, event_id)
    check_writer(session, actor, event_id, event.partnership_id)
    if body.action == BulkAction.MOVE:
        _check_target(session, event, body)
    ids = list(dict.fromkeys(body.ids))
    return BulkView(results=[_act_on(session, actor, event_id, one, body, lang) for one in ids])


def _check_target(session: Session, event: event_row.EventRow, body: BulkBody) -> None:
    if body.event_id is None:
        raise Invalid("#/event_id", "required")
    if body.event_id == event.id:
        raise Invalid("#/event_id", "not_allowed")
    records.get_referenced(session, Event, body.event_id, "#/event_id", event.partnership_id)


def _act_on(
    session: Session, actor: Actor, event_id: int, registration_id: int, body: BulkBody, lang: str
) -> BulkResult:
    try:
        with step(session):
            before = _state(_found_here(session, actor, event_id, registration_id))
            made_id = VERBS[body.action](session, actor, registration_id, body)
            made = session.get_one(Registration, made_id)
    except Problem as refusal:
        return BulkResult(
            id=registration_id,
            done=False,
            changed=False,
            registration_id=registration_id,
            status=None,
            code=refusal.code,
            detail=in_words(refusal, translator(lang)),
        )
    return BulkResult(
        id=registration_id,
        done=True,
        changed=_state(made) != before,
        registration_id=made_id,
        status=made.status,
        code=None,
        detail=None,
    )


def _found_here(session: Session, actor: Actor, event_id: int, registration_id: int) -> Registration:
    here = visible_registrations(actor).where(
        Registration.id == registration_id, Registration.event_id == event_id
    )
    found = session.exec(here).first()
    if found is None:
        raise NotFound()
    return found


def _state(registration: Registration) -> tuple[int, RegistrationStatus, int]:
    return registration.id, registration.status, registration.version


def _confirm(session: Session, actor: Actor, registration_id: int, body: BulkBody) -> int:
    return decide.confirm(session, actor, registration_id).id


def _decline(session: Session, actor: Actor, registration_id: int, body: BulkBody) -> int:
    return decide.decline(session, actor, registration_id, body.reason).id


def _cancel(session: Session, actor: Actor, registration_id: int, body: BulkBody) -> int:
    return decide.cancel(session, actor, registration_id, body.reason).id


def _move(session: Session, actor: Actor, registration_id: int, body: BulkBody) -> int:
    return move(session, actor, registration_id, body.event_id or 0).id


VERBS: Mapping[BulkAction, Verb] = {
    BulkAction.CONFIRM: _confirm,
    BulkAction.DECLINE: _decline,
    BulkAction.CANCEL: _cancel,
    BulkAction.MOVE: _move,
}
