"""Routes of funding programmes and projects."""

from typing import Annotated, Any

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, listed, reads, writes
from app.core.paging import Deleted, Slice
from app.projects import detail, programmes, service, support
from app.projects.part_shapes import Participation, ParticipationQuery, SupportedPerson, SupportedQuery
from app.projects.routes_parts import routes as routes
from app.projects.shapes import (
    DetailQuery,
    ProgrammeCreate,
    ProgrammeQuery,
    ProgrammeUpdate,
    ProgrammeView,
    ProjectCreate,
    ProjectDetail,
    ProjectQuery,
    ProjectUpdate,
    ProjectView,
)


@routes.get("/funding-programmes", **listed(ProgrammeView | Deleted))
@reads(public=True, scope="projects:read")
def list_programmes(call: Call, query: Annotated[ProgrammeQuery, Query()]) -> Slice[Any]:
    return programmes.list_programmes(call.session, call.actor, query)


@routes.post("/funding-programmes", response_model=ProgrammeView, status_code=201)
@writes(scope="projects:write")
def create_programme(call: Call, body: ProgrammeCreate) -> Any:
    view = programmes.create_programme(call.session, call.actor, body)
    return call.created(view, f"/funding-programmes/{view.id}")


@routes.get("/funding-programmes/{programme_id}", response_model=ProgrammeView)
@reads(public=True, scope="projects:read")
def get_programme(call: Call, programme_id: RecordId) -> Any:
    return programmes.get_programme(call.session, call.actor, programme_id)


@routes.patch("/funding-programmes/{programme_id}", response_model=ProgrammeView)
@writes(scope="projects:write")
def update_programme(call: Call, programme_id: RecordId, body: ProgrammeUpdate) -> Any:
    return programmes.update_programme(call.session, call.actor, programme_id, call.version, body)


@routes.delete("/funding-programmes/{programme_id}", status_code=204)
@writes(scope="projects:write")
def delete_programme(call: Call, programme_id: RecordId) -> None:
    programmes.delete_programme(call.session, call.actor, programme_id, call.version)


@routes.get("/projects", **listed(ProjectView | Deleted))
@reads(public=True, scope="projects:read")
def list_projects(call: Call, query: Annotated[ProjectQuery, Query()]) -> Slice[Any]:
    """Of strangers only those with a contract, running or closed."""
    return service.list_projects(call.session, call.actor, query)


@routes.post("/projects", response_model=ProjectView, status_code=201)
@writes(scope="projects:write")
def create_project(call: Call, body: ProjectCreate) -> Any:
    view = service.create_project(call.session, call.actor, body)
    return call.created(view, f"/projects/{view.id}")


@routes.get("/projects/{project_id}", response_model=ProjectDetail)
@reads(public=True, scope="projects:read")
def get_project(call: Call, project_id: RecordId, query: Annotated[DetailQuery, Query()]) -> Any:
    return detail.get_project(call.session, call.actor, project_id, query)


@routes.patch("/projects/{project_id}", response_model=ProjectView)
@writes(scope="projects:write")
def update_project(call: Call, project_id: RecordId, body: ProjectUpdate) -> Any:
    return service.update_project(call.session, call.actor, project_id, call.version, body)


@routes.delete("/projects/{project_id}", status_code=204)
@writes(scope="projects:write")
def delete_project(call: Call, project_id: RecordId) -> None:
    service.delete_project(call.session, call.actor, project_id, call.version)


@routes.get("/projects/{project_id}/supported-persons", **listed(SupportedPerson))
@reads(slow=True)
def list_supported(call: Call, project_id: RecordId, query: Annotated[SupportedQuery, Query()]) -> Slice[Any]:
    """Names of people: for signed-in staff, not for keys."""
    return support.list_supported(call.session, call.actor, project_id, query)


@routes.get("/projects/{project_id}/participations", **listed(Participation))
@reads(slow=True)
def list_participations(
    call: Call, project_id: RecordId, query: Annotated[ParticipationQuery, Query()]
) -> Slice[Any]:
    """Who came to what, one row per registration, with accounted hours."""
    return support.list_participations(call.session, call.actor, project_id, query)
