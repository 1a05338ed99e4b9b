"""Dealing the seats of a whole programme at once: how much CPU of one process it takes."""

import time
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.settings import Settings
from app.courses.models import EventKind, SeatAllocation
from app.courses.series import topics_of
from app.events.models import Event
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.registrations.models import DEALING, Registration, RegistrationSource, RegistrationStatus
from app.series.allocate import allocate
from app.series.models import SeriesEnrolment
from app.territories.models import Territory
from bench.data import World, a_row_of_people, insert
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
            with database.writing() as session:
                session.info["settings"] = Settings(database_url=world.url, secret_key=SECRET_KEY)
                wall, cpu = time.perf_counter(), time.process_time()
                dealt = allocate(session, SYSTEM, series_id)
            spent = time.process_time() - cpu
            print(f"  {time.perf_counter() - wall:.2f} s with the commit, CPU {spent:.2f} s", flush=True)
        count = sum(one.confirmed for one in dealt.events)
        if count != EVENTS * SEATS or len(dealt.decisions) != EVENTS * ENROLMENTS:
            raise RuntimeError(f"{count} seats were dealt in {len(dealt.decisions)} decisions")
        report.at_most("dealing 40,000 registrations, CPU", spent, 2, " s")
    finally:
        database.close()


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
        reason=DEALING,
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
