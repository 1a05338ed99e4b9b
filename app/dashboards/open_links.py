"""The personal links of somebody that the staff can send anew, such as after an address was corrected."""

from sqlmodel import Session, col, select

from app.core import clock
from app.dashboards.history_shapes import OpenLink
from app.events import event_row
from app.events.models import Event, EventStatus
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.service import may_be_renewed
from app.organisations.people_models import Person
from app.registrations.allowed import has_member_link
from app.registrations.models import INACTIVE_STATUSES, Registration


def open_links(session: Session, person: Person) -> list[OpenLink]:
    """Of registrations and invitations to what is not over yet, by the time of the event."""
    found = [*_of_registrations(session, person), *_of_invitations(session, person)]
    return sorted(found, key=lambda one: (one.starts_at is None, one.starts_at or clock.now(), one.id))


def _of_registrations(session: Session, person: Person) -> list[OpenLink]:
    if not person.email:
        return []
    statement = (
        select(Registration, Event)
        .join(Event, col(Event.id) == col(Registration.event_id))
        .where(Registration.person_id == person.id, col(Registration.status).not_in(INACTIVE_STATUSES))
        .where(Event.status != EventStatus.CANCELLED)
    )
    return [
        _link("registration", registration.id, event)
        for registration, event in session.exec(statement)
        if has_member_link(registration, event)
        or not (registration.is_member or event_row.is_over(event, clock.now()))
    ]


def _of_invitations(session: Session, person: Person) -> list[OpenLink]:
    statement = (
        select(Invitation, Event)
        .join(Event, col(Event.id) == col(Invitation.event_id))
        .where(Invitation.person_id == person.id, Invitation.status != InvitationStatus.WITHDRAWN)
    )
    return [
        _link("invitation", invitation.id, event)
        for invitation, event in session.exec(statement)
        if may_be_renewed(session, invitation)
    ]


def _link(of: str, number: int, event: Event) -> OpenLink:
    return OpenLink(type=of, id=number, event_id=event.id, title=event.title, starts_at=event.starts_at)
