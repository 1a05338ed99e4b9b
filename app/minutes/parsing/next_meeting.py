"""When and where the next meeting is."""

import re
from datetime import date, datetime
from typing import NamedTuple

from app.core.clock import PRAGUE, is_skipped
from app.minutes.parsing.dates import DayFound, days_in, times_in
from app.minutes.parsing.places import place_behind
from app.minutes.parsing.sections import Layout
from app.minutes.parsing.source import Line, Source

SAID = re.compile(
    r"\b(?:(?:pristi\w{0,3}|dalsi\w{0,3}|nasledujici\w{0,3}|nejblizsi\w{0,3}) (?:\w{2,14} ){0,"
    r"3}?(?:jednani|setkani|schuz\w{1,3}|zasedani|porad\w{1,2}|termin\w{0,2}|"
    r"kulat\w{1,3} st\w{1,3}|sraz\w?|\w{0,5}konferenc\w|telco|videohovor|rad[aye]|hromad[aye]|seminar\w?|"
    r"sch(?=\.)|kd|kontrolni den|telefonat|hovor|call|ps|rs|rps|"
    r"komise|vybor\w?|skupin\w)\b|"
    r"(?:k pristimu|k dalsimu) \w+ se (?:[^\W\d_]+ ){0,3}?(?:sejd|setka)\w+|"
    r"priste se (?:[^\W\d_]+ ){0,4}?(?:sejde|setka|vidi|uvidi|potka)(?:me)?\b|"
    r"(?:(?:znovu|zase|opet) se (?:sejdeme|setkame|uvidime|potkame)|"
    r"(?:sejdeme|setkame|uvidime|potkame) se(?: zase| opet| znovu|"
    r" jeste(?: jednou)?)?) (?=\w* ?\d|v |ve |dne)|"
    r"kdy (?:se )?(?:priste |znovu |zase |opet )?(?:se )?(?:sejdeme|setkame|uvidime)(?: priste|"
    r" znovu| zase)?(?=[?:])|"
    r"(?<![^\n])(?:druh[aey]|treti|ctvrt[aey]|pat[aey]) \w{4,14}(?= ?:)|"
    r"termin (?:pristiho|dalsiho) \w+|nahradni termin|pristi \w{2,12}(?= ?:)|"
    r"(?<!na )(?<!do )priste(?= ?[:/-]| \d|$))"
)
DEADLINE_BEFORE = re.compile(r"\b(?:do|nejpozdeji)\s$")


class NextMeeting(NamedTuple):
    """A day or, with a time, an instant in Prague."""

    starts_at: date | datetime
    place: str | None
    start: int
    end: int


def next_meeting_of(source: Source, layout: Layout, meeting: date | None) -> NextMeeting | None:
    """The last one that is said, because an agenda may name it earlier; none when two days are given."""
    found: list[NextMeeting] = []
    lines = layout.lines
    for place, line in enumerate(lines):
        for said in SAID.finditer(source.folded, line.start, line.end):
            before = source.folded[max(line.start, said.start() - 4) : said.start()]
            if re.search(r"\b(?:do|k|pro|ke)\s$", before):
                continue
            one = _read(source, line, lines[place + 1 : place + 3], said, meeting)
            if one is not None:
                found.append(one)
                break
    days = {one.starts_at.date() if isinstance(one.starts_at, datetime) else one.starts_at for one in found}
    return (
        max(found, key=lambda one: (isinstance(one.starts_at, datetime), one.start))
        if len(days) == 1
        else None
    )


def _read(
    source: Source, line: Line, below: list[Line], said: re.Match[str], meeting: date | None
) -> NextMeeting | None:
    end = min(line.end, said.end() + 200)
    day = _day(source, said.end(), end, meeting)
    if day is None and below and said.end() >= line.end - 3:
        following = below[0] if not below[0].blank else below[-1]
        if not following.blank:
            end = min(following.end, following.start + 200)
            day = _day(source, following.start, end, meeting)
    if day is None:
        return None
    found, value = day
    at = found.end
    clock = times_in(source.folded, at, min(end, at + 50), loose=True)
    if clock is None:
        clock = times_in(source.folded, max(said.end(), found.start - 25), found.start)
    place = place_behind(source, max(at, clock.end) if clock else at, end)
    starts: date | datetime = value
    if clock is not None:
        local = datetime.combine(value, clock.begins)
        starts = value if is_skipped(local) else local.replace(tzinfo=PRAGUE)
    stops = [at, clock.end if clock else at, place.end if place else at]
    return NextMeeting(starts, place.value if place else None, said.start(), max(stops))


def _day(source: Source, start: int, end: int, meeting: date | None) -> tuple[DayFound, date] | None:
    """The first day behind the words, in the same sentence and not behind `do`."""
    for found in days_in(source.folded, start, end):
        between = source.text[start : found.start]
        if re.search(r"[a-zá-ž]{3,}[.!?]\s+[A-ZÁ-Ž]", between) or DEADLINE_BEFORE.search(
            source.folded, start, found.start
        ):
            return None
        value = found.after(meeting)
        return (found, value) if value is not None and (meeting is None or value > meeting) else None
    return None
