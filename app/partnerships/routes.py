"""Routes of partnerships, their chart, their groups and members."""

from typing import Annotated

from fastapi import Query

from app.core.actor import READ_INSIDE, WRITE_INSIDE
from app.core.database.columns import Day, RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.partnerships import applications, chart, composition, groups, members, service
from app.partnerships.application_models import (
    ApplicationAccept,
    ApplicationCreate,
    ApplicationDecline,
    ApplicationQuery,
    ApplicationReceipt,
    ApplicationView,
)
from app.partnerships.chart_models import Chart, Composition, OnDay
from app.partnerships.group_models import (
    GroupCreate,
    GroupDetail,
    GroupMemberCreate,
    GroupMemberQuery,
    GroupMemberUpdate,
    GroupMemberView,
    GroupQuery,
    GroupUpdate,
    GroupView,
    PlacementCreate,
    PlacementView,
)
from app.partnerships.models import (
    PartnershipCreate,
    PartnershipDetail,
    PartnershipQuery,
    PartnershipUpdate,
    PartnershipView,
)

routes = Router(tags=["partnerships"])


@routes.get("/partnerships")
@reads(public=True, scope="partnerships:read")
def list_partnerships(
    context: RequestContext, query: Annotated[PartnershipQuery, Query()]
) -> Slice[PartnershipView | Deleted]:
    return service.list_partnerships(context.session, context.actor, query)


@routes.post("/partnerships", status_code=201)
@writes(scope="partnerships:write")
def create_partnership(context: RequestContext, body: PartnershipCreate) -> PartnershipDetail:
    view = service.create_partnership(context.session, context.actor, body)
    return context.created(view, f"/partnerships/{view.id}")


@routes.get("/partnerships/{partnership_id}")
@reads(public=True, scope="partnerships:read")
def get_partnership(context: RequestContext, partnership_id: RecordId) -> PartnershipDetail:
    return service.get_partnership(context.session, context.actor, partnership_id)


@routes.patch("/partnerships/{partnership_id}")
@writes(scope="partnerships:write")
def update_partnership(
    context: RequestContext, partnership_id: RecordId, body: PartnershipUpdate
) -> PartnershipDetail:
    return service.update_partnership(context.session, context.actor, partnership_id, context.version, body)


@routes.delete("/partnerships/{partnership_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_partnership(context: RequestContext, partnership_id: RecordId) -> None:
    service.delete_partnership(context.session, context.actor, partnership_id, context.version)


@routes.get("/partnerships/{partnership_id}/chart")
@reads(public=True, scope="partnerships:read")
def get_chart(
    context: RequestContext,
    partnership_id: RecordId,
    on: Annotated[Day | None, Query(description="As of this day; default today.")] = None,
    compare: Annotated[
        Day | None, Query(description="And what changed between that day and this one.")
    ] = None,
) -> Chart:
    return chart.get_chart(context.session, context.actor, partnership_id, on, compare)


@routes.get("/working-groups")
@reads(public=True, scope="partnerships:read")
def list_groups(context: RequestContext, query: Annotated[GroupQuery, Query()]) -> Slice[GroupView | Deleted]:
    return groups.list_groups(context.session, context.actor, query)


@routes.post("/working-groups", status_code=201)
@writes(scope="partnerships:write")
def create_group(context: RequestContext, body: GroupCreate) -> GroupDetail:
    view = groups.create_group(context.session, context.actor, body)
    return context.created(view, f"/working-groups/{view.id}")


@routes.get("/working-groups/{group_id}")
@reads(public=True, scope="partnerships:read")
def get_group(context: RequestContext, group_id: RecordId) -> GroupDetail:
    return groups.get_group(context.session, context.actor, group_id)


@routes.patch("/working-groups/{group_id}")
@writes(scope="partnerships:write")
def update_group(context: RequestContext, group_id: RecordId, body: GroupUpdate) -> GroupDetail:
    return groups.update_group(context.session, context.actor, group_id, context.version, body)


@routes.delete("/working-groups/{group_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_group(context: RequestContext, group_id: RecordId) -> None:
    groups.delete_group(context.session, context.actor, group_id, context.version)


@routes.post("/working-groups/{group_id}/placements", status_code=201)
@writes(scope="partnerships:write")
def place_group(context: RequestContext, group_id: RecordId, body: PlacementCreate) -> PlacementView:
    """Put the group below another one from a day on; its history stays."""
    return groups.place_group(context.session, context.actor, group_id, body)


@routes.get("/working-groups/{group_id}/members")
@reads(scope=READ_INSIDE, personal="person_id")
def list_members(
    context: RequestContext, group_id: RecordId, query: Annotated[GroupMemberQuery, Query()]
) -> Slice[GroupMemberView | Deleted]:
    return members.list_members(context.session, context.actor, group_id, query)


@routes.post("/working-groups/{group_id}/members", status_code=201)
@writes(scope=WRITE_INSIDE)
def add_member(context: RequestContext, group_id: RecordId, body: GroupMemberCreate) -> GroupMemberView:
    view = members.add_member(context.session, context.actor, group_id, body)
    return context.created(view, f"/working-groups/{group_id}/members/{view.id}")


@routes.get("/working-groups/{group_id}/members/{member_id}")
@reads(scope=READ_INSIDE, personal="person_id")
def get_member(context: RequestContext, group_id: RecordId, member_id: RecordId) -> GroupMemberView:
    return members.get_member(context.session, context.actor, group_id, member_id)


@routes.patch("/working-groups/{group_id}/members/{member_id}")
@writes(scope=WRITE_INSIDE)
def update_member(
    context: RequestContext, group_id: RecordId, member_id: RecordId, body: GroupMemberUpdate
) -> GroupMemberView:
    return members.update_member(context.session, context.actor, group_id, member_id, context.version, body)


@routes.delete("/working-groups/{group_id}/members/{member_id}", status_code=204)
@writes(scope="partnerships:write")
def remove_member(context: RequestContext, group_id: RecordId, member_id: RecordId) -> None:
    members.remove_member(context.session, context.actor, group_id, member_id, context.version)


@routes.post("/working-groups/{group_id}/members/{member_id}/promote")
@writes(scope=WRITE_INSIDE)
def promote_member(context: RequestContext, group_id: RecordId, member_id: RecordId) -> GroupMemberView:
    """Make a member of a guest from today on; the time as a guest stays in the history."""
    return members.promote_member(context.session, context.actor, group_id, member_id)


@routes.get("/working-groups/{group_id}/composition")
@reads(scope="partnerships:read")
def get_composition(context: RequestContext, group_id: RecordId, on: OnDay = None) -> Composition:
    """By side of the triad and by territory, and who is missing."""
    return composition.get_composition(context.session, context.actor, group_id, on)


@routes.post("/working-groups/{group_id}/applications", status_code=201)
@writes(public=True, scope="partnerships:write")
def apply(context: RequestContext, group_id: RecordId, body: ApplicationCreate) -> ApplicationReceipt:
    """Anybody may apply where the group is open to new members (else 409 `not_open`).

    Strangers get the same answer when the person has applied already; staff get 409 `already_applied`.
    """
    if not context.actor.writes_somewhere:
        context.app_context.registration_limit.take(f"{context.client_network} group {group_id}")
    receipt = applications.apply(context.session, context.actor, group_id, body, context.lang)
    return context.created(receipt, f"/applications/{receipt.id}") if receipt.id else receipt


@routes.get("/working-groups/{group_id}/applications")
@reads(scope=READ_INSIDE, personal="person_id")
def list_applications(
    context: RequestContext, group_id: RecordId, query: Annotated[ApplicationQuery, Query()]
) -> Slice[ApplicationView | Deleted]:
    return applications.list_applications(context.session, context.actor, group_id, query)


@routes.get("/applications/{application_id}")
@reads(scope=READ_INSIDE, personal="person_id")
def get_application(context: RequestContext, application_id: RecordId) -> ApplicationView:
    return applications.get_application(context.session, context.actor, application_id)


@routes.post("/applications/{application_id}/accept")
@writes(scope=WRITE_INSIDE)
def accept_application(
    context: RequestContext, application_id: RecordId, body: ApplicationAccept | None = None
) -> ApplicationView:
    """The applicant becomes a member, or a guest where newcomers are guests first, and is told."""
    chosen = body or ApplicationAccept()
    return applications.accept(context.session, context.actor, application_id, chosen)


@routes.post("/applications/{application_id}/decline")
@writes(scope=WRITE_INSIDE)
def decline_application(
    context: RequestContext, application_id: RecordId, body: ApplicationDecline
) -> ApplicationView:
    """The applicant gets the reason by mail."""
    return applications.decline(context.session, context.actor, application_id, body)
