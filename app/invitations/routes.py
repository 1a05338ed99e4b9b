"""Invitations for the staff, the own invitation by its link, and what came of all of them."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.invitations import answer, institutions, react, roles, service
from app.invitations.institution_shapes import Institutions, InstitutionsQuery
from app.invitations.invite import invite
from app.invitations.shapes import (
    Acceptance,
    CalledAgain,
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

__all__ = ["react", "routes"]  # importing it subscribes its handlers
routes = Routes(tags=["invitations"])


@routes.get("/events/{event_id}/invitations", **listed(InvitationView | Deleted))
@reads(scope="registrations:read")
def list_invitations(
    call: Call, event_id: RecordId, query: Annotated[InvitationQuery, Query()]
) -> Slice[Any]:
    """Who is invited, and what they answered."""
    return service.list_invitations(call.session, call.actor, event_id, query)


@routes.post("/events/{event_id}/invitations", response_model=InvitationsSent, status_code=201)
@writes(scope="registrations:write")
def create_invitations(call: Call, event_id: RecordId, body: InvitationsCreate) -> Any:
    """Invite many at once; who is invited already is not written to again."""
    made = invite(call.session, call.actor, event_id, body)
    return call.created(made, f"/events/{event_id}/invitations")


@routes.get("/events/{event_id}/invitations/counts", response_model=InvitationCounts)
@reads(scope="registrations:read")
def count_invitations(call: Call, event_id: RecordId) -> Any:
    return service.count(call.session, call.actor, event_id)


@routes.post("/events/{event_id}/invitations/second-call", response_model=CalledAgain)
@writes(scope="registrations:write")
def call_again(call: Call, event_id: RecordId) -> Any:
    """Write once more to those who have not answered; each of them at most once a day."""
    return service.call_again(call.session, call.actor, event_id)


@routes.get("/events/{event_id}/required-roles", response_model=RequiredRoles)
@reads(scope="registrations:read")
def list_required_roles(call: Call, event_id: RecordId) -> Any:
    """Roles without which a round table is not complete: invited, coming, there."""
    return roles.required_roles(call.session, call.actor, event_id)


@routes.get("/invitations/{invitation_id}", response_model=InvitationDetail)
@reads(scope="registrations:read")
def get_invitation(call: Call, invitation_id: RecordId) -> Any:
    return service.get_invitation(call.session, call.actor, invitation_id)


@routes.post("/invitations/{invitation_id}/withdraw", response_model=InvitationDetail)
@writes(scope="registrations:write")
def withdraw_invitation(call: Call, invitation_id: RecordId) -> Any:
    """The link says so from now on; whoever was sent it is told by a letter."""
    return service.withdraw(call.session, call.actor, invitation_id)


@routes.get("/series/{series_id}/institutions", response_model=Institutions)
@reads(slow=True, scope="registrations:read")
def list_institutions(call: Call, series_id: RecordId, query: Annotated[InstitutionsQuery, Query()]) -> Any:
    """Who of the invited institutions came in which round, and who never did."""
    return institutions.institutions_of(call.session, call.actor, series_id, query)


# --- by the link, without an account ---------------------------------------------------------------------


@routes.get("/my/invitations/{token}", response_model=MyInvitation)
@reads(public=True)
def my_invitation(call: Call, token: str) -> Any:
    return answer.my_invitation(call.session, token)


@routes.post("/my/invitations/{token}/accept", response_model=Receipt, status_code=201)
@writes(public=True)
def accept_invitation(call: Call, token: str, body: Acceptance | None = None) -> Any:
    """Sign up; an office says who comes."""
    receipt = answer.accept(call.session, token, body or Acceptance(), call.lang)
    return call.created(receipt, f"/registrations/{receipt['id']}")


@routes.post("/my/invitations/{token}/decline", response_model=MyInvitation)
@writes(public=True)
def decline_invitation(call: Call, token: str, body: Refusal | None = None) -> Any:
    """Not coming; as long as sign-up is open it can still be accepted."""
    return answer.decline(call.session, token, body.reason if body else "")
