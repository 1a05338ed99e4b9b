"""A new link to a registration; the old ones end. So nobody at a wrong address keeps a way in."""

from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict, NotFound
from app.core.mail import outbox
from app.core.settings import Settings
from app.events import event_row
from app.events.access import check_writer
from app.organisations.people_models import Person
from app.registrations import letters, links
from app.registrations.access import visible
from app.registrations.allowed import has_member_link
from app.registrations.models import INACTIVE_STATUSES, Registration

LINK = "registration_link"
"""The letter that holds nothing but the link."""


def renew(session: Session, actor: Actor, registration_id: int) -> Registration:
    """Staff send a new link to the present address of the person. The old links and the ticket end."""
    registration = records.get(session, visible(actor, registration_id))
    check_writer(session, actor, registration.event_id, registration.partnership_id)
    session.refresh(registration, with_for_update=True)
    email = session.get_one(Person, registration.person_id).email
    if registration.status in INACTIVE_STATUSES:
        raise Conflict("wrong_state", state=registration.status.value)
    if not email:
        raise Conflict("no_address")
    if registration.is_member:
        _renew_of_member(session, registration)
        return registration
    _end_links(session, registration)
    letters.send(session, LINK, registration.event_id, registration.id)
    return registration


def _renew_of_member(session: Session, registration: Registration) -> None:
    """The link to answer for a meeting is a right of its own, which a higher room ends and sends anew."""
    event = event_row.read_event(session, registration.event_id)
    if not has_member_link(registration, event):
        raise Conflict("wrong_state", state=registration.source.value)
    reactions.announce("member_link_renewed", session=session, registration=registration)


def renew_mine(session: Session, token: str) -> None:
    """Send a new link to the mailbox, also by a link that has expired or ended. A wrong one changes nothing.

    One that has ended may be in the hands of a stranger: it ends no other, and brings a letter in an hour.
    """
    registration = _once_opened_by(session, token)
    if registration is None or not session.get_one(Person, registration.person_id).email:
        return
    settings: Settings = session.info["settings"]
    if links.is_manage_token(settings, token, registration.id, registration.manage_epoch):
        _end_links(session, registration)
    elif outbox.was_written_since(
        session, f"registration:{registration.id}", [LINK], clock.now() - links.ASKED_AGAIN
    ):
        return
    letters.send(session, LINK, registration.event_id, registration.id)


def _once_opened_by(session: Session, token: str) -> Registration | None:
    """Locked. None for a link that never opened one."""
    settings: Settings = session.info["settings"]
    try:
        registration = session.get(Registration, links.registration_in(token))
    except NotFound:
        return None
    if registration is None:
        return None
    session.refresh(registration, with_for_update=True)
    opened = links.was_manage_token(settings, token, registration.id, registration.manage_epoch)
    return registration if opened else None


def _end_links(session: Session, registration: Registration) -> None:
    """Of all rights, the ticket too: who holds the old link, or a lost phone, may have kept it.

    Letters get their links when they leave.
    """
    registration.manage_epoch += 1
    registration.calendar_epoch += 1
    registration.receipt_epoch += 1
    registration.ticket_epoch += 1
    session.flush()


@reactions.on("email_changed")
def follow_address(session: Session, person: Person) -> None:
    """The links that went to the old address of the person end."""
    for number in end_links(session, person.id):
        outbox.readdress(session, f"registration:{number}", person.email or "")


def end_links(session: Session, person_id: int) -> list[int]:
    """All links to registrations of the person; returns the registrations."""
    theirs = select(Registration).where(Registration.person_id == person_id).order_by(col(Registration.id))
    found = session.exec(theirs.with_for_update()).all()
    for registration in found:
        _end_links(session, registration)
    return [registration.id for registration in found]
