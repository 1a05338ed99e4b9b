"""Events of the follow-up project: past, this week, and coming ones. Each shows another feature."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core import clock
from app.courses.models import Course, EventKind, Series, SeriesTopic
from app.demo.calendar import another_day, door_day, months_from, working_day
from app.demo.gather import (
    DemoSession,
    as_training,
    attend,
    call_off,
    full_days,
    name_people,
    note_change,
    put_on,
    sign_up,
)
from app.demo.invitations import invite_offices
from app.demo.reference import Programme
from app.demo.region import DISTRICTS, ORPS, REGION
from app.demo.round_tables import complete_table, table
from app.demo.scene import Region, Scene, venue
from app.demo.trainings import district_people, training
from app.events.models import Event, EventRole, EventStatus, MoveUp, RegistrationPolicy, Venue
from app.organisations.people_models import Person
from app.registrations.models import Registration
from app.seat_blocks.models import SeatBlock


@dataclass
class FollowUp:
    """The follow-up project while its events are created."""

    scene: Scene
    region: Region
    programme: Programme
    today: date
    courses: list[Course]
    facilitator: int
    trainings: Series
    tables: Series
    course_topics: list[SeriesTopic] = field(default_factory=list)
    rounds: list[SeriesTopic] = field(default_factory=list)

    def hall(self, town: str, code: str, room: str = "zasedací místnost") -> Venue:
        return venue(self.scene, self.region.id, f"Městský úřad {town}", room, code)

    def some(self, people: Sequence[Person], count: int) -> list[Person]:
        return self.scene.chance.sample(people, min(count, len(people)))


def hold_training(story: FollowUp, course: int, district: str, day: date | None, seats: int = 25) -> Event:
    """A cell of the grid of trainings; without a day it is planned for a quarter half a year from now."""
    taught, region = story.courses[course], story.region
    event = training(story.scene, region, taught, district)
    event.capacity = seats
    event.project_id, event.project_activity_id = (
        story.trainings.project_id,
        story.trainings.project_activity_id,
    )
    event.series_id, event.topic_id = story.trainings.id, story.course_topics[course].id
    if day is None:
        event.planned_from = months_from(story.today, 6)
        event.planned_to = months_from(story.today, 9) - timedelta(days=1)
        put_on(story.scene, event)
    else:
        town, codes = DISTRICTS[district]
        event.registration_closes_at = clock.at(day - timedelta(days=3), 12)
        put_on(story.scene, event, full_days(day, taught.days, story.hall(town, codes[0], "přednáškový sál")))
    as_training(story.scene, event, taught.id)
    name_people(story.scene, event, EventRole.LECTURER, [story.scene.chance.choice(region.lecturers)])
    return event


def hold_table(story: FollowUp, number: int, code: str, day: date | None) -> Event:
    event = table(story.scene, story.region, story.tables, story.rounds[number - 1], code, number)
    if day is None:
        event.planned_from = months_from(story.today, 3)
        event.planned_to = months_from(story.today, 9) - timedelta(days=1)
        put_on(story.scene, event)
    else:
        put_on(story.scene, event, [DemoSession(day, venue=story.hall(ORPS[code][0], code))])
    complete_table(story.scene, story.region, event, number, user_id=story.facilitator if day else None)
    return event


def come(
    story: FollowUp, event: Event, people: Sequence[Person], recorded: bool = True
) -> list[Registration]:
    """Sign people up and, if the event is over, record their attendance unless `recorded` is false."""
    signed = sign_up(story.scene, event, people)
    if recorded and event.status == EventStatus.HELD:
        attend(story.scene, event, signed, recorded_by=story.facilitator)
    return signed


def past_events(story: FollowUp) -> None:
    """Courses and tables of the past year; the attendance of the newest table is not recorded."""
    districts = list(DISTRICTS)
    for place in range(9):
        course, district = divmod(place, len(districts))
        day = working_day(story.today, -300 + place * 30)
        event = hold_training(story, course, districts[district], day)
        people = district_people(story.region, districts[district])
        loyal = people[:9]
        signed = sign_up(story.scene, event, [*loyal, *story.some(people[9:], 10)])
        attend(story.scene, event, signed, loyal=loyal[:7], recorded_by=story.facilitator)
    for place, code in enumerate(("5101", "5102", "5103", "5104")):
        table_held = hold_table(story, 1, code, working_day(story.today, -110 + place * 20))
        signed = come(story, table_held, _guests(story, code))
        invite_offices(story.scene, story.region, table_held, code, signed)
    monday = story.today - timedelta(days=story.today.weekday())
    come(story, hold_table(story, 1, "5106", working_day(monday, -3)), _guests(story, "5106"), recorded=False)


def _guests(story: FollowUp, code: str) -> list[Person]:
    return [*story.some(story.region.people[code], 11), *story.region.workers[:2]]


def events_of_this_week(story: FollowUp) -> None:
    """A table and a supervision whose attendance can be recorded now, and a training on another day."""
    scene, region, day = story.scene, story.region, door_day(story.today)
    come(story, hold_table(story, 1, "5108", day), _guests(story, "5108"), recorded=False)
    supervision = _event(story, EventKind.SUPERVISION, "Supervize pro koordinátory případů", 12)
    put_on(scene, supervision, [DemoSession(day, (13, 0), (16, 0), 4, story.hall("Liberec", "5105"))])
    name_people(scene, supervision, EventRole.FACILITATOR, region.facilitators[:1], story.facilitator)
    come(story, supervision, story.some(region.workers, 8), recorded=False)
    held = hold_training(story, 3, "CZ0512", another_day(day))
    come(story, held, story.some(district_people(region, "CZ0512"), 18))


def _event(
    story: FollowUp, kind: EventKind, title: str, capacity: int | None, description: str = ""
) -> Event:
    return Event(
        partnership_id=story.region.id,
        kind=kind,
        title=title,
        description=description,
        project_id=story.programme.id,
        project_activity_id=story.programme.activity("3"),
        territory_id=story.scene.place(REGION),
        organiser_id=story.region.office.id,
        capacity=capacity,
    )


def coming_events(story: FollowUp) -> None:
    """Free seats, a waiting list, one to be approved, a moved one, a cancelled one, a draft."""
    today, region = story.today, story.region
    free = hold_training(story, 3, "CZ0513", working_day(today, 9))
    come(story, free, story.some(district_people(region, "CZ0513"), 11))
    full = hold_training(story, 3, "CZ0514", working_day(today, 16), seats=20)
    come(story, full, story.some(district_people(region, "CZ0514"), 24))
    come(
        story, hold_training(story, 4, "CZ0511", working_day(today, 30)), story.some(region.people["5101"], 4)
    )
    conference = _event(
        story, EventKind.CONFERENCE, "Konference o práci s rodinou", 120, "Příspěvky z obcí i služeb, dílny."
    )
    conference.registration_policy = RegistrationPolicy.APPROVAL
    put_on(
        story.scene,
        conference,
        full_days(working_day(today, 40), 1, story.hall("Liberec", "5105", "velký sál")),
    )
    everybody = [one for code in ORPS for one in region.people[code]]
    sign_up(story.scene, conference, story.some(everybody, 31), pending=3)
    _moved_workshop(story)
    _seats_for_towns(story)
    _cancelled_seminar(story)
    draft = _event(story, EventKind.SEMINAR, "Seminář dobré praxe (návrh)", 60)
    put_on(story.scene, draft, [DemoSession(working_day(today, 75), (9, 0), (15, 0), 7)], published=False)


def _moved_workshop(story: FollowUp) -> None:
    workshop = _event(story, EventKind.WORKSHOP, "Dílna: rozhovor s dítětem", 16)
    room = story.hall("Turnov", "5109", "místnost 12")
    put_on(story.scene, workshop, [DemoSession(working_day(story.today, 12), (9, 0), (13, 0), 5, room)])
    come(story, workshop, story.some(district_people(story.region, "CZ0514"), 9))
    told_at = story.scene.now - timedelta(days=2)
    note_change(
        story.scene,
        workshop,
        "venue",
        "Městský úřad Turnov, místnost 3",
        "Městský úřad Turnov, místnost 12",
        told_at,
    )


def _seats_for_towns(story: FollowUp) -> None:
    """Seats kept for the municipalities of one district, and offers to those who wait."""
    day = working_day(story.today, 25)
    workshop = _event(story, EventKind.WORKSHOP, "Dílna: spolupráce obcí a služeb", 14)
    workshop.move_up, workshop.offer_hours, workshop.organisation_limit = MoveUp.OFFER, 48, 3
    workshop.cancel_until = clock.at(day - timedelta(days=5), 12)
    workshop.kept, workshop.blocks = 4, 1
    room = story.hall("Semily", "5107")
    put_on(story.scene, workshop, [DemoSession(day, (9, 0), (13, 0), 5, room)])
    block = SeatBlock(
        event_id=workshop.id,
        partnership_id=story.region.id,
        territory_id=story.scene.place("CZ0514"),
        seats=4,
        until=clock.at(day - timedelta(days=10), 12),
        note="Po dohodě s tajemníky obcí okresu Semily",
    )
    story.scene.session.add(block)
    come(story, workshop, story.some(district_people(story.region, "CZ0511"), 12))


def _cancelled_seminar(story: FollowUp) -> None:
    seminar = _event(story, EventKind.SEMINAR, "Seminář k novele zákona", 40)
    seminar.status, seminar.cancel_reason = (
        EventStatus.CANCELLED,
        "Přednášející onemocněla, hledáme nový termín.",
    )
    day = working_day(story.today, 20)
    put_on(story.scene, seminar, [DemoSession(day, (9, 0), (12, 0), 4, story.hall("Semily", "5107"))])
    seminar.calendar_sequence = 1
    signed = sign_up(story.scene, seminar, story.some(district_people(story.region, "CZ0514"), 8))
    call_off(story.scene, seminar, signed)


def tables_to_come(story: FollowUp) -> None:
    """The first round ends next month; of the second four tables are planned, six cells still empty."""
    for place, code in enumerate(("5107", "5105", "5109")):
        event = hold_table(story, 1, code, working_day(story.today, 7 + 7 * place))
        signed = come(story, event, _guests(story, code)[:5])
        invite_offices(story.scene, story.region, event, code, signed)
    for code in ("5101", "5102", "5103", "5104"):
        hold_table(story, 2, code, None)
    for district in ("CZ0512", "CZ0513"):
        hold_training(story, 4, district, None)
