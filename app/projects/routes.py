"""Routes of funding programmes and projects."""

from typing import Annotated

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, Slice
from app.projects import detail, programmes, service, support
from app.projects.shapes import (
    DetailQuery,
    Participation,
    ParticipationQuery,
    ProgrammeCreate,
    ProgrammeQuery,
    ProgrammeUpdate,
    ProgrammeView,
    ProjectCreate,
    ProjectDetail,
    ProjectQuery,
    ProjectUpdate,
    ProjectView,
    SupportedPerson,
    SupportedQuery,
)

routes = Routes(tags=["projects"])


@routes.get("/funding-programmes")
@reads(public=True, scope="projects:read")
def list_programmes(call: Call, query: Annotated[ProgrammeQuery, Query()]) -> Slice[ProgrammeView | Deleted]:
    return programmes.list_programmes(call.session, call.actor, query)


@routes.post("/funding-programmes", status_code=201)
@writes(scope="projects:write")
def create_programme(call: Call, body: ProgrammeCreate) -> ProgrammeView:
    view = programmes.create_programme(call.session, call.actor, body)
    return call.created(view, f"/funding-programmes/{view.id}")


@routes.get("/funding-programmes/{programme_id}")
@reads(public=True, scope="projects:read")
def get_programme(call: Call, programme_id: RecordId) -> ProgrammeView:
    return programmes.get_programme(call.session, call.actor, programme_id)


@routes.patch("/funding-programmes/{programme_id}")
@writes(scope="projects:write")
def update_programme(call: Call, programme_id: RecordId, body: ProgrammeUpdate) -> ProgrammeView:
    return programmes.update_programme(call.session, call.actor, programme_id, call.version, body)


@routes.delete("/funding-programmes/{programme_id}", status_code=204)
@writes(scope="projects:write")
def delete_programme(call: Call, programme_id: RecordId) -> None:
    programmes.delete_programme(call.session, call.actor, programme_id, call.version)


@routes.get("/projects")
@reads(public=True, scope="projects:read")
def list_projects(call: Call, query: Annotated[ProjectQuery, Query()]) -> Slice[ProjectView | Deleted]:
    """The public sees only those that are contracted, running or closed."""
    return service.list_projects(call.session, call.actor, query)


@routes.post("/projects", status_code=201)
@writes(scope="projects:write")
def create_project(call: Call, body: ProjectCreate) -> ProjectView:
    view = service.create_project(call.session, call.actor, body)
    return call.created(view, f"/projects/{view.id}")


@routes.get("/projects/{project_id}")
@reads(public=True, scope="projects:read")
def get_project(call: Call, project_id: RecordId, query: Annotated[DetailQuery, Query()]) -> ProjectDetail:
    return detail.get_project(call.session, call.actor, project_id, query)


@routes.patch("/projects/{project_id}")
@writes(scope="projects:write")
def update_project(call: Call, project_id: RecordId, body: ProjectUpdate) -> ProjectView:
    return service.update_project(call.session, call.actor, project_id, call.version, body)


@routes.delete("/projects/{project_id}", status_code=204)
@writes(scope="projects:write")
def delete_project(call: Call, project_id: RecordId) -> None:
    service.delete_project(call.session, call.actor, project_id, call.version)


@routes.get("/projects/{project_id}/supported-persons")
@reads(slow=True)
def list_supported(
    call: Call, project_id: RecordId, query: Annotated[SupportedQuery, Query()]
) -> Slice[SupportedPerson]:
    """Names of people: for signed-in staff, not for keys."""
    return support.list_supported(call.session, call.actor, project_id, query)


@routes.get("/projects/{project_id}/participations")
@reads(slow=True)
def list_participations(
    call: Call, project_id: RecordId, query: Annotated[ParticipationQuery, Query()]
) -> Slice[Participation]:
    """Who came to what, one row per registration, with accounted hours."""
    return support.list_participations(call.session, call.actor, project_id, query)
