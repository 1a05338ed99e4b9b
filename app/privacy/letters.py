"""The letters about a person, by what they are about."""

from sqlmodel import Session, col, select

from app.invitations.models import Invitation
from app.partnerships.application_models import GroupApplication
from app.registrations.models import Registration


def about_person(session: Session, person_id: int) -> list[str]:
    """What `about` says of letters on registrations, invitations and accepted applications of the person."""
    tables = (
        ("registration", Registration),
        ("invitation", Invitation),
        ("group_application", GroupApplication),
    )
    return [
        f"{what}:{number}"
        for what, table in tables
        for number in session.exec(select(table.id).where(col(table.person_id) == person_id))
    ]
