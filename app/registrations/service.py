"""Registrations for the staff: lists, one, corrections."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import records, text
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.paging import Slice, outside, synced_page, within
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.registrations import answers, needs, queue, seats, stay
from app.registrations.access import admit_reader, visible_registrations
from app.registrations.decide import visible
from app.registrations.doubles import in_event
from app.registrations.models import Registration
from app.registrations.present import present_registration, present_registrations
from app.registrations.shapes import (
    RegistrationDetail,
    RegistrationQuery,
    RegistrationUpdate,
    RegistrationView,
)
from app.registrations.undelivered import has_undelivered


def list_registrations(session: Session, actor: Actor, event_id: int, query: RegistrationQuery) -> Slice[Any]:
    event = seats.look(session, event_id)
    admit_reader(session, actor, event_id, event.partnership_id)
    statement = _filtered(visible_registrations(actor), query)
    statement = statement.where(cast(Any, Registration).event_id == event_id)

    def present(rows: list[Any]) -> list[RegistrationView]:
        return present_registrations(session, rows, in_event(session, event))

    never = outside(cast(Any, Registration).event_id, event_id)
    shown = within(event.partnership_id)
    return synced_page(session, actor, Registration, statement, query, present, never, shown)


def _filtered(statement: Any, query: RegistrationQuery) -> Any:
    registration = cast(Any, Registration)
    if query.status is not None:
        statement = statement.where(registration.status == query.status)
    if query.walk_in is not None:
        statement = statement.where(registration.walk_in == query.walk_in)
    if query.undelivered is not None:
        statement = statement.where(has_undelivered() if query.undelivered else ~has_undelivered())
    if query.q:
        people = sa.select(cast(Any, Person).id).where(named_like(query.q))
        statement = statement.where(registration.person_id.in_(people))
    return statement


def named_like(words: str) -> Any:
    """Each word is a part of the name or of the e-mail."""
    person = cast(Any, Person)
    either = [
        person.folded_name.contains(word, autoescape=True)
        | person.folded_email.contains(word, autoescape=True)
        for word in text.fold(words).split()
    ]
    return sa.and_(sa.true(), *either)


def get_registration(session: Session, actor: Actor, registration_id: int) -> RegistrationDetail:
    registration = records.find(session, visible(actor, registration_id))
    return present_registration(session, actor, registration)


def update_registration(
    session: Session, actor: Actor, registration_id: int, version: int, body: RegistrationUpdate
) -> RegistrationDetail:
    if "organisation_id" in body.model_fields_set:
        known = records.find(session, visible(actor, registration_id))
        seats.lock(session, known.event_id)  # events are locked before registrations
    registration = records.claim(session, visible(actor, registration_id), version)
    if not actor.writes(registration.partnership_id):
        raise Forbidden()
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    changed = records.take_over(registration, body, leave={"answers", "consents", "stay"})
    event = seats.look(session, registration.event_id)
    if body.answers is not None:
        registration.answers = answers.checked(event.form_fields, body.answers, complete=False)
    if body.consents is not None:
        registration.consents = body.consents.model_dump()
    if body.stay is not None:
        registration.stay = stay.checked(event, body.stay, registration.stay)
    session.flush()
    needs.keep(session, event, registration_id, body.needs)
    if "organisation_id" in changed:
        queue.move_up(session, registration.event_id)  # a seat may be kept for that one
        session.refresh(registration)
    return present_registration(session, actor, registration)
