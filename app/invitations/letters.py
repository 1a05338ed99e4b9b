"""Letters to invited people: the invitation, the second call, and changes of the event."""

from collections.abc import Sequence

from sqlmodel import Session

from app.core import reactions
from app.core.addresses import normal_address
from app.core.json_values import Json
from app.core.mail import outbox
from app.invitations import links
from app.invitations.models import Invitation
from app.invitations.views import names_of
from app.letters.unsubscribe import unsubscribed
from app.registrations.letters import LetterEvent, letter_event

INVITATION, SECOND_CALL, WITHDRAWN = "invitation", "invitation_second_call", "invitation_withdrawn"


def tell_withdrawn(session: Session, invitation: Invitation, *, over: bool) -> None:
    """Write only to people whose invitation was sent, and only before the event is over.

    An invitation that still waits in the outbox is dropped instead.
    """
    about = f"invitation:{invitation.id}"
    outbox.cancel_unsent(session, about)
    if not over and outbox.was_sent(session, about, (INVITATION, SECOND_CALL)):
        nothing = {"message": None, "invitation_id": None}
        post_all(session, WITHDRAWN, invitation.event_id, [invitation], **nothing)


@reactions.on("letter_leaving")
def add_invitation_link(session: Session, facts: Json, receiver: str) -> None:
    """The link to answer, made when the letter leaves, for the address to which the invitation goes then."""
    number = facts.get("invitation_id")
    invitation = session.get(Invitation, number) if number is not None else None
    if invitation is not None and normal_address(invitation.email or "") == normal_address(receiver):
        link = links.url(session.info["settings"], invitation)
        facts |= {"invitation_url": link, "decline_url": f"{link}/decline"}


def post_all(session: Session, kind: str, event_id: int, to: Sequence[Invitation], **more: object) -> None:
    """Write the same letter to each of them who has not refused invitations, with their own link."""
    if to:
        about, names = letter_event(session, event_id).outside, names_of(session, to)
        against = unsubscribed(session, about.partnership_id, {one.email for one in to})
        for one in to:
            if one.email not in against:
                post(session, kind, about, one, names[one.id], **more)


def post(session: Session, kind: str, about: LetterEvent, to: Invitation, name: str, **more: object) -> None:
    """Write to one addressee who has an address. The link lets them accept and decline."""
    if not to.email:
        return
    data = {
        **about.facts,
        "name": name,
        "message": to.message or None,
        "invitation_id": to.id,
        "entries": [],
        **more,
    }
    outbox.enqueue(
        session,
        kind,
        to.email,
        to.lang,
        data,
        partnership_id=to.partnership_id,
        about=f"invitation:{to.id}",
    )
