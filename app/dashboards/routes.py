"""Routes of the dashboards; slow work in its own lane."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads
from app.dashboards import organisation_history, overview, person_history, project
from app.dashboards.history_shapes import OrganisationHistory, PersonHistory
from app.dashboards.shapes import Overview, OverviewQuery, ProjectDashboard

routes = Router(tags=["dashboards"])


@routes.get("/dashboards/overview")
@reads(slow=True, scope="dashboards:read")
def get_overview(context: RequestContext, query: Annotated[OverviewQuery, Query()]) -> Overview:
    return overview.overview(context.session, context.actor, query)


@routes.get("/dashboards/projects/{project_id}")
@reads(slow=True, scope="dashboards:read")
def get_project_dashboard(context: RequestContext, project_id: RecordId) -> ProjectDashboard:
    return project.project_dashboard(context.session, context.actor, project_id)


@routes.get("/people/{person_id}/history")
@reads(slow=True, scope="people:read", personal="person_id")
def get_person_history(context: RequestContext, person_id: RecordId) -> PersonHistory:
    return person_history.person_history(context.session, context.actor, person_id)


@routes.get("/organisations/{organisation_id}/history")
@reads(slow=True, scope="people:read", personal="person_id")
def get_organisation_history(context: RequestContext, organisation_id: RecordId) -> OrganisationHistory:
    return organisation_history.organisation_history(context.session, context.actor, organisation_id)
