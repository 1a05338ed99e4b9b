"""The 20 training seminars of activity 2A: five courses in four districts, 56 accounted hours in each."""

from datetime import date, timedelta
from decimal import Decimal

from app.core import text
from app.courses.models import Course, EventKind, SeatAllocation
from app.demo.gather import as_training, attend, full_days, name_people, put_on, sign_up
from app.demo.reference import Programme
from app.demo.region import DISTRICTS
from app.demo.round_tables import add_columns, add_series, add_topic
from app.demo.scene import Region, Scene, venue
from app.events.models import Event, EventRole
from app.organisations.people_models import Person

COURSES = (
    ("Děti rodičů užívajících návykové látky", 2, 16),
    ("Děti s psychiatrickou diagnózou", 2, 16),
    ("Rodina s členem se zdravotním postižením", 1, 8),
    ("Rodina z odlišného sociokulturního prostředí", 1, 8),
    ("Viktimologie, syndrom CAN a domácí násilí", 1, 8),
)
MONTHS = [
    *((2017, month) for month in (9, 10, 11, 12)),
    *((2018, month) for month in (1, 2, 3, 4, 5, 6, 9, 10, 11, 12)),
    *((2019, month) for month in (1, 3, 4, 5, 6, 9)),
]
SEATS = 25
LOYAL = 9
"""The number of people of a district who take all five courses; the rest come to some."""


def courses(scene: Scene) -> list[Course]:
    return [
        scene.keep(
            Course(
                title=title,
                hours=Decimal(hours),
                days=days,
                accreditation="Akreditováno MPSV",
                description="Zdarma, pro pracovníky OSPOD, obcí a sociálních služeb.",
                folded_title=text.fold(title),
                sort_key=text.sort_key(title),
            )
        )
        for title, days, hours in COURSES
    ]


def third_tuesday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 14)


def district_people(region: Region, district: str) -> list[Person]:
    """People of a district without councillors and teachers, for whom the courses are not accredited."""
    codes = DISTRICTS[district][1]
    return [one for code in codes for place, one in enumerate(region.people[code]) if place not in (9, 16)]


def trainings(scene: Scene, region: Region, programme: Programme, taught: list[Course]) -> None:
    series = add_series(
        scene, region, programme, "2A", EventKind.TRAINING, "Vzdělávací semináře pro pracovníky s rodinou", 20
    )
    series.allocation = SeatAllocation.SERIES_FIRST
    topics = [add_topic(scene, series, n + 1, course.title, course.id) for n, course in enumerate(taught)]
    add_columns(scene, series, list(DISTRICTS))
    loyal = {district: _loyal(scene, region, district) for district in DISTRICTS}
    months = iter(MONTHS)
    for course, topic in zip(taught, topics, strict=True):
        for district in DISTRICTS:
            event = training(scene, region, course, district)
            event.project_id, event.project_activity_id = series.project_id, series.project_activity_id
            event.series_id, event.topic_id = series.id, topic.id
            _take_place(scene, region, event, course, district, third_tuesday(*next(months)), loyal[district])


def _loyal(scene: Scene, region: Region, district: str) -> list[Person]:
    return scene.chance.sample(district_people(region, district), LOYAL)


def training(scene: Scene, region: Region, course: Course, district: str) -> Event:
    """Not stored yet."""
    return Event(
        partnership_id=region.id,
        kind=EventKind.TRAINING,
        title=f"{course.title} – {DISTRICTS[district][0]}",
        description="Seminář je zdarma. Pozvánka jde přímo obcím a poskytovatelům služeb.",
        territory_id=scene.place(district),
        organiser_id=region.contractor.id,
        capacity=SEATS,
        min_participants=10,
    )


def _take_place(
    scene: Scene,
    region: Region,
    event: Event,
    course: Course,
    district: str,
    day: date,
    loyal: list[Person],
) -> None:
    town, codes = DISTRICTS[district]
    hall = venue(scene, region.id, f"Městská knihovna {town}", "přednáškový sál", codes[0])
    put_on(scene, event, full_days(day, course.days, hall))
    as_training(scene, event, course.id)
    name_people(scene, event, EventRole.LECTURER, [scene.chance.choice(region.lecturers)])
    others = [one for one in district_people(region, district) if one not in loyal]
    people = [*loyal, *scene.chance.sample(others, min(len(others), scene.chance.randint(11, 18)))]
    attend(scene, event, sign_up(scene, event, people), loyal=loyal)
