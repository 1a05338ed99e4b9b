"""Databases of the size of a region after some years, filled with statements in bulk.

One event is hot: lists of registrations are read there. One is of the same size in every database. Keys that
lists are ordered by are tied on purpose: all rows of a table were made at the same instant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.accounts.sign_in import open_session
from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.database import changes
from app.core.database.changes import Change
from app.core.database.engine import Database
from app.core.database.migrate import upgrade
from app.core.text import fold, sort_key
from app.courses.models import EventKind
from app.events.models import Event, EventSession, EventStatus
from app.organisations.people_models import Person
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus
from app.territories.service import load as load_territories
from tests.factories import a_partnership, a_user

SESSIONS = 5
SAME_SIZE = 50
CHUNK = 10_000
HOT, SAME = 1, 2
Row = dict[str, Any]


@dataclass(frozen=True)
class Scale:
    """How many rows; `hot` are the registrations of the hot event, the others share the rest."""

    events: int
    people: int
    registrations: int
    hot: int

    def __str__(self) -> str:
        attendance = f"{self.registrations * SESSIONS:,} attendances"
        return f"{self.events} events, {self.people:,} people, {self.registrations:,} sign-ups, {attendance}"

    def of_event(self, event_id: int) -> int:
        """Registrations of one event."""
        if event_id in (HOT, SAME):
            return self.hot if event_id == HOT else SAME_SIZE
        return (self.registrations - self.hot - SAME_SIZE) // (self.events - 2)


TINY = Scale(events=60, people=1_000, registrations=2_000, hot=500)
SMALL = Scale(events=200, people=200, registrations=200, hot=150)
FEW = Scale(events=200, people=1_000, registrations=200, hot=150)
MANY = Scale(events=200, people=100_000, registrations=200, hot=150)
LARGE = Scale(events=200, people=50_000, registrations=200_000, hot=20_000)


@dataclass(frozen=True)
class World:
    """What the load has to know of a filled database."""

    url: str
    token: str
    open_events: list[int]
    attendance: list[tuple[int, int]]
    same_size_session: int
    page: int = 50
    schedule_page: str = "/events"

    def lists(self) -> dict[str, str]:
        return {
            "events": "/api/v1/events?limit=50",
            "schedule": "/api/v1/schedule?limit=50",
            "people": "/api/v1/people?limit=50",
            "registrations": f"/api/v1/events/{HOT}/registrations?limit=50",
            "changes": "/api/v1/changes?limit=50",
            "attendance of 50": f"/api/v1/sessions/{self.same_size_session}/attendance",
        }


def fill(url: str, scale: Scale) -> World:
    upgrade(url)
    database = Database(url)
    try:
        with database.writing() as session:
            load_territories(session)
            partnership = a_partnership(session, "Liberecko").id or 0
            token = open_session(session, a_user(session, "admin").id or 0).token
            made = clock.now() - timedelta(days=400)
            insert(session, a_row_of_people(partnership, made), people(scale))
            insert(session, a_row_of_events(partnership, made), events(scale))
            insert(session, a_row_of_sessions(partnership, made), sessions(scale))
            insert(session, a_row_of_registrations(partnership, made), registrations(scale))
            attend(session, partnership, made)
            log(session, Registration, "registration", made)
            log(session, Attendance, "attendance", made)
        if not database.sqlite:
            vacuum(database)
        with database.reading() as session:
            return seen(session, url, token)
    finally:
        database.close()


def insert(session: Session, like: SQLModel, rows: Iterator[Row]) -> None:
    """`like` says what stands in the columns that the rows do not name; ids are given by the database."""
    table = type(like).metadata.tables[str(like.__tablename__)]
    common = {column.name: getattr(like, column.name) for column in table.columns if column.name != "id"}
    while chunk := [{**common, **row} for row in islice(rows, CHUNK)]:
        session.connection().execute(changes.no_change(sa.insert(table)), chunk)


def a_row_of_people(partnership: int, made: datetime) -> Person:
    return Person(
        partnership_id=partnership,
        first_name="Jana",
        last_name="",
        folded_name="",
        sort_key=b"",
        created_at=made,
        updated_at=made,
    )


def people(scale: Scale) -> Iterator[Row]:
    """Fifty share each surname, so that the order of names has ties. Sixty in all are named after a town."""
    for number in range(scale.people):
        rare = number % max(1, scale.people // 60) == 0
        name = "ze Železného Brodu Železný" if rare else f"Vymyšlená {number // 50}"
        email = f"osoba{number}@spolek.example"
        key = sort_key(f"{name} Jana")
        yield {
            "last_name": name,
            "email": email,
            "folded_name": fold(f"Jana {name}"),
            "folded_email": email,
            "sort_key": key,
        }


def a_row_of_events(partnership: int, made: datetime) -> Event:
    return Event(
        partnership_id=partnership,
        kind=EventKind.SEMINAR,
        title="Rodina a závislost: seminář pro pracovníky v sociálních službách",
        folded_text=fold("Rodina a závislost: seminář pro pracovníky v sociálních službách"),
        description="Jak poznat, kdy dítě potřebuje pomoc, a na koho se obrátit. " * 8,
        published_at=made,
        created_at=made,
        updated_at=made,
    )


def events(scale: Scale) -> Iterator[Row]:
    """The first half was held, the second is to come and open without a limit."""
    for event_id in range(1, scale.events + 1):
        count = scale.of_event(event_id)
        start = first_day(scale, event_id)
        yield {
            "status": EventStatus.HELD if is_held(scale, event_id) else EventStatus.OPEN,
            "starts_at": start,
            "ends_at": start + timedelta(days=SESSIONS - 1, hours=7),
            "taken": count,
            "confirmed": count,
            "attended": count,
            "queue_last": count,
        }


def is_held(scale: Scale, event_id: int) -> bool:
    return event_id <= scale.events // 2


def first_day(scale: Scale, event_id: int) -> datetime:
    days = -10 - event_id if is_held(scale, event_id) else event_id % 90 + 3
    return clock.at(clock.today() + timedelta(days=days), 9)


def a_row_of_sessions(partnership: int, made: datetime) -> EventSession:
    return EventSession(
        event_id=0,
        partnership_id=partnership,
        position=0,
        starts_at=made,
        ends_at=made,
        hours=Decimal(8),
        listed=True,
        created_at=made,
        updated_at=made,
    )


def sessions(scale: Scale) -> Iterator[Row]:
    for event_id in range(1, scale.events + 1):
        for position in range(SESSIONS):
            start = first_day(scale, event_id) + timedelta(days=position)
            count = scale.of_event(event_id)
            own = {"event_id": event_id, "position": position, "attended": count, "recorded": count}
            yield {**own, "starts_at": start, "ends_at": start + timedelta(hours=7)}


def a_row_of_registrations(partnership: int, made: datetime) -> Registration:
    return Registration(
        event_id=0,
        partnership_id=partnership,
        person_id=0,
        status=RegistrationStatus.CONFIRMED,
        source=RegistrationSource.PUBLIC,
        created_at=made,
        updated_at=made,
    )


def registrations(scale: Scale) -> Iterator[Row]:
    for event_id in range(1, scale.events + 1):
        for number in range(scale.of_event(event_id)):
            person = (event_id * 997 + number) % scale.people + 1
            yield {"event_id": event_id, "person_id": person, "queue_key": number + 1}


def attend(session: Session, partnership: int, made: datetime) -> None:
    """Everybody at every session."""
    like = Attendance(
        registration_id=0,
        session_id=0,
        event_id=0,
        partnership_id=partnership,
        status=AttendanceStatus.PRESENT,
        recorded_at=made,
        created_at=made,
        updated_at=made,
    )
    registration, sitting = table(Registration), table(EventSession)
    own = {
        "registration_id": registration.c.id,
        "session_id": sitting.c.id,
        "event_id": registration.c.event_id,
    }
    derive(session, like, own, registration.join(sitting, sitting.c.event_id == registration.c.event_id))


def log(session: Session, model: type[SQLModel], name: str, made: datetime) -> None:
    source = table(model)
    like = Change(at=made, type=name, record_id=0, action="created")
    derive(session, like, {"record_id": source.c.id, "partnership_id": source.c.partnership_id}, source)


def derive(session: Session, like: SQLModel, own: Row, source: sa.FromClause) -> None:
    """Rows made by the database out of rows it has; a million of them in seconds."""
    target = table(type(like))
    columns = [column for column in target.columns if column.name != "id"]
    values = [own.get(column.name, sa.literal(getattr(like, column.name), column.type)) for column in columns]
    statement = sa.select(*values).select_from(source)
    names = [column.name for column in columns]
    session.connection().execute(changes.no_change(sa.insert(target).from_select(names, statement)))


def vacuum(database: Database) -> None:
    """What autovacuum would have done long ago."""
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def seen(session: Session, url: str, token: str) -> World:
    event, sitting, attendance = table(Event), table(EventSession), table(Attendance)
    open_events = session.scalars(sa.select(event.c.id).where(event.c.status == EventStatus.OPEN)).all()
    recorded = (
        sa.select(attendance.c.session_id, attendance.c.registration_id)
        .join(event, event.c.id == attendance.c.event_id)
        .where(event.c.status == EventStatus.HELD, event.c.id != HOT)
        .limit(60_000)
    )
    same_size = session.scalar(sa.select(sitting.c.id).where(sitting.c.event_id == SAME).limit(1))
    pairs = [(row.session_id, row.registration_id) for row in session.execute(recorded)]
    return World(url, token, list(open_events), pairs, int(same_size or 0))


def table(model: type[SQLModel]) -> sa.Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]
