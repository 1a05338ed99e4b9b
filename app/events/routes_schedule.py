"""`/schedule` as a list, a calendar and open data, the same for everybody.

These routes describe it and answer requests with a token; `schedule_cache` answers all others.
"""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.core.json_values import Json
from app.core.web.endpoints import RequestContext, Router, reads
from app.core.web.paging import Deleted
from app.core.web.routing import FILE, page_of
from app.events.schedule_formats import Renderer, calendar_answer, linked_data_answer, list_answer
from app.events.views import ScheduleFilters, ScheduleQuery, ScheduleRow

routes = Router(tags=["events and schedule"])
Filters = Annotated[ScheduleFilters, Query()]
CALENDAR: dict[int | str, Json] = {
    200: {"content": {"text/calendar": FILE}},
}
LINKED_DATA: dict[int | str, Json] = {
    200: {"content": {"application/ld+json": {"schema": {"type": "object"}}}},
}


@routes.get("/schedule", response_model=page_of(ScheduleRow | Deleted))
@reads(public=True, scope="schedule:read")
def get_schedule(context: RequestContext, query: Annotated[ScheduleQuery, Query()]) -> Response:
    """Sessions of public events that are planned or later, from today on, ordered by start."""
    return _response(context, list_answer, query)


@routes.get("/schedule.ics", response_class=Response, responses=CALENDAR)
@reads(public=True, scope="schedule:read", slow=True)
def get_schedule_calendar(context: RequestContext, query: Filters) -> Response:
    """The schedule as a calendar to subscribe to."""
    return _response(context, calendar_answer, query)


@routes.get("/schedule.jsonld", response_class=Response, responses=LINKED_DATA)
@reads(public=True, scope="schedule:read", slow=True)
def get_schedule_linked_data(context: RequestContext, query: Filters) -> Response:
    """The schedule as events of schema.org."""
    return _response(context, linked_data_answer, query)


def _response(context: RequestContext, make: Renderer, query: ScheduleFilters) -> Response:
    answer = make(
        context.session, query, context.request.url.path, context.request.query_params.multi_items()
    )
    return Response(answer.body, 200, answer.headers)
