"""The history of one person: events, hours, groups, letters; for staff of the partnership."""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Forbidden
from app.core.mail.outbox import Letter
from app.core.mail.rendering import render
from app.courses.hours import accounted_hours
from app.dashboards.history_shapes import (
    AttendedEvent,
    Membership,
    NamedAt,
    PersonHistory,
    PersonLetter,
    Supported,
)
from app.dashboards.open_links import open_links
from app.dashboards.standing import stands
from app.events.models import Event, EventPerson, EventSession
from app.events.status import status_at
from app.invitations.models import Invitation
from app.letters.service import words_of
from app.organisations.people import one
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.projects.models import Project
from app.projects.support import per_person, presences, rule_of
from app.registrations.models import Registration

SHOWN = 200
SHOWN_LETTERS = 30


def person_history(session: Session, actor: Actor, person_id: int) -> PersonHistory:
    person = records.get(session, one(actor, person_id))
    if not actor.reads(person.partnership_id):
        raise Forbidden()
    return PersonHistory(
        events=_events(session, person),
        named=_named(session, person),
        support=_support(session, person),
        groups=memberships(session, col(GroupMember.person_id) == person.id),
        letters=_letters(session, person),
        links=open_links(session, person) if actor.writes(person.partnership_id) else [],
    )


def _events(session: Session, person: Person) -> list[AttendedEvent]:
    statement = (
        select(Registration, Event)
        .join(Event, col(Event.id) == col(Registration.event_id))
        .where(Registration.person_id == person.id, stands())
        .order_by(col(Event.starts_at).desc().nulls_last(), col(Registration.id).desc())
        .limit(SHOWN)
    )
    rows, now = session.exec(statement).all(), clock.now()
    recorded = _recorded(session, [registration.id for registration, _ in rows])
    return [
        AttendedEvent(
            registration_id=registration.id,
            event_id=event.id,
            title=event.title,
            kind=event.kind,
            starts_at=event.starts_at,
            event_status=status_at(event, now),
            status=registration.status,
            recorded=registration.id in recorded,
            present=bool(recorded.get(registration.id)),
            hours=sum(recorded.get(registration.id, []), Decimal(0)),
        )
        for registration, event in rows
    ]


def _recorded(session: Session, registration_ids: Sequence[int]) -> dict[int, list[Decimal]]:
    """By registration whose attendance is recorded, the accounted hours of each session they were at."""
    statement = (
        select(Attendance, EventSession)
        .join(EventSession, col(EventSession.id) == col(Attendance.session_id))
        .where(col(Attendance.registration_id).in_(registration_ids))
        .where(Attendance.status != AttendanceStatus.UNKNOWN)
    )
    found: dict[int, list[Decimal]] = {}
    for line, sitting in session.exec(statement):
        hours = found.setdefault(line.registration_id, [])
        if line.status == AttendanceStatus.PRESENT:
            hours.append(accounted_hours(sitting.hours, sitting.starts_at, sitting.ends_at, line.minutes))
    return found


def _named(session: Session, person: Person) -> list[NamedAt]:
    statement = (
        select(EventPerson, Event)
        .join(Event, col(Event.id) == col(EventPerson.event_id))
        .where(EventPerson.person_id == person.id)
        .order_by(col(Event.starts_at).desc().nulls_last(), col(EventPerson.id))
        .limit(SHOWN)
    )
    return [
        NamedAt(event_id=event.id, title=event.title, starts_at=event.starts_at, role=named.role)
        for named, event in session.exec(statement)
    ]


def _support(session: Session, person: Person) -> list[Supported]:
    """The projects whose events the person attended, with the hours towards the threshold of each."""
    attended = (
        select(col(Event.project_id))
        .join(Registration, col(Registration.event_id) == col(Event.id))
        .where(Registration.person_id == person.id, col(Event.project_id).is_not(None))
    )
    projects = select(Project).where(col(Project.id).in_(attended)).order_by(col(Project.id).desc())
    found = []
    for project in session.exec(projects):
        support = per_person(presences(session, project.id, person.id)).get(person.id)
        rule = rule_of(session, project)
        if support is not None:
            found.append(
                Supported(
                    project_id=project.id,
                    title=project.title,
                    hours=support.hours,
                    in_person_hours=support.in_person,
                    threshold=rule.threshold,
                    over=rule.met(support.hours, support.in_person),
                )
            )
    return found


def memberships(session: Session, those: sa.ColumnElement[bool]) -> list[Membership]:
    statement = (
        select(GroupMember, WorkingGroup.name)
        .join(WorkingGroup, col(WorkingGroup.id) == col(GroupMember.group_id))
        .where(those)
        .order_by(col(GroupMember.until).desc().nulls_first(), col(GroupMember.id).desc())
        .limit(SHOWN)
    )
    return [
        Membership(
            group_id=member.group_id, name=name, role=member.role, since=member.since, until=member.until
        )
        for member, name in session.exec(statement)
    ]


def _letters(session: Session, person: Person) -> list[PersonLetter]:
    """By what they are about, not by their address, which several people may share."""
    about = [
        f"{what}:{number}"
        for what, table in (("registration", Registration), ("invitation", Invitation))
        for number in session.exec(select(table.id).where(table.person_id == person.id))
    ]
    statement = select(Letter).where(col(Letter.about).in_(about)).order_by(col(Letter.id).desc())
    return [
        PersonLetter(
            id=letter.id,
            subject=_subject(session, letter),
            created_at=letter.created_at,
            sent_at=letter.sent_at,
            state=letter.state,
        )
        for letter in session.exec(statement.limit(SHOWN_LETTERS))
    ]


def _subject(session: Session, letter: Letter) -> str:
    """The kind of a letter whose template is gone."""
    own = words_of(session, letter.partnership_id, letter.kind, letter.lang)
    with suppress(LookupError):
        return render(letter.kind, letter.lang, letter.data, own).subject
    return letter.kind
