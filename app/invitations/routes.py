"""Routes of invitations: for the staff, by the link, and the sums of institutions and roles."""

from typing import Annotated

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, Slice
from app.invitations import answer, institutions, roles, service
from app.invitations.invite import invite
from app.invitations.shapes import (
    Acceptance,
    CalledAgain,
    Institutions,
    InstitutionsQuery,
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
from app.registrations.shapes import Receipt

routes = Routes(tags=["invitations"])


@routes.get("/events/{event_id}/invitations")
@reads(scope="registrations:read")
def list_invitations(
    call: Call, event_id: RecordId, query: Annotated[InvitationQuery, Query()]
) -> Slice[InvitationView | Deleted]:
    """Who is invited, and what they answered."""
    return service.list_invitations(call.session, call.actor, event_id, query)


@routes.post("/events/{event_id}/invitations", status_code=201)
@writes(scope="registrations:write")
def create_invitations(call: Call, event_id: RecordId, body: InvitationsCreate) -> InvitationsSent:
    """Invite many at once; those invited already get no second letter."""
    made = invite(call.session, call.actor, event_id, body)
    return call.created(made, f"/events/{event_id}/invitations")


@routes.get("/events/{event_id}/invitations/counts")
@reads(scope="registrations:read")
def count_invitations(call: Call, event_id: RecordId) -> InvitationCounts:
    return service.count(call.session, call.actor, event_id)


@routes.post("/events/{event_id}/invitations/second-call")
@writes(scope="registrations:write")
def call_again(call: Call, event_id: RecordId) -> CalledAgain:
    """Write once more to those who have not answered; each of them at most once a day."""
    return service.call_again(call.session, call.actor, event_id)


@routes.get("/events/{event_id}/required-roles")
@reads(scope="registrations:read")
def list_required_roles(call: Call, event_id: RecordId) -> RequiredRoles:
    """Roles without which a round table is not complete: invited, coming, there."""
    return roles.required_roles(call.session, call.actor, event_id)


@routes.get("/invitations/{invitation_id}")
@reads(scope="registrations:read")
def get_invitation(call: Call, invitation_id: RecordId) -> InvitationDetail:
    return service.get_invitation(call.session, call.actor, invitation_id)


@routes.post("/invitations/{invitation_id}/withdraw")
@writes(scope="registrations:write")
def withdraw_invitation(call: Call, invitation_id: RecordId) -> InvitationDetail:
    """The link says so from now on; the person it was sent to gets a letter."""
    return service.withdraw(call.session, call.actor, invitation_id)


@routes.get("/series/{series_id}/institutions")
@reads(slow=True, scope="registrations:read")
def list_institutions(
    call: Call, series_id: RecordId, query: Annotated[InstitutionsQuery, Query()]
) -> Institutions:
    """Which of the invited institutions came in which round, and which never did."""
    return institutions.institutions_of(call.session, call.actor, series_id, query)


# --- by the link, without an account ---------------------------------------------------------------------


@routes.get("/my/invitations/{token}")
@reads(public=True)
def my_invitation(call: Call, token: str) -> MyInvitation:
    return answer.my_invitation(call.session, token)


@routes.post("/my/invitations/{token}/accept", status_code=201)
@writes(public=True)
def accept_invitation(call: Call, token: str, body: Acceptance | None = None) -> Receipt:
    """Sign up; an office says who comes."""
    receipt = answer.accept(call.session, token, body or Acceptance(), call.lang)
    return call.created(receipt, f"/registrations/{receipt.id}")


@routes.post("/my/invitations/{token}/decline")
@writes(public=True)
def decline_invitation(call: Call, token: str, body: Refusal | None = None) -> MyInvitation:
    """Not coming; as long as sign-up is open it can still be accepted."""
    return answer.decline(call.session, token, body.reason if body else "")
