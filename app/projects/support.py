"""Supported people of a project and their hours.

A person who was present at a session of an event of the project counts, unless the event was cancelled. A
person who was there for a part of the session (`minutes`) gets that share of the accounted hours.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceMode, AttendanceStatus
from app.core import text
from app.core.actor import Actor
from app.core.web.computed import Comparable, Values, is_by, rows_in_memory
from app.core.web.paging import Slice
from app.courses.hours import accounted_hours
from app.events.models import Event, EventSession, EventStatus
from app.organisations.people import person_names
from app.organisations.people_models import Person
from app.projects.activities import activities_of, check_activity, subtrees
from app.projects.models import FundingProgramme, Project
from app.projects.service import find_inside
from app.projects.shapes import Participation, ParticipationQuery, SupportedPerson, SupportedQuery
from app.registrations.models import Registration

R = TypeVar("R")
V = TypeVar("V")


@dataclass(frozen=True)
class Presence:
    """One person at one session."""

    registration_id: int
    person_id: int
    event_id: int
    activity_id: int | None
    hours: Decimal
    in_person: bool


@dataclass(frozen=True)
class Rule:
    """The hours from which support counts. `in_person`: how many of them must not be online."""

    threshold: int | None
    in_person: int = 0

    def met(self, hours: Decimal, in_person: Decimal) -> bool | None:
        if self.threshold is None:
            return None
        return hours >= self.threshold and in_person >= min(self.in_person, self.threshold)


@dataclass
class Support:
    """The total support of one person."""

    person_id: int
    hours: Decimal = Decimal(0)
    in_person: Decimal = Decimal(0)
    events: set[int] = field(default_factory=set)


class AttendedSession(NamedTuple):
    """A selected session with a person who was present."""

    registration_id: int
    person_id: int
    event_id: int
    activity_id: int | None
    hours: Decimal
    starts_at: datetime
    ends_at: datetime
    minutes: int | None
    mode: AttendanceMode


def presences(session: Session, project_id: int, person_id: int | None = None) -> list[Presence]:
    """All presences of a project, or those of one person, in one statement; the rest is done in memory."""
    statement = (
        sa.select(
            col(Registration.id),
            col(Registration.person_id),
            col(Event.id),
            col(Event.project_activity_id),
            col(EventSession.hours),
            col(EventSession.starts_at),
            col(EventSession.ends_at),
            col(Attendance.minutes),
            col(Attendance.mode),
        )
        .join(Attendance, col(Attendance.event_id) == Event.id)
        .join(EventSession, col(EventSession.id) == Attendance.session_id)
        .join(Registration, col(Registration.id) == Attendance.registration_id)
        .where(col(Event.project_id) == project_id, col(Event.status) != EventStatus.CANCELLED)
        .where(col(Attendance.status) == AttendanceStatus.PRESENT)
    )
    if person_id is not None:
        statement = statement.where(col(Registration.person_id) == person_id)
    return [_presence(AttendedSession._make(row)) for row in session.execute(statement)]


def _presence(row: AttendedSession) -> Presence:
    return Presence(
        registration_id=row.registration_id,
        person_id=row.person_id,
        event_id=row.event_id,
        activity_id=row.activity_id,
        hours=accounted_hours(row.hours, row.starts_at, row.ends_at, row.minutes),
        in_person=row.mode == AttendanceMode.IN_PERSON,
    )


def within(found: Iterable[Presence], activities: Collection[int] | None) -> list[Presence]:
    return [one for one in found if activities is None or one.activity_id in activities]


def per_person(found: Iterable[Presence]) -> dict[int, Support]:
    people: dict[int, Support] = {}
    for one in found:
        support = people.setdefault(one.person_id, Support(one.person_id))
        support.hours += one.hours
        support.in_person += one.hours if one.in_person else Decimal(0)
        support.events.add(one.event_id)
    return people


def rule_of(session: Session, project: Project, threshold: int | None = None) -> Rule:
    """The rule of the project's programme; a `threshold` of the query replaces its hours."""
    programme = session.get(FundingProgramme, project.programme_id) if project.programme_id else None
    in_person = (programme.in_person_hours or 0) if programme else 0
    if threshold is None and programme:
        threshold = programme.support_threshold_hours
    return Rule(threshold, in_person)


def list_supported(
    session: Session, actor: Actor, project_id: int, query: SupportedQuery
) -> Slice[SupportedPerson]:
    project = find_inside(session, actor, project_id)
    rule = rule_of(session, project, query.threshold)
    people = per_person(_asked_for(session, project, query.activity))
    rows = [
        support
        for support in people.values()
        if query.over is None or bool(rule.met(support.hours, support.in_person)) == query.over
    ]
    sorts = _people_sorts(session, rows, query.sort)
    sorts["over"] = lambda row: _number(rule.met(row.hours, row.in_person))
    return _page(
        query, rows, sorts, lambda row: row.person_id, lambda page_rows: _people(session, page_rows, rule)
    )


def list_participations(
    session: Session, actor: Actor, project_id: int, query: ParticipationQuery
) -> Slice[Participation]:
    """Each registration whose person came, with the hours of all its sessions."""
    project = find_inside(session, actor, project_id)
    rows: dict[int, Presence] = {}
    for one in _asked_for(session, project, query.activity):
        known = rows.get(one.registration_id)
        rows[one.registration_id] = replace(one, hours=known.hours + one.hours) if known else one
    found = list(rows.values())
    sorts = _participation_sorts(session, found, query.sort)
    return _page(
        query, found, sorts, lambda row: row.registration_id, lambda page_rows: _named(session, page_rows)
    )


def _named(session: Session, page_rows: list[Presence]) -> list[Participation]:
    names = person_names(session, [one.person_id for one in page_rows])
    statement = select(Event.id, Event.title, col(Event.starts_at))
    chosen = statement.where(col(Event.id).in_({one.event_id for one in page_rows}))
    events = {event_id: (title, starts_at) for event_id, title, starts_at in session.exec(chosen)}
    return [
        Participation(
            registration_id=one.registration_id,
            event_id=one.event_id,
            event_title=events[one.event_id][0],
            starts_at=events[one.event_id][1],
            person_id=one.person_id,
            name=names[one.person_id],
            hours=one.hours,
        )
        for one in page_rows
    ]


def _asked_for(session: Session, project: Project, activity_id: int | None) -> list[Presence]:
    found = presences(session, project.id)
    if activity_id is None:
        return found
    check_activity(session, project.id, activity_id, "?activity")
    return within(found, subtrees(session.exec(activities_of(project)))[activity_id])


def _page(
    query: SupportedQuery | ParticipationQuery,
    rows: Sequence[R],
    sorts: Values[R],
    id_of: Callable[[R], int],
    to_views: Callable[[list[R]], Sequence[V]],
) -> Slice[V]:
    read = rows_in_memory(rows, query.limit, query.cursor, query.sort, sorts, id_of)
    count = len(rows) if query.count else None
    return Slice(to_views(read.found), read.following, count, previous=read.previous)


def _people_sorts(
    session: Session, rows: Sequence[Support], sort: str | None
) -> dict[str, Callable[[Support], Comparable]]:
    names = _name_keys(session, (row.person_id for row in rows)) if is_by(sort, "name") else {}
    return {
        "name": lambda row: names[row.person_id],
        "hours": lambda row: _number(row.hours),
        "in_person_hours": lambda row: _number(row.in_person),
        "events": lambda row: len(row.events),
    }


def _participation_sorts(session: Session, rows: Sequence[Presence], sort: str | None) -> Values[Presence]:
    names = _name_keys(session, (row.person_id for row in rows)) if is_by(sort, "name") else {}
    events: dict[int, tuple[str, str | None]] = {}
    if is_by(sort, "event_title", "starts_at"):
        statement = select(Event.id, Event.title, col(Event.starts_at))
        chosen = statement.where(col(Event.id).in_({row.event_id for row in rows}))
        events = {
            event_id: (text.sort_key(title).hex(), starts_at.isoformat() if starts_at else None)
            for event_id, title, starts_at in session.exec(chosen)
        }
    return {
        "name": lambda row: names[row.person_id],
        "event_title": lambda row: events[row.event_id][0],
        "starts_at": lambda row: events[row.event_id][1],
        "hours": lambda row: _number(row.hours),
    }


def _name_keys(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """The Czech order of names, in a form that a cursor can hold."""
    statement = select(Person.id, Person.sort_key).where(col(Person.id).in_(set(person_ids)))
    return {person_id: key.hex() for person_id, key in session.exec(statement)}


def _number(value: Decimal | bool | None) -> int | None:
    """Hundredths of an hour; 100 and 0 for true and false."""
    return None if value is None else int(value * 100)


def _people(session: Session, page_rows: list[Support], rule: Rule) -> list[SupportedPerson]:
    ids = [support.person_id for support in page_rows]
    persons = {person.id: person for person in session.exec(select(Person).where(col(Person.id).in_(ids)))}
    return [
        SupportedPerson(
            person_id=support.person_id,
            name=persons[support.person_id].name,
            organisation_id=persons[support.person_id].organisation_id,
            hours=support.hours,
            in_person_hours=support.in_person,
            events=len(support.events),
            threshold=rule.threshold,
            over=rule.met(support.hours, support.in_person),
        )
        for support in page_rows
    ]
