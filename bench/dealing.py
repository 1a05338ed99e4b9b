"""Dealing the seats of a whole programme at once, against a bare transaction on the same rows.

Both are measured by the CPU of one process; on SQLite that holds the database too.
"""

import time
from datetime import timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.actor import SYSTEM
from app.core.database import changes
from app.core.database.changes import Change
from app.core.database.engine import Database
from app.core.settings import Settings
from app.courses.models import EventKind, SeatAllocation
from app.courses.series import topics_of
from app.events.models import Event
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.registrations.models import DEALING_REASON, Registration, RegistrationSource, RegistrationStatus
from app.series.allocate import allocate
from app.series.models import SeriesEnrolment
from app.territories.models import Territory
from bench.data import World, a_row_of_people, derive, insert, table
from bench.measure import Report, section
from tests.factories import a_course, a_series, an_event

EVENTS, ENROLMENTS, SEATS = 20, 2_000, 1_500
SECRET_KEY = "only-for-the-benchmark-0123456789"


def dealing(world: World, report: Report) -> None:
    """Every one of the people took the whole series; three quarters of them get a seat."""
    database = Database(world.url)
    try:
        with database.writing() as session:
            series_id = lay_out(session)
        with section(f"Dealing {EVENTS} events, {ENROLMENTS:,} enrolments each"):
            before = [bare_transaction(database, series_id) for _ in range(2)]
            spent = deal(database, world, series_id)
            after = [bare_transaction(database, series_id) for _ in range(2)]
            bare = median(before + after)
            print(f"  dealing CPU {spent:.2f} s, bare transaction CPU {bare:.2f} s", flush=True)
        report.at_most("dealing 40,000 registrations, CPU / bare transaction", spent / bare, 3)
    finally:
        database.close()


def deal(database: Database, world: World, series_id: int) -> float:
    """CPU seconds."""
    with database.writing() as session:
        session.info["settings"] = Settings(database_url=world.url, secret_key=SECRET_KEY)
        started = time.process_time()
        dealt = allocate(session, SYSTEM, series_id)
    spent = time.process_time() - started
    count = sum(one.confirmed for one in dealt.events)
    if count != EVENTS * SEATS or len(dealt.decisions) != EVENTS * ENROLMENTS:
        raise RuntimeError(f"{count} seats were dealt in {len(dealt.decisions)} decisions")
    return spent


def bare_transaction(database: Database, series_id: int) -> float:
    """CPU seconds of the least that dealing does: change each row, log it, read it with its person.

    Three statements, which are rolled back.
    """
    registration, event, person = table(Registration), table(Event), table(Person)
    of_series = sa.select(event.c.id).where(event.c.series_id == series_id)
    those = registration.c.event_id.in_(of_series)
    rows = sa.select(registration.c.id).where(those).subquery()
    like = Change(at=clock.now(), type="registration", record_id=0, action="updated")
    read = sa.select(registration, person).join(person, person.c.id == registration.c.person_id).where(those)
    with Session(database.engine) as session:
        connection = session.connection()
        started = time.process_time()
        confirmed = sa.update(registration).where(those).values(status=RegistrationStatus.CONFIRMED)
        connection.execute(changes.no_change(confirmed))
        derive(session, like, {"record_id": rows.c.id}, rows)
        found = connection.execute(read).all()
        spent = time.process_time() - started
        session.rollback()
    if len(found) != EVENTS * ENROLMENTS:
        raise RuntimeError(f"{len(found)} registrations")
    return spent


def lay_out(session: Session) -> int:
    """A series with everybody's registrations, written in bulk as the bench writes all its rows."""
    partnership = session.scalars(sa.select(Partnership).limit(1)).one()
    place = session.scalars(sa.select(Territory).limit(1)).one()
    courses = [a_course(session) for _ in range(EVENTS)]
    rule = {"allocation": SeatAllocation.SERIES_FIRST}
    series = a_series(session, partnership, courses, [place], EventKind.TRAINING, **rule)
    number, home = series.id or 0, partnership.id or 0
    now = clock.now()
    common: dict[str, Any] = {"created_at": now, "updated_at": now, "partnership_id": home}
    marks = [f"dealt-{count}@spolek.example" for count in range(ENROLMENTS)]
    rows = (
        {"last_name": f"Zájemce {n}", "email": mark, "folded_email": mark} for n, mark in enumerate(marks)
    )
    insert(session, a_row_of_people(home, now), rows)
    people = list(session.scalars(sa.select(Person.id).where(Person.email.in_(marks))))
    own = {"series_id": number, "territory_id": place.id or 0}
    insert(session, SeriesEnrolment(**common, **own, person_id=0), ({"person_id": one} for one in people))
    enrolments = dict(session.execute(sa.select(SeriesEnrolment.person_id, SeriesEnrolment.id)).all())
    like = Registration(
        **common,
        event_id=0,
        person_id=0,
        status=RegistrationStatus.PENDING,
        reason=DEALING_REASON,
        priority=0,
        source=RegistrationSource.PUBLIC,
    )
    for topic in topics_of(session, [number])[number]:
        event = an_event(
            session,
            partnership,
            kind=EventKind.TRAINING,
            starts_at=now + timedelta(days=30 + topic.position),
            series_id=number,
            topic_id=topic.id,
            territory_id=place.id,
            capacity=SEATS,
            pending=ENROLMENTS,
            queue_last=ENROLMENTS,
            undealt=True,
        )
        insert(session, like, signed_up(event, people, enrolments))
    return number


def signed_up(event: Event, people: list[int], enrolments: dict[int, int]) -> Any:
    for key, person in enumerate(people, start=1):
        own = {"person_id": person, "enrolment_id": enrolments[person], "queue_key": key}
        yield {"event_id": event.id, **own}
