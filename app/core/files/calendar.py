"""iCalendar (RFC 5545): feeds to subscribe to, and entries sent with a message (iTIP, RFC 5546)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter

from app.core.addresses import with_ascii_domain
from app.core.clock import is_repeated
from app.core.json_values import Facts, Json
from app.core.plain_text import one_line, printable
from app.core.text import PRAGUE

if TYPE_CHECKING:
    from icalendar import Component, Event

Status = Literal["confirmed", "cancelled", "tentative"]
Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

PRODID = "-//Kulatý stůl//kulaty-stul//CS"
REFRESH = timedelta(hours=1)
# Directive 2000/84/EC; a test holds it to the system's zone. icalendar's own `add_missing_timezones` lists
# every year, ends with 2037 and starts summer time an hour late (RFC 5545 wants the onset in the old offset).
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Prague
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """One session in a calendar. `uid` never changes, `sequence` rises with each change of time or place.

    `stamp` is when the record changed, never now, so that an unchanged feed stays the same bytes.
    `url` is absolute. An entry that ends when it starts has no known end. An organiser without an address is
    written as the contact.
    """

    uid: str
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    sequence: int = 0
    status: Status = "confirmed"
    description: str = ""
    location: str = ""
    url: str = ""
    organiser: str = ""
    organiser_email: str = ""
    attendee: str = ""
    attendee_email: str = ""
    categories: tuple[str, ...] = ()


_ENTRIES = TypeAdapter(list[CalendarEntry])


def as_json(entries: Iterable[CalendarEntry]) -> list[Json]:
    """Plain JSON for the outbox, which stores the facts at the time of writing."""
    written: list[Json] = _ENTRIES.dump_python(list(entries), mode="json")
    return written


def from_json(written: Sequence[Facts]) -> list[CalendarEntry]:
    """The reverse of `as_json`."""
    return _ENTRIES.validate_python(written)


def ics(entries: Iterable[CalendarEntry], name: str, method: Method | None = None, lang: str = "cs") -> bytes:
    """A calendar called `name`; the same input gives the same bytes.

    Without a method, or with `PUBLISH`, it is a feed that says how often to refresh and names no attendees.
    With `REQUEST` or `CANCEL` it is a message about one person's entry; `CANCEL` cancels all its entries.
    With any method each entry needs the address of its organiser (RFC 5546, 3.2): ValueError without one.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if method in (None, "PUBLISH"):
        calendar.add("name", _text(one_line(name)), {"LANGUAGE": lang})
        calendar.add("x-wr-calname", _text(one_line(name)))
        calendar.add("x-wr-timezone", PRAGUE.key)
        calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_timezone())
    for entry in entries:
        if method and not entry.organiser_email:
            raise ValueError(f"an entry of a {method} without an organiser's address: {entry.uid}")
        calendar.add_component(_event(entry, method, lang))
    return bytes(calendar.to_ical())


@cache
def _timezone() -> "Component":
    from icalendar import Timezone

    return Timezone.from_ical(ZONE)


def _event(entry: CalendarEntry, method: Method | None, lang: str) -> "Event":
    from icalendar import Event

    language = {"LANGUAGE": lang}
    stamp = entry.stamp.astimezone(UTC)
    event = Event()
    event.add("uid", one_line(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    zone = _zone(entry)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    if entry.ends_at > entry.starts_at:
        event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", _text(one_line(entry.summary)), language)
    event.add("status", "CANCELLED" if method == "CANCEL" else entry.status.upper())
    if entry.description:
        event.add("description", _text(printable(entry.description)), language)
    if entry.location:
        event.add("location", _text(one_line(entry.location)), language)
    if entry.url:
        event.add("url", one_line(entry.url))
    if entry.categories:
        event.add("categories", _categories(entry.categories))
    _add_people(event, entry, invitation=method in ("REQUEST", "CANCEL"))
    return event


def _zone(entry: CalendarEntry) -> tzinfo:
    """Prague, but UTC for what touches a repeated hour: of two equal times a reader takes the first
    (RFC 5545, 3.3.5)."""
    return UTC if is_repeated(entry.starts_at) or is_repeated(entry.ends_at) else PRAGUE


def _categories(names: Sequence[str]) -> Any:
    from icalendar import vCategory

    categories = vCategory([])
    categories.cats = [_text(one_line(name)) for name in names]
    return categories


def _text(value: str) -> Any:
    return _text_type()(value)


@cache
def _text_type() -> type:
    """A text that keeps its backslashes: icalendar writes the `\\N` of `S:\\Návrhy` as a line break."""
    from icalendar import vText

    class ExactText(vText):
        def to_ical(self) -> bytes:
            return re.sub(r"[\\;,]", r"\\\g<0>", str(self)).replace("\n", r"\n").encode()

    return ExactText


def _add_people(event: "Event", entry: CalendarEntry, *, invitation: bool) -> None:
    """Add attendees without asking for a reply: they have answered by signing up."""
    if entry.organiser_email:
        event.add("organizer", _address(entry.organiser_email), _common_name(entry.organiser))
    elif entry.organiser:
        event.add("contact", _text(one_line(entry.organiser)))
    if entry.attendee_email and invitation:
        answer = "TENTATIVE" if entry.status == "tentative" else "ACCEPTED"
        event.add(
            "attendee",
            _address(entry.attendee_email),
            {**_common_name(entry.attendee), "PARTSTAT": answer, "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"},
        )


def _address(email: str) -> Any:
    from icalendar import vCalAddress

    return vCalAddress(f"mailto:{with_ascii_domain(one_line(email))}")


def _common_name(name: str) -> dict[str, str]:
    """A parameter must not contain double quotes (RFC 5545, 3.1)."""
    return {"CN": one_line(name).replace('"', "'")} if name else {}
