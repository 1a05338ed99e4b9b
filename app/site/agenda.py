"""Rows of the schedule made ready for a page: each thing that is shown is put into words once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from app.core import text
from app.site.json_values import Record

Row = Record


@dataclass(frozen=True, slots=True)
class Line:
    """One session of an event."""

    event_id: int
    title: str
    times: str
    kind: str
    place: str
    cancelled: bool
    seats: str | None


@dataclass(slots=True)
class Day:
    heading: str
    lines: list[Line] = field(default_factory=list)


def by_day(rows: Iterable[Row], lang: text.Language) -> list[Day]:
    """`rows` come in the order of their starts."""
    begun = ((text.local(row["starts_at"]), row) for row in rows)
    days = []
    for day, of_day in groupby(begun, key=lambda one: one[0].date()):
        heading = f"{text.weekday(day, lang).capitalize()} {text.day(day, lang)}"
        days.append(Day(heading, [_line(start, row, lang) for start, row in of_day]))
    return days


def _line(start: datetime, row: Row, lang: text.Language) -> Line:
    end = row["ends_at"]
    return Line(
        event_id=row["event_id"],
        title=text.nonbreaking(row["title"], lang),
        times=text.times(start, end, lang),
        kind=row["kind"],
        place=place(row["venue"]),
        cancelled=row["status"] == "cancelled",
        seats=row["seats"],
    )


def place(venue: Row | None) -> str:
    """Name, room and address, each once."""
    parts = [venue.get(part) for part in ("name", "room", "address")] if venue else []
    return ", ".join(dict.fromkeys(part for part in parts if part))
