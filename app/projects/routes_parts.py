"""Routes of what hangs on a project: activities, indicators, milestones."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, listed, reads, writes
from app.core.paging import Deleted, Slice, SyncQuery
from app.projects import activities, indicators, milestones
from app.projects.part_shapes import (
    ActivityCreate,
    ActivityUpdate,
    ActivityView,
    IndicatorCreate,
    IndicatorUpdate,
    IndicatorView,
    MilestoneCreate,
    MilestoneQuery,
    MilestoneUpdate,
    MilestoneView,
)

routes = Routes(tags=["projects"])


@routes.get("/projects/{project_id}/activities", **listed(ActivityView | Deleted))
@reads(scope="projects:read")
def list_activities(call: Call, project_id: RecordId, query: Annotated[SyncQuery, Query()]) -> Slice[Any]:
    return activities.list_activities(call.session, call.actor, project_id, query)


@routes.post("/projects/{project_id}/activities", response_model=ActivityView, status_code=201)
@writes(scope="projects:write")
def create_activity(call: Call, project_id: RecordId, body: ActivityCreate) -> Any:
    view = activities.create_activity(call.session, call.actor, project_id, body)
    return call.created(view, f"/projects/{project_id}/activities/{view.id}")


@routes.get("/projects/{project_id}/activities/{activity_id}", response_model=ActivityView)
@reads(scope="projects:read")
def get_activity(call: Call, project_id: RecordId, activity_id: RecordId) -> Any:
    return activities.get_activity(call.session, call.actor, project_id, activity_id)


@routes.patch("/projects/{project_id}/activities/{activity_id}", response_model=ActivityView)
@writes(scope="projects:write")
def update_activity(call: Call, project_id: RecordId, activity_id: RecordId, body: ActivityUpdate) -> Any:
    return activities.update_activity(call.session, call.actor, project_id, activity_id, call.version, body)


@routes.delete("/projects/{project_id}/activities/{activity_id}", status_code=204)
@writes(scope="projects:write")
def delete_activity(call: Call, project_id: RecordId, activity_id: RecordId) -> None:
    activities.delete_activity(call.session, call.actor, project_id, activity_id, call.version)


@routes.get("/projects/{project_id}/indicators", **listed(IndicatorView | Deleted))
@reads(scope="projects:read")
def list_indicators(call: Call, project_id: RecordId, query: Annotated[SyncQuery, Query()]) -> Slice[Any]:
    return indicators.list_indicators(call.session, call.actor, project_id, query)


@routes.post("/projects/{project_id}/indicators", response_model=IndicatorView, status_code=201)
@writes(scope="projects:write")
def create_indicator(call: Call, project_id: RecordId, body: IndicatorCreate) -> Any:
    view = indicators.create_indicator(call.session, call.actor, project_id, body)
    return call.created(view, f"/projects/{project_id}/indicators/{view.id}")


@routes.get("/projects/{project_id}/indicators/{indicator_id}", response_model=IndicatorView)
@reads(scope="projects:read")
def get_indicator(call: Call, project_id: RecordId, indicator_id: RecordId) -> Any:
    return indicators.get_indicator(call.session, call.actor, project_id, indicator_id)


@routes.patch("/projects/{project_id}/indicators/{indicator_id}", response_model=IndicatorView)
@writes(scope="projects:write")
def update_indicator(call: Call, project_id: RecordId, indicator_id: RecordId, body: IndicatorUpdate) -> Any:
    return indicators.update_indicator(call.session, call.actor, project_id, indicator_id, call.version, body)


@routes.delete("/projects/{project_id}/indicators/{indicator_id}", status_code=204)
@writes(scope="projects:write")
def delete_indicator(call: Call, project_id: RecordId, indicator_id: RecordId) -> None:
    indicators.delete_indicator(call.session, call.actor, project_id, indicator_id, call.version)


@routes.get("/projects/{project_id}/milestones", **listed(MilestoneView | Deleted))
@reads(scope="projects:read")
def list_milestones(
    call: Call, project_id: RecordId, query: Annotated[MilestoneQuery, Query()]
) -> Slice[Any]:
    return milestones.list_milestones(call.session, call.actor, project_id, query)


@routes.post("/projects/{project_id}/milestones", response_model=MilestoneView, status_code=201)
@writes(scope="projects:write")
def create_milestone(call: Call, project_id: RecordId, body: MilestoneCreate) -> Any:
    view = milestones.create_milestone(call.session, call.actor, project_id, body)
    return call.created(view, f"/projects/{project_id}/milestones/{view.id}")


@routes.get("/projects/{project_id}/milestones/{milestone_id}", response_model=MilestoneView)
@reads(scope="projects:read")
def get_milestone(call: Call, project_id: RecordId, milestone_id: RecordId) -> Any:
    return milestones.get_milestone(call.session, call.actor, project_id, milestone_id)


@routes.patch("/projects/{project_id}/milestones/{milestone_id}", response_model=MilestoneView)
@writes(scope="projects:write")
def update_milestone(call: Call, project_id: RecordId, milestone_id: RecordId, body: MilestoneUpdate) -> Any:
    return milestones.update_milestone(call.session, call.actor, project_id, milestone_id, call.version, body)


@routes.delete("/projects/{project_id}/milestones/{milestone_id}", status_code=204)
@writes(scope="projects:write")
def delete_milestone(call: Call, project_id: RecordId, milestone_id: RecordId) -> None:
    milestones.delete_milestone(call.session, call.actor, project_id, milestone_id, call.version)


@routes.get("/milestones", **listed(MilestoneView | Deleted))
@reads(scope="projects:read")
def list_all_milestones(call: Call, query: Annotated[MilestoneQuery, Query()]) -> Slice[Any]:
    """Of all projects whose inside the reader may see; what is due in the coming days, for instance."""
    return milestones.list_all_milestones(call.session, call.actor, query)
