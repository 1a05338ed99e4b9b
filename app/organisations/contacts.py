"""Where a partnership reaches an organisation of the shared directory."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden, NotFound, Problem
from app.organisations.models import Organisation
from app.organisations.proposal_models import ContactUpdate, ContactView, OrganisationContact


def get_contact(session: Session, actor: Actor, partnership_id: int, organisation_id: int) -> ContactView:
    """For those who read the inside of the partnership."""
    if not actor.reads(partnership_id):
        raise NotFound()
    organisation = _organisation(session, organisation_id)
    return _view(partnership_id, organisation, _find(session, partnership_id, organisation_id))


def put_contact(
    session: Session,
    actor: Actor,
    partnership_id: int,
    organisation_id: int,
    version: int,
    body: ContactUpdate,
) -> ContactView:
    """An empty contact is not stored where there is none yet."""
    if not actor.reads(partnership_id):
        raise NotFound()
    if not actor.writes(partnership_id):
        raise Forbidden()
    organisation = _organisation(session, organisation_id)
    contact = _find(session, partnership_id, organisation_id)
    if version not in (records.ANY_VERSION, contact.version if contact else 0):
        raise Problem("stale", version=contact.version if contact else 0)
    if contact is None:
        if body == ContactUpdate():
            return _view(partnership_id, organisation, None)
        contact = OrganisationContact(partnership_id=partnership_id, organisation_id=organisation_id)
        session.add(contact)
    contact.email, contact.phone, contact.person = body.email, body.phone, body.person
    session.flush()
    return _view(partnership_id, organisation, contact)


def contact_emails(session: Session, partnership_id: int, organisations: Collection[int]) -> dict[int, str]:
    """The addresses that this partnership has of its own, by organisation."""
    statement = select(OrganisationContact.organisation_id, OrganisationContact.email).where(
        OrganisationContact.partnership_id == partnership_id,
        col(OrganisationContact.organisation_id).in_(organisations),
        col(OrganisationContact.email).is_not(None),
    )
    return {number: email for number, email in session.exec(statement) if email}


def _organisation(session: Session, organisation_id: int) -> Organisation:
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound()
    return found


def _find(session: Session, partnership_id: int, organisation_id: int) -> OrganisationContact | None:
    statement = select(OrganisationContact).where(
        OrganisationContact.partnership_id == partnership_id,
        OrganisationContact.organisation_id == organisation_id,
    )
    return session.exec(statement).one_or_none()


def _view(
    partnership_id: int, organisation: Organisation, contact: OrganisationContact | None
) -> ContactView:
    return ContactView(
        partnership_id=partnership_id,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        email=contact.email if contact else None,
        phone=contact.phone if contact else None,
        person=contact.person if contact else "",
        version=contact.version if contact else 0,
    )
