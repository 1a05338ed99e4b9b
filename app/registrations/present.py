"""How registrations look to those who may see them: a whole page at once."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.settings import Settings
from app.events.models import EventStatus
from app.events.people import full_name
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.registrations import links, seats
from app.registrations.doubles import Doubles, of_one
from app.registrations.models import DEALING, OVER, Registration, RegistrationStatus
from app.registrations.reliability import Missed, missed_by
from app.registrations.rules import is_over
from app.registrations.shapes import RegistrationDetail, RegistrationView
from app.registrations.undelivered import mail_states, undelivered

ORGANISATION = cast(Any, Organisation).__table__
PERSON = cast(Any, Person).__table__
NAMED = tuple(
    PERSON.c[name] for name in ("id", "title_before", "first_name", "last_name", "title_after", "email")
)


def present_registrations(
    session: Session, registrations: Sequence[Registration], twins: Doubles
) -> list[RegistrationView]:
    people = people_of(session, registrations)
    organisations = organisations_of(session, registrations)
    waiting = {one.event_id for one in registrations if one.status == RegistrationStatus.WAITING}
    positions = seats.positions(session, waiting)
    missed = missed_by(session, people)
    mail = mail_states(session, [cast(int, one.id) for one in registrations])
    return [
        RegistrationView(
            **_facts(one, people[one.person_id], organisations, positions),
            doubles=twins.get(cast(int, one.id), []),
            mail_state=mail.get(cast(int, one.id)),
            **missed.get(one.person_id, Missed())._asdict(),
        )
        for one in registrations
    ]


def present_registration(session: Session, actor: Actor, registration: Registration) -> RegistrationDetail:
    [view] = present_registrations(session, [registration], of_one(session, registration))
    settings: Settings = session.info["settings"]
    event = seats.look(session, registration.event_id)
    writes = actor.writes(registration.partnership_id)
    link = links.manage_url(settings, view.id, registration.manage_epoch) if writes else None
    verbs = _verbs(registration, event) if writes else []
    lost = undelivered(session, view.id)
    return RegistrationDetail(**view.model_dump(), undelivered=lost, manage_url=link, allowed=verbs)


def _verbs(registration: Registration, event: Any) -> list[str]:
    if event.status == EventStatus.CANCELLED or registration.status in OVER:
        return ["edit"]
    if registration.reason == DEALING and event.undealt:
        return ["edit", "cancel", "decline"]
    more = {
        RegistrationStatus.PENDING: ["confirm", "offer"],
        RegistrationStatus.OFFERED: ["confirm"],
        RegistrationStatus.WAITING: ["move_up"],
    }
    passed_on = ["substitute"] if can_be_passed_on(registration) and not is_over(event, clock.now()) else []
    return ["edit", "cancel", "decline", *more.get(registration.status, []), *passed_on]


def can_be_passed_on(registration: Registration) -> bool:
    """A seat that the person has; who walked in has none."""
    return registration.status == RegistrationStatus.CONFIRMED and not registration.walk_in


def people_of(session: Session, registrations: Sequence[Registration]) -> dict[int, Any]:
    ids = {one.person_id for one in registrations}
    rows = session.connection().execute(sa.select(*NAMED).where(PERSON.c.id.in_(ids)))
    return {row.id: row for row in rows}


def organisations_of(session: Session, registrations: Sequence[Registration]) -> dict[int | None, str]:
    ids = {one.organisation_id for one in registrations if one.organisation_id is not None}
    if not ids:
        return {}
    columns = ORGANISATION.c
    rows = session.connection().execute(sa.select(columns.id, columns.name).where(columns.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _facts(
    registration: Registration, person: Any, organisations: dict[int | None, str], positions: dict[int, int]
) -> dict[str, Any]:
    own = registration.model_dump(exclude={"organisation_name"})
    organisation = organisations.get(registration.organisation_id) or registration.organisation_name
    return {
        **own,
        "waiting_position": positions.get(cast(int, registration.id)),
        "name": full_name(person),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "organisation_name": organisation,
    }
