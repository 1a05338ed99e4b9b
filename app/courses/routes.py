"""`/courses` and `/series`."""

from typing import Annotated

from fastapi import Query

from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.courses import series, service
from app.courses.models import (
    CourseCreate,
    CourseQuery,
    CourseUpdate,
    CourseView,
    SeriesCreate,
    SeriesQuery,
    SeriesUpdate,
    SeriesView,
)

routes = Router(tags=["courses and series"])


@routes.get("/courses")
@reads(public=True)
def list_courses(
    context: RequestContext, query: Annotated[CourseQuery, Query()]
) -> Slice[CourseView | Deleted]:
    """The catalogue of courses, which all partnerships share."""
    return service.list_courses(context.session, context.actor, query)


@routes.post("/courses", status_code=201)
@writes(scope="events:write")
def create_course(context: RequestContext, body: CourseCreate) -> CourseView:
    """Add a course; its hours are what the sessions of a training add up to."""
    view = service.create_course(context.session, context.actor, body)
    return context.created(view, f"/courses/{view.id}")


@routes.get("/courses/{course_id}")
@reads(public=True)
def get_course(context: RequestContext, course_id: RecordId) -> CourseView:
    """One course."""
    return service.get_course(context.session, context.actor, course_id)


@routes.patch("/courses/{course_id}")
@writes(scope="events:write")
def update_course(context: RequestContext, course_id: RecordId, body: CourseUpdate) -> CourseView:
    """Change a course."""
    return service.update_course(context.session, context.actor, course_id, context.version, body)


@routes.delete("/courses/{course_id}", status_code=204)
@writes(scope="events:write")
def delete_course(context: RequestContext, course_id: RecordId) -> None:
    """Delete a course that no training and no series uses."""
    service.delete_course(context.session, context.actor, course_id, context.version)


@routes.get("/series")
@reads(scope="events:read")
def list_series(
    context: RequestContext, query: Annotated[SeriesQuery, Query()]
) -> Slice[SeriesView | Deleted]:
    """Series of the partnerships one takes part in."""
    return series.list_series(context.session, context.actor, query)


@routes.post("/series", status_code=201)
@writes(scope="events:write")
def create_series(context: RequestContext, body: SeriesCreate) -> SeriesView:
    """Lay out a grid of events to be held."""
    view = series.create_series(context.session, context.actor, body)
    return context.created(view, f"/series/{view.id}")


@routes.get("/series/{series_id}")
@reads(scope="events:read")
def get_series(context: RequestContext, series_id: RecordId) -> SeriesView:
    """One series with its topics and territories."""
    return series.get_series(context.session, context.actor, series_id)


@routes.patch("/series/{series_id}")
@writes(scope="events:write")
def update_series(context: RequestContext, series_id: RecordId, body: SeriesUpdate) -> SeriesView:
    """Change a series; a topic with events cannot vanish."""
    return series.update_series(context.session, context.actor, series_id, context.version, body)


@routes.delete("/series/{series_id}", status_code=204)
@writes(scope="events:write")
def delete_series(context: RequestContext, series_id: RecordId) -> None:
    """Delete a series without events."""
    series.delete_series(context.session, context.actor, series_id, context.version)
