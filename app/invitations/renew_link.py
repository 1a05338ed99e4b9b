"""A new link to an invitation ends the old ones, so that a wrong address loses the right to answer."""

from sqlmodel import Session, col, select

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict, Invalid, NotFound
from app.core.mail import outbox
from app.core.settings import Settings
from app.events import event_row
from app.events.access import check_writer
from app.invitations import letters, links
from app.invitations.invite import check_open
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.new_addresses import same
from app.invitations.service import invitation_detail, may_be_renewed, one_invitation
from app.invitations.shapes import InvitationAddress, InvitationDetail
from app.organisations.people_models import Person
from app.registrations.links import ASKED_AGAIN, registration_in


def renew(session: Session, actor: Actor, invitation_id: int) -> InvitationDetail:
    """Send the invitation anew. Without an address the staff hand on the new link themselves."""
    invitation = _to_renew(session, actor, invitation_id)
    if invitation.status == InvitationStatus.WITHDRAWN:
        raise Conflict("wrong_state", state=invitation.status.value)
    check_open(event_row.read_event(session, invitation.event_id))
    _end_and_send(session, invitation)
    return invitation_detail(session, actor, invitation)


def accept_address(session: Session, actor: Actor, invitation_id: int) -> InvitationDetail:
    """The invitation goes to the present address of the organisation, and the link that went to the old one
    ends. A repeated call changes nothing."""
    invitation = _to_renew(session, actor, invitation_id)
    new = invitation_detail(session, actor, invitation).new_address
    if new is not None:
        invitation.email = new.email
        outbox.readdress(session, _about(invitation), new.email)
        _end_and_send(session, invitation)
    return invitation_detail(session, actor, invitation)


def correct_address(
    session: Session, actor: Actor, invitation_id: int, body: InvitationAddress
) -> InvitationDetail:
    """The invitation goes to this address and the link that went to the wrong one ends. The same address
    changes nothing. That of a person who is invited by name is corrected at the person."""
    invitation = _to_renew(session, actor, invitation_id)
    if invitation.status == InvitationStatus.WITHDRAWN:
        raise Conflict("wrong_state", state=invitation.status.value)
    if invitation.person_id is not None:
        raise Invalid("#/email", "address_of_person")
    check_open(event_row.read_event(session, invitation.event_id))
    if not same(body.email, invitation.email or ""):
        invitation.email, invitation.sent_at, invitation.called_again_at = body.email, clock.now(), None
        outbox.readdress(session, _about(invitation), body.email)
        _end_and_send(session, invitation)
    return invitation_detail(session, actor, invitation)


def send_mine(session: Session, token: str) -> None:
    """Write once more to the address that was invited, by its link or one that has ended: once an hour.

    Nothing changes, because an ended link may be in the hands of a stranger.
    """
    settings: Settings = session.info["settings"]
    try:
        invitation = session.get(Invitation, registration_in(token))
    except NotFound:
        return
    if invitation is None or not links.was_valid(settings, token, invitation):
        return
    session.refresh(invitation, with_for_update=True)
    lately, kinds = clock.now() - ASKED_AGAIN, (letters.INVITATION, letters.SECOND_CALL)
    if outbox.was_written_since(session, _about(invitation), kinds, lately, invitation.email):
        return
    if may_be_renewed(session, invitation):
        letters.post_all(session, letters.INVITATION, invitation.event_id, [invitation])


def _to_renew(session: Session, actor: Actor, invitation_id: int) -> Invitation:
    """Locked, after its event."""
    invitation = records.get(session, one_invitation(actor, invitation_id))
    check_writer(session, actor, invitation.event_id, invitation.partnership_id)
    event_row.lock(session, invitation.event_id)
    session.refresh(invitation, with_for_update=True)
    return invitation


def _end_and_send(session: Session, invitation: Invitation) -> None:
    invitation.link_epoch += 1
    session.flush()
    if not may_be_renewed(session, invitation):
        return
    outbox.cancel_unsent(session, _about(invitation), (letters.INVITATION, letters.SECOND_CALL))
    letters.post_all(session, letters.INVITATION, invitation.event_id, [invitation])


@reactions.on("email_changed")
def follow_address(session: Session, person: Person) -> None:
    """The links that went to the old address of the person end, and letters go to the new one.

    None is written because of it: the second call or the staff send the new link. Invitations to what is over
    keep no address that they do not have.
    """
    standing = col(Invitation.status) != InvitationStatus.WITHDRAWN
    statement = select(Invitation).where(Invitation.person_id == person.id, standing)
    for one in session.exec(statement.order_by(col(Invitation.id)).with_for_update()):
        one.link_epoch += 1
        outbox.readdress(session, _about(one), person.email or "")
        if not event_row.is_over(event_row.read_event(session, one.event_id), clock.now()):
            one.email = person.email
    session.flush()


def _about(invitation: Invitation) -> str:
    return f"invitation:{invitation.id}"
