"""`/courses` and `/series`."""

from typing import Annotated

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, Slice
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

routes = Routes(tags=["courses and series"])


@routes.get("/courses")
@reads(public=True)
def list_courses(call: Call, query: Annotated[CourseQuery, Query()]) -> Slice[CourseView | Deleted]:
    """The catalogue of courses, which all partnerships share."""
    return service.list_courses(call.session, call.actor, query)


@routes.post("/courses", status_code=201)
@writes(scope="events:write")
def create_course(call: Call, body: CourseCreate) -> CourseView:
    """Add a course; its hours are what the sessions of a training add up to."""
    view = service.create_course(call.session, call.actor, body)
    return call.created(view, f"/courses/{view.id}")


@routes.get("/courses/{course_id}")
@reads(public=True)
def get_course(call: Call, course_id: RecordId) -> CourseView:
    """One course."""
    return service.get_course(call.session, course_id)


@routes.patch("/courses/{course_id}")
@writes(scope="events:write")
def update_course(call: Call, course_id: RecordId, body: CourseUpdate) -> CourseView:
    """Change a course."""
    return service.update_course(call.session, call.actor, course_id, call.version, body)


@routes.delete("/courses/{course_id}", status_code=204)
@writes(scope="events:write")
def delete_course(call: Call, course_id: RecordId) -> None:
    """Delete a course that no training and no series uses."""
    service.delete_course(call.session, call.actor, course_id, call.version)


@routes.get("/series")
@reads(scope="events:read")
def list_series(call: Call, query: Annotated[SeriesQuery, Query()]) -> Slice[SeriesView | Deleted]:
    """Series of the partnerships one takes part in."""
    return series.list_series(call.session, call.actor, query)


@routes.post("/series", status_code=201)
@writes(scope="events:write")
def create_series(call: Call, body: SeriesCreate) -> SeriesView:
    """Lay out a grid of events to be held."""
    view = series.create_series(call.session, call.actor, body)
    return call.created(view, f"/series/{view.id}")


@routes.get("/series/{series_id}")
@reads(scope="events:read")
def get_series(call: Call, series_id: RecordId) -> SeriesView:
    """One series with its topics and territories."""
    return series.get_series(call.session, call.actor, series_id)


@routes.patch("/series/{series_id}")
@writes(scope="events:write")
def update_series(call: Call, series_id: RecordId, body: SeriesUpdate) -> SeriesView:
    """Change a series; a topic with events cannot vanish."""
    return series.update_series(call.session, call.actor, series_id, call.version, body)


@routes.delete("/series/{series_id}", status_code=204)
@writes(scope="events:write")
def delete_series(call: Call, series_id: RecordId) -> None:
    """Delete a series without events."""
    series.delete_series(call.session, call.actor, series_id, call.version)
