"""The history of one organisation: its people, invitations, who came; where the reader reads."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden
from app.dashboards.history_shapes import Came, InvitedTo, OrganisationHistory, PersonOf
from app.dashboards.person_history import SHOWN, memberships
from app.dashboards.standing import stands
from app.events.models import Event
from app.invitations.models import Invitation, InvitedRegistration
from app.organisations.models import Organisation
from app.organisations.people_models import Affiliation, Person
from app.organisations.service import visible_organisations
from app.partnerships.group_models import GroupMember
from app.registrations.models import INACTIVE_STATUSES, Registration

Places = set[int] | None
"""The partnerships that the actor reads; None: all."""


def organisation_history(session: Session, actor: Actor, organisation_id: int) -> OrganisationHistory:
    if not actor.reads_somewhere:
        raise Forbidden()
    seen = visible_organisations(actor).where(col(Organisation.id) == organisation_id)
    records.get(session, seen)
    places = actor.partnerships()
    of_group = col(GroupMember.organisation_id) == organisation_id
    return OrganisationHistory(
        people=_people(session, places, organisation_id),
        invitations=_invitations(session, places, organisation_id),
        participants=_participants(session, places, organisation_id),
        groups=memberships(session, sa.and_(of_group, _within(places, col(GroupMember.partnership_id)))),
    )


def _within(places: Places, column: Mapped[int]) -> sa.ColumnElement[bool]:
    return sa.true() if places is None else column.in_(places)


def _people(session: Session, places: Places, organisation_id: int) -> list[PersonOf]:
    """Those whose organisation it is, and those who represent or represented it besides."""
    here = _within(places, col(Person.partnership_id))
    own = select(Person).where(here, Person.organisation_id == organisation_id)
    order = (col(Person.sort_key), col(Person.id))
    found = [
        PersonOf(person_id=one.id, name=one.name, position=one.position, since=None, until=None)
        for one in session.exec(own.order_by(*order).limit(SHOWN))
    ]
    besides = (
        select(Affiliation, Person)
        .join(Person, col(Person.id) == col(Affiliation.person_id))
        .where(here, Affiliation.organisation_id == organisation_id)
        .order_by(*order, col(Affiliation.id))
        .limit(SHOWN)
    )
    return found + [
        PersonOf(
            person_id=person.id,
            name=person.name,
            position=affiliation.position,
            since=affiliation.since,
            until=affiliation.until,
        )
        for affiliation, person in session.exec(besides)
    ]


def _invitations(session: Session, places: Places, organisation_id: int) -> list[InvitedTo]:
    signed_up = (
        select(sa.func.count())
        .select_from(InvitedRegistration)
        .join(Registration, col(Registration.id) == col(InvitedRegistration.registration_id))
        .where(
            col(InvitedRegistration.invitation_id) == col(Invitation.id),
            col(Registration.status).not_in(INACTIVE_STATUSES),
        )
        .scalar_subquery()
    )
    statement = (
        select(Invitation, Event, signed_up)
        .join(Event, col(Event.id) == col(Invitation.event_id))
        .where(Invitation.organisation_id == organisation_id)
        .where(_within(places, col(Invitation.partnership_id)))
        .order_by(col(Event.starts_at).desc().nulls_last(), col(Invitation.id).desc())
        .limit(SHOWN)
    )
    return [
        InvitedTo(
            invitation_id=invitation.id,
            event_id=event.id,
            title=event.title,
            starts_at=event.starts_at,
            function=invitation.function,
            status=invitation.status,
            signed_up=count,
        )
        for invitation, event, count in session.exec(statement)
    ]


def _participants(session: Session, places: Places, organisation_id: int) -> list[Came]:
    """The column about presence is null until attendance is recorded."""
    was_there = sa.case((col(Attendance.status) == AttendanceStatus.PRESENT, 1), else_=0)
    there = (
        sa.select(sa.func.max(was_there))
        .where(col(Attendance.registration_id) == col(Registration.id))
        .where(col(Attendance.status) != AttendanceStatus.UNKNOWN)
        .scalar_subquery()
    )
    statement = (
        select(Registration, Event, Person, there)
        .join(Event, col(Event.id) == col(Registration.event_id))
        .join(Person, col(Person.id) == col(Registration.person_id))
        .where(Registration.organisation_id == organisation_id, stands())
        .where(_within(places, col(Registration.partnership_id)))
        .order_by(col(Event.starts_at).desc().nulls_last(), col(Person.sort_key), col(Registration.id))
        .limit(SHOWN)
    )
    return [
        Came(
            registration_id=registration.id,
            event_id=event.id,
            title=event.title,
            starts_at=event.starts_at,
            person_id=person.id,
            name=person.name,
            status=registration.status,
            recorded=present is not None,
            present=bool(present),
        )
        for registration, event, person, present in session.exec(statement)
    ]
