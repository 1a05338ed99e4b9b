"""The schedule in the formats of others: a calendar to subscribe to, and schema.org for search engines."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from sqlmodel import Session

from app.core import clock
from app.core.calendar import CalendarEntry, Status, ics
from app.core.settings import Settings
from app.events.models import EventStatus
from app.events.schedule import aware, read_everything
from app.events.schedule_views import ScheduleFilters
from app.events.venues import venue_label

AT_MOST = 2_000
SCHEMA = "https://schema.org"
STATUSES = {EventStatus.CANCELLED: "EventCancelled"}


def calendar_of(session: Session, query: ScheduleFilters) -> bytes:
    settings: Settings = session.info["settings"]
    host = urlsplit(settings.public_url).hostname
    rows = read_everything(session, query, AT_MOST)
    return ics([_entry(row, settings.public_url.rstrip("/"), host) for row in rows], "Kulatý stůl")


def _entry(row: Any, site: str, host: str | None) -> CalendarEntry:
    cancelled: Status = "cancelled" if row.status == EventStatus.CANCELLED else "confirmed"
    return CalendarEntry(
        uid=f"session-{row.id}@{host}",
        stamp=aware(row.updated_at),
        starts_at=aware(row.start),
        ends_at=aware(row.end),
        summary=row.title,
        sequence=row.calendar_sequence,
        status=cancelled,
        description="\n\n".join(part for part in (row.note, row.description) if part),
        location=venue_label(row) if row.venue_id else "",
        url=f"{site}/events/{row.event_id}",
    )


def good_until(query: ScheduleFilters) -> datetime | None:
    """Today's calendar is good until midnight; one that begins on a given day until the schedule changes."""
    return None if query.from_ or query.updated_since else clock.end_of(clock.today())


def linked_data_of(session: Session, query: ScheduleFilters) -> bytes:
    settings: Settings = session.info["settings"]
    site = settings.public_url.rstrip("/")
    rows = read_everything(session, query, AT_MOST)
    return orjson.dumps({"@context": SCHEMA, "@graph": [_event(row, site) for row in rows]})


def _event(row: Any, site: str) -> dict[str, Any]:
    url = f"{site}/events/{row.event_id}"
    status = STATUSES.get(row.status, "EventScheduled")
    found: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{url}#session-{row.id}",
        "name": row.title,
        "startDate": aware(row.start).astimezone(clock.PRAGUE).isoformat(),
        "endDate": aware(row.end).astimezone(clock.PRAGUE).isoformat(),
        "eventStatus": f"{SCHEMA}/{status}",
        "organizer": {"@type": "Organization", "name": row.organiser},
        "url": url,
    }
    if row.description:
        found["description"] = row.description
    if row.venue_id:
        found |= _location(row)
    return found


def _location(row: Any) -> dict[str, Any]:
    """Where people go, where they connect, or both."""
    name = ", ".join(part for part in (row.name, row.room) if part)
    place = {"@type": "Place", "name": name or row.address, "address": row.address or name}
    online = {"@type": "VirtualLocation", "url": row.online_url}
    parts = ([place] if name or row.address else []) + ([online] if row.online_url else [])
    mode = "Mixed" if len(parts) == 2 else "Online" if row.online_url else "Offline"
    where: Any = parts if len(parts) > 1 else parts[0]
    return {"location": where, "eventAttendanceMode": f"{SCHEMA}/{mode}EventAttendanceMode"}
