"""Signing up at one event and for all of its series in one step; the room of series, above, enrols."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.core import reactions
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.events.models import Event
from app.registrations import answers, needs, rules, seats, stay
from app.registrations.models import Registration
from app.registrations.shapes import Receipt, RegistrationCreate
from app.registrations.sign_up import is_staff


@dataclass
class WholeSeries:
    """What is announced. Whoever enrols says in `registrations` which there are now; those that are new
    have a `manage_url`.
    """

    actor: Actor
    event: Event
    body: RegistrationCreate
    lang: str
    registrations: Sequence[Any] = ()


def sign_up_for_series(
    session: Session, actor: Actor, event_id: int, body: RegistrationCreate, lang: str
) -> dict[str, Any]:
    """All topics in the territory of this event, or none of them; returns what was asked of this event.

    Raises what any one of the sign-ups would. Answers and the stay are this event's, needs go everywhere.
    """
    by_staff, found = is_staff(session, actor, event_id), seats.look(session, event_id)
    rules.check_event(session, actor, found, by_staff)
    event = session.get_one(Event, event_id)
    if event.topic_id is None or event.territory_id is None:
        raise Invalid("#/whole_series", "not_allowed")
    kept = {
        "answers": answers.checked(event.form_fields, body.answers, complete=not by_staff),
        "stay": stay.checked(event, body.stay),
    }
    wish = WholeSeries(actor, event, body, lang)
    reactions.announce("whole_series_wanted", session=session, wish=wish)
    new = [one for one in wish.registrations if one.manage_url]
    for one in new:
        needs.keep(session, seats.look(session, one.event_id), one.id, body.needs)
    here = next((one for one in wish.registrations if one.event_id == event_id), None)
    if here is None:
        raise Conflict("already_registered")  # on another date of the same topic
    return _receipt(session, here, kept if here in new else {})


def _receipt(session: Session, here: Any, kept: dict[str, Any]) -> dict[str, Any]:
    registration = session.get_one(Registration, here.id)
    for name, value in kept.items():
        if value:
            setattr(registration, name, value)
    session.flush()
    told = {name: getattr(here, name) for name in Receipt.model_fields if hasattr(here, name)}
    return told | {"version": registration.version, "created_at": registration.created_at}
