"""The schedule as bytes, with what tells how long they are good."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from sqlmodel import Session

from app.core import clock
from app.core.paging import Deleted
from app.events import open_schedule
from app.events.revision import current_revision
from app.events.schedule import read_schedule
from app.events.schedule_views import ScheduleFilters, ScheduleQuery

JSON = "application/json"
CALENDAR = "text/calendar; charset=utf-8"
LINKED_DATA = "application/ld+json"
PLAIN = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
Parameters = Sequence[tuple[str, str]]
Make = Callable[[Session, Any, str, Parameters], "Answer"]


@dataclass(frozen=True)
class Answer:
    """Made from this revision of the schedule; `valid_until` None: only a change of the schedule ends it."""

    body: bytes
    headers: dict[str, str]
    revision: int
    valid_until: datetime | None

    @property
    def etag(self) -> str:
        return self.headers["etag"]

    def good(self, revision: int) -> bool:
        return self.revision == revision and (self.valid_until is None or clock.now() < self.valid_until)


def list_answer(session: Session, query: ScheduleQuery, path: str, parameters: Parameters) -> Answer:
    """One page. `synced_until` moves without a change, so the ETag is made of the rest."""
    shown = read_schedule(session, query)
    following, more = None, {}
    if shown.cursor:
        kept = [pair for pair in parameters if pair[0] != "cursor"]
        following = f"{path}?{urlencode([*kept, ('cursor', shown.cursor)])}"
        more = {"link": f'<{following}>; rel="next"'}
    page: dict[str, Any] = {"results": shown.rows, "next": following}
    if shown.total is not None:
        page["total"] = shown.total
    mark = orjson.dumps(page, option=PLAIN, default=_deleted)
    body = mark[:-1] + b',"synced_until":' + orjson.dumps(shown.synced_until, option=PLAIN) + b"}"
    return Answer(body, _headers(body, mark, JSON) | more, shown.revision, shown.valid_until)


def calendar_answer(session: Session, query: ScheduleFilters, path: str, parameters: Parameters) -> Answer:
    revision = current_revision(session)
    body = open_schedule.calendar_of(session, query)
    return Answer(body, _headers(body, body, CALENDAR), revision, open_schedule.good_until(query))


def linked_data_answer(session: Session, query: ScheduleFilters, path: str, parameters: Parameters) -> Answer:
    """Names organisers, whose names may change without the schedule: not to be kept."""
    body = open_schedule.linked_data_of(session, query)
    return Answer(body, _headers(body, body, LINKED_DATA), 0, clock.now())


def _headers(body: bytes, mark: bytes, media_type: str) -> dict[str, str]:
    return {
        "etag": f'"{hashlib.blake2b(mark, digest_size=8).hexdigest()}"',
        "cache-control": "public, no-cache",
        "content-type": media_type,
        "content-length": str(len(body)),
    }


def _deleted(row: Any) -> Any:
    if isinstance(row, Deleted):
        return row.model_dump()
    raise TypeError
