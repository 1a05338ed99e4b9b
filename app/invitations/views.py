"""Views of invitations for staff, made for a whole page at once."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.web.keyset import Column
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.invitations.new_addresses import new_addresses
from app.invitations.shapes import GuestView, InvitationView
from app.letters.unsubscribe import unsubscribed
from app.organisations.people import person_names
from app.organisations.people_models import Person
from app.organisations.service import organisation_names
from app.registrations.models import INACTIVE_STATUSES, Registration

SENT = col(Invitation.status) == InvitationStatus.SENT
HIDDEN_FIELDS = {"partnership_id", "addressee", "lang"}


def invitation_views(session: Session, invitations: Sequence[Invitation]) -> list[InvitationView]:
    names = names_of(session, invitations, with_function=False)
    guests = _guests(session, invitations)
    known = _signed_up_otherwise(session, invitations)
    places = {one.partnership_id for one in invitations}
    silent = [one for one in invitations if one.status == InvitationStatus.SENT and one.id not in known]
    moved = {
        number: address
        for place in places
        for number, address in new_addresses(
            session, place, [one for one in silent if one.partnership_id == place]
        ).items()
    }
    against = {place: unsubscribed(session, place, _emails(invitations, place)) for place in places}
    return [
        InvitationView(
            **one.model_dump(exclude=HIDDEN_FIELDS),
            name=names[one.id],
            unsubscribed=one.email in against[one.partnership_id],
            new_address=moved.get(one.id),
            silent=one in silent,
            registrations=guests.get(one.id, []),
        )
        for one in invitations
    ]


def _emails(invitations: Sequence[Invitation], partnership_id: int) -> set[str | None]:
    return {one.email for one in invitations if one.partnership_id == partnership_id}


def names_of(
    session: Session, invitations: Sequence[Invitation], *, with_function: bool = True
) -> dict[int, str]:
    """`Městský úřad Frýdlant, OSPOD` by the id of the invitation."""
    people = person_names(session, [one.person_id for one in invitations])
    organisations = organisation_names(session, [one.organisation_id for one in invitations])
    found = {}
    for one in invitations:
        name = people.get(one.person_id or 0) or organisations.get(one.organisation_id or 0) or one.office
        found[one.id] = f"{name}, {one.function}" if with_function and one.function else name
    return found


def _guests(session: Session, invitations: Sequence[Invitation]) -> dict[int, list[GuestView]]:
    """The people who signed up by the link, by the id of the invitation."""
    statement = (
        select(InvitedRegistration.invitation_id, Registration.id, Registration.status, Person)
        .join(Registration, col(Registration.id) == InvitedRegistration.registration_id)
        .join(Person, col(Person.id) == Registration.person_id)
        .where(col(InvitedRegistration.invitation_id).in_([one.id for one in invitations]))
        .order_by(col(InvitedRegistration.id))
    )
    found: dict[int, list[GuestView]] = defaultdict(list)
    for invitation_id, registration_id, status, person in session.exec(statement):
        found[invitation_id].append(GuestView(id=registration_id, name=person.name, status=status))
    return found


def first_guest() -> Column:
    """The first, in Czech order, of those who signed up by the link and come."""
    found = (
        sa.select(sa.func.min(col(Person.sort_key)))
        .join(Registration, col(Registration.person_id) == col(Person.id))
        .join(InvitedRegistration, col(InvitedRegistration.registration_id) == col(Registration.id))
        .where(
            col(InvitedRegistration.invitation_id) == col(Invitation.id),
            col(Registration.status).not_in(INACTIVE_STATUSES),
        )
    )
    return found.correlate(Invitation).scalar_subquery()


def _signed_up_otherwise(session: Session, invitations: Sequence[Invitation]) -> set[int]:
    ids = [one.id for one in invitations]
    return set(session.exec(select(Invitation.id).where(col(Invitation.id).in_(ids), signed_up())))


def signed_up(*, ever: bool = False) -> sa.ColumnElement[bool]:
    """The invited person is signed up, by the link or otherwise; `ever`: or was."""
    found = sa.exists().where(
        col(Registration.event_id) == Invitation.event_id,
        col(Registration.person_id) == Invitation.person_id,
    )
    return found if ever else found.where(col(Registration.status).not_in(INACTIVE_STATUSES))


def unanswered() -> sa.ColumnElement[bool]:
    """Not answered, and the person has not signed up otherwise."""
    return sa.and_(SENT, ~signed_up())
