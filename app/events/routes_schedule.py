"""`/schedule` as a list, a calendar and open data, the same for everybody."""

import hashlib
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Query
from starlette.responses import Response

from app.core.http import Call, Routes, listed, reads
from app.core.paging import Deleted
from app.events import open_schedule
from app.events.kept import Kept, Slot
from app.events.revision import current_revision
from app.events.schedule import Shown, read_schedule
from app.events.schedule_views import ScheduleFilters, ScheduleQuery, ScheduleRow

routes = Routes(tags=["events and schedule"])
Filters = Annotated[ScheduleFilters, Query()]
PLAIN = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}
}
LINKED_DATA: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/ld+json": {"schema": {"type": "object"}}}}
}


@routes.get("/schedule", **listed(ScheduleRow | Deleted))
@reads(public=True, scope="schedule:read")
def get_schedule(call: Call, query: Annotated[ScheduleQuery, Query()]) -> Response:
    """Sessions of public events that are planned or later, from today on, ordered by start."""
    shown = read_schedule(call.session, query)
    answer, mark = _written(call, shown)
    return _kept(call, answer, mark, "application/json", shown.revision, shown.valid_until)


@routes.get("/schedule.ics", response_class=Response, responses=CALENDAR)
@reads(public=True, scope="schedule:read", slow=True)
def get_schedule_calendar(call: Call, query: Filters) -> Response:
    """The schedule as a calendar to subscribe to."""
    revision = current_revision(call.session)
    calendar = open_schedule.calendar_of(call.session, query)
    until = open_schedule.good_until(query)
    return _kept(call, calendar, calendar, "text/calendar; charset=utf-8", revision, until)


@routes.get("/schedule.jsonld", response_class=Response, responses=LINKED_DATA)
@reads(public=True, scope="schedule:read", slow=True)
def get_schedule_linked_data(call: Call, query: Filters) -> Response:
    """The schedule as events of schema.org."""
    found = open_schedule.linked_data_of(call.session, query)
    return _answer(call, found, found, "application/ld+json")


def _written(call: Call, shown: Shown) -> tuple[bytes, bytes]:
    """The answer, and the part of it that its ETag is made of: `synced_until` moves without a change."""
    following = None
    if shown.cursor:
        filters = [pair for pair in call.request.query_params.multi_items() if pair[0] != "cursor"]
        following = f"{call.request.url.path}?{urlencode([*filters, ('cursor', shown.cursor)])}"
        call.headers["Link"] = f'<{following}>; rel="next"'
    body: dict[str, Any] = {"results": shown.rows, "next": following}
    if shown.total is not None:
        body["total"] = shown.total
    mark = orjson.dumps(body, option=PLAIN, default=_deleted)
    until = orjson.dumps(shown.synced_until, option=PLAIN)
    return mark[:-1] + b',"synced_until":' + until + b"}", mark


def _deleted(row: Any) -> Any:
    if isinstance(row, Deleted):
        return row.model_dump()
    raise TypeError


def _answer(call: Call, body: bytes, mark: bytes, media_type: str) -> Response:
    etag = f'"{hashlib.blake2b(mark, digest_size=8).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache", **call.headers}
    return Response(body, 200, headers, media_type)


def _kept(
    call: Call, body: bytes, mark: bytes, media_type: str, revision: int, until: datetime | None
) -> Response:
    response = _answer(call, body, mark, media_type)
    slot: Slot | None = call.request.scope.get("kept")
    if slot is not None:
        slot.kept = Kept(body, response.headers["etag"], list(response.raw_headers), revision, until)
    return response
