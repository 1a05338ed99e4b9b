"""Sign-up at one event and its whole series in one step; `series`, a higher room, enrols."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from app.core import reactions
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.events import event_row
from app.events.models import Event
from app.registrations import answers, needs, rules, stay
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.shapes import Receipt, RegistrationCreate
from app.registrations.sign_up import is_staff


class Enrolled(Protocol):
    """One registration of an enrolment, with a `receipt_url` for the public, a `manage_url` for staff."""

    id: int
    event_id: int
    status: RegistrationStatus
    waiting_position: int | None
    reason: str | None
    deals_at: datetime | None
    receipt_url: str | None
    manage_url: str | None


@dataclass
class WholeSeries:
    """The announced wish. The room that enrols adds the `registrations` that the actor may know."""

    actor: Actor
    event: Event
    body: RegistrationCreate
    lang: str
    registrations: Sequence[Enrolled] = ()


def sign_up_for_series(
    session: Session, actor: Actor, event_id: int, body: RegistrationCreate, lang: str
) -> Receipt:
    """Sign up for all topics in the territory of this event or for none.

    Returns the receipt of this event, or of another one when the person was signed up here before.

    Raises what any of the sign-ups raises. Answers and stay apply to this event, needs to all events.
    """
    by_staff, found = is_staff(session, actor, event_id), event_row.read_event(session, event_id)
    rules.check_event(session, actor, found, by_staff)
    event = session.get_one(Event, event_id)
    if event.topic_id is None or event.territory_id is None:
        raise Invalid("#/whole_series", "not_allowed")
    answered = answers.validate(found.form_fields, body.answers, complete=not by_staff)
    staying = stay.validate(found, body.stay)
    wish = WholeSeries(actor, event, body, lang)
    reactions.announce("whole_series_wanted", session=session, wish=wish)
    for one in wish.registrations:
        needs.store(session, event_row.read_event(session, one.event_id), one.id, body.needs)
    made = sorted(wish.registrations, key=lambda one: one.event_id != event_id)
    if not made:
        raise Conflict("already_registered")  # at each of them, or on another date of the same topic
    registration = session.get_one(Registration, made[0].id)
    if registration.event_id == event_id:
        registration.answers, registration.stay = answered, staying
        session.flush()
    return _receipt(registration, made[0])


def _receipt(registration: Registration, here: Enrolled) -> Receipt:
    return Receipt(
        id=here.id,
        event_id=here.event_id,
        status=here.status,
        waiting_position=here.waiting_position,
        reason=here.reason,
        deals_at=here.deals_at,
        receipt_url=here.receipt_url,
        manage_url=here.manage_url,
        version=registration.version,
        created_at=registration.created_at,
    )
