"""Partnerships, their chart, their groups and who is in them."""

from typing import Annotated

from fastapi import Query

from app.core.columns import Day, RecordId
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, Slice
from app.partnerships import groups, members, service
from app.partnerships.group_models import (
    Chart,
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

routes = Routes(tags=["partnerships"])


@routes.get("/partnerships")
@reads(public=True, scope="partnerships:read")
def list_partnerships(
    call: Call, query: Annotated[PartnershipQuery, Query()]
) -> Slice[PartnershipView | Deleted]:
    return service.list_partnerships(call.session, call.actor, query)


@routes.post("/partnerships", status_code=201)
@writes(scope="partnerships:write")
def create_partnership(call: Call, body: PartnershipCreate) -> PartnershipDetail:
    view = service.create_partnership(call.session, call.actor, body)
    return call.created(view, f"/partnerships/{view.id}")


@routes.get("/partnerships/{partnership_id}")
@reads(public=True, scope="partnerships:read")
def get_partnership(call: Call, partnership_id: RecordId) -> PartnershipDetail:
    return service.get_partnership(call.session, call.actor, partnership_id)


@routes.patch("/partnerships/{partnership_id}")
@writes(scope="partnerships:write")
def update_partnership(call: Call, partnership_id: RecordId, body: PartnershipUpdate) -> PartnershipDetail:
    return service.update_partnership(call.session, call.actor, partnership_id, call.version, body)


@routes.delete("/partnerships/{partnership_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_partnership(call: Call, partnership_id: RecordId) -> None:
    service.delete_partnership(call.session, call.actor, partnership_id, call.version)


@routes.get("/partnerships/{partnership_id}/chart")
@reads(public=True, scope="partnerships:read")
def get_chart(
    call: Call,
    partnership_id: RecordId,
    on: Annotated[Day | None, Query(description="As of this day; default today.")] = None,
) -> Chart:
    return groups.get_chart(call.session, call.actor, partnership_id, on)


@routes.get("/working-groups")
@reads(public=True, scope="partnerships:read")
def list_groups(call: Call, query: Annotated[GroupQuery, Query()]) -> Slice[GroupView | Deleted]:
    return groups.list_groups(call.session, call.actor, query)


@routes.post("/working-groups", status_code=201)
@writes(scope="partnerships:write")
def create_group(call: Call, body: GroupCreate) -> GroupDetail:
    view = groups.create_group(call.session, call.actor, body)
    return call.created(view, f"/working-groups/{view.id}")


@routes.get("/working-groups/{group_id}")
@reads(public=True, scope="partnerships:read")
def get_group(call: Call, group_id: RecordId) -> GroupDetail:
    return groups.get_group(call.session, call.actor, group_id)


@routes.patch("/working-groups/{group_id}")
@writes(scope="partnerships:write")
def update_group(call: Call, group_id: RecordId, body: GroupUpdate) -> GroupDetail:
    return groups.update_group(call.session, call.actor, group_id, call.version, body)


@routes.delete("/working-groups/{group_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_group(call: Call, group_id: RecordId) -> None:
    groups.delete_group(call.session, call.actor, group_id, call.version)


@routes.post("/working-groups/{group_id}/placements", status_code=201)
@writes(scope="partnerships:write")
def place_group(call: Call, group_id: RecordId, body: PlacementCreate) -> PlacementView:
    return groups.place_group(call.session, call.actor, group_id, body)


@routes.get("/working-groups/{group_id}/members")
@reads(scope="partnerships:read")
def list_members(
    call: Call, group_id: RecordId, query: Annotated[GroupMemberQuery, Query()]
) -> Slice[GroupMemberView | Deleted]:
    return members.list_members(call.session, call.actor, group_id, query)


@routes.post("/working-groups/{group_id}/members", status_code=201)
@writes(scope="partnerships:write")
def add_member(call: Call, group_id: RecordId, body: GroupMemberCreate) -> GroupMemberView:
    view = members.add_member(call.session, call.actor, group_id, body)
    return call.created(view, f"/working-groups/{group_id}/members/{view.id}")


@routes.get("/working-groups/{group_id}/members/{member_id}")
@reads(scope="partnerships:read")
def get_member(call: Call, group_id: RecordId, member_id: RecordId) -> GroupMemberView:
    return members.get_member(call.session, call.actor, group_id, member_id)


@routes.patch("/working-groups/{group_id}/members/{member_id}")
@writes(scope="partnerships:write")
def update_member(
    call: Call, group_id: RecordId, member_id: RecordId, body: GroupMemberUpdate
) -> GroupMemberView:
    return members.update_member(call.session, call.actor, group_id, member_id, call.version, body)


@routes.delete("/working-groups/{group_id}/members/{member_id}", status_code=204)
@writes(scope="partnerships:write")
def remove_member(call: Call, group_id: RecordId, member_id: RecordId) -> None:
    members.remove_member(call.session, call.actor, group_id, member_id, call.version)
