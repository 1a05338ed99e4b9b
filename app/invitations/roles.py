"""Roles without which a round table is not complete: are they invited, do they come, were they there?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.text import fold
from app.events.clash_facts import active, holders_of
from app.events.kind_models import RoundTable
from app.events.people import full_name
from app.invitations.models import InvitationStatus
from app.invitations.present import INVITATION, LINK
from app.invitations.shapes import RequiredRole, RequiredRoles
from app.partnerships.models import Partnership
from app.registrations import rules, seats
from app.registrations.access import admit_reader
from app.registrations.models import OVER, Attendance, AttendanceStatus
from app.registrations.present import NAMED, PERSON
from app.registrations.seats import REGISTRATION

ATTENDANCE = cast(Any, Attendance).__table__
RULE = "required_roles"
"""The rule of a partnership that holds for its round tables, roles separated by commas."""


@dataclass
class _Around:
    """What the roles of one event share. `was_recorded`: it is over and somebody wrote down who was there."""

    holders: Mapping[tuple[int, str], Iterable[Any]]
    invitations: list[Any]
    registrations: list[Any]
    was_recorded: bool
    event: Any


def required_roles(session: Session, actor: Actor, event_id: int) -> RequiredRoles:
    event = seats.look(session, event_id)
    admit_reader(session, actor, event_id, event.partnership_id)
    wanted = _wanted(session, event)
    if not wanted:
        return RequiredRoles(results=[])
    registered = _registrations(session, event_id)
    around = _Around(
        holders=holders_of(session, [event.partnership_id]),
        invitations=_invitations(session, event_id),
        registrations=registered,
        was_recorded=rules.is_over(event, clock.now()) and any(row.came for row in registered),
        event=event,
    )
    return RequiredRoles(results=[_stand(around, role) for role in wanted])


def _wanted(session: Session, event: Any) -> list[str]:
    table = session.get(RoundTable, event.id)
    if table is None:
        return []
    rule = session.get_one(Partnership, event.partnership_id).rules.get(RULE)
    usual = [part.strip() for part in rule.split(",")] if isinstance(rule, str) else []
    return table.required_roles or [role for role in usual if role]


def _invitations(session: Session, event_id: int) -> list[Any]:
    columns = INVITATION.c
    statement = sa.select(columns.person_id, columns.function, columns.status).where(
        columns.event_id == event_id, columns.status != InvitationStatus.WITHDRAWN
    )
    return list(session.connection().execute(statement))


def _registrations(session: Session, event_id: int) -> list[Any]:
    """Those that stand, with the function that was invited by their link and whether they were there."""
    came = sa.exists().where(
        ATTENDANCE.c.registration_id == REGISTRATION.c.id, ATTENDANCE.c.status == AttendanceStatus.PRESENT
    )
    statement = (
        sa.select(
            REGISTRATION.c.person_id,
            REGISTRATION.c.position,
            INVITATION.c.function,
            came.label("came"),
            *(column for column in NAMED if column.name != "id"),
        )
        .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
        .outerjoin(LINK, LINK.c.registration_id == REGISTRATION.c.id)
        .outerjoin(INVITATION, INVITATION.c.id == LINK.c.invitation_id)
        .where(REGISTRATION.c.event_id == event_id, REGISTRATION.c.status.not_in(OVER))
        .order_by(PERSON.c.sort_key, REGISTRATION.c.id)
    )
    return list(session.connection().execute(statement))


def _stand(around: _Around, role: str) -> RequiredRole:
    held = around.holders.get((around.event.partnership_id, fold(role)), ())
    holders = active(held, around.event.starts_at or clock.now())
    invited = [
        row for row in around.invitations if row.person_id in holders or fold(row.function) == fold(role)
    ]
    there = [row for row in around.registrations if _is_of(row, role, holders)]
    came = [full_name(row) for row in there if row.came]
    return RequiredRole(
        role=role,
        holders=list(holders.values()),
        invited=len(invited),
        accepted=sum(row.status == InvitationStatus.ACCEPTED for row in invited),
        coming=[full_name(row) for row in there],
        came=came,
        missing=not (came if around.was_recorded else there),
    )


def _is_of(row: Any, role: str, holders: Mapping[int, str]) -> bool:
    """By who they are, by the function they were invited for, or by the position they gave."""
    wanted = fold(role)
    return (
        row.person_id in holders
        or fold(row.function or "") == wanted
        or set(wanted.split()) <= set(fold(row.position).split())
    )
