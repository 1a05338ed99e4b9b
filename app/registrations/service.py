"""Registrations for the staff: lists, one, corrections."""

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import records, text
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.paging import Condition, Deleted, Slice, outside, synced_page, within
from app.events import event_row
from app.events.access import admit_reader
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.registrations import answers, needs, queue, stay
from app.registrations.access import visible, visible_registrations
from app.registrations.doubles import in_event
from app.registrations.models import Registration
from app.registrations.shapes import (
    RegistrationDetail,
    RegistrationQuery,
    RegistrationUpdate,
    RegistrationView,
)
from app.registrations.undelivered import has_undelivered
from app.registrations.views import present_registration, present_registrations


def list_registrations(
    session: Session, actor: Actor, event_id: int, query: RegistrationQuery
) -> Slice[RegistrationView | Deleted]:
    event = event_row.look(session, event_id)
    admit_reader(session, actor, event_id, event.partnership_id)
    statement = _filtered(visible_registrations(actor), query)
    statement = statement.where(Registration.event_id == event_id)

    def present(rows: list[Registration]) -> list[RegistrationView]:
        return present_registrations(session, rows, in_event(session, event))

    never = outside(col(Registration.event_id), event_id)
    shown = within(event.partnership_id)
    return synced_page(session, actor, Registration, statement, query, present, never, shown)


def _filtered(
    statement: SelectOfScalar[Registration], query: RegistrationQuery
) -> SelectOfScalar[Registration]:
    if query.status is not None:
        statement = statement.where(Registration.status == query.status)
    if query.walk_in is not None:
        statement = statement.where(Registration.walk_in == query.walk_in)
    if query.undelivered is not None:
        statement = statement.where(has_undelivered() if query.undelivered else ~has_undelivered())
    if query.q:
        people = select(Person.id).where(named_like(query.q))
        statement = statement.where(col(Registration.person_id).in_(people))
    return statement


def named_like(words: str) -> Condition:
    """Each word is a part of the name or of the e-mail."""
    name, email = col(Person.folded_name), col(Person.folded_email)
    either = [
        name.contains(word, autoescape=True) | email.contains(word, autoescape=True)
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
        event_row.lock(session, known.event_id)  # events are locked before registrations
    registration = records.claim(session, visible(actor, registration_id), version)
    if not actor.writes(registration.partnership_id):
        raise Forbidden()
    records.require(session, Organisation, body.organisation_id, "#/organisation_id")
    changed = records.take_over(registration, body, leave={"answers", "consents", "stay"})
    event = event_row.look(session, registration.event_id)
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
