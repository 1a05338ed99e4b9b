"""Routes of funding programmes and projects."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
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

routes = Router(tags=["projects"])


@routes.get("/funding-programmes")
@reads(public=True, scope="projects:read")
def list_programmes(
    context: RequestContext, query: Annotated[ProgrammeQuery, Query()]
) -> Slice[ProgrammeView | Deleted]:
    return programmes.list_programmes(context.session, context.actor, query)


@routes.post("/funding-programmes", status_code=201)
@writes(scope="projects:write")
def create_programme(context: RequestContext, body: ProgrammeCreate) -> ProgrammeView:
    view = programmes.create_programme(context.session, context.actor, body)
    return context.created(view, f"/funding-programmes/{view.id}")


@routes.get("/funding-programmes/{programme_id}")
@reads(public=True, scope="projects:read")
def get_programme(context: RequestContext, programme_id: RecordId) -> ProgrammeView:
    return programmes.get_programme(context.session, context.actor, programme_id)


@routes.patch("/funding-programmes/{programme_id}")
@writes(scope="projects:write")
def update_programme(context: RequestContext, programme_id: RecordId, body: ProgrammeUpdate) -> ProgrammeView:
    return programmes.update_programme(context.session, context.actor, programme_id, context.version, body)


@routes.delete("/funding-programmes/{programme_id}", status_code=204)
@writes(scope="projects:write")
def delete_programme(context: RequestContext, programme_id: RecordId) -> None:
    programmes.delete_programme(context.session, context.actor, programme_id, context.version)


@routes.get("/projects")
@reads(public=True, scope="projects:read")
def list_projects(
    context: RequestContext, query: Annotated[ProjectQuery, Query()]
) -> Slice[ProjectView | Deleted]:
    """The public sees only those that are contracted, running or closed."""
    return service.list_projects(context.session, context.actor, query)


@routes.post("/projects", status_code=201)
@writes(scope="projects:write")
def create_project(context: RequestContext, body: ProjectCreate) -> ProjectView:
    view = service.create_project(context.session, context.actor, body)
    return context.created(view, f"/projects/{view.id}")


@routes.get("/projects/{project_id}")
@reads(public=True, scope="projects:read")
def get_project(
    context: RequestContext, project_id: RecordId, query: Annotated[DetailQuery, Query()]
) -> ProjectDetail:
    return detail.get_project(context.session, context.actor, project_id, query)


@routes.patch("/projects/{project_id}")
@writes(scope="projects:write")
def update_project(context: RequestContext, project_id: RecordId, body: ProjectUpdate) -> ProjectView:
    return service.update_project(context.session, context.actor, project_id, context.version, body)


@routes.delete("/projects/{project_id}", status_code=204)
@writes(scope="projects:write")
def delete_project(context: RequestContext, project_id: RecordId) -> None:
    service.delete_project(context.session, context.actor, project_id, context.version)


@routes.get("/projects/{project_id}/supported-persons")
@reads(slow=True, personal="person_id")
def list_supported(
    context: RequestContext, project_id: RecordId, query: Annotated[SupportedQuery, Query()]
) -> Slice[SupportedPerson]:
    """Names of people: for signed-in staff, not for keys."""
    return support.list_supported(context.session, context.actor, project_id, query)


@routes.get("/projects/{project_id}/participations")
@reads(slow=True, personal="person_id")
def list_participations(
    context: RequestContext, project_id: RecordId, query: Annotated[ParticipationQuery, Query()]
) -> Slice[Participation]:
    """Who came to what, one row per registration, with accounted hours."""
    return support.list_participations(context.session, context.actor, project_id, query)
