"""A new link to a registration; the old one ends. So nobody at a wrong address keeps a way in."""

from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict
from app.core.mail import outbox
from app.core.settings import Settings
from app.events.access import check_writer
from app.organisations.people_models import Person
from app.registrations import letters, links
from app.registrations.access import visible
from app.registrations.models import INACTIVE_STATUSES, Registration


def renew(session: Session, actor: Actor, registration_id: int) -> Registration:
    """Send a new link to the present address of the person. The ticket stays as it is."""
    registration = records.get(session, visible(actor, registration_id))
    check_writer(session, actor, registration.event_id, registration.partnership_id)
    session.refresh(registration, with_for_update=True)
    email = session.get_one(Person, registration.person_id).email
    if registration.status in INACTIVE_STATUSES:
        raise Conflict("wrong_state", state=registration.status.value)
    if not email:
        raise Conflict("no_address")
    _end_link(session, registration, email)
    letters.send(session, "registration_link", registration.event_id, registration.id)
    return registration


def _end_link(session: Session, registration: Registration, email: str) -> None:
    """Letters that have not arrived yet go to the present address, with the new link."""
    registration.manage_epoch += 1
    session.flush()
    settings: Settings = session.info["settings"]
    link = links.manage_url(settings, registration.id, registration.manage_epoch)
    outbox.readdress(session, f"registration:{registration.id}", email, {"manage_url": link})


@reactions.on("email_changed")
def end_links(session: Session, person: Person) -> None:
    """The links that went to the old address of the person end."""
    theirs = select(Registration).where(Registration.person_id == person.id).order_by(col(Registration.id))
    for registration in session.exec(theirs.with_for_update()):
        _end_link(session, registration, person.email or "")
