"""Routes of the dashboards; slow work in its own lane."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads
from app.dashboards import overview, project
from app.dashboards.shapes import Overview, OverviewQuery, ProjectDashboard

routes = Routes(tags=["dashboards"])


@routes.get("/dashboards/overview", response_model=Overview)
@reads(slow=True, scope="dashboards:read")
def get_overview(call: Call, query: Annotated[OverviewQuery, Query()]) -> Any:
    return overview.overview(call.session, call.actor, query)


@routes.get("/dashboards/projects/{project_id}", response_model=ProjectDashboard)
@reads(slow=True, scope="dashboards:read")
def get_project_dashboard(call: Call, project_id: RecordId) -> Any:
    return project.project_dashboard(call.session, call.actor, project_id)
