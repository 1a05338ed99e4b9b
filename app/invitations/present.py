"""How invitations look to the staff: a whole page at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.events.people import full_name
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.invitations.shapes import GuestView, InvitationView
from app.organisations.people import person_names
from app.organisations.service import organisation_names
from app.registrations.models import OVER
from app.registrations.present import NAMED, PERSON
from app.registrations.seats import REGISTRATION

INVITATION, LINK = (cast(Any, table).__table__ for table in (Invitation, InvitedRegistration))
SENT = INVITATION.c.status == InvitationStatus.SENT
UNSHOWN = {"partnership_id", "addressee", "lang"}


def present_invitations(session: Session, invitations: Sequence[Invitation]) -> list[InvitationView]:
    names = names_of(session, invitations, with_function=False)
    came = _registrations(session, invitations)
    there = _signed_up_otherwise(session, invitations)
    return [
        InvitationView(
            **one.model_dump(exclude=UNSHOWN),
            name=names[cast(int, one.id)],
            silent=one.status == InvitationStatus.SENT and one.id not in there,
            registrations=came.get(cast(int, one.id), []),
        )
        for one in invitations
    ]


def names_of(
    session: Session, invitations: Sequence[Invitation], *, with_function: bool = True
) -> dict[int, str]:
    """`Městský úřad Frýdlant, OSPOD` by the id of the invitation."""
    people = person_names(session, [one.person_id for one in invitations])
    organisations = organisation_names(session, [one.organisation_id for one in invitations])
    found = {}
    for one in invitations:
        name = people.get(one.person_id or 0) or organisations.get(one.organisation_id or 0) or one.office
        found[cast(int, one.id)] = f"{name}, {one.function}" if with_function and one.function else name
    return found


def _registrations(session: Session, invitations: Sequence[Invitation]) -> dict[int, list[GuestView]]:
    statement = (
        sa.select(
            LINK.c.invitation_id,
            REGISTRATION.c.id.label("registration_id"),
            REGISTRATION.c.status,
            *(column for column in NAMED if column.name != "id"),
        )
        .join(REGISTRATION, REGISTRATION.c.id == LINK.c.registration_id)
        .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
        .where(LINK.c.invitation_id.in_([one.id for one in invitations]))
        .order_by(LINK.c.id)
    )
    found: dict[int, list[GuestView]] = defaultdict(list)
    for row in session.connection().execute(statement):
        view = GuestView(id=row.registration_id, name=full_name(row), status=row.status)
        found[row.invitation_id].append(view)
    return found


def _signed_up_otherwise(session: Session, invitations: Sequence[Invitation]) -> set[int]:
    ids = [one.id for one in invitations]
    statement = sa.select(INVITATION.c.id).where(INVITATION.c.id.in_(ids), signed_up())
    return set(session.connection().scalars(statement))


def signed_up(*, ever: bool = False) -> Any:
    """The person invited is signed up, in whatever way; `ever`: or was."""
    columns = REGISTRATION.c
    found = sa.exists().where(
        columns.event_id == INVITATION.c.event_id, columns.person_id == INVITATION.c.person_id
    )
    return found if ever else found.where(columns.status.not_in(OVER))


def silent() -> Any:
    """Nobody has answered, nor signed up otherwise."""
    return sa.and_(SENT, ~signed_up())
