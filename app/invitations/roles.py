"""Required roles of a round table: who was invited, who is coming, who was there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.actor import Actor
from app.core.text import fold
from app.events import event_row
from app.events.access import check_reader
from app.events.event_row import EventRow
from app.events.models import RoundTable
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.invitations.shapes import RequiredRole, RequiredRoles
from app.organisations.people_models import Person
from app.partnerships.holders import names_at, role_holders
from app.partnerships.models import Partnership
from app.registrations.models import INACTIVE_STATUSES, Registration

RULE = "required_roles"
"""The name of the partnership's rule for its round tables; its value is roles separated by commas."""


class Registered(NamedTuple):
    """A registered person. `function`: that of the invitation; None without one."""

    registration: Registration
    person: Person
    function: str | None
    came: bool

    def has_role(self, role: str, holders: Mapping[int, str]) -> bool:
        """Whether the person holds the role, was invited for it, or gave it as their position."""
        wanted = fold(role)
        return (
            self.person.id in holders
            or fold(self.function or "") == wanted
            or set(wanted.split()) <= set(fold(self.registration.position).split())
        )


def required_roles(session: Session, actor: Actor, event_id: int) -> RequiredRoles:
    event = event_row.read_event(session, event_id)
    check_reader(session, actor, event_id, event.partnership_id)
    wanted = _wanted(session, event)
    if not wanted:
        return RequiredRoles(results=[])
    held = role_holders(session, [event.partnership_id])
    day = event.starts_at or clock.now()
    invited, registered = _invitations(session, event_id), _registrations(session, event_id)
    was_recorded = event_row.is_over(event, clock.now()) and any(one.came for one in registered)
    results = []
    for role in wanted:
        holders = names_at(held.get((event.partnership_id, fold(role)), ()), day)
        results.append(_stand(role, holders, invited, registered, was_recorded))
    return RequiredRoles(results=results)


def _wanted(session: Session, event: EventRow) -> list[str]:
    table = session.get(RoundTable, event.id)
    if table is None:
        return []
    rule = session.get_one(Partnership, event.partnership_id).rules.get(RULE)
    usual = [part.strip() for part in rule.split(",")] if isinstance(rule, str) else []
    return table.required_roles or [role for role in usual if role]


def _invitations(session: Session, event_id: int) -> Sequence[Invitation]:
    statement = select(Invitation).where(
        Invitation.event_id == event_id, Invitation.status != InvitationStatus.WITHDRAWN
    )
    return session.exec(statement).all()


def _registrations(session: Session, event_id: int) -> list[Registered]:
    """Active registrations, in the order of names."""
    came = sa.exists().where(
        col(Attendance.registration_id) == Registration.id,
        col(Attendance.status) == AttendanceStatus.PRESENT,
    )
    statement = (
        select(Registration, Person, col(Invitation.function), came)
        .join(Person, col(Person.id) == Registration.person_id)
        .outerjoin(InvitedRegistration, col(InvitedRegistration.registration_id) == Registration.id)
        .outerjoin(Invitation, col(Invitation.id) == InvitedRegistration.invitation_id)
        .where(Registration.event_id == event_id, col(Registration.status).not_in(INACTIVE_STATUSES))
        .order_by(col(Person.sort_key), col(Registration.id))
    )
    return [Registered(*row) for row in session.exec(statement)]


def _stand(
    role: str,
    holders: Mapping[int, str],
    invitations: Sequence[Invitation],
    registrations: Sequence[Registered],
    was_recorded: bool,
) -> RequiredRole:
    """`holders`: names by person. `was_recorded`: the event is over and its attendance is known."""
    invited = [one for one in invitations if one.person_id in holders or fold(one.function) == fold(role)]
    coming = [one for one in registrations if one.has_role(role, holders)]
    came = [one.person.name for one in coming if one.came]
    return RequiredRole(
        role=role,
        holders=list(holders.values()),
        invited=len(invited),
        accepted=sum(one.status == InvitationStatus.ACCEPTED for one in invited),
        coming=[one.person.name for one in coming],
        came=came,
        missing=not (came if was_recorded else coming),
    )
