"""Events in the words of schema.org, for search engines: one for each session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import PRAGUE
from app.core.json_values import Json

SCHEMA = "https://schema.org"


@dataclass(frozen=True, kw_only=True)
class LinkedSession:
    """What search engines are told of one session. `previous_start`: of one that was moved."""

    id: int
    name: str
    url: str
    start: datetime
    end: datetime
    organiser: str
    cancelled: bool = False
    previous_start: datetime | None = None
    description: str = ""
    place: str = ""
    address: str = ""
    online: bool = False
    online_url: str = ""


def previous_start(session_id: int, told: Sequence[Json], of_event: str | None) -> str | None:
    """The start of a session before its last move; `told` are all announced changes of its event, in order.

    A session that was added has none of its own. When it is the first one, it has `of_event`, the start of
    the event before the last move, if the session that began then was dropped: else that one still stands.
    """
    own = [one for one in told if one["session_id"] == session_id]
    moves = [one["from"] for one in own if one["what"] == "starts_at"]
    if moves:
        return str(moves[-1]) if moves[-1] else None
    added = any(one["what"] == "session" for one in own)
    return of_event if of_event and added and _is_dropped(of_event, told) else None


def _is_dropped(start: str, told: Sequence[Json]) -> bool:
    gone = [one["from"] for one in told if one["what"] == "session" and one["from"]]
    return datetime.fromisoformat(start) in map(datetime.fromisoformat, gone)


def linked_data(one: LinkedSession) -> Json:
    found: Json = {
        "@type": "Event",
        "@id": f"{one.url}#session-{one.id}",
        "name": one.name,
        "startDate": one.start.astimezone(PRAGUE).isoformat(),
        "endDate": one.end.astimezone(PRAGUE).isoformat(),
        "eventStatus": f"{SCHEMA}/{_status(one)}",
        "organizer": {"@type": "Organization", "name": one.organiser},
        "url": one.url,
    }
    if one.previous_start:
        found["previousStartDate"] = one.previous_start.astimezone(PRAGUE).isoformat()
    if one.description:
        found["description"] = one.description
    return found | _location(one)


def _status(one: LinkedSession) -> str:
    if one.cancelled:
        return "EventCancelled"
    return "EventRescheduled" if one.previous_start else "EventScheduled"


def _location(one: LinkedSession) -> Json:
    """Where people go, where they connect, or both. A link that is not for everybody is that of the event."""
    parts: list[Json] = []
    if one.place or one.address:
        parts.append(
            {"@type": "Place", "name": one.place or one.address, "address": one.address or one.place}
        )
    if one.online:
        parts.append({"@type": "VirtualLocation", "url": one.online_url or one.url})
    if not parts:
        return {}
    mode = "Mixed" if len(parts) == 2 else "Online" if one.online else "Offline"
    return {
        "location": parts if len(parts) > 1 else parts[0],
        "eventAttendanceMode": f"{SCHEMA}/{mode}EventAttendanceMode",
    }
