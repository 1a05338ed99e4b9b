"""The public schedule as bytes: pages of JSON, a calendar to subscribe to, and schema.org for search engines.

Each answer carries its validity, so that `schedule_cache` can cache it.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from sqlmodel import Session, col, select

from app.core import clock
from app.core.files.calendar import CalendarEntry, ics
from app.core.files.linked_data import SCHEMA, LinkedSession, linked_data, previous_start
from app.core.json_values import Json
from app.core.settings import Settings
from app.core.web.paging import Deleted
from app.events.models import EventChange, EventStatus
from app.events.online import change_row
from app.events.schedule import ExportedSession, aware, read_for_export, read_schedule
from app.events.schedule_revision import current_revision
from app.events.venues import venue_label
from app.events.views import ScheduleFilters, ScheduleQuery

JSON = "application/json"
CALENDAR = "text/calendar; charset=utf-8"
LINKED_DATA = "application/ld+json"
UTC_WITH_Z = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
AT_MOST = 2_000
"""The most sessions of a calendar and of the open data."""
Parameters = Sequence[tuple[str, str]]
Renderer = Callable[[Session, Any, str, Parameters], "ScheduleAnswer"]
"""A function of session, query, path and the parameters as sent."""
JsonObject = Json


@dataclass(frozen=True)
class ScheduleAnswer:
    """An answer made from this revision; `valid_until` None: valid until the schedule changes."""

    body: bytes
    headers: dict[str, str]
    revision: int
    valid_until: datetime | None

    @property
    def etag(self) -> str:
        return self.headers["etag"]

    def is_good(self, revision: int) -> bool:
        return self.revision == revision and (self.valid_until is None or clock.now() < self.valid_until)


def list_answer(session: Session, query: ScheduleQuery, path: str, parameters: Parameters) -> ScheduleAnswer:
    """One page. The ETag leaves out `synced_until`, which moves without a change."""
    found = read_schedule(session, query)
    others = [pair for pair in parameters if pair[0] != "cursor"]
    following, previous = (
        f"{path}?{urlencode([*others, ('cursor', cursor)])}" if cursor else None
        for cursor in (found.cursor, found.previous)
    )
    links = [f'<{one}>; rel="{rel}"' for one, rel in ((following, "next"), (previous, "prev")) if one]
    more = {"link": ", ".join(links)} if links else {}
    page: JsonObject = {"results": found.rows, "next": following, "previous": previous}
    if found.total is not None:
        page["total"] = found.total
    without_instant = orjson.dumps(page, option=UTC_WITH_Z, default=_deleted)
    synced_until = orjson.dumps(found.synced_until, option=UTC_WITH_Z)
    body = without_instant[:-1] + b',"synced_until":' + synced_until + b"}"
    headers = _headers(body, without_instant, JSON) | more
    return ScheduleAnswer(body, headers, found.revision, found.valid_until)


def _deleted(row: object) -> JsonObject:
    if isinstance(row, Deleted):
        return row.model_dump()
    raise TypeError


def calendar_answer(
    session: Session, query: ScheduleFilters, path: str, parameters: Parameters
) -> ScheduleAnswer:
    """A calendar from today is valid until midnight, one from a given day until the schedule changes."""
    revision = current_revision(session)
    site = _site(session)
    host = urlsplit(site).hostname
    found = read_for_export(session, query, AT_MOST)
    body = ics([_entry(one, site, host) for one in found], "Kulatý stůl")
    valid_until = None if query.from_ or query.updated_since else clock.end_of(clock.today())
    return ScheduleAnswer(body, _headers(body, body, CALENDAR), revision, valid_until)


def linked_data_answer(
    session: Session, query: ScheduleFilters, path: str, parameters: Parameters
) -> ScheduleAnswer:
    """Not cached, because the names of organisers may change without a change of the schedule."""
    site = _site(session)
    found = read_for_export(session, query, AT_MOST)
    told = _told(session, {one.event_id for one in found})
    graph = [_linked(one, site, told.get(one.event_id, [])) for one in found]
    body = orjson.dumps({"@context": SCHEMA, "@graph": graph})
    return ScheduleAnswer(body, _headers(body, body, LINKED_DATA), 0, clock.now())


def _site(session: Session) -> str:
    settings: Settings = session.info["settings"]
    return settings.public_url.rstrip("/")


def _headers(body: bytes, marked: bytes, media_type: str) -> dict[str, str]:
    """The ETag is made of `marked`."""
    return {
        "etag": f'"{hashlib.blake2b(marked, digest_size=8).hexdigest()}"',
        "cache-control": "public, no-cache",
        "content-type": media_type,
        "content-length": str(len(body)),
    }


def _entry(one: ExportedSession, site: str, host: str | None) -> CalendarEntry:
    return CalendarEntry(
        uid=f"session-{one.id}@{host}",
        stamp=aware(one.updated_at),
        starts_at=aware(one.start),
        ends_at=aware(one.end),
        summary=one.title,
        sequence=one.calendar_sequence,
        status="cancelled" if one.status == EventStatus.CANCELLED else "confirmed",
        description="\n\n".join(part for part in (one.note, one.description) if part),
        location=venue_label(one),
        url=f"{site}/events/{one.event_id}",
    )


def _told(session: Session, events: Collection[int]) -> dict[int, list[JsonObject]]:
    """What moved at these events, by their ids."""
    moved = col(EventChange.what).in_(("starts_at", "session"))
    statement = select(EventChange).where(col(EventChange.event_id).in_(events), moved)
    found: dict[int, list[JsonObject]] = {}
    for change in session.exec(statement.order_by(col(EventChange.id))):
        found.setdefault(change.event_id, []).append(change_row(change))
    return found


def _linked(one: ExportedSession, site: str, told: Sequence[JsonObject]) -> JsonObject:
    of_event = aware(one.previous).isoformat() if one.previous else None
    moved = previous_start(one.id, told, of_event)
    return linked_data(
        LinkedSession(
            id=one.id,
            name=one.title,
            url=f"{site}/events/{one.event_id}",
            start=aware(one.start),
            end=aware(one.end),
            organiser=one.organiser,
            cancelled=one.status == EventStatus.CANCELLED,
            previous_start=datetime.fromisoformat(moved) if moved else None,
            description=one.description,
            place=", ".join(part for part in (one.name, one.room) if part),
            address=one.address,
            online=one.online,
            online_url=one.online_url or "",
        )
    )
