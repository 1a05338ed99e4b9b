"""Routes of the dashboards; slow work in its own lane."""

from typing import Annotated

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads
from app.dashboards import overview, project
from app.dashboards.shapes import Overview, OverviewQuery, ProjectDashboard

routes = Routes(tags=["dashboards"])


@routes.get("/dashboards/overview")
@reads(slow=True, scope="dashboards:read")
def get_overview(call: Call, query: Annotated[OverviewQuery, Query()]) -> Overview:
    return overview.overview(call.session, call.actor, query)


@routes.get("/dashboards/projects/{project_id}")
@reads(slow=True, scope="dashboards:read")
def get_project_dashboard(call: Call, project_id: RecordId) -> ProjectDashboard:
    return project.project_dashboard(call.session, call.actor, project_id)
