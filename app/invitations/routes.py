"""Routes of invitations: for the staff, by the link, and the sums of institutions and roles."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import Opaque, RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.invitations import answer, institutions, roles, service
from app.invitations.invite import invite
from app.invitations.renew_link import accept_address, correct_address, renew, send_mine
from app.invitations.shapes import (
    Acceptance,
    CalledAgain,
    Institutions,
    InstitutionsQuery,
    InvitationAddress,
    InvitationCounts,
    InvitationDetail,
    InvitationQuery,
    InvitationsCreate,
    InvitationsSent,
    InvitationView,
    MyInvitation,
    Refusal,
    RequiredRoles,
)
from app.registrations.shapes import Noted, Receipt

routes = Router(tags=["invitations"])


@routes.get("/events/{event_id}/invitations")
@reads(scope="registrations:read", personal="person_id")
def list_invitations(
    context: RequestContext, event_id: RecordId, query: Annotated[InvitationQuery, Query()]
) -> Slice[InvitationView | Deleted]:
    """Who is invited, and what they answered."""
    return service.list_invitations(context.session, context.actor, event_id, query)


@routes.post("/events/{event_id}/invitations", status_code=201)
@writes(scope="registrations:write")
def create_invitations(
    context: RequestContext, event_id: RecordId, body: InvitationsCreate
) -> InvitationsSent:
    """Invite many at once; those invited already get no second letter."""
    made = invite(context.session, context.actor, event_id, body)
    return context.created(made, f"/events/{event_id}/invitations")


@routes.get("/events/{event_id}/invitations/counts")
@reads(scope="registrations:read")
def count_invitations(context: RequestContext, event_id: RecordId) -> InvitationCounts:
    """How many invitations stand in which state."""
    return service.count(context.session, context.actor, event_id)


@routes.post("/events/{event_id}/invitations/second-call")
@writes(scope="registrations:write")
def call_again(context: RequestContext, event_id: RecordId) -> CalledAgain:
    """Write once more to those who have not answered; each of them at most once a day."""
    return service.call_again(context.session, context.actor, event_id)


@routes.get("/events/{event_id}/required-roles")
@reads(scope="registrations:read")
def list_required_roles(context: RequestContext, event_id: RecordId) -> RequiredRoles:
    """Roles without which a round table is not complete: invited, coming, there."""
    return roles.required_roles(context.session, context.actor, event_id)


@routes.get("/invitations/{invitation_id}")
@reads(scope="registrations:read", personal="person_id")
def get_invitation(context: RequestContext, invitation_id: RecordId) -> InvitationDetail:
    return service.get_invitation(context.session, context.actor, invitation_id)


@routes.post("/invitations/{invitation_id}/withdraw")
@writes(scope="registrations:write")
def withdraw_invitation(context: RequestContext, invitation_id: RecordId) -> InvitationDetail:
    """The link says so from now on; the person it was sent to gets a letter."""
    return service.withdraw(context.session, context.actor, invitation_id)


@routes.post("/invitations/{invitation_id}/accept-address")
@writes(scope="registrations:write")
def accept_new_address(context: RequestContext, invitation_id: RecordId) -> InvitationDetail:
    """The invitation goes to the `new_address`; the link that went to the old one ends."""
    return accept_address(context.session, context.actor, invitation_id)


@routes.post("/invitations/{invitation_id}/address")
@writes(scope="registrations:write")
def correct_invitation_address(
    context: RequestContext, invitation_id: RecordId, body: InvitationAddress
) -> InvitationDetail:
    """Send the invitation of an organisation or an office to another address; the link sent before ends."""
    return correct_address(context.session, context.actor, invitation_id, body)


@routes.post("/invitations/{invitation_id}/link")
@writes(scope="registrations:write")
def renew_invitation_link(context: RequestContext, invitation_id: RecordId) -> InvitationDetail:
    """Send the invitation with a new link; the old one ends."""
    return renew(context.session, context.actor, invitation_id)


@routes.get("/series/{series_id}/institutions")
@reads(slow=True, scope="registrations:read")
def list_institutions(
    context: RequestContext, series_id: RecordId, query: Annotated[InstitutionsQuery, Query()]
) -> Institutions:
    """Which of the invited institutions came in which round, and which never did."""
    return institutions.institutions_of(context.session, context.actor, series_id, query)


# --- by the link, without an account ---------------------------------------------------------------------


@routes.get("/my/invitations/{token}")
@reads(public=True)
def my_invitation(context: RequestContext, token: Opaque) -> MyInvitation:
    """The invitation that this link is the right to answer."""
    return answer.my_invitation(context.session, token)


@routes.post("/my/invitations/{token}/accept", status_code=201)
@writes(public=True)
def accept_invitation(context: RequestContext, token: Opaque, body: Acceptance | None = None) -> Receipt:
    """Sign up; an office says who comes."""
    receipt = answer.accept(context.session, token, body or Acceptance(), context.lang)
    return context.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/my/invitations/{token}/decline")
@writes(public=True)
def decline_invitation(context: RequestContext, token: Opaque, body: Refusal | None = None) -> MyInvitation:
    """Not coming; as long as sign-up is open it can still be accepted."""
    return answer.decline(context.session, token, body.reason if body else "")


@routes.post("/my/invitations/{token}/link", status_code=202)
@writes(public=True)
def send_my_invitation(context: RequestContext, token: Opaque) -> Noted:
    """Send the invitation once more to the mailbox that was invited, also by a link that has ended; at most
    once an hour. Always 202."""
    send_mine(context.session, token)
    return Noted(noted=True)
