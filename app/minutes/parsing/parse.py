"""From the text of minutes to a proposal: each field is read by its own module."""

from bisect import bisect_right, insort
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from app.minutes.parsing.agenda import points_in_table, points_in_text, points_of
from app.minutes.parsing.charges import charges_of
from app.minutes.parsing.deadlines import deadlines_of
from app.minutes.parsing.decisions import Decision, decisions_of
from app.minutes.parsing.header import facts_of
from app.minutes.parsing.labels import Section
from app.minutes.parsing.names import name_in
from app.minutes.parsing.next_meeting import NextMeeting, next_meeting_of
from app.minutes.parsing.owners import people_named
from app.minutes.parsing.people import is_team, people_of
from app.minutes.parsing.people_columns import columns_of
from app.minutes.parsing.people_states import apologies_of, state_of
from app.minutes.parsing.people_tables import attendance_of
from app.minutes.parsing.sections import Layout, split
from app.minutes.parsing.shapes import Deadline, Task
from app.minutes.parsing.source import Found, Line, Source, fold_each, read
from app.minutes.parsing.task_cards import cards_of
from app.minutes.parsing.task_items import DONE
from app.minutes.parsing.tasks import tasks_of
from app.minutes.parsing.timetables import timetable_of
from app.minutes.parsing.whole_words import whole_words

LISTS = ("tasks", "next_steps", "decisions", "proposal")
OLD_TASKS = (
    "kontrola",
    "plneni",
    "stav ukolu",
    "splnen",
    "trvajici",
    "ukoly z minul",
    "ukoly z predch",
    "ukoly z posl",
)


ABSENT = ("neucast", "nepritom", "clenove", "nedoraz", "nepris", "kdo ne", "chyb")
"""Labels of lists that say of each name whether it came."""
T = TypeVar("T", Found, NextMeeting, Decision, Task, Deadline)


@dataclass
class Proposal:
    """What minutes say, with places counted in code points of the text."""

    date: Found | None = None
    starts: Found | None = None
    ends: Found | None = None
    place: Found | None = None
    group: Found | None = None
    minute_taker: Found | None = None
    next_meeting: NextMeeting | None = None
    present: list[Found] = field(default_factory=list)
    excused: list[Found] = field(default_factory=list)
    guests: list[Found] = field(default_factory=list)
    agenda: list[Found] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)


def parse(text: str) -> Proposal:
    """Read the minutes. Never raises; what is not certain stays empty."""
    plain = whole_words(text)
    return _parse(text) if plain is None else _moved(_parse(plain.text), plain.places)


def _parse(text: str) -> Proposal:
    source = read(text)
    layout = split(source)
    facts = facts_of(source, layout)
    proposal = Proposal(place=facts.place, group=facts.group)
    if facts.day is not None:
        proposal.date = Found(facts.day.isoformat(), *facts.day_at)
    if facts.starts is not None:
        proposal.starts = Found(f"{facts.starts.value:%H:%M}", facts.starts.start, facts.starts.end)
    if facts.ends is not None:
        proposal.ends = Found(f"{facts.ends.value:%H:%M}", facts.ends.start, facts.ends.end)
    _people(source, layout, proposal)
    proposal.minute_taker = _minute_taker(source, layout.sections)
    listed = points_of(source, layout.sections)
    tabled = [] if listed else points_in_table(source, layout.lines)
    if not listed and not tabled:
        listed = _from_timetable(source, layout, proposal)
    proposal.agenda = listed or tabled or points_in_text(source, layout.lines)
    proposal.next_meeting = next_meeting_of(source, layout, facts.day)
    bodies = _bodies(layout, [*proposal.present, *proposal.excused, *proposal.guests, *listed])
    points = {fold_each(one.value) for one in proposal.agenda}
    proposal.decisions = [one for one in decisions_of(source, bodies) if fold_each(one.text) not in points]
    _tasks(source, bodies, proposal, facts.day)
    return proposal


def _from_timetable(source: Source, layout: Layout, proposal: Proposal) -> list[Found]:
    """Its points; the meeting begins with the first one and ends with the last one."""
    slots = timetable_of(source, layout.lines)
    if slots and proposal.starts is None:
        first, last = slots[0].times, slots[-1].times
        proposal.starts = Found(f"{first.begins:%H:%M}", first.start, first.end)
        if last.ends is not None and proposal.ends is None:
            proposal.ends = Found(f"{last.ends:%H:%M}", last.end_start, last.end)
    return [slot.point for slot in slots]


def _people(source: Source, layout: Layout, proposal: Proposal) -> None:
    """A person is in one list only: who is listed as excused is not present."""
    listed: dict[str, dict[str, Found]] = {"present": {}, "excused": {}, "guests": {}}
    for section in layout.sections:
        team = is_team(source, section)
        if section.kind not in listed and not section.label.startswith(ABSENT) and not team:
            continue
        for one in people_of(source, section):
            kind = state_of(source, one) or ("present" if team else section.kind)
            if kind in listed:
                listed[kind].setdefault(one.value, one)
    proposal.present, proposal.excused, proposal.guests = (list(one.values()) for one in listed.values())
    _columns(source, proposal)
    known = {one.end for one in (*proposal.present, *proposal.excused)}
    proposal.excused += [one for one in apologies_of(source, layout.lines) if one.end not in known]
    table = attendance_of(source, layout.lines)
    excused = {one.end for one in table.excused}
    proposal.present = [one for one in proposal.present if one.end not in excused] or table.present
    proposal.excused = proposal.excused or table.excused


def _columns(source: Source, proposal: Proposal) -> None:
    """Lists beside each other in place of what was read there as one list."""
    columns = columns_of(source, source.lines)
    if columns is None:
        return
    for kind in ("present", "excused", "guests"):
        others = [one for one in getattr(proposal, kind) if not columns.start <= one.start < columns.end]
        setattr(proposal, kind, [*columns.names.get(kind, []), *others])


def _minute_taker(source: Source, sections: list[Section]) -> Found | None:
    """The name behind `Zapsala` or on the line below; two different ones are none."""
    found: dict[str, Found] = {}
    for section in sections:
        if section.kind != "minute_taker":
            continue
        start, end = section.inline, section.line.end
        if not source.folded[start:end].strip(" :._-*"):
            below = next((line for line in section.lines if not line.blank), None)
            if below is None or not section.lines or below not in section.lines[:2]:
                continue
            start, end = below.body, below.end
        name = name_in(source, start, end)
        if name is not None and name.found.start - start < 40:
            found.setdefault(fold_each(name.found.value), name.found)
    return next(iter(found.values())) if len(found) == 1 else None


def _bodies(layout: Layout, taken: list[Found]) -> list[Section]:
    """What was talked about: lists of tasks and decisions, and all lines that no list has taken."""
    ends = sorted(one.end for one in taken)
    bodies = [Section("body", "", line, line.start, False, [line]) for line in layout.header[:1]]
    for first in bodies:
        first.lines = layout.header
    for section in layout.sections:
        if section.kind in LISTS or section.label.startswith(OLD_TASKS):
            bodies.append(section) if section.kind in LISTS else None
            continue
        lines = section.lines
        if section.kind in ("present", "excused", "guests", "agenda"):
            stop = lines[-1].end if lines else 0
            last = bisect_right(ends, stop)
            end = ends[last - 1] if last else 0
            lines = [line for line in lines if line.start >= end]
        elif section.kind in ("body", "other", "minute_taker"):
            lines = [section.line, *lines]
        bodies.append(replace(section, kind="body", lines=lines))
    return bodies


def _tasks(source: Source, bodies: list[Section], proposal: Proposal, meeting: date | None) -> None:
    """Tasks, then the deadlines in what is left."""
    named = [*proposal.present, *proposal.excused, *proposal.guests]
    if proposal.minute_taker:
        named.append(proposal.minute_taker)
    people = people_named(source, named)
    used = Places(_places(proposal))
    cards = list(cards_of(source, [line for one in bodies[1:] for line in _whole(one)], meeting))
    bodies = _without(bodies, {line.start for card in cards for line in card.lines})
    for task in (card.task for card in cards):
        if not DONE.search(source.folded, task.start, task.end):
            proposal.tasks.append(task)
            used.add(task.start, task.end)
    for task in tasks_of(source, bodies, people, meeting):
        if not used.overlap(task.start, task.end):
            proposal.tasks.append(task)
            used.add(task.start, task.end)
    proposal.tasks += charges_of(source, proposal.decisions, meeting)
    for section in bodies:
        proposal.deadlines += deadlines_of(source, section.lines, used.overlap, meeting)
    proposal.tasks.sort(key=lambda one: one.start)


def _whole(section: Section) -> list[Line]:
    return section.lines if section.kind == "body" else [section.line, *section.lines]


def _without(bodies: list[Section], taken: set[int]) -> list[Section]:
    """The same without lines that begin at these places."""
    return [
        replace(
            one,
            kind="body" if one.line.start in taken else one.kind,
            lines=[line for line in one.lines if line.start not in taken],
        )
        for one in bodies
    ]


class Places:
    """Places of the text that were read, none of which overlaps another in a way that matters."""

    def __init__(self, taken: list[tuple[int, int]]) -> None:
        self.taken = sorted(taken)

    def add(self, start: int, end: int) -> None:
        insort(self.taken, (start, end))

    def overlap(self, start: int, end: int) -> bool:
        """Whether one of the two places before it reaches into it, or one begins in it."""
        at = bisect_right(self.taken, (start, end))
        near = self.taken[max(0, at - 3) : at + 1]
        return any(first < end and start < last for first, last in near)


def _places(proposal: Proposal) -> list[tuple[int, int]]:
    """What other fields were read from."""
    single = [
        proposal.date,
        proposal.starts,
        proposal.ends,
        proposal.place,
        proposal.group,
        proposal.minute_taker,
    ]
    found = [(one.start, one.end) for one in single if one]
    found += [
        (one.start, one.end)
        for one in (*proposal.present, *proposal.excused, *proposal.guests, *proposal.agenda)
    ]
    found += [(one.start, one.end) for one in proposal.decisions]
    return (
        [*found, (proposal.next_meeting.start, proposal.next_meeting.end)] if proposal.next_meeting else found
    )


def _moved(found: Proposal, places: list[int]) -> Proposal:
    """The same proposal with places of the text as it was sent."""

    def one(value: Found | None) -> Found | None:
        return _move(value, places) if value else None

    def several(values: list[T]) -> list[T]:
        return [_move(value, places) for value in values]

    return Proposal(
        date=one(found.date),
        starts=one(found.starts),
        ends=one(found.ends),
        place=one(found.place),
        group=one(found.group),
        minute_taker=one(found.minute_taker),
        next_meeting=_move(found.next_meeting, places) if found.next_meeting else None,
        present=several(found.present),
        excused=several(found.excused),
        guests=several(found.guests),
        agenda=several(found.agenda),
        decisions=several(found.decisions),
        tasks=several([task._replace(owner=one(task.owner)) for task in found.tasks]),
        deadlines=several(found.deadlines),
    )


def _move(value: T, places: list[int]) -> T:
    return value._replace(start=places[value.start], end=places[value.end])
