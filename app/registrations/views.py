"""Views of registrations, for a whole page at once. Core and prepared statements, for the list has a floor.

It needs few columns of many rows. A list holds plain values by the names of the fields; only a single
registration becomes a view.
"""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.database import prepared
from app.core.database.columns import table_of
from app.core.json_values import Json
from app.core.settings import Settings
from app.core.web.keyset import AnySelect
from app.events import event_row
from app.events.event_row import EventRow
from app.events.questions import FormField
from app.events.stay import StayChoice
from app.organisations.models import Organisation
from app.organisations.people_models import NamedPerson, Person, full_name
from app.registrations import links, seats
from app.registrations.allowed import staff_verbs
from app.registrations.answered import answered_in
from app.registrations.carry_over import missing_in
from app.registrations.duplicates import Duplicates, of_one
from app.registrations.models import Answers, Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import Consents, RegistrationDetail, RegistrationView
from app.registrations.undelivered import mail_state, undelivered
from app.slots.models import Slot

ORGANISATION = table_of(Organisation)
PERSON = table_of(Person)


class PersonRow(NamedTuple):
    """The columns of a person in lists."""

    id: int
    title_before: str
    first_name: str
    last_name: str
    title_after: str
    email: str | None


NAMED = tuple(PERSON.c[name] for name in PersonRow._fields)
SELECT_NAMED = sa.select(*NAMED)
BODIES = sa.select(ORGANISATION.c.id, ORGANISATION.c.name)


class ListedRow(NamedPerson, Protocol):
    """A registration in a list, with the names that are shown beside it."""

    id: int
    event_id: int
    person_id: int
    slot_id: int | None
    status: RegistrationStatus
    answers: Answers
    stay: Json
    consents: Json
    email: str | None
    folded_name: str
    folded_email: str
    organisation_name: str | None
    organisation: str | None
    staff_note: str | None
    log: str | None
    mail_state: str | None


NOT_SHOWN = {"lang", "status_before", "reason_before", "silent", "slot_moves"}
OF_THE_PERSON = (
    "title_before",
    "first_name",
    "last_name",
    "title_after",
    "email",
    "folded_name",
    "folded_email",
)


def with_names(statement: AnySelect) -> AnySelect:
    """The statement of registrations with the tables of people and organisations."""
    people = statement.join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
    return people.outerjoin(ORGANISATION, ORGANISATION.c.id == REGISTRATION.c.organisation_id)


REGISTRATIONS = with_names(
    sa.select(
        *(column for column in REGISTRATION.c if column.name not in NOT_SHOWN),
        *(PERSON.c[name] for name in OF_THE_PERSON),
        ORGANISATION.c.name.label("organisation"),
        mail_state().label("mail_state"),
    ).select_from(REGISTRATION)
)
"""Selects `ListedRow`; add the ids."""
IN_ORDER: Json = dict.fromkeys(RegistrationView.model_fields)
"""The columns of a file follow those of the first row."""
COPIED = tuple(
    name
    for name in RegistrationView.model_fields
    if name in REGISTRATION.c and name not in ("stay", "consents", "organisation_name", "staff_note", "log")
)
"""Columns that are shown unchanged."""
copied_of = attrgetter(*COPIED)
OUTSIDE: Json = {"staff_note": None, "log": None, "no_shows": None, "late_cancellations": None}
NO_SLOT: Json = dict.fromkeys(("slot_starts_at", "slot_ends_at", "slot_place"))
NO_STAY, NO_CONSENTS = StayChoice().model_dump(), Consents().model_dump()


class Missed(NamedTuple):
    """The numbers of a person's no-shows and late cancellations."""

    no_shows: int = 0
    late_cancellations: int = 0


NONE_MISSED = Missed()


def registration_rows(
    session: Session, event: EventRow, registrations: Sequence[ListedRow], twins: Duplicates, inside: bool
) -> list[Json]:
    """The fields of `RegistrationView` of registrations at one event.

    Only who reads the `inside` of the partnership is told what the staff noted and who did not come before.
    """
    waiting = any(one.status == RegistrationStatus.WAITING for one in registrations)
    positions = seats.positions(session, {event.id} if waiting else set())
    missed = missed_by(session, {one.person_id for one in registrations}) if inside else {}
    slots = slots_of(session, {one.slot_id for one in registrations} - {None})
    past = [FormField.model_validate(field) for field in event.past_fields]
    rows: list[Json] = []
    for one in registrations:
        row = IN_ORDER.copy()
        row.update(zip(COPIED, copied_of(one), strict=True))
        row.update(_facts(one))
        row.update(slots.get(one.slot_id, NO_SLOT))
        row["waiting_position"] = positions.get(one.id)
        row["doubles"] = twins.get(one.id, [])
        row["past_fields"] = answered_in(past, one.answers)
        row.update(_of_the_inside(one, missed[one.person_id]) if inside else OUTSIDE)
        rows.append(row)
    return rows


def _of_the_inside(registration: ListedRow, missed: Missed) -> Json:
    return {
        "staff_note": registration.staff_note,
        "log": registration.log,
        "no_shows": missed.no_shows,
        "late_cancellations": missed.late_cancellations,
    }


def missed_by(session: Session, person_ids: Iterable[int]) -> dict[int, Missed]:
    """Announces, so that attendance, which knows who was there, fills it in."""
    missed = dict.fromkeys(person_ids, NONE_MISSED)
    reactions.announce("reliability_shown", session=session, missed=missed)
    return missed


def registration_view(session: Session, actor: Actor, registration: Registration) -> RegistrationDetail:
    session.flush()
    inside = actor.reads(registration.partnership_id)
    event = event_row.read_event(session, registration.event_id)
    listed = prepared.rows_in(session, REGISTRATIONS, REGISTRATION.c.id, [registration.id])
    [row] = registration_rows(session, event, listed, of_one(session, registration), inside)
    settings: Settings = session.info["settings"]
    writes = actor.writes(registration.partnership_id)
    manages = writes and actor.may_use("registrations:write")
    manages = manages and not registration.is_member
    link = links.manage_url(settings, registration.id, registration.manage_epoch) if manages else None
    verbs = staff_verbs(session, registration, event, row["email"]) if writes else []
    return RegistrationDetail(
        **row,
        missing=missing_in(registration, event),
        undelivered=undelivered(session, registration.id),
        manage_url=link,
        allowed=verbs,
    )


def people_of(session: Session, registrations: Sequence[Registration]) -> dict[int, PersonRow]:
    ids = {one.person_id for one in registrations}
    rows = prepared.rows_in(session, SELECT_NAMED, PERSON.c.id, ids)
    return {row.id: PersonRow._make(row) for row in rows}


def organisations_of(session: Session, registrations: Sequence[Registration]) -> dict[int | None, str]:
    ids = {one.organisation_id for one in registrations if one.organisation_id is not None}
    return {row.id: row.name for row in prepared.rows_in(session, BODIES, ORGANISATION.c.id, ids)}


def slots_of(session: Session, ids: Collection[int | None]) -> dict[int | None, Json]:
    """The start, end and place of the booked slots."""
    if not ids:
        return {}
    return {
        one.id: {"slot_starts_at": one.starts_at, "slot_ends_at": one.ends_at, "slot_place": one.place}
        for one in session.exec(select(Slot).where(col(Slot.id).in_(ids)))
    }


def _facts(registration: ListedRow) -> Json:
    return {
        "stay": {**NO_STAY, **registration.stay},
        "consents": {**NO_CONSENTS, **registration.consents},
        "name": full_name(registration),
        "first_name": registration.first_name,
        "last_name": registration.last_name,
        "email": registration.email,
        "organisation_name": registration.organisation or registration.organisation_name,
        "mail_state": registration.mail_state,
    }
