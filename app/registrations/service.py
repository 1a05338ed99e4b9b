"""Registrations for the staff: lists, one, corrections."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import reactions, text
from app.core.actor import Actor
from app.core.database import records
from app.core.database.columns import address_contains
from app.core.errors import Forbidden, Invalid
from app.core.json_values import Json
from app.core.web.access_log import seen
from app.core.web.keyset import Condition, Sorts, by_words, order_of, read_by, referred
from app.core.web.paging import Deleted, Slice, in_partnership, of_other_parent, synced_page
from app.events import event_row
from app.events.access import check_reader
from app.events.event_row import EventRow
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.registrations import answers, needs, queue, stay, undelivered
from app.registrations.access import visible, visible_registrations
from app.registrations.change_slot import change_slot
from app.registrations.consultation_log import write_log
from app.registrations.duplicates import Duplicates, among, in_event
from app.registrations.models import INACTIVE_STATUSES, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import (
    RegistrationDetail,
    RegistrationQuery,
    RegistrationUpdate,
)
from app.registrations.views import (
    REGISTRATIONS,
    ListedRow,
    registration_rows,
    registration_view,
    with_names,
)

UNFILTERED = {"limit", "cursor", "count", "sort"}
"""What a query may hold that asks for all registrations."""
A_MILLION = 1_000_000
"""More than one event has registrations: the priority counts first, then the place in the queue."""
WAITING = col(Registration.status) == RegistrationStatus.WAITING
SORTS: Sorts = {
    "name": referred(Person, col(Person.sort_key), col(Registration.person_id)),
    "organisation_name": by_words(
        sa.func.coalesce(
            referred(Organisation, col(Organisation.name), col(Registration.organisation_id)),
            col(Registration.organisation_name),
        )
    ),
    "status": order_of(col(Registration.status), RegistrationStatus),
    "waiting_position": sa.case(
        (WAITING, col(Registration.priority) * A_MILLION + col(Registration.queue_key))
    ),
    "email": referred(Person, sa.func.nullif(col(Person.folded_email), ""), col(Registration.person_id)),
    "mail_state": undelivered.mail_state(),
    "created_at": col(Registration.created_at),
}


def list_registrations(
    session: Session, actor: Actor, event_id: int, query: RegistrationQuery
) -> Slice[Json | Deleted]:
    event = event_row.read_event(session, event_id)
    check_reader(session, actor, event_id, event.partnership_id)
    filtered = _filtered(visible_registrations(actor), query).where(Registration.event_id == event_id)
    statement: Any = read_by(with_names(filtered), REGISTRATIONS, REGISTRATION.c.id)
    excluded = shown = None
    if query.updated_since:
        excluded = of_other_parent(col(Registration.event_id), event_id)
        shown = in_partnership(event.partnership_id)
    found: Slice[ListedRow | Deleted] = synced_page(
        session, actor, Registration, statement, query, list, excluded, shown, sorts=SORTS
    )
    rows = [one for one in found.results if not isinstance(one, Deleted)]
    seen(session, [one.person_id for one in rows])  # the log would look through every field for them
    twins = _twins(session, event, rows, is_whole=_is_whole(query, found))
    views = iter(registration_rows(session, event, rows, twins, actor.reads(event.partnership_id)))
    return found.showing([one if isinstance(one, Deleted) else next(views) for one in found.results])


def _is_whole(query: RegistrationQuery, found: Slice[ListedRow | Deleted]) -> bool:
    """Whether the page holds all registrations of the event, as it does for most events."""
    return query.model_fields_set <= UNFILTERED and found.cursor is None and found.previous is None


def _twins(session: Session, event: EventRow, rows: Sequence[ListedRow], is_whole: bool) -> Duplicates:
    """The duplicates among all of the event; they are read once more only when the page is a part of it."""
    if is_whole:
        return among(one for one in rows if one.status not in INACTIVE_STATUSES)
    return in_event(session, event)


def _filtered(
    statement: SelectOfScalar[Registration], query: RegistrationQuery
) -> SelectOfScalar[Registration]:
    if query.id:
        statement = statement.where(col(Registration.id).in_(query.id))
    if query.status is not None:
        statement = statement.where(Registration.status == query.status)
    if query.walk_in is not None:
        statement = statement.where(Registration.walk_in == query.walk_in)
    if query.undelivered is not None:
        statement = statement.where(
            undelivered.has_undelivered() if query.undelivered else ~undelivered.has_undelivered()
        )
    if query.q:
        people = select(Person.id).where(named_like(query.q))
        statement = statement.where(col(Registration.person_id).in_(people))
    return statement


def named_like(words: str) -> Condition:
    """A condition: each word is a part of the name or of the e-mail."""
    either = [
        col(Person.folded_name).contains(text.fold(word), autoescape=True)
        | address_contains(Person.email, Person.folded_email, word)
        for word in words.split()
    ]
    return sa.and_(sa.true(), *either)


def get_registration(session: Session, actor: Actor, registration_id: int) -> RegistrationDetail:
    registration = records.get(session, visible(actor, registration_id))
    return registration_view(session, actor, registration)


def update_registration(
    session: Session, actor: Actor, registration_id: int, version: int, body: RegistrationUpdate
) -> RegistrationDetail:
    if {"organisation_id", "slot_id"} & body.model_fields_set:
        known = records.get(session, visible(actor, registration_id))
        event_row.lock(session, known.event_id)  # events are locked before registrations
    registration = records.get_for_update(session, visible(actor, registration_id), version)
    if not actor.writes(registration.partnership_id):
        raise Forbidden()
    records.get_referenced(session, Organisation, body.organisation_id, "#/organisation_id")
    _check_represented(session, registration, body)
    if "slot_id" in body.model_fields_set:
        change_slot(session, registration, body.slot_id, by_staff=True)
    changed = records.apply_changes(
        registration, body, leave={"slot_id", "log", "answers", "consents", "stay"}
    )
    if "log" in body.model_fields_set:
        write_log(registration, body.log)
    event = event_row.read_event(session, registration.event_id)
    if body.answers is not None:
        registration.answers = answers.validate(
            event.form_fields, body.answers, complete=False, standing=registration.answers
        )
    if body.consents is not None:
        registration.consents = body.consents.model_dump()
    if body.stay is not None:
        registration.stay = stay.validate(event, body.stay, registration.stay)
    session.flush()
    needs.store(session, event, registration_id, body.needs)
    if "organisation_id" in changed:
        queue.move_up(session, registration.event_id)  # a seat may be kept for the new organisation
        session.refresh(registration)
    return registration_view(session, actor, registration)


def _check_represented(session: Session, registration: Registration, body: RegistrationUpdate) -> None:
    """An alternate comes for somebody else of the same event."""
    if body.alternate_for is None:
        return
    represented = session.get(Registration, body.alternate_for)
    if represented is None or represented.event_id != registration.event_id:
        raise Invalid("#/alternate_for", "not_found")
    if represented.id == registration.id:
        raise Invalid("#/alternate_for", "not_allowed")
    if body.alternate_for != registration.alternate_for:
        reactions.announce("alternate_named", session=session, represented_id=represented.id)
