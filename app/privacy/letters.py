"""The letters about a person, by what they are about."""

from sqlmodel import Session, col, select

from app.invitations.models import Invitation
from app.registrations.models import Registration


def about_person(session: Session, person_id: int) -> list[str]:
    """What `about` says of letters on registrations and invitations of the person."""
    return [
        f"{what}:{number}"
        for what, table in (("registration", Registration), ("invitation", Invitation))
        for number in session.exec(select(table.id).where(col(table.person_id) == person_id))
    ]
