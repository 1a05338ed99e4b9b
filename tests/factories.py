"""Valid records with invented contents, written straight through the models; say only what the test is about.

Each takes a writing session and flushes, so ids are there; other fields go by their names. Whoever needs
the rules of a service calls the service.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.accounts.models import Role, User
from app.accounts.users import add_user
from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.actor import RoleName
from app.core.addresses import normal_address
from app.core.database import changes
from app.core.text import fold, sort_key
from app.courses.models import Course, EventKind, Series, SeriesTerritory, SeriesTopic
from app.events.models import (
    Event,
    EventSession,
    EventStatus,
    Meeting,
    RoundTable,
    Training,
    Venue,
    Visibility,
)
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember, GroupPlacement, WorkingGroup
from app.partnerships.models import Partnership
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus
from app.territories.models import Territory, TerritoryLevel

PASSWORD = "kulate-heslo-123"
FIRST_NAMES = ("Alžběta", "Čeněk", "Dorota", "Chrudoš", "Ema", "Šimon", "Žofie", "Ondřej")
LAST_NAMES = ("Vymyšlená", "Smyšlený", "Neskutečná", "Pomyslný", "Výmyslová", "Nebylý")
numbers = count(1)


def stored(session: Session, record: Any) -> Any:
    session.add(record)
    session.flush()
    return record


def a_territory(session: Session, name: str | None = None) -> Territory:
    """An ORP of the official list, by name or just one of them."""
    statement = sa.select(Territory).where(Territory.level == TerritoryLevel.ORP)
    if name:
        statement = statement.where(Territory.name == name)
    return session.scalars(statement.order_by(Territory.id).limit(1)).one()


def a_partnership(session: Session, name: str | None = None, **fields: Any) -> Partnership:
    title = name or f"Partnerství {next(numbers)}"
    return stored(
        session, Partnership(name=title, folded_name=fold(title), sort_key=sort_key(title), **fields)
    )


def an_organisation(session: Session, name: str | None = None, **fields: Any) -> Organisation:
    title = name or f"Spolek {next(numbers)}"
    return stored(
        session, Organisation(name=title, folded_name=fold(title), sort_key=sort_key(title), **fields)
    )


def a_person(session: Session, partnership: Partnership, **fields: Any) -> Person:
    number = next(numbers)
    fields.setdefault("first_name", FIRST_NAMES[number % len(FIRST_NAMES)])
    fields.setdefault("last_name", f"{LAST_NAMES[number % len(LAST_NAMES)]} {number}")
    fields.setdefault("email", f"osoba{number}@spolek.example")
    name = f"{fields['first_name']} {fields['last_name']}"
    derived = {
        "folded_name": fold(name),
        "folded_email": normal_address(fields["email"] or ""),
        "sort_key": sort_key(f"{fields['last_name']} {fields['first_name']}"),
    }
    return stored(session, Person(partnership_id=partnership.id, **{**derived, **fields}))


def a_group(
    session: Session,
    partnership: Partnership,
    parent: WorkingGroup | None = None,
    since: date = date(2017, 1, 1),
    **fields: Any,
) -> WorkingGroup:
    """A working group, placed under its parent from `since` on."""
    name = fields.pop("name", f"Pracovní skupina {next(numbers)}")
    group = WorkingGroup(
        partnership_id=partnership.id, name=name, folded_name=fold(name), sort_key=sort_key(name), **fields
    )
    stored(session, group)
    place = {
        "partnership_id": partnership.id,
        "group_id": group.id,
        "parent_id": parent.id if parent else None,
    }
    stored(session, GroupPlacement(valid_from=since, **place))
    return group


def a_group_member(session: Session, group: WorkingGroup, person: Person, **fields: Any) -> GroupMember:
    fields.setdefault("since", date(2017, 1, 1))
    member = GroupMember(
        partnership_id=group.partnership_id, group_id=group.id, person_id=person.id, **fields
    )
    return stored(session, member)


def a_venue(session: Session, partnership: Partnership, **fields: Any) -> Venue:
    fields.setdefault("name", "Radnice")
    return stored(session, Venue(partnership_id=partnership.id, **fields))


def a_course(session: Session, title: str | None = None, hours: int = 8, **fields: Any) -> Course:
    name = title or f"Kurz {next(numbers)}"
    derived = {"folded_title": fold(name), "sort_key": sort_key(name)}
    return stored(session, Course(title=name, hours=Decimal(hours), **derived, **fields))


def an_event(
    session: Session,
    partnership: Partnership | None = None,
    *,
    kind: EventKind = EventKind.SEMINAR,
    starts_at: datetime | None = None,
    sessions: int = 1,
    hours: int = 8,
    venue: Venue | None = None,
    **fields: Any,
) -> Event:
    """Published, public and open for sign-up, in two weeks, on as many days in a row as it has sessions."""
    partnership = partnership or a_partnership(session)
    title = fields.pop("title", f"Akce {next(numbers)}")
    fields = {"status": EventStatus.OPEN, "published_at": clock.now(), **fields}
    if fields["status"] == EventStatus.DRAFT:
        fields["published_at"] = None
    start = starts_at or clock.at(clock.today() + timedelta(days=14), 9)
    event = Event(partnership_id=partnership.id, kind=kind, title=title, folded_text=fold(title), **fields)
    stored(session, event)
    own = {EventKind.ROUND_TABLE: RoundTable, EventKind.TRAINING: Training, EventKind.MEETING: Meeting}.get(
        kind
    )
    if own is not None:
        stored(session, own(id=event.id, partnership_id=partnership.id))
    for number in range(sessions):
        a_session(session, event, start + timedelta(days=number), hours=hours, venue=venue)
    return event


def a_session(
    session: Session,
    event: Event,
    starts_at: datetime,
    ends_at: datetime | None = None,
    *,
    hours: int = 8,
    venue: Venue | None = None,
    **fields: Any,
) -> EventSession:
    """A further session; seven hours by the clock unless said otherwise. The event's span follows."""
    end = ends_at or starts_at + timedelta(hours=7)
    event.starts_at = min(event.starts_at or starts_at, starts_at)
    event.ends_at = max(event.ends_at or end, end)
    hidden = event.status == EventStatus.DRAFT or event.visibility != Visibility.PUBLIC
    fields.setdefault("listed", not hidden)
    fields.setdefault("position", len(sessions_of(session, event)))
    sitting = EventSession(
        event_id=event.id,
        partnership_id=event.partnership_id,
        starts_at=starts_at,
        ends_at=end,
        hours=Decimal(hours),
        venue_id=venue.id if venue else None,
        **fields,
    )
    return stored(session, sitting)


def sessions_of(session: Session, event: Event) -> list[EventSession]:
    statement = sa.select(EventSession).where(EventSession.event_id == event.id)
    return list(session.scalars(statement.order_by(EventSession.starts_at, EventSession.id)))


def a_registration(
    session: Session,
    event: Event,
    person: Person | None = None,
    status: RegistrationStatus = RegistrationStatus.CONFIRMED,
    **fields: Any,
) -> Registration:
    """Counted at its event, as the service would."""
    partnership = session.get_one(Partnership, event.partnership_id)
    person = person or a_person(session, partnership)
    order = next(numbers)
    registration = Registration(
        event_id=event.id,
        partnership_id=event.partnership_id,
        person_id=person.id,
        status=status,
        queue_key=order,
        **{"source": RegistrationSource.PUBLIC, **fields},
    )
    stored(session, registration)
    seat = status in (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED) and not registration.walk_in
    moved = {"queue_last": order}
    moved |= {"taken": Event.taken + 1} if seat else {}
    counted = hasattr(Event, status.value) and not registration.walk_in
    moved |= {status.value: getattr(Event, status.value) + 1} if counted else {}
    changes.update_counters(
        session, sa.update(table(Event)).where(table(Event).c.id == event.id).values(moved)
    )
    session.refresh(event)
    return registration


def an_attendance(
    session: Session,
    registration: Registration,
    sitting: EventSession,
    status: AttendanceStatus = AttendanceStatus.PRESENT,
    **fields: Any,
) -> Attendance:
    row = Attendance(
        registration_id=registration.id,
        session_id=sitting.id,
        event_id=registration.event_id,
        partnership_id=registration.partnership_id,
        status=status,
        **{"recorded_at": clock.now(), **fields},
    )
    stored(session, row)
    moved = {"recorded": EventSession.recorded + 1}
    if status == AttendanceStatus.PRESENT:
        moved["attended"] = EventSession.attended + 1
    sittings = table(EventSession)
    changes.update_counters(session, sa.update(sittings).where(sittings.c.id == sitting.id).values(moved))
    session.refresh(sitting)
    return row


def a_series(
    session: Session,
    partnership: Partnership,
    topics: int | list[Course] = 4,
    territories: list[Territory] | None = None,
    kind: EventKind = EventKind.ROUND_TABLE,
    **fields: Any,
) -> Series:
    """A grid: rounds, or courses, times territories."""
    title = fields.pop("title", f"Řada {next(numbers)}")
    series = Series(partnership_id=partnership.id, kind=kind, title=title, folded_title=fold(title), **fields)
    stored(session, series)
    own = {"series_id": series.id, "partnership_id": partnership.id}
    rows = (
        [(f"{number}. kolo", None) for number in range(1, topics + 1)]
        if isinstance(topics, int)
        else [(course.title, course.id) for course in topics]
    )
    for position, (name, course_id) in enumerate(rows):
        session.add(SeriesTopic(position=position, title=name, course_id=course_id, **own))
    for position, territory in enumerate(territories or [a_territory(session)]):
        session.add(SeriesTerritory(position=position, territory_id=territory.id, **own))
    session.flush()
    return series


def a_user(
    session: Session,
    role: RoleName | str | None = None,
    partnership: Partnership | None = None,
    *,
    email: str | None = None,
    **fields: Any,
) -> User:
    """A login without a password. A role without a partnership holds in all of them."""
    number = next(numbers)
    address = email or f"uzivatel{number}@urad.example"
    user = add_user(session, address, fields.pop("name", f"Uživatelka {number}"), None, **fields)
    if role is not None:
        place = partnership.id if partnership else None
        stored(session, Role(user_id=user.id, role=RoleName(role), partnership_id=place))
    return user


def table(model: type[SQLModel]) -> sa.Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]
