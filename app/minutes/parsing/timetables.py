"""A timetable without a heading: lines that begin with the hours of the day, one after another."""

import re
from typing import NamedTuple

from app.minutes.parsing.dates import TimesFound, times_in
from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_tables import cells_of

HOURS = re.compile(
    r"\d{1,2}[:.]\d\d(?!\.? ?\d)(?: ?(?:-|az) ?\d{1,2}[:.]\d\d)? ?(?:hod\.?|h\b)?[\s:|-]+(?=[^\W\d_])"
)
SAID = re.compile(r"[.:]$|[^\W\d_]{4}[.:] |.{150}")
"""What somebody said is no point."""
AT_LEAST = 3


class Slot(NamedTuple):
    times: TimesFound
    point: Found


def timetable_of(source: Source, lines: list[Line]) -> list[Slot]:
    """The first run of at least three lines whose hours follow one another."""
    run: list[Slot] = []
    for line in [*lines, None]:
        slot = _slot(source, line) if line else None
        if slot and (not run or slot.times.begins > run[-1].times.begins):
            run.append(slot)
            continue
        if len(run) >= AT_LEAST:
            return run
        run = [slot] if slot else []
    return []


def _slot(source: Source, line: Line) -> Slot | None:
    hours = HOURS.match(source.folded, line.start, min(line.end, line.start + 40))
    times = times_in(source.folded, line.start, hours.end(), loose=True) if hours else None
    if hours is None or times is None:
        return None
    cells = cells_of(source, Line(hours.end(), line.end, hours.end()))
    point = source.found(*cells[0], strip=",;*_|")
    return Slot(times, point) if point and not SAID.search(point.value) else None
