"""Views of registrations, for a whole page at once. Core and prepared statements, for the list has a floor.

It needs few columns of many rows. A list holds plain values by the names of the fields; only a single
registration becomes a view.
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.database import prepared
from app.core.database.columns import table_of
from app.core.json_values import Json
from app.core.settings import Settings
from app.events import event_row
from app.events.stay import StayChoice
from app.organisations.models import Organisation
from app.organisations.people_models import Person, full_name
from app.registrations import links, seats
from app.registrations.allowed import staff_verbs
from app.registrations.answered import answered_in, past_fields_of
from app.registrations.carry_over import missing_in
from app.registrations.duplicates import Duplicates, of_one
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import Consents, RegistrationDetail, RegistrationView
from app.registrations.undelivered import mail_states, undelivered
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
NOT_SHOWN = {"lang", "status_before", "reason_before", "silent", "slot_moves"}
REGISTRATIONS = sa.select(*(column for column in REGISTRATION.c if column.name not in NOT_SHOWN))
"""For lists; add the ids."""
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


def registration_rows(
    session: Session, registrations: Sequence[Registration], twins: Duplicates, inside: bool
) -> list[Json]:
    """The fields of `RegistrationView`. Rows with the columns of registrations do as well as records.

    Only who reads the `inside` of the partnership is told what the staff noted and who did not come before.
    """
    people = people_of(session, registrations)
    organisations = organisations_of(session, registrations)
    waiting = {one.event_id for one in registrations if one.status == RegistrationStatus.WAITING}
    positions = seats.positions(session, waiting)
    missed = missed_by(session, people) if inside else {}
    mail = mail_states(session, [one.id for one in registrations])
    past = past_fields_of(session, {one.event_id for one in registrations})
    slots = slots_of(session, registrations)
    return [
        {
            **IN_ORDER,
            **dict(zip(COPIED, copied_of(one), strict=True)),
            **_facts(one, people[one.person_id], organisations),
            **slots.get(one.slot_id, NO_SLOT),
            "waiting_position": positions.get(one.id),
            "doubles": twins.get(one.id, []),
            "mail_state": mail.get(one.id),
            "past_fields": answered_in(past[one.event_id], one.answers),
            **(_of_the_inside(one, missed[one.person_id]) if inside else OUTSIDE),
        }
        for one in registrations
    ]


def _of_the_inside(registration: Registration, missed: Missed) -> Json:
    return {
        "staff_note": registration.staff_note,
        "log": registration.log,
        "no_shows": missed.no_shows,
        "late_cancellations": missed.late_cancellations,
    }


def missed_by(session: Session, person_ids: Iterable[int]) -> dict[int, Missed]:
    """Announces, so that attendance, which knows who was there, fills it in."""
    missed = dict.fromkeys(person_ids, Missed())
    reactions.announce("reliability_shown", session=session, missed=missed)
    return missed


def registration_view(session: Session, actor: Actor, registration: Registration) -> RegistrationDetail:
    inside = actor.reads(registration.partnership_id)
    [row] = registration_rows(session, [registration], of_one(session, registration), inside)
    settings: Settings = session.info["settings"]
    event = event_row.read_event(session, registration.event_id)
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


def slots_of(session: Session, registrations: Sequence[Registration]) -> dict[int | None, Json]:
    """The start, end and place of the booked slots."""
    ids = {one.slot_id for one in registrations if one.slot_id is not None}
    if not ids:
        return {}
    return {
        one.id: {"slot_starts_at": one.starts_at, "slot_ends_at": one.ends_at, "slot_place": one.place}
        for one in session.exec(select(Slot).where(col(Slot.id).in_(ids)))
    }


def _facts(registration: Registration, person: PersonRow, organisations: dict[int | None, str]) -> Json:
    organisation = organisations.get(registration.organisation_id) or registration.organisation_name
    return {
        "stay": {**NO_STAY, **registration.stay},
        "consents": {**NO_CONSENTS, **registration.consents},
        "name": full_name(person),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "organisation_name": organisation,
    }
