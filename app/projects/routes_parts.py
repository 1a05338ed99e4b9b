"""Routes of the parts of a project: activities, indicators, milestones."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice, SyncQuery
from app.projects import activities, indicators, milestones
from app.projects.shapes import (
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

routes = Router(tags=["projects"])


@routes.get("/projects/{project_id}/activities")
@reads(scope="projects:read")
def list_activities(
    context: RequestContext, project_id: RecordId, query: Annotated[SyncQuery, Query()]
) -> Slice[ActivityView | Deleted]:
    return activities.list_activities(context.session, context.actor, project_id, query)


@routes.post("/projects/{project_id}/activities", status_code=201)
@writes(scope="projects:write")
def create_activity(context: RequestContext, project_id: RecordId, body: ActivityCreate) -> ActivityView:
    view = activities.create_activity(context.session, context.actor, project_id, body)
    return context.created(view, f"/projects/{project_id}/activities/{view.id}")


@routes.get("/projects/{project_id}/activities/{activity_id}")
@reads(scope="projects:read")
def get_activity(context: RequestContext, project_id: RecordId, activity_id: RecordId) -> ActivityView:
    return activities.get_activity(context.session, context.actor, project_id, activity_id)


@routes.patch("/projects/{project_id}/activities/{activity_id}")
@writes(scope="projects:write")
def update_activity(
    context: RequestContext, project_id: RecordId, activity_id: RecordId, body: ActivityUpdate
) -> ActivityView:
    return activities.update_activity(
        context.session, context.actor, project_id, activity_id, context.version, body
    )


@routes.delete("/projects/{project_id}/activities/{activity_id}", status_code=204)
@writes(scope="projects:write")
def delete_activity(context: RequestContext, project_id: RecordId, activity_id: RecordId) -> None:
    activities.delete_activity(context.session, context.actor, project_id, activity_id, context.version)


@routes.get("/projects/{project_id}/indicators")
@reads(scope="projects:read")
def list_indicators(
    context: RequestContext, project_id: RecordId, query: Annotated[SyncQuery, Query()]
) -> Slice[IndicatorView | Deleted]:
    return indicators.list_indicators(context.session, context.actor, project_id, query)


@routes.post("/projects/{project_id}/indicators", status_code=201)
@writes(scope="projects:write")
def create_indicator(context: RequestContext, project_id: RecordId, body: IndicatorCreate) -> IndicatorView:
    view = indicators.create_indicator(context.session, context.actor, project_id, body)
    return context.created(view, f"/projects/{project_id}/indicators/{view.id}")


@routes.get("/projects/{project_id}/indicators/{indicator_id}")
@reads(scope="projects:read")
def get_indicator(context: RequestContext, project_id: RecordId, indicator_id: RecordId) -> IndicatorView:
    return indicators.get_indicator(context.session, context.actor, project_id, indicator_id)


@routes.patch("/projects/{project_id}/indicators/{indicator_id}")
@writes(scope="projects:write")
def update_indicator(
    context: RequestContext, project_id: RecordId, indicator_id: RecordId, body: IndicatorUpdate
) -> IndicatorView:
    return indicators.update_indicator(
        context.session, context.actor, project_id, indicator_id, context.version, body
    )


@routes.delete("/projects/{project_id}/indicators/{indicator_id}", status_code=204)
@writes(scope="projects:write")
def delete_indicator(context: RequestContext, project_id: RecordId, indicator_id: RecordId) -> None:
    indicators.delete_indicator(context.session, context.actor, project_id, indicator_id, context.version)


@routes.get("/projects/{project_id}/milestones")
@reads(scope="projects:read")
def list_milestones(
    context: RequestContext, project_id: RecordId, query: Annotated[MilestoneQuery, Query()]
) -> Slice[MilestoneView | Deleted]:
    return milestones.list_milestones(context.session, context.actor, project_id, query)


@routes.post("/projects/{project_id}/milestones", status_code=201)
@writes(scope="projects:write")
def create_milestone(context: RequestContext, project_id: RecordId, body: MilestoneCreate) -> MilestoneView:
    view = milestones.create_milestone(context.session, context.actor, project_id, body)
    return context.created(view, f"/projects/{project_id}/milestones/{view.id}")


@routes.get("/projects/{project_id}/milestones/{milestone_id}")
@reads(scope="projects:read")
def get_milestone(context: RequestContext, project_id: RecordId, milestone_id: RecordId) -> MilestoneView:
    return milestones.get_milestone(context.session, context.actor, project_id, milestone_id)


@routes.patch("/projects/{project_id}/milestones/{milestone_id}")
@writes(scope="projects:write")
def update_milestone(
    context: RequestContext, project_id: RecordId, milestone_id: RecordId, body: MilestoneUpdate
) -> MilestoneView:
    return milestones.update_milestone(
        context.session, context.actor, project_id, milestone_id, context.version, body
    )


@routes.delete("/projects/{project_id}/milestones/{milestone_id}", status_code=204)
@writes(scope="projects:write")
def delete_milestone(context: RequestContext, project_id: RecordId, milestone_id: RecordId) -> None:
    milestones.delete_milestone(context.session, context.actor, project_id, milestone_id, context.version)


@routes.get("/milestones")
@reads(scope="projects:read")
def list_all_milestones(
    context: RequestContext, query: Annotated[MilestoneQuery, Query()]
) -> Slice[MilestoneView | Deleted]:
    """Of all projects whose inside the reader may see; for instance, those due in the coming days."""
    return milestones.list_all_milestones(context.session, context.actor, query)
